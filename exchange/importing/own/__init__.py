"""Import of our own public files, claims.jsonl and citations.csv: no mapping is needed.

source.py recognises them and gives a record for each claim; shapes.py checks what a record holds; plan.py
decides what it becomes; storing.py writes it, and publishes it where that is asked for.
"""
