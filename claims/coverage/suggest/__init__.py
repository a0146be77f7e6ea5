"""What rows propose: who spoke, when, which stance; start at `proposals.py`."""
