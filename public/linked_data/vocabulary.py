"""The words that our linked data is written in.

Names are those of schema.org; those of the Web Annotation Vocabulary (https://www.w3.org/TR/annotation-vocab/)
where a citation shows what an article says; and TERMS, our own, for what neither has a name. Each document
carries the whole of the context inline, so that nobody has to fetch anything to read it.
"""

from collections.abc import Mapping

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SCHEMA_ORG = {"@vocab": "https://schema.org/"}
"""The context of what uses no other names than schema.org's."""

WEB_ANNOTATION = {
    "oa": "http://www.w3.org/ns/oa#",
    "id": "@id",
    "type": "@type",
    "Annotation": "oa:Annotation",
    "motivation": {"@id": "oa:motivatedBy", "@type": "@vocab"},
    "linking": "oa:linking",
    "body": {"@id": "oa:hasBody", "@type": "@id"},
    "target": "oa:hasTarget",
    "source": {"@id": "oa:hasSource", "@type": "@id"},
    "selector": "oa:hasSelector",
    "TextQuoteSelector": "oa:TextQuoteSelector",
    "exact": "oa:exact",
    "prefix": "oa:prefix",
    "suffix": "oa:suffix",
    "TextPositionSelector": "oa:TextPositionSelector",
    "start": "oa:start",
    "end": "oa:end",
    "state": "oa:hasState",
    "TimeState": "oa:TimeState",
    "sourceDate": "oa:sourceDate",
    "cached": {"@id": "oa:cachedSource", "@type": "@id"},
}
"""The names that a Web Annotation has in JSON (https://www.w3.org/TR/annotation-model/)."""

TERMS: dict[str, str | Promise] = {
    "statement": _("A position that somebody takes on the claim, of the type Statement."),
    "Statement": _("That somebody, on some day, affirmed, denied or questioned a claim, or took that back."),
    "status": _(
        "Whether the claim is agreed, asserted or disputed: it follows from the statements that count, and "
        "where none does, from what outlets say themselves. No verdict of ours."
    ),
    "reason": _("Why the claim has its status, in one sentence."),
    "nature": _("What kind of claim it is: fact, judgement, demand, forecast or commitment."),
    "claimant": _("Who takes the position."),
    "party": _("For whom the claimant speaks: a government, an organisation, or the claimant."),
    "capacity": _("In which capacity the claimant spoke."),
    "stance": _("What the claimant does with the claim: affirms, denies, questions or withdraws."),
    "hedged": _("Whether the claimant hedged (“most likely”, “we believe”)."),
    "saidOn": _("The day on which it was said; with another precision, the day that stands for it."),
    "precision": _("How exactly the day is known: day, month, year, or by (on that day or earlier)."),
    "place": _("Where it was said."),
    "standing": _(
        "How the statement stands today: current, superseded (an earlier position, since replaced), "
        "withdrawn, lapsed (its claimant no longer speaks for the party, which has spoken since) or "
        "second_hand."
    ),
    "counts": _("Whether the statement is the current position of somebody who speaks for a party."),
    "evidence": _("A Web Annotation: the words of an article that show the statement."),
    "evidenceKind": _("Whether the words are a quotation, a paraphrase, or the outlet’s own."),
    "part": _("Where in the article the words stand: headline, summary, body, caption or teaser."),
    "article": _("The article in which the words stand."),
    "relayedBy": _("Who passed the words on, where they are known second-hand."),
    "via": _("The outlet or agency to which the article credits the words."),
    "proof": _("The text of the article in which the words were found, character by character."),
    "sha256": _("The SHA-256 of that text in UTF-8, in hexadecimal."),
    "capturedAt": _("When that text was captured."),
    "factCheck": _("The verdict of somebody else; it does not bear on the status."),
    "rating": _("The rating in the reviewer’s own words."),
    "reviewer": _("Who gave the rating."),
    "reviewedOn": _("The day of the review."),
    "related": _("What another claim is to this one."),
    "relationKind": _("Which relation it is, such as contradicts or follows."),
    "isFromHere": _("Whether the relation reads from this claim to the other."),
    "claim": _("The other claim."),
    "leftOut": _("How many further statements there are that this document leaves out."),
    "correction": _("A mistake that we corrected."),
    "notice": _("What we tell readers of a correction or a retraction."),
    "madeAt": _("When it was made."),
    "speaksFor": _("The party for which somebody speaks or spoke: an Affiliation."),
    "Affiliation": _("That somebody held an office, and for which party."),
    "role": _("The office."),
    "since": _("The first day of the office, where it is known."),
    "until": _("The last day of the office, where it is known."),
}
"""Our own terms by their names after `#`, and what each means."""


def build_namespace(request: HttpRequest) -> str:
    """Return what the IRIs of TERMS begin with: the page that explains them, and `#`."""
    return request.build_absolute_uri(reverse("vocabulary")) + "#"


def build_context(request: HttpRequest) -> Mapping[str, object]:
    """Build the context of a whole document: the names of schema.org, Web Annotations and TERMS."""
    own = {name: f"record:{name}" for name in TERMS}
    references = {name: {"@id": name, "@type": "@id"} for name in ("url", "sameAs")}
    return {**SCHEMA_ORG, **references, **WEB_ANNOTATION, "record": build_namespace(request), **own}
