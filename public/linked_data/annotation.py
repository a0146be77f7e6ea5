"""A citation as a Web Annotation: the words of an article that show a statement.

Source: https://www.w3.org/TR/annotation-model/. The context is our own one, inline, with the same meanings.
"""

from django.http import HttpRequest

from claims.versions.document import ClaimDocument, DocumentCitation, DocumentStatement

from .things import JsonObject, describe_article, describe_speaker, identify, locate_article, without_empty


def describe_annotation(
    request: HttpRequest,
    claim: ClaimDocument,
    statement: DocumentStatement,
    citation: DocumentCitation,
    place: tuple[int | None, int | None] = (None, None),
) -> JsonObject:
    """Describe the citation; its body is the statement that it shows, its target the words.

    `place`: where the words begin and end in the captured text, in characters, as far as it is known.
    """
    article, capture = citation.article, citation.capture
    quote = {
        "type": "TextQuoteSelector",
        "exact": citation.excerpt,
        **without_empty(prefix=citation.prefix, suffix=citation.suffix),
    }
    start, end = place
    selectors = [quote]
    if end is not None:
        selectors.append({"type": "TextPositionSelector", "start": start, "end": end})
    state = without_empty(sourceDate=capture and capture.captured_at.isoformat(), cached=article.archive_url)
    proof = capture and {"sha256": capture.sha256, "capturedAt": capture.captured_at.isoformat()}
    return {
        "type": "Annotation",
        "id": identify(request, "citation_data", citation.pk),
        "motivation": "linking",
        "body": identify(request, "claim_detail", claim.pk, f"#statement-{statement.pk}"),
        "target": {
            "source": locate_article(request, article),
            "selector": selectors,
            **without_empty(state=state and {"type": "TimeState", **state}),
        },
        "evidenceKind": citation.kind,
        "part": citation.part,
        "article": describe_article(request, article),
        **without_empty(
            relayedBy=citation.relayed_by and describe_speaker(request, citation.relayed_by),
            via=citation.via and {"@type": "Organization", "name": citation.via.name},
            proof=proof,
        ),
    }
