"""Detection of articles that are on the record already.

Start with `lookup.find_known_articles`.
"""
