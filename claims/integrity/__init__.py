"""The hash chain of the history: sealed, told to readers, and verified.

PostgreSQL makes it (sources/migrations/_0019_history_chain.py). What it proves and what not is told in
docs/decisions/0284-the-chain-of-the-history.md.
"""
