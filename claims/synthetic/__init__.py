"""A made-up record for measuring: as large as asked for, the same every time, and plainly made up.

    words    the vocabulary: made-up words, as unevenly frequent as a language's
    cast     outlets, claimants and topics: few are busy, most are not
    stories  claims with their articles, statements and citations, one chunk after another
    store    into PostgreSQL by COPY, with every rule and trigger of the record at work

Whatever it writes has a key that begins with `synthetic-`, a name that says so, and addresses
under the reserved domain `.example`.
"""
