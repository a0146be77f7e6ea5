"""The meaning of texts, as vectors of a small sentence model; plain Python, and optional.

Start with `model.encode`. `encoder` cuts texts into tokens and batches them, `network` runs the model.
Both are imported, with numpy, when the first text comes.
"""
