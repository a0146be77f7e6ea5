"""Statements and citations of a synthetic record.

They say who takes which position, and where it is read. A claim's first statement is its *anchor*:
by somebody still in office, first-hand, published. It is certain to count, which allows the claim
to be published.
"""

from dataclasses import dataclass, field

from claims.models import State

from .articles import SyntheticArticle
from .cast import SyntheticSpeaker, SyntheticTopic
from .sheets import MARK, Sheets, format_day, format_morning

COLUMNS = {
    "claims.Citation": (
        "id key statement_id article_id kind part relayed_by_id relayed_for_id via_id"
        " translated_by excerpt capture_id start end prefix suffix proved_at"
    ),
    "claims.Statement": (
        "id key claim_id claimant_id party_id capacity stance hedged said_on said_on_precision"
        " place state retracted_at retracted_by_id retraction_reason"
    ),
}

CITATIONS, CITATION_WEIGHTS = (1, 2, 3, 4, 6), (71, 17, 7, 3, 2)
"""How many citations a statement has, and how often: 1.5 on average."""

LONGEST_EXCERPT = 400
RETRACTION = "Synthetic: retracted for measuring."


@dataclass
class SyntheticClaim:
    """One claim while its statements are written.

    `weights` says which of its reports are read most.
    """

    claim: int
    state: str
    contested: bool
    story: SyntheticTopic
    reports: list[SyntheticArticle]
    weights: list[float]
    past_speakers: list[SyntheticSpeaker] = field(default_factory=list)
    positions: set[tuple] = field(default_factory=set)


def write_positions(
    sheets: Sheets, draft: SyntheticClaim, number: int, busiest: SyntheticSpeaker | None
) -> None:
    """Write the anchor and up to `number` - 1 more statements.

    One of them is by `busiest`, if given.
    """
    reports = _draw_articles(sheets, draft)
    if sheets.chance(0.05):
        _write_voice(sheets, draft, reports[0], "affirms")
    else:
        speaker = sheets.rng.choice(draft.story.steady)
        stance = "denies" if draft.contested and sheets.chance(0.08) else "affirms"
        _write_position(sheets, draft, speaker, reports, stance, anchor=True)
    for _ in range(number - 1):
        reports = _draw_articles(sheets, draft)
        if busiest:
            _write_position(sheets, draft, busiest, reports, _draw_stance(sheets, draft, busiest))
            busiest = None
        elif sheets.chance(0.09):
            _write_voice(sheets, draft, reports[0], _draw_stance(sheets, draft, None))
        else:
            speaker = _draw_speaker(sheets, draft, reports)
            stance = _draw_stance(sheets, draft, speaker)
            _write_position(sheets, draft, speaker, reports, stance)


def _draw_articles(sheets: Sheets, draft: SyntheticClaim) -> list[SyntheticArticle]:
    number = sheets.rng.choices(CITATIONS, CITATION_WEIGHTS)[0]
    drawn = sheets.rng.choices(draft.reports, cum_weights=draft.weights, k=number)
    return list(dict.fromkeys(drawn))


def _draw_speaker(sheets: Sheets, draft: SyntheticClaim, reports: list[SyntheticArticle]) -> SyntheticSpeaker:
    """Draw a speaker of the story.

    It is seldom one who has left office, and sometimes one who spoke before.
    """
    if draft.past_speakers and sheets.chance(0.12):
        return sheets.rng.choice(draft.past_speakers)
    speaker = sheets.rng.choice(draft.story.speakers)
    if speaker.last_day and speaker.last_day < reports[0].day and sheets.chance(0.8):
        return sheets.rng.choice(draft.story.steady)
    return speaker


def _draw_stance(sheets: Sheets, draft: SyntheticClaim, speaker: SyntheticSpeaker | None) -> str:
    """Draw a stance.

    It is `withdraws` only for somebody other than the anchor who has spoken before.
    """
    if speaker in draft.past_speakers[1:] and sheets.chance(0.3):
        return "withdraws"
    if not draft.contested or sheets.chance(0.4):
        return "affirms"
    return "denies" if sheets.chance(0.8) else "questions"


def _write_voice(sheets: Sheets, draft: SyntheticClaim, report: SyntheticArticle, stance: str) -> None:
    """Write an outlet's own position, once for each claim.

    The outlet's claimant has the same id as the outlet.
    """
    voice = SyntheticSpeaker(report.outlet, report.outlet, f"in its own voice {MARK}", None)
    if (voice.claimant, "voice") not in draft.positions:
        anchor = not draft.positions
        draft.positions.add((voice.claimant, "voice"))
        _write_position(sheets, draft, voice, [report], stance, anchor=anchor, is_own_voice=True)


def _write_position(
    sheets: Sheets,
    draft: SyntheticClaim,
    speaker: SyntheticSpeaker,
    reports: list[SyntheticArticle],
    stance: str,
    *,
    anchor: bool = False,
    is_own_voice: bool = False,
) -> None:
    said_on, precision = _draw_date(sheets, min(report.day for report in reports))
    position = (speaker.claimant, stance, said_on, precision)
    if position in draft.positions:
        return
    draft.positions.add(position)
    if not is_own_voice and speaker not in draft.past_speakers:
        draft.past_speakers.append(speaker)
    state = _draw_state(sheets, draft, anchor)
    is_retracted = state == State.RETRACTED
    statement = sheets.add(
        "claims.Statement",
        draft.claim,
        speaker.claimant,
        speaker.party,
        speaker.capacity,
        stance,
        sheets.chance(0.12),
        said_on,
        precision,
        "News conference" if sheets.chance(0.4) else "",
        state,
        format_morning(reports[0].day + 30) if is_retracted else None,
        sheets.user if is_retracted else None,
        RETRACTION if is_retracted else "",
    )
    others = [s for s in draft.story.speakers if s.party != speaker.party]
    for number, report in enumerate(reports):
        second_hand = not is_own_voice and not (anchor and number == 0) and others and sheets.chance(0.07)
        relayer = sheets.rng.choice(others) if second_hand else None
        _write_citation(sheets, statement, report, relayer, is_own_voice)


def _draw_date(sheets: Sheets, day: int) -> tuple[str, str]:
    """Draw the day of a statement that is in print by `day`, and its precision."""
    said_on = format_day(day - sheets.rng.choice((0, 0, 0, 0, 1, 1, 2, 6)))
    lot = sheets.rng.random()
    if lot < 0.84:
        return said_on, "day"
    if lot < 0.92:
        return said_on, "by"
    return (f"{said_on[:7]}-01", "month") if lot < 0.98 else (f"{said_on[:4]}-01-01", "year")


def _draw_state(sheets: Sheets, draft: SyntheticClaim, anchor: bool) -> str:
    if draft.state == State.DRAFT:
        return State.DRAFT
    lot = sheets.rng.random()
    if anchor or lot > 0.015:
        return State.PUBLISHED
    return State.RETRACTED if lot < 0.005 else State.DRAFT


def _write_citation(
    sheets: Sheets,
    statement: int,
    report: SyntheticArticle,
    relayer: SyntheticSpeaker | None,
    is_own_voice: bool,
) -> None:
    rng = sheets.rng
    excerpt = _draw_excerpt(sheets)
    proof: tuple = (None, None, None, "", "", None)
    if report.capture and sheets.chance(0.85):
        start = rng.randrange(report.length - LONGEST_EXCERPT)
        context = sheets.words.take(6)[:40], sheets.words.take(6)[:40]
        proved_at = format_morning(report.day + 10)
        proof = (report.capture, start, start + len(excerpt), *context, proved_at)
    sheets.add(
        "claims.Citation",
        statement,
        report.article,
        "own_words" if is_own_voice else "quote" if sheets.chance(0.6) else "paraphrase",
        rng.choices(("body", "headline", "summary", "caption"), (86, 6, 6, 2))[0],
        relayer and relayer.claimant,
        relayer and relayer.party,
        rng.randint(1, 3) if not is_own_voice and sheets.chance(0.06) else None,
        f"A. Translator {MARK}" if sheets.chance(0.03) else "",
        excerpt,
        *proof,
    )


def _draw_excerpt(sheets: Sheets) -> str:
    """Draw an excerpt of 6 to 25 words, at most LONGEST_EXCERPT characters."""
    excerpt = sheets.words.take(min(25, 6 + int(sheets.rng.expovariate(0.12))))
    while len(excerpt) > LONGEST_EXCERPT:
        excerpt = excerpt.rpartition(" ")[0]
    return excerpt
