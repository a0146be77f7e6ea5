"""Duplicates: the same claim in other words.

exact       propositions that are the same but for case, spacing and final punctuation
similarity  claims that say nearly what somebody is about to say; start here
embeddings  claims nearest in meaning
lexemes     the words of a text as the search knows them, and how much each says
likeness    whether two propositions say the same, the opposite, or something near it
negation    whether one proposition denies the other; antonyms: words of opposite meaning
figures     numbers and dates; posts: what posts of social media say; stems: words without their endings
nightly     pairs of claims that are probably on the record twice, listed by a job
"""
