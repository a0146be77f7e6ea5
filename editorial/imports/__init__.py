"""The pages on which publishers import a file: upload, mapping with the first rows, trial, report.

What they show and ask for is that of `manage.py import_claims`; the worker does the work
(exchange.importing.uploads).
"""
