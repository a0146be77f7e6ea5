"""Import of claims from files of others.

A source (reading/) finds out how a file is to be read and gives its records. By a mapping (mapping.py)
rows.py makes an ImportRow of each, or says why it cannot. storing/ finds what is on the record already,
decides what becomes of each row and writes it; run.py puts it together. Nothing is guessed: what has two
readings is asked for.
"""
