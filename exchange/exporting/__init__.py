"""The published record in files, for whoever works with it elsewhere."""
