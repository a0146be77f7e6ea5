"""Serve the site with its own database: `python -m project.demo PORT`."""

from .run import main

main()
