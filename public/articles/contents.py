"""The claims for which an article is cited, by topic."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from claims.models import Citation, Claim

PASSAGES_SHOWN = 3
"""How many passages are shown with each claim, the first of them unfolded."""


@dataclass
class ArticleTopic:
    """A topic, and the ids of passages by the claim that they are cited for, in the order of the text.

    `pk` is None for claims without a topic.
    """

    pk: int | None
    name: str
    passages: dict[int, list[int]] = field(default_factory=dict)


@dataclass
class CitedClaim:
    """A claim with passages from one article; those in `more` are folded. `left_out`: how many others."""

    claim: Claim
    first: Citation
    more: list[Citation]
    left_out: int


def sort_by_topic(citations: Iterable[Any]) -> list[ArticleTopic]:
    """Sort the claims for which an article is cited by topic, the topic with most of them first.

    A claim stands once, under the one of its topics with the fewest claims here: a whole story is told by its
    parts. `citations` know the `topics` of their claims.
    """
    in_order = sorted(citations, key=lambda row: (row.start is None, row.start or 0, row.pk))
    passages: dict[int, list[int]] = defaultdict(list)
    # What counts comes before what is known only second-hand.
    for row in sorted(in_order, key=lambda row: row.is_second_hand):
        passages[row.statement.claim_id].append(row.pk)
    topics_by_claim = {row.statement.claim_id: row.topics for row in in_order}
    sizes = Counter(topic["id"] for topics in topics_by_claim.values() for topic in topics)
    sorted_topics: dict[int | None, ArticleTopic] = {}
    for claim, topics in topics_by_claim.items():
        order = sorted(topics, key=lambda topic: (sizes[topic["id"]], topic["name"], topic["id"]))
        pk, name = (order[0]["id"], order[0]["name"]) if order else (None, "")
        topic = sorted_topics.setdefault(pk, ArticleTopic(pk, name))
        topic.passages[claim] = passages[claim]
    return sorted(sorted_topics.values(), key=lambda row: (row.pk is None, -len(row.passages), row.name))


def choose_passages(rows: Sequence[tuple[ArticleTopic, int]]) -> list[int]:
    """Return the ids of the passages to show with these claims, each with its topic."""
    return [pk for topic, claim in rows for pk in topic.passages[claim][:PASSAGES_SHOWN]]


def group_by_topic(
    rows: Sequence[tuple[ArticleTopic, int]], citations: Iterable[Citation]
) -> list[tuple[ArticleTopic, list[CitedClaim]]]:
    """Group the claims of a page by topic, with the passages that were chosen and are still there."""
    by_id = {citation.pk: citation for citation in citations}
    groups: dict[int | None, tuple[ArticleTopic, list[CitedClaim]]] = {}
    for topic, claim in rows:
        passages = topic.passages[claim]
        shown = [by_id[pk] for pk in passages[:PASSAGES_SHOWN] if pk in by_id]
        if shown:
            left_out = len(passages[PASSAGES_SHOWN:])
            cited = CitedClaim(shown[0].statement.claim, shown[0], shown[1:], left_out)
            groups.setdefault(topic.pk, (topic, []))[1].append(cited)
    return list(groups.values())
