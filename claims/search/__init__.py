"""Search of published claims: full text, facets, and a choice of orders.

Start at `filters` (what a query string asks for) and `querysets` (the conditions on rows). Every
query that has to be fast goes through `planner`. The rows themselves are maintained by triggers,
see claims/migrations/0017_search.py.
"""
