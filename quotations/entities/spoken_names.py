"""The names that quoted people speak of: they tell who is who, but not who speaks."""

from quotations.grammar.tokens import Sentence, cut_words

from .named_entities import Mention, find_mentions


def names_in_quotes(sentence: Sentence) -> list[Mention]:
    """The full names that are spoken within quotations: they tell who is who, but not who speaks."""
    found = []
    for token in sentence.tokens:
        if token.quote is not None and any(letter.isupper() for letter in token.text[1:]):
            for inner in cut_words(token.text, sentence):
                found += [
                    one
                    for one in find_mentions(inner, frozenset())
                    if one.kind == "person" and len(one.name) > 1
                ]
    return found
