"""The PostgreSQL server that the project runs on, whoever runs it."""
