"""What the readers' pages show, worked out of the record: one module for each page or part of one.

The rules that every reader, editor and export shares (status, positions, coverage) stay outside.
"""
