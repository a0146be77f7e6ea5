"""Readers of texts, as targets of fuzzing (see targets.py)."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from claims.duplicates.likeness import (
    CLOSE,
    Candidate,
    Kind,
    count_shared_words,
    find_alterations,
    find_difference,
    judge,
    judge_all,
)
from claims.duplicates.negation import are_opposites, differ_in_polarity, is_clearly_denied
from claims.search.query_parser import MOST_CHARACTERS, parse_terms, read_parsed, split_phrase
from claims.search.spelling import correct_words
from claims.search.words.questions import complete_question, read_question
from project.checkout import CHECKOUT
from quotations.finder import find_quotations
from quotations.positions.hedges import guess_hedge
from quotations.positions.nature import guess_nature
from quotations.positions.occasions import guess_place
from quotations.positions.open_references import find_open_references
from quotations.positions.reported import read_report
from quotations.positions.stance import guess_stance
from sources.excerpts.normalisation import NormalisedText
from sources.excerpts.search import ExcerptError, SearchableText, count_words, measure_reproduced_share

BETWEEN = "\x1e"
"""What stands between the parts of an input that has several."""
LONGEST_PROPOSITION = 300
"""Characters: the length of the column."""

QUOTATION_WORDS = (
    *"\"“”„«»'‘’‹›`",
    *("\n\n", "said", "told", "denied", "according to", "Ada Brook", "Mr. Field", "the mayor", "she", "who"),
    *("Q: ", "A: ", "BROOK: ", "BROOK, HEAD OF THE BOARD: ", "Ministry of Water", "asked whether", "that "),
    *("a spokesman for ", "Brook's ", "U.S. ", "(“the Act”)", "...", "…", "— ", "\u00a0", "\u200b", "\u0301"),
)
EXCERPT_WORDS = (
    *(BETWEEN, "\u00a0", "\u0301", "\u0316", "\u200d", "\u00ad", "\U0001f1e9", "\U0001f1ea", "\ufb01", "İ"),
    *("“", "”", "'", "\r\n", "-", ".", ",", "a a a ", "the bridge ", "\u0e33", "\u1039", "\u3042", "1,000"),
)
PROPOSITION_WORDS = (
    *(BETWEEN, "not ", "never ", "no ", "without ", "The bridge ", "is open", "is closed", "27 ", "twelve "),
    *(
        "5,000.5 ",
        "per cent ",
        "$3bn ",
        "on 4 April ",
        "may ",
        "only ",
        "Ada Brook ",
        "was sued by ",
        "sued ",
    ),
    *(
        "n't ",
        "denies that ",
        "rise ",
        "fall ",
        "up to ",
        "half of ",
        "#Bridge ",
        "@brook ",
        "http://t.co/a ",
    ),
    *("from ", "to ", "more than ", "less ", "all ", "some ", "either ", "or ", "but "),
)
SEARCH_WORDS = (
    *(
        '"',
        "-",
        " or ",
        "U.S.",
        "air-raid",
        "Syrian",
        "who denies ",
        "what ",
        "http://",
        "/",
        "\u2010",
        "&|!<->",
    ),
    *("'", ":*", "России", "выборы", "vs ", "disputed ", "\u0301", "\\"),
)

_TAGS = re.compile(r"</?[qp]\b[^>]*>")


def decode(data: bytes) -> str:
    return data.decode("utf-8", "replace")


# --- quotations -------------------------------------------------------------------------------------


def find_quotations_in(data: bytes) -> int:
    """Check that places are true, quotations do not overlap, and each can be read on."""
    text = decode(data)
    quotations = find_quotations(text, [("Brook", "Ada Brook")], {"norland": "government"})
    assert [item.text for item in quotations] == [text[item.start : item.end] for item in quotations]
    assert all(item.text.strip() and (item.speaker is None or item.speaker.strip()) for item in quotations)
    assert [item.start for item in quotations] == sorted(item.start for item in quotations)
    quotes = [item for item in quotations if item.kind == "quote"]
    assert all(quote.end <= following.start for quote, following in pairwise(quotes))
    for item in quotations[:8]:
        report = read_report(text, (item.start, item.end), cue=item.cue, is_quotation=item.kind == "quote")
        for guess in (guess_stance(report), guess_nature(report), guess_place(report, "Oslo")):
            assert bool(guess.value) == bool(guess.why)
        assert guess_hedge(report.clause, item.cue).value in ("", "hedged")
        assert "\n" not in item.proposition
        for found in find_open_references(item.proposition):
            assert found.words == item.proposition[found.start : found.end]
    return len(quotations)


def list_articles() -> Iterator[bytes]:
    for path in sorted((CHECKOUT / "tests/quotations").glob("articles_*.txt")):
        lines = [line for line in path.read_text("utf-8").splitlines() if line and line[0] not in "#"]
        for line in lines[::12]:
            yield _TAGS.sub("", line).replace(" ¶ ", "\n\n")[:600].encode()
    for path in sorted((CHECKOUT / "tests/desk_articles").glob("*.txt")):
        yield path.read_bytes()[:900]


# --- excerpts ---------------------------------------------------------------------------------------


def prove_excerpt(data: bytes) -> int:
    """Check that a proof is of the article's own characters, and that it is found again as it was stored."""
    excerpt, _, rest = decode(data).partition(BETWEEN)
    prefix, _, rest = rest.partition(BETWEEN)
    suffix, _, text = rest.partition(BETWEEN)
    searchable = SearchableText(text)
    found = 0
    # Whatever is typed, and any stretch of the text itself.
    for words in (excerpt, text[len(prefix) : len(prefix) + len(suffix) + 1]):
        try:
            match = searchable.find(words, prefix, suffix)
        except ExcerptError as error:
            assert str(error).endswith("."), error
            continue
        found += 1
        assert match.exact == text[match.start : match.end]
        assert match.prefix == text[match.start - len(match.prefix) : match.start]
        assert match.suffix == text[match.end : match.end + len(match.suffix)]
        assert normalise(match.exact) == normalise(words), (match, words)
        again = searchable.find(match.exact, match.prefix, match.suffix)
        assert (again.start, again.end) == (match.start, match.end)
        assert count_words(match.exact) >= 1
        assert 0 < measure_reproduced_share([(match.start, match.end)], len(text)) <= 1
    return found


def normalise(words: str) -> str:
    return NormalisedText(words).text.strip(" ")


def list_excerpts() -> Iterator[bytes]:
    text = "The envoy said ties were “at a\u00a0low point.” He will not “shield it.'' Le cafe\u0301: 84,000."
    for excerpt in (
        "at a low point",
        '"shield it."',
        "caf\u00e9",
        "84,000",
        "nobody",
        "the",
        "said ties were",
    ):
        yield BETWEEN.join([excerpt, "", "", f"{text}\r\nThe end."]).encode()
    yield BETWEEN.join(["ties", "envoy said ", " were", f"{text} {text}"]).encode()


# --- likeness ---------------------------------------------------------------------------------------


def compare_propositions(data: bytes) -> int:
    """Check that a proposition is the same as itself, and that opposites are so both ways round."""
    text, _, other = decode(data).partition(BETWEEN)
    text, other = (" ".join(each.split())[:LONGEST_PROPOSITION].strip() for each in (text, other))
    if not (text and other):
        return 0
    for each in (text, other):
        assert not differ_in_polarity(each, each), each
        assert find_difference(each, each) == "", each
        assert find_alterations(each, each) == []
    assert differ_in_polarity(text, other) == differ_in_polarity(other, text)
    find_alterations(text, other)
    is_clearly_denied(text, other)
    for words, meaning in ((0.9, None), (0.4, 0.8), (1.0, 1.0), (0.0, -1.0)):
        likeness = judge(text, Candidate(other, words, meaning))
        assert 0 <= likeness.score <= 1
        assert (likeness.kind == Kind.SAME) <= (likeness.score >= CLOSE)
        assert (likeness.kind == Kind.RELATED) <= (likeness.score < CLOSE)
    assert are_opposites(text, other) in (True, False)
    both = [Candidate(each, 0.9, 0.9) for each in (text, other)]
    assert judge_all(text, both, limit=2)[0].kind == Kind.SAME
    return count_shared_words(text, other)


def list_pairs() -> Iterator[bytes]:
    pairs = [
        ("The bridge of Vale is open", "The bridge of Vale is closed"),
        ("27 people died in the attack on 4 April 2017", "84 people died in the raid on Friday"),
        ("Ada Brook sued Tom Field", "Ada Brook was sued by Tom Field"),
        ("Norland did not shoot down the plane", "The plane was shot down by Norland"),
        ("Prices may rise by 3.5 per cent or $2bn", "Prices will fall by half"),
        ("No more than 1,000 soldiers never left", "All troops stayed #Bridge @brook"),
        ("The minister denies that taxes went from 3 to 5", "Taxes went from 5 to 3"),
    ]
    for pair in pairs:
        yield BETWEEN.join(pair).encode()


# --- queries ----------------------------------------------------------------------------------------


def parse_search(data: bytes) -> int:
    """Check that any text makes a query whose parts fit together. The answers of PostgreSQL are made up."""
    text = decode(data)
    terms = list(parse_terms(text))
    answers = []
    for term in terms:
        assert term.text.strip() and '"' not in term.text and not {"\0", "\ud800"} & set(term.text)
        assert len(term.text) <= MOST_CHARACTERS
        answers += [(f"'{len(variant)}' <-> 'x'" if len(variant) % 4 else "",) for variant in term.variants]
    parsed = read_parsed(text, answers, finds_pairs=False)
    for query in (parsed.query, parsed.any_term, parsed.topic_query, parsed.literal, *parsed.positive):
        assert_balanced(query)
    assert len(parsed.distinctive) <= len(parsed.positive) <= len(parsed.sought) <= len(terms)
    assert_balanced(parsed.with_query("'x'").query)
    question = read_question(text)
    assert isinstance(complete_question(text), str) and question is not None
    corrected = correct_words(text, {term.text.casefold(): "bridge" for term in terms[:1]})
    assert corrected is None or isinstance(corrected, str)
    split_phrase(text)
    return len(terms)


def assert_balanced(query: str) -> None:
    depth = 0
    for mark in query:
        depth += (mark == "(") - (mark == ")")
        assert depth >= 0, query
    assert not depth, query
    assert not re.search(r"\(\s*\)|[&|]\s*[&|)]|^\s*[&|]|[&|]\s*$", query), query


def list_searches() -> Iterable[bytes]:
    texts = (
        'harbour "closed bridge" -tunnel or ferry',
        "who denies election meddling in the U.S.?",
        "harbour-bridge/tunnel -air-raid T-72 O.P.C.W.",
        "России против вмешательство в выборы",
        "https://example.org/a-b Syrian disputed",
    )
    return (text.encode() for text in texts)
