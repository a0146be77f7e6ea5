"""Everything that the database holds of the record, in files, and back from them into an empty database.

tables.py says which tables, and by what each row is named; documents.py puts names for the ids in versions;
writing.py writes the files, loading.py reads them.
"""
