"""Search for an excerpt in an article's text.

It works under a declared normalisation. Start with `search`.
"""
