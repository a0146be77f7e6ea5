"""Django's backend for PostgreSQL, for connections that a pooler may change after each transaction."""
