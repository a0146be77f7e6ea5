"""Outlets, articles and captures of their texts, and how they are recorded.

It knows nothing of claims. Start with `intake.record_article`, which records an article, and
`recapture.recapture`, which looks later whether its text has changed.
"""
