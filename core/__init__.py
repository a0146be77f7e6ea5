"""What several packages need and none of them owns: row keys, history, errors, pagination, validators.

It has no tables and is no Django app. A module that only one package uses belongs to that package.
Start with `models.KeyedModel`, the base of every row on the record, and `errors.translate_refusals`.
"""
