"""Files of others: how each is written, and its records.

Start at `sources.open_source`, which finds out what a file is. It can be trusted with any bytes: it says
what it cannot read, and memory is bounded.
"""
