"""Saving the rows of an article: read, checked and written in one transaction; see `save.py`."""
