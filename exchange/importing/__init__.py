"""Import of claims from files of others.

A source (source.py) finds out how a file is to be read (files.py, tables.py) and gives its records. By a
mapping (mapping.py) rows.py makes an ImportRow of each, or says why it cannot. known.py finds what is on the
record already, plan.py decides what becomes of each row, writing.py stores it, and run.py puts it together.
Nothing is guessed: what can be read in two ways is asked for.
"""
