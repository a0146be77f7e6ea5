"""The pages of Add coverage: begin, check the article, rows, summary.

Each page has a module of its own name; `admin.py` holds their addresses. The work itself is done by
`claims.coverage`: these modules read what editors send and show what came of it.
"""
