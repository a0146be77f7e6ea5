"""Two outlets, or two parties, side by side."""
