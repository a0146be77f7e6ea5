"""The page of what changed, and the sentences that say so."""
