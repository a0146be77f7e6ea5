"""Saving the rows of an article in one transaction; start at `save.py`."""
