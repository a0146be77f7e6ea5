"""Versions: what readers saw of a claim.

document   a claim, or a version of it, as plain objects
changes    how two versions differ, in words for readers; start here
redaction  what of an old version may still be shown
"""
