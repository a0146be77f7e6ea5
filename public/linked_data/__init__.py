"""The record as linked data: JSON-LD in and beside the pages, and the vocabulary that it is written in."""
