"""Benchmarks, each in a scratch database of its own.

The latest figures are in results.md.
"""
