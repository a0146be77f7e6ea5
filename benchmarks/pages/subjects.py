"""The subjects of the measured pages.

They are found in the record itself: the same record gives the same subjects. Typical rows are chosen by
their shape, to get similar rows from records of different sizes; the busiest are simply the busiest.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

from django.db import connection

from claims.models import Claim, Claimant, Topic
from claims.synthetic.words import FUNCTION_WORDS
from sources.models import Article, Outlet

from .answers import UnfitFigure

TYPICAL = """
WITH middling AS (SELECT topic_id FROM claims_claim_topics GROUP BY 1 HAVING count(*) BETWEEN 30 AND 90)
SELECT c.id FROM claims_claim c
WHERE c.state = 'published'
  AND EXISTS (SELECT FROM claims_claim_topics t JOIN middling USING (topic_id) WHERE t.claim_id = c.id)
  AND (SELECT count(*) FROM claims_claim_topics t WHERE t.claim_id = c.id) = 1
  AND (SELECT count(*) FROM claims_statement s WHERE s.claim_id = c.id AND s.state = 'published') = 4
ORDER BY md5(c.id::text) LIMIT 10
"""
LARGE = """
SELECT s.claim_id FROM claims_statement s JOIN claims_claim c ON c.id = s.claim_id
JOIN claims_claim_topics t ON t.claim_id = c.id
WHERE c.state = 'published' AND s.state = 'published' AND t.topic_id = %s
GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 5
"""
# Where few outlets carry a topic, its page looks for those that left it out.
CARRIED_BY_FEW = """
SELECT large.topic_id
FROM (SELECT topic_id, count(*) AS claims FROM claims_claim_topics
      GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 20) large
CROSS JOIN LATERAL (
    SELECT count(DISTINCT a.outlet_id) AS outlets FROM claims_claim_topics t
    JOIN claims_statement s ON s.claim_id = t.claim_id AND s.state = 'published'
    JOIN claims_citation e ON e.statement_id = s.id JOIN sources_article a ON a.id = e.article_id
    WHERE t.topic_id = large.topic_id) carriers
ORDER BY carriers.outlets, large.claims DESC, 1 LIMIT 1
"""
BUSIEST_CLAIMANT = """
SELECT claimant_id FROM claims_statement s JOIN claims_claimant k ON k.id = s.claimant_id
WHERE NOT k.is_party GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1
"""
BUSIEST_PARTY = """
SELECT party_id FROM claims_statement s JOIN claims_claimant k ON k.id = s.party_id AND k.kind <> 'outlet'
GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1
"""
BUSIEST_OUTLETS = """
SELECT a.outlet_id FROM claims_citation e JOIN sources_article a ON a.id = e.article_id
GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 2
"""
BUSIEST_ARTICLE = "SELECT article_id FROM claims_citation GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"
OUTLETS = """
SELECT DISTINCT a.outlet_id FROM claims_claim_topics t
JOIN claims_statement s ON s.claim_id = t.claim_id AND s.state = 'published'
JOIN claims_citation e ON e.statement_id = s.id JOIN sources_article a ON a.id = e.article_id
WHERE t.topic_id = %s
"""
YEAR = """
SELECT EXTRACT(year FROM published_at)::int FROM claims_claim WHERE state = 'published'
GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1
"""
SAMPLE = """
SELECT text || ' ' || context FROM claims_claim WHERE state = 'published' ORDER BY md5(id::text) LIMIT 3000
"""
MATCHES = """
SELECT count(*) FROM claims_claim
WHERE state = 'published' AND search @@ websearch_to_tsquery('english_unaccent', %s)
"""
IGNORED = set(FUNCTION_WORDS.split())


@dataclass(frozen=True)
class Subjects:
    """The claims, people and words that the measured pages are about.

    `typical`: claims with four statements under one topic of 30 to 90. `large`: those with most statements
    under the widest topic. `narrow_topic`: one of the largest topics, carried by the fewest outlets.
    `phrase`: two common words side by side.
    """

    typical: list[Claim]
    large: list[Claim]
    topic: Topic
    narrow_topic: Topic
    claimant: Claimant
    party: Claimant
    outlets: list[Outlet]
    article: Article
    year: int
    common: str
    rare: str
    phrase: str
    typo: str


def find_subjects(elsewhere: Callable[[str], int]) -> Subjects:
    """Find the subjects of the record.

    `elsewhere`: how many claims another index finds by some words. Both stem, yet not all words alike; words
    are taken by which both find as many.
    """
    [topic] = _load_rows(Topic, "SELECT id FROM claims_topic ORDER BY id LIMIT 1")  # the generator's wide one
    sample = [_split_words(text) for (text,) in _fetch(SAMPLE)]
    frequency = Counter(word for words in sample for word in set(words) - {""})
    return Subjects(
        typical=_load_rows(Claim, TYPICAL),
        large=_load_rows(Claim, LARGE, topic.pk),
        topic=topic,
        narrow_topic=_load_rows(Topic, CARRIED_BY_FEW)[0],
        claimant=_load_rows(Claimant, BUSIEST_CLAIMANT)[0],
        party=_load_rows(Claimant, BUSIEST_PARTY)[0],
        outlets=_load_rows(Outlet, BUSIEST_OUTLETS),
        article=_load_rows(Article, BUSIEST_ARTICLE)[0],
        year=_fetch(YEAR)[0][0],
        common=_pick_first((word for word, _ in frequency.most_common(100)), elsewhere),
        rare=_pick_first(_pick_rare(frequency), elsewhere),
        phrase=_pick_first(_pick_phrases(sample, frequency), elsewhere),
        typo=_make_typo(frequency),
    )


def count_matches(words: str) -> int:
    """Count the published claims with `words` in proposition or context."""
    return _fetch(MATCHES, words)[0][0]


def find_outlets(topic: Topic) -> list[int]:
    """Find the ids of the outlets cited in `topic`."""
    return [pk for (pk,) in _fetch(OUTLETS, topic.pk)]


def _split_words(text: str) -> list[str]:
    """Split a text into words in small letters.

    "" stands for those that no search looks for, which keep their neighbours apart.
    """
    return ["" if word in IGNORED else word for word in re.findall(r"\w+", text.lower())]


def _pick_first(candidates: Iterable[str], elsewhere: Callable[[str], int]) -> str:
    for words in candidates:
        if (number := count_matches(words)) and number == elsewhere(words):
            return words
    raise UnfitFigure("No words are found as often in both.")


def _pick_rare(frequency: Counter) -> list[str]:
    """Pick words of the sample that find few claims, the fewest first.

    At least three claims are found with each.
    """
    once = sorted(word for word, count in frequency.items() if count == 1 and len(word) > 6)[:60]
    numbers = {word: number for word in once if (number := count_matches(word)) >= 3}
    return sorted(numbers, key=lambda word: (numbers[word], word))


def _pick_phrases(sample: list[list[str]], frequency: Counter) -> list[str]:
    """Pick pairs of words that stand side by side somewhere, the commonest first."""
    pairs = {pair for words in sample for pair in pairwise(words) if all(pair) and pair[0] != pair[1]}
    common = sorted(pairs, key=lambda pair: (min(frequency[word] for word in pair), pair), reverse=True)
    return [f'"{first} {second}"' for first, second in common[:100]]


def _make_typo(frequency: Counter) -> str:
    """Make a typo: a word with two letters in each other's place, which finds nothing.

    The word is of middling frequency.
    """
    for word, _count in frequency.most_common()[200:]:
        wrong = f"{word[:3]}{word[4]}{word[3]}{word[5:]}" if len(word) > 7 else ""
        if wrong and wrong != word and not count_matches(wrong):
            return wrong
    raise UnfitFigure("No word can be misspelt.")


def _load_rows(model, query: str, *parameters) -> list:
    ids = [pk for (pk,) in _fetch(query, *parameters)]
    rows = model.objects.in_bulk(ids)
    if not rows:
        raise UnfitFigure(f"The record has no {model._meta.verbose_name} such as is to be measured.")
    return [rows[pk] for pk in ids]


def _fetch(query: str, *parameters) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchall()
