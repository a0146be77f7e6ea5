"""The admin of the record: claims, statements, citations, and the people who speak."""
