"""The page about the record, that about the chain of its history, and the style guide."""
