"""The readers' site: a package for each page, with its view inside.

It reads; only a report writes. Start at urls.py: the view of a page, its template and its test file have the
name of its address. What several pages show is at the root of the package and in `charts`.
"""
