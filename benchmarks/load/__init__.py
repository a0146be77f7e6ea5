"""A desk and its readers at work on the deployment of docs/operations.md: `make load`."""
