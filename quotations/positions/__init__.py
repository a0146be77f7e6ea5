"""What a found passage says: the proposition in it, and whether it is a position at all."""
