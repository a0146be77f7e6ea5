"""What was published (outlets, articles, captures of their texts), and how it comes in.

It knows nothing of claims. Start with `intake.record_article`, which records an article, and
`recapture.recapture`, which looks later whether its text has changed.
"""
