"""Duplicates: the same claim in other words.

exact       propositions that are the same but for case, spacing and final punctuation
similarity  claims that say nearly what somebody is about to say; start here
lexemes     the words of a text as the search knows them, and how much each says
negation    whether one proposition denies the other
nightly     pairs of claims that are probably on the record twice, listed by a job
"""
