"""What the pages cost, beside Datasette and beside the least that they could cost.

subjects  which claims, topics, words and people of the record are looked at
cases     the pages, one line each, with what Datasette is asked for the same
ours      asks the site as its server does, without a network; the floor: its own SQL, and an empty view
sqlite    the same claims in SQLite
peer      asks Datasette
checks    nothing is reported that did not answer, or found other claims
figures   medians, ratios, and the figures of earlier runs
goals     what the figures ought to be
running   one run: the arms in turn, the pages in a new order each time
report    results.md; chart draws cost against size
"""
