"""Reading a page: its article, title, byline, date, language."""
