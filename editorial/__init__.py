"""The editors' site: the Django admin, its workflows, the pages of Add coverage.

It has no models. Start at `site` (the site and its front page) or at `admin` (a module for each
model); `coverage` holds the pages on which an article is read in, `queues` what waits for editors.
"""
