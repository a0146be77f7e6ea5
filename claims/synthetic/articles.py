"""Articles of a synthetic record, and captures of about a third of them."""

from typing import NamedTuple

from .cast import SyntheticTopic, compute_pareto_weights
from .sheets import MARK, Sheets, format_day, format_morning

COLUMNS = {
    "sources.Article": (
        "id key outlet_id title byline published_on language canonical_url read_in_full_at read_in_full_by_id"
    ),
    "sources.Capture": "id key article_id sha256 length words captured_at obtained",
}


class SyntheticArticle(NamedTuple):
    """An article with the values that its citations need.

    `length` is that of the captured text, 0 without one.
    """

    article: int
    outlet: int
    day: int
    capture: int | None
    length: int


def write_articles(sheets: Sheets, story: SyntheticTopic, number: int, day: int) -> list[SyntheticArticle]:
    """Write `number` articles by the story's outlets.

    Their dates are within two months from `day` (an ordinal).
    """
    outlets = sheets.rng.choices(
        story.outlets, cum_weights=compute_pareto_weights(len(story.outlets)), k=number
    )
    return [_write_article(sheets, outlet, day + sheets.rng.randrange(60)) for outlet in outlets]


def _write_article(sheets: Sheets, outlet: int, day: int) -> SyntheticArticle:
    rng = sheets.rng
    read = sheets.chance(0.2)
    article = sheets.add(
        "sources.Article",
        outlet,
        sheets.words.sentence(rng.randint(5, 14)),
        f"A. Writer {rng.randint(1, 50)} {MARK}" if sheets.chance(0.6) else "",
        None if sheets.chance(0.02) else format_day(day),
        "en" if sheets.chance(0.85) else rng.choice(("ru", "fr", "ar")),
        f"https://outlet-{outlet}.example/{format_day(day)}/{rng.getrandbits(60):x}",
        format_morning(day + 9) if read else None,
        sheets.user if read else None,
    )
    if sheets.chance(0.7):
        return SyntheticArticle(article, outlet, day, None, 0)
    length = rng.randint(2_000, 9_000)
    capture = sheets.add(
        "sources.Capture",
        article,
        f"{rng.getrandbits(256):064x}",
        length,
        length // 6,
        format_morning(day + 8),
        "pasted",
    )
    return SyntheticArticle(article, outlet, day, capture, length)
