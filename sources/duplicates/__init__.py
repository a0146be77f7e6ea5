"""Recognising an article that is on the record already."""
