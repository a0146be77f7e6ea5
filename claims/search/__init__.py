"""Search of published claims: full text, facets, and any order that readers ask for.

Start at `filters` (what a query string asks for) and `querysets` (what the rows can be asked). Every query
that has to be fast goes through `planner`. The rows themselves are kept by triggers, see
claims/migrations/0017_search.py.
"""
