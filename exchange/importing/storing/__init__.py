"""Storage of the rows of a file: what the record has, what is made of the rest, and how it is written."""
