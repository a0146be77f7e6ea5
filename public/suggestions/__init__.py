"""What the search boxes suggest while somebody types."""
