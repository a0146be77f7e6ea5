"""What a row of Add coverage proposes: who spoke, when, with which stance."""
