"""Import and export of the record: files in, files out. No page, no table."""
