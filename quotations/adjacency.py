"""Adjacency: a quotation, and who is named or reported to speak right beside it."""

from quotations.annotations import AttributedQuote, Cue, Mention, Token
from quotations.grammar.noun_phrases import find_mention_at
from quotations.grammar.tokens import DASHES
from quotations.lexicon.function_words import ADVERBS, FUNCTION_WORDS, TIME_WORDS
from quotations.lexicon.offices import DOCUMENTS, OFFICES
from quotations.lexicon.speech_verbs import JUDGING_VERBS, REJECTIONS
from quotations.lexicon.word_lists import word_set

_PUNCTUATION = DASHES | {",", ")", "]", ";"}
_SPACERS = ADVERBS | TIME_WORDS | word_set("in turn the on as was how")
_MAX_SPACERS = 4
_MAX_TITLE_LENGTH = 8
_COPULAS = word_set("is was are were remains")
_WRITINGS = DOCUMENTS | word_set("words remark remarks")
_TOLD = word_set("told warned assured informed")
_UNNAMED = word_set(
    """
    question answer q a host moderator interviewer presenter reporter caller operator narrator audience
    announcer questioner voice crowd anchor clerk unidentified chair chairman chairwoman chairperson
    """
)
_PLAIN_VERBS = frozenset(("say", "tell", "add"))
_SUBORDINATING = word_set("until if unless when whether because although though once while where")


def find_following_cue(quote: AttributedQuote) -> Cue | None:
    """Return the cue right after the quotation: "...," Ada Brook said."""
    tokens, cues = quote.sentence.tokens, quote.sentence.cues
    for cue in sorted(cues, key=lambda cue: cue.first):
        if cue.first <= quote.index or cue.shares_subject:
            continue
        between = tokens[quote.index + 1 : cue.first]
        if not _is_short_gap(between):
            return None
        ends = quote.text[-1:] in ",?!…—-." or (between and between[0].text in _PUNCTUATION)
        return cue if ends or cue.is_inverted or all(other.last >= quote.index for other in cues) else None
    return None


def is_introduced_by(quote: AttributedQuote, cue: Cue) -> bool:
    """Return True if the cue comes before the quotation, and not in an aside.

    The cue in "who, Ada Brook said, ...," is in an aside.
    """
    if max(cue.last, cue.verb) >= quote.index:
        return False
    tokens = quote.sentence.tokens
    is_aside = (
        cue.first >= 2
        and tokens[cue.first - 1].text == ","
        and tokens[cue.first - 2].lower in ("who", "which", "that")
    )
    return not is_aside or all(token.text != "," for token in tokens[cue.last + 2 : quote.index])


def is_relayed(quote: AttributedQuote) -> bool:
    """Recognise "Ada Brook said "...", according to the Example.": she speaks."""
    return any(
        cue.last < quote.index
        and not cue.is_inverted
        and (quote.index - cue.last <= 2 or cue.speaker is not None)
        for cue in quote.sentence.cues
    )


def _is_short_gap(between: list[Token]) -> bool:
    """Accept words between a quotation and its cue: ", then", "the council leader"."""
    if len(between) <= _MAX_SPACERS and all(
        token.text in _PUNCTUATION or token.lower in _SPACERS for token in between
    ):
        return True
    words = [token for token in between if token.lower not in ("the", "a", "an", "its")]
    return (
        len(between) <= _MAX_TITLE_LENGTH
        and all(token.is_word and token.lower not in FUNCTION_WORDS for token in words)
        and any(token.lower in OFFICES for token in words)
    )


def has_unnamed_label(quote: AttributedQuote) -> bool:
    """Return True for a transcript's "HOST:" and "Q:", which stand for nobody with a name."""
    tokens = quote.sentence.tokens
    start = 1 if tokens[0].lower == "the" else 0
    return quote.index == start + 2 and tokens[start + 1].text == ":" and tokens[start].lower in _UNNAMED


def find_label(quote: AttributedQuote) -> Mention | None:
    """Return the name in "Ada Brook: ..." or, as in headlines, "...": Ada Brook."""
    sentence, tokens = quote.sentence, quote.sentence.tokens
    if sentence.mentions and sentence.mentions[0].first == 0:
        mention = sentence.mentions[0]
        colon = mention.last + 1
        if colon < quote.index and tokens[colon].text == "," and tokens[quote.index - 1].text == ":":
            role = tokens[colon + 1 : quote.index - 1]
            is_in_capitals = all(token.text.isupper() for token in role if token.is_word)
            colon = quote.index - 1 if is_in_capitals else colon
        if colon < quote.index and tokens[colon].text == ":":
            is_name = mention.entity is not None and mention.kind != "place" and len(mention.name[0]) > 1
            return mention if is_name and mention.name[0].lower() not in _UNNAMED else None
    if quote.index + 2 < len(tokens) and tokens[quote.index + 1].text == ":":
        following = find_mention_at(sentence, quote.index + 2)
        if following is not None and following.entity is not None and following.entity.is_surely_person:
            return following
    return None


def find_author_label(quote: AttributedQuote) -> Mention | None:
    """Return whose letter or words stand before the colon: a letter from Ada Brook: "...".

    So do those of whom another was told something by: "was told by Ada Brook: ...".
    """
    tokens, colon = quote.sentence.tokens, quote.index - 1
    if colon < 3 or tokens[colon].text != ":":
        return None
    if tokens[colon - 1].lower in _WRITINGS:
        owner = find_mention_at(quote.sentence, colon - 2)
        return owner if owner is not None and owner.is_possessive else None
    mention = find_mention_at(quote.sentence, colon - 1)
    if mention is None or mention.first < 2 or tokens[mention.first - 1].lower not in ("from", "by", "of"):
        return None
    noun, link = tokens[mention.first - 2].lower, tokens[mention.first - 1].lower
    is_more = (noun, link) == ("more", "from")
    return mention if noun in _WRITINGS or is_more or (link == "by" and noun in _TOLD) else None


def find_signature(quote: AttributedQuote) -> Mention | None:
    """Return the name in "..." — Ada Brook or "..." (Ada Brook), with nothing after it but a description."""
    tokens = quote.sentence.tokens
    if quote.index + 2 >= len(tokens):
        return None
    if tokens[quote.index + 1].text not in DASHES and tokens[quote.index + 1].text != "(":
        return None
    mention = find_mention_at(quote.sentence, quote.index + 2)
    if mention is None or not mention.may_be_person or mention.is_possessive:
        return None
    following = mention.last + 1
    return mention if following >= len(tokens) or tokens[following].text in ".,()" else None


def find_view_holder(quote: AttributedQuote) -> Mention | None:
    """Return the name in: For Ada Brook, the tunnel is "a hole in the ground"."""
    sentence, tokens = quote.sentence, quote.sentence.tokens
    if tokens[0].lower not in ("for", "to") or quote.index < 3:
        return None
    if tokens[quote.index - 1].text != ":" and tokens[quote.index - 1].lower not in _COPULAS:
        return None
    mention = find_mention_at(sentence, 1)
    if mention is None or not mention.may_be_person or mention.last + 1 >= quote.index:
        return None
    return mention if tokens[mention.last + 1].text == "," else None


def drop_aside_cues(quote: AttributedQuote, cues: list[Cue]) -> list[Cue]:
    """Leave out cues in a clause that a comma ends: "that until he reports, ..."."""
    tokens = quote.sentence.tokens

    def is_aside(cue: Cue) -> bool:
        is_subordinate = cue.first > 0 and tokens[cue.first - 1].lower in _SUBORDINATING
        return is_subordinate and any(token.text == "," for token in tokens[cue.last + 1 : quote.index])

    return [cue for index, cue in enumerate(cues) if index == 0 or not is_aside(cue)]


def drop_reported_cues(cues: list[Cue]) -> list[Cue]:
    """Leave out cues that are denied or reported: "agreed" in "she said the leaders agreed to"."""
    cues = [cue for cue in cues if not cue.is_negated] or cues
    plain = [cue for cue in cues if cue.speaker is not None and cue.lemma in _PLAIN_VERBS]
    if not plain or cues[-1].speaker is not None or cues[-1].lemma in _PLAIN_VERBS:
        return cues
    return cues[: cues.index(plain[-1]) + 1]


def drop_judged_claims(quote: AttributedQuote, cues: list[Cue]) -> list[Cue]:
    """Leave out whose claim is called something: rejected Tom Field's claim that it leaked as "nonsense"."""
    tokens = quote.sentence.tokens
    is_judged = quote.index > 0 and tokens[quote.index - 1].lower in ("as", "a", "an")
    judging = [cue for cue in cues if cue.lemma in REJECTIONS | JUDGING_VERBS]
    return judging if is_judged and judging else cues
