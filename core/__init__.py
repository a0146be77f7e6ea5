"""Code that several packages share and none of them owns.

It covers row keys, history, errors, pagination and validators. It has no tables and is no Django
app. A module that only one package uses belongs to that package. Start with `models.KeyedModel`,
the base of every row on the record, and `errors.translate_refusals`.
"""
