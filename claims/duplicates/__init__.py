"""The same claim in other words: how alike two propositions are, and what may be a duplicate."""
