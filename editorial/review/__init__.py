"""Drafts beside the captured text: one page for an article or a claim, and the page that asks to publish.

`drafts.py` reads the drafts with everything that a publisher decides by, `page.py` shows them on one page of
the article or the claim, `publication.py` asks, publishes and undoes.
"""
