"""The site with its own database, a worker and the Moscow record: `make demo`."""
