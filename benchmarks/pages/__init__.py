"""The cost of pages: ours, Datasette's, and the least that ours could cost.

Both sides serve the same claims.

subjects  which claims, topics, words and people of the record are looked at
cases     the pages, one line each, with what Datasette is asked for the same
ours      asks the site as its server does, without a network
floor     the page's own SQL through bare psycopg, and a view that does nothing
sqlite    the same claims in SQLite
peer      asks Datasette
checks    nothing is reported that did not answer, or found other claims
rounds    the arms in turn, the pages in a new order each time
figures   medians, ratios, and the figures of earlier runs
goals     what the figures ought to be
report    results.md; chart draws cost against size
"""
