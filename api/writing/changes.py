"""Changes of drafts: the fields that editors type, by the rules of their forms."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model

from api.problems import WriteRefused
from claims.actions import prove_citation
from claims.actions.locks import lock_claims
from claims.coverage.drafts import find_newest_text
from claims.coverage.rows import build_row, quote_words
from claims.coverage.save.evidence import CaptureEvidence, explain_excess, list_citations
from claims.coverage.save.plan import OPPOSITE_CLAIM, SAME_CLAIM
from claims.coverage.save.problems import RowProblems
from claims.duplicates.exact import find_recorded_claims
from claims.duplicates.similarity import find_close_claims
from claims.models import (
    Citation,
    CitationKind,
    Claim,
    Nature,
    Part,
    Precision,
    Stance,
    State,
    Statement,
    Topic,
)
from core.errors import Conflict, Refused, check_deferred_constraints, translate_refusals
from core.validators import validate_is_visible, validate_no_bidi_controls

from .fields import StrictSerializer, YesNoField, allow_choice, allow_number, allow_numbers, allow_text

ON_RECORD = "This claim is on the record already: {}."
TOPICS_GONE = "{} of these topics are no longer on the record."


class ClaimChangeSerializer(StrictSerializer):
    """What can be changed of a claim that is a draft. What is left out stays."""

    text = allow_text()
    nature = allow_choice(Nature)
    context = allow_text()  # type: ignore[assignment] # no attribute: fields are taken out of the class
    public_note = allow_text()
    topics = allow_numbers()
    different_from = allow_numbers(help_text="Claims that were offered, and that this one is not.")


class StatementChangeSerializer(StrictSerializer):
    """What can be changed of a statement that is a draft. What is left out stays."""

    party = allow_number()
    capacity = allow_text()
    stance = allow_choice(Stance)
    hedged = YesNoField(required=False)
    said_on = allow_text(help_text="As 2017-04-12.")
    said_on_precision = allow_choice(Precision)
    said_on_note = allow_text()
    place = allow_text()


class CitationChangeSerializer(StrictSerializer):
    """What can be changed of a citation of a draft. What is left out stays."""

    excerpt = allow_text(help_text="Looked for in the newest text of the article.")
    kind = allow_choice(CitationKind)
    part = allow_choice(Part)
    relayed_by = allow_number()
    relayed_for = allow_number()
    via = allow_number()
    translated_by = allow_text()


@dataclass(frozen=True)
class DraftChange:
    """How drafts of a model are changed.

    `claim`: the attribute that has the id of their claim. `example`: what may be sent.
    """

    model: type[Model]
    serializer: type[StrictSerializer]
    claim: str
    example: Mapping[str, object]

    @property
    def permission(self) -> str:
        return f"claims.change_{self.model._meta.model_name}"


CHANGES = {
    "claims": DraftChange(
        Claim, ClaimChangeSerializer, "pk", {"context": "The talks were held on 12 April."}
    ),
    "statements": DraftChange(Statement, StatementChangeSerializer, "claim_id", {"place": "Moscow"}),
    "citations": DraftChange(
        Citation, CitationChangeSerializer, "statement__claim_id", {"kind": "paraphrase"}
    ),
}
"""What can be changed, by the name of the resource."""


def lock_draft(change: DraftChange, pk: int) -> Any:
    """Lock the claim of a row, then the row, and return it; None if there is none."""
    rows = change.model._default_manager.filter(pk=pk)
    claim = rows.values_list(change.claim, flat=True).first()
    if claim is None:
        return None
    lock_claims([claim])
    if change.model is Citation:
        list(Statement.objects.select_for_update(no_key=True).filter(citations=pk).values_list("pk"))
    return rows.select_for_update(of=("self",), no_key=True).first()


def is_draft(row: Model) -> bool:
    """Tell whether readers see nothing of a row."""
    owner = row.statement if isinstance(row, Citation) else row
    return isinstance(owner, Claim | Statement) and owner.state == State.DRAFT


def change_draft(row: Any, sent: Mapping[str, Any], now: datetime.datetime) -> None:
    """Change a locked row. Raises WriteRefused with everything that is wrong, and Conflict."""
    fields = {name: value for name, value in sent.items() if name not in ("topics", "different_from")}
    if "text" in fields:
        fields["text"] = " ".join(fields["text"].split())
    evidence = _find_excerpt(row, fields["excerpt"]) if "excerpt" in fields else None
    errors = _set_fields(row, fields)
    if errors:
        raise WriteRefused(errors)
    if isinstance(row, Claim):
        _check_wording(row, sent.get("different_from", ()), is_new="text" in fields)
    try:
        with translate_refusals():
            row.save()
            if "topics" in sent:
                _set_topics(row, sent["topics"])
            if evidence:
                row.refresh_from_db()  # saving another excerpt clears its proof
                _prove(row, evidence, now)
            check_deferred_constraints()
    except Conflict:
        raise
    except Refused as refused:
        raise WriteRefused({"": [str(refused)]}) from refused


def _set_fields(row: Any, values: Mapping[str, Any]) -> dict[str, list[str]]:
    """Set fields; return what is wrong with them, and with the row as it is then."""
    errors: dict[str, list[str]] = {}
    for name, value in values.items():
        field = row._meta.get_field(name)
        setattr(row, field.attname, value)
        checks = (validate_is_visible, validate_no_bidi_controls)
        for check in checks[: 1 if name == "excerpt" else 2] if isinstance(value, str) else ():
            try:
                check(value)
            except ValidationError as error:
                errors.setdefault(name, []).extend(error.messages)
    try:
        row.full_clean()
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            for message in messages:
                field = _find_field(row, message, values) if name == NON_FIELD_ERRORS else name
                errors.setdefault(field, []).append(message)
    return errors


def _find_field(row: Any, message: str, names: Iterable[str]) -> str:
    """Find the first of these fields that the rule is about which says this; "" if none is."""
    for _model, rules in row.get_constraints():
        for rule in rules:
            if str(rule.get_violation_error_message()) == message:
                condition = getattr(rule, "condition", None)
                about = {
                    *getattr(rule, "fields", ()),
                    *(condition.referenced_base_fields if condition else ()),
                }
                return next((name for name in names if name in about), "")
    return ""


def _check_wording(claim: Claim, different_from: Sequence[int], *, is_new: bool) -> None:
    """Refuse a wording that another claim of the record has; ask about one that is close."""
    if not is_new:
        return
    for other in find_recorded_claims([claim.text]).values():
        if other.pk != claim.pk:
            raise WriteRefused({"text": [ON_RECORD.format(quote_words(other.text))]})
    [found] = find_close_claims([claim.text])
    close = [each for each in found if each.claim.pk not in (claim.pk, *different_from)]
    if close:
        sentence = OPPOSITE_CLAIM if close[0].is_opposite else SAME_CLAIM
        offers = [
            {"field": "different_from", "value": each.claim.pk, "text": each.claim.text} for each in close
        ]
        raise WriteRefused({"text": [sentence.format(quote_words(close[0].claim.text))]}, offers)


def _set_topics(claim: Claim, ids: Sequence[int]) -> None:
    topics = Topic.objects.in_bulk(ids)
    if gone := set(ids) - topics.keys():
        raise WriteRefused({"topics": [TOPICS_GONE.format(len(gone))]})
    claim.topics.set(topics.values())


def _find_excerpt(citation: Citation, excerpt: str) -> CaptureEvidence | None:
    """Find the excerpt in the newest text of its article, by the rules of the desk; None without a text."""
    newest = find_newest_text(citation.article)
    if newest is None:
        return None
    evidence, problems = CaptureEvidence.prepare(newest.capture, newest.text), RowProblems()
    if evidence.prove(build_row(id="row", excerpt=excerpt), problems) is None:
        raise WriteRefused({"excerpt": problems.errors["row"]["excerpt"]})
    return evidence


def _prove(citation: Citation, evidence: CaptureEvidence, now: datetime.datetime) -> None:
    prove_citation(citation=citation, text=evidence.text, capture=evidence.capture, now=now)
    if sentence := explain_excess(evidence.measure_share([], list_citations(evidence.capture))):
        raise WriteRefused({"excerpt": [sentence]})
