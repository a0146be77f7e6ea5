"""A made-up record for measuring, of any size, and plainly made up.

The same arguments give the same record every time.

    words    the vocabulary: made-up words, as unevenly frequent as a language's
    cast     outlets, claimants and topics: few are busy, most are not
    stories  claims with their articles, statements and citations, one chunk after another
    store    into PostgreSQL by COPY, with every rule and trigger of the record at work

Every row has a key that begins with `synthetic-`, a name that says so, and addresses under the
reserved domain `.example`.
"""
