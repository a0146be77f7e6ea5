"""The list of claims: search, facets, ways out of an empty result."""
