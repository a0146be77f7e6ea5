"""The claims of a synthetic record with all their rows, in independent chunks."""

import random
from collections.abc import Iterator

from claims.models import State
from claims.models.topic import MOST_KEY_CLAIMS

from . import articles, positions
from .articles import SyntheticArticle, write_articles
from .cast import Cast, SyntheticTopic, compute_pareto_weights
from .positions import SyntheticClaim, write_positions
from .sheets import MARK, Sheets, format_day, format_morning
from .words import WordStream

NOTE = "Synthetic: made up for measuring. Nobody said any of this."
ARTICLES_PER_CLAIM = 0.7
CLAIMS_A_DAY = 20
LONGEST_CLAIM = 300

STATEMENTS, STATEMENT_WEIGHTS = (1, 2, 3, 4, 5, 6, 8, 12), (37, 27, 17, 9, 4, 3, 2, 1)
"""How many statements a claim has, and how often: 2.4 on average."""

BUSIEST_SHARE = 0.02
"""The share of the claims on which the busiest claimant speaks.

It makes 20,000 statements in a million claims.
"""

COLUMNS = {
    **articles.COLUMNS,
    **positions.COLUMNS,
    "claims.Claim": (
        "id key text nature context public_note state published_at published_by_id retracted_at"
        " retracted_by_id retraction_reason"
    ),
    "claims.Claim_topics": "id claim_id topic_id",
    "claims.KeyClaim": "id key topic_id claim_id place",
    "claims.ClaimRelation": "id key claim_id kind other_id note",
    "claims.FactCheck": "id key claim_id reviewer url rating reviewed_on",
}
"""The columns of each model, in the order of writing.

Claims come after their statements, which PostgreSQL allows until the end of the transaction: each
is then stored once, with its status, instead of being updated.
"""

NATURES = ("fact", "judgement", "demand", "forecast", "commitment")
RELATION_KINDS = ("contradicts", "tension", "narrows", "follows")


def write_claims(cast: Cast, seed: str, user: int, size: int) -> Iterator[dict[str, list[tuple]]]:
    """Write all the claims of the cast's stories, `size` at a time.

    Yields the rows by model label. `user` publishes and retracts. No chunk refers to another.
    """
    rng = random.Random(f"{seed}/stories")  # noqa: S311 - made-up data, not a secret
    sheets = Sheets(rng, WordStream(cast.vocabulary, rng), user)
    waiting = 0
    for story in cast.stories:
        done = 0
        while done < story.size:
            part = min(story.size - done, size - waiting)
            _write_part(sheets, cast, story, range(done, done + part), story.starts + done // CLAIMS_A_DAY)
            done, waiting = done + part, waiting + part
            if waiting == size:
                yield sheets.hand_over()
                waiting = 0
    if waiting:
        yield sheets.hand_over()


def _write_part(sheets: Sheets, cast: Cast, story: SyntheticTopic, claims: range, day: int) -> None:
    """Write these of the story's claims; the first of every third story are its key claims."""
    number = max(2, round(len(claims) * ARTICLES_PER_CLAIM))
    reports = write_articles(sheets, story, number, day)
    weights = compute_pareto_weights(len(reports))
    previous = None
    for place in range(claims.start + 1, claims.stop + 1):
        previous = _write_claim(sheets, cast, story, reports, weights, day, previous)
        if place <= MOST_KEY_CLAIMS and story.topic % 3 == 0:
            sheets.add("claims.KeyClaim", story.topic, previous, place)


def _write_claim(
    sheets: Sheets,
    cast: Cast,
    story: SyntheticTopic,
    reports: list[SyntheticArticle],
    weights: list[float],
    day: int,
    previous: int | None,
) -> int:
    rng = sheets.rng
    state = rng.choices((State.PUBLISHED, State.DRAFT, State.RETRACTED), (966, 30, 4))[0]
    is_published, is_retracted = state != State.DRAFT, state == State.RETRACTED
    claim = sheets.add(
        "claims.Claim",
        sheets.words.sentence(min(30, 7 + int(rng.expovariate(0.15))))[:LONGEST_CLAIM],
        rng.choices(NATURES, (55, 20, 10, 8, 7))[0],
        sheets.words.sentence(rng.randint(8, 70), ".") if sheets.chance(0.6) else "",
        NOTE,
        state,
        format_morning(day + 70) if is_published else None,
        sheets.user if is_published else None,
        format_morning(day + 90) if is_retracted else None,
        sheets.user if is_retracted else None,
        positions.RETRACTION if is_retracted else "",
    )
    busiest = cast.busiest if sheets.chance(BUSIEST_SHARE) else None
    number = rng.choices(STATEMENTS, STATEMENT_WEIGHTS)[0] + bool(busiest)
    contested = sheets.chance(0.55)
    write_positions(sheets, SyntheticClaim(claim, state, contested, story, reports, weights), number, busiest)
    _write_surroundings(sheets, cast, story, claim, day, previous)
    return claim


def _write_surroundings(
    sheets: Sheets, cast: Cast, story: SyntheticTopic, claim: int, day: int, previous: int | None
) -> None:
    """Write topics, a relation to the claim before it, a fact-check by others."""
    rng = sheets.rng
    sheets.link("claims.Claim_topics", claim, story.topic)
    if sheets.chance(0.15):
        second = rng.choice(cast.stories).topic
        if second != story.topic:
            sheets.link("claims.Claim_topics", claim, second)
    if previous and sheets.chance(0.08):
        sheets.add("claims.ClaimRelation", claim, rng.choice(RELATION_KINDS), previous, "")
    if sheets.chance(0.03):
        checker = rng.randint(1, 20)
        sheets.add(
            "claims.FactCheck",
            claim,
            f"Checkers {checker} {MARK}",
            f"https://checkers-{checker}.example/{claim}",
            sheets.words.sentence(3),
            format_day(day + 80),
        )
