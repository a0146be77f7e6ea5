"""What the rows of Add coverage propose: who spoke, when, with which stance; see `proposals.py`."""
