"""The page about the record, and the style guide."""
