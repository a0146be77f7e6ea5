"""The pages of Add coverage: begin, check the article, correct the rows, read the summary.

Each page has a module of its own name; `admin.py` holds the addresses. The work itself is done by
`claims.coverage`: here it is asked for and shown.
"""
