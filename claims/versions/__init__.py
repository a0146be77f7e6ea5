"""Versions: what readers saw of a claim.

changes    how two versions differ, in words for readers; start here
redaction  what of an old version may still be shown
"""
