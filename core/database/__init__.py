"""Which server of the database is meant."""
