"""The claims that stand ready under a row: the suggested wording, similar claims, those of other rows."""

from collections.abc import Collection, Iterable, Mapping

from claims.coverage.rows import CoverageRow
from claims.coverage.selections import OPPOSITES
from claims.duplicates.exact import normalise_proposition
from claims.duplicates.likeness import Kind, count_shared_words
from claims.duplicates.negation import is_clearly_denied
from claims.duplicates.similarity import SimilarClaim, find_close_pairs, find_similar_to_each
from claims.models import Stance
from quotations.positions.open_references import quote_open_references

from .entities import EntityNames, get_label

MAX_SIMILAR = 3
MAX_OF_OTHER_ROWS = 3
RELATED = (0.5, 0.45, 0.35)
"""The score from which a related claim stands ready that shares no word with the row's, one, and more.

What is less alike says something else: docs/decisions/0310-ready-claims.md has the figures.
"""
WORDING, ROW, OPPOSITE = "wording", "row:", "opposite:"
"""What the plain form sends for the suggested wording; before the id of another row; and before what says
the opposite of the row, a claim's id or another row.
"""
NEARNESS = {Kind.SAME: "close", Kind.OPPOSITE: "opposite"}


def get_search_words(row: CoverageRow, names: EntityNames) -> str:
    """Return the words for which similar claims are looked for; the page's script does the same."""
    own = get_label(names, "claim", row["claim"]) or row["new_claim"]
    return own or row["proposition"] or row["excerpt"]


def find_similar_options(rows: Iterable[CoverageRow], names: EntityNames) -> dict[str, list[dict]]:
    """Find the claims on the record that are most similar to those of `rows`.

    Options by the words that were looked for. Queries: at most 7 for any number of rows.
    """
    words = list(dict.fromkeys(filter(None, (get_search_words(row, names) for row in rows))))
    found = find_similar_to_each(words, limit=MAX_SIMILAR + 1)  # one may be chosen already
    return {
        text: [build_similar_option(claim, text) for claim in similar]
        for text, similar in zip(words, found, strict=True)
    }


def build_similar_option(similar: SimilarClaim, words: str) -> dict:
    """Build an option for `words` of an article.

    `nearness`: "close" if it probably says the same, "opposite", "related", or empty.
    """
    shared = count_shared_words(words, similar.claim.text)
    least = RELATED[min(shared, len(RELATED) - 1)]
    nearness = NEARNESS.get(similar.kind, "related" if similar.score >= least else "")
    if similar.kind == Kind.RELATED and is_clearly_denied(similar.claim.text, words):
        nearness = NEARNESS[Kind.OPPOSITE]
    return {
        "id": similar.claim.pk,
        "label": similar.claim.text,
        "status": similar.status,
        "detail": similar.positions,
        "nearness": nearness,
    }


def list_claims(rows: Iterable[CoverageRow], names: EntityNames) -> list[str]:
    """List the claims of rows that are not dropped, each once."""
    labels = (get_claim_label(row, names) for row in rows if not row["dropped"])
    return list(dict.fromkeys(filter(None, labels)))


def find_near_wordings(words: Collection[str], claims: Collection[str]) -> dict[str, dict[str, str]]:
    """Find which `claims` of other rows say the same as `words` or the opposite.

    {words: {claim: "close", "opposite" or ""}}. Queries: at most 3.
    """
    near = {
        text: {claim: NEARNESS[Kind.OPPOSITE] if is_clearly_denied(claim, text) else "" for claim in claims}
        for text in words
    }
    for text, claim, is_opposite in find_close_pairs(list(words), list(claims)):
        near[text][claim] = NEARNESS[Kind.OPPOSITE if is_opposite else Kind.SAME]
    return near


def list_ready_claims(
    row: CoverageRow,
    rows: list[CoverageRow],
    names: EntityNames,
    similar: dict[str, list[dict]],
    near: Mapping[str, Mapping[str, str]],
    offers: Mapping[str, list[dict]] | None = None,
) -> list[dict]:
    """List what may be chosen for the claim of `row` in the plain form.

    Each has `value`, `lead` (what it is), `label` and `detail`. `near`: see find_near_wordings. `offers`:
    what a refused save offered, by field.
    """
    numbers = {other["id"]: number for number, other in enumerate(rows, 1)}
    offers = offers or {}
    asked, same_row = offers.get("claim", []), offers.get("same_row", [])
    ready = [answer for offer in asked for answer in _build_answers(str(offer["id"]), "this claim", offer)]
    for offer in same_row:
        ready += _build_answers(f"{ROW}{offer['id']}", f"row {numbers[offer['id']]}", offer)
    known = {row["claim"], *(offer["id"] for offer in asked)}
    words = get_search_words(row, names)
    found = _direct(row, similar.get(words, []))
    nearness = {claim: find_direction(row, each) for claim, each in near.get(words, {}).items()}
    asked_rows = {offer["id"] for offer in same_row}
    others = [other for other in list_other_rows(row, rows) if other["id"] not in asked_rows]
    near_rows = [other for other in others if nearness.get(get_claim_label(other, names))]
    for other in near_rows:
        label, number = get_claim_label(other, names), numbers[other["id"]]
        ready.append(_build_near_row(other["id"], number, label, nearness[label]))
    known |= {other["claim"] for other in near_rows}
    alike = [option for option in found if option["nearness"] and option["id"] not in known][:MAX_SIMILAR]
    ready += [_build_recorded(option) for option in alike if option["nearness"] == "close"]
    if row["proposition"] and row["claim"] is None and row["new_claim"] != row["proposition"]:
        why, _ = row["reasons"].get("proposition", ("", ""))
        open_words = quote_open_references(row["proposition"])
        lead = f"Needs a name ({open_words}): " if open_words else "Take this wording: "
        ready.append(_build(WORDING, lead, row["proposition"], why))
    ready += [_build_recorded(option) for option in alike if option["nearness"] != "close"]
    taken = {option["value"].removeprefix(OPPOSITE) for option in ready}
    further = [other for other in others if other not in near_rows and str(other["claim"]) not in taken]
    return ready + [
        _build(f"{ROW}{other['id']}", f"From row {numbers[other['id']]}: ", get_claim_label(other, names), "")
        for other in further[:MAX_OF_OTHER_ROWS]
    ]


def _direct(row: CoverageRow, options: Iterable[dict]) -> list[dict]:
    return [option | {"nearness": find_direction(row, option["nearness"])} for option in options]


def find_direction(row: CoverageRow, nearness: str) -> str:
    """Return the nearness of a claim to what the stance of `row` is towards; the page's script does the same.

    Without a wording claims are compared with the excerpt. If that is a denial and the row denies, then the
    stance is towards what the excerpt denies: it holds as it is for a claim of which the excerpt is the
    opposite ("denied that the dam leaks").
    """
    is_worded = row["claim"] is not None or row["new_claim"] or row["proposition"]
    is_denial = row["stance"] == Stance.DENIES and not is_worded
    return NEARNESS[Kind.SAME] if is_denial and nearness == NEARNESS[Kind.OPPOSITE] else nearness


def _build_near_row(pk: str, number: int, label: str, nearness: str) -> dict:
    if nearness == "opposite":
        return _build(f"{OPPOSITE}{ROW}{pk}", f"The opposite, in row {number}: ", label, "")
    return _build(f"{ROW}{pk}", f"The same, in row {number}: ", label, "")


def _build_answers(value: str, what: str, offer: dict) -> list[dict]:
    """Build "the same" and "the opposite" of what is asked about; what is likelier comes first."""
    label, detail = offer["label"], offer["detail"]
    same = "The same claim: " if what == "this claim" else f"The same claim as {what}: "
    answers = [
        _build(value, same, label, detail),
        _build(f"{OPPOSITE}{value}", f"The opposite of {what}: ", label, detail),
    ]
    return answers[::-1] if offer.get("nearness") == "opposite" else answers


def _build_recorded(option: dict) -> dict:
    detail = ". ".join(filter(None, [option["status"], option["detail"]]))
    if option["nearness"] == "opposite":
        return _build(f"{OPPOSITE}{option['id']}", "The opposite, on the record: ", option["label"], detail)
    return _build(str(option["id"]), "On the record: ", option["label"], detail)


def turn_stance(row: CoverageRow) -> None:
    """Turn the position of `row` round: who affirms the opposite of a claim denies the claim."""
    row["stance"] = OPPOSITES.get(row["stance"], "")


def _build(value: str, lead: str, label: str, detail: str) -> dict:
    return {"value": value, "lead": lead, "label": label, "detail": detail}


def list_other_rows(row: CoverageRow, rows: list[CoverageRow]) -> list[CoverageRow]:
    """List the rows with claims other than that of `row`, one for each claim, the nearest first."""
    ids = [other["id"] for other in rows]
    place = ids.index(row["id"]) if row["id"] in ids else len(rows)
    seen = {_get_claim_key(row), ("", "")}
    nearest = sorted(enumerate(rows), key=lambda pair: (abs(pair[0] - place), pair[0]))
    others = []
    for _, other in nearest:
        if not other["dropped"] and (key := _get_claim_key(other)) not in seen:
            seen.add(key)
            others.append(other)
    return others


def _get_claim_key(row: CoverageRow) -> tuple[str, str]:
    return str(row["claim"] or ""), "" if row["claim"] else normalise_proposition(row["new_claim"])


def get_claim_label(row: CoverageRow, names: EntityNames) -> str:
    return get_label(names, "claim", row["claim"]) or row["new_claim"]
