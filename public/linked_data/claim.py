"""A claim as schema.org/Claim: in brief for machines that read its page, and whole as a document of its own.

Never a ClaimReview and never a rating of ours: we rule on nothing. A claim's authors are, by schema.org,
those who make it: a claimant who denies or questions it is not among them. Where it appeared first is said
only when one dated article is earlier than all others.
"""

from collections.abc import Iterable, Mapping, Sequence

from django.http import HttpRequest

from claims.versions.document import (
    ClaimDocument,
    DocumentArticle,
    DocumentClaimant,
    DocumentFactCheck,
    DocumentNotice,
    DocumentRelation,
    DocumentStatement,
    LatestVersion,
    Surroundings,
)

from .annotation import describe_annotation
from .things import JsonObject, describe_article, describe_speaker, identify, without_empty
from .vocabulary import build_context


def describe_claim(
    request: HttpRequest,
    claim: ClaimDocument,
    statements: Iterable[DocumentStatement],
    wikidata_ids: Mapping[int, str],
    *,
    is_whole: bool,
    version: LatestVersion | None = None,
) -> JsonObject:
    """Describe the claim, who now affirms it, and the articles that show it.

    `is_whole`: whether `statements` are all on the claim, and not those of one page. `version`: the one that
    this describes.
    """
    statements = list(statements)
    articles = _list_articles(statements)
    days = sorted(str(article.published_on or "") for article in articles)
    is_first_known = is_whole and days and days[0] and days[:2].count(days[0]) == 1
    return {
        "@type": "Claim",
        "@id": identify(request, "claim_detail", claim.pk),
        "url": request.build_absolute_uri(claim.get_absolute_url()),
        "identifier": claim.key,
        "name": claim.text,
        "text": claim.text,
        "author": [
            describe_speaker(request, claimant, wikidata_ids.get(claimant.pk))
            for claimant in _list_authors(statements)
        ],
        "appearance": [describe_article(request, article) for article in articles],
        **without_empty(
            datePublished=claim.published_at and claim.published_at.isoformat(),
            dateModified=version and version.shown_at.isoformat(),
            version=version and version.number,
            firstAppearance=describe_article(request, articles[0]) if is_first_known else None,
        ),
    }


def describe_record(request: HttpRequest, claim: ClaimDocument, around: Surroundings) -> JsonObject:
    """Describe the claim with its status and all that this follows from.

    Of a claim with very many statements those that a page reads; `leftOut` says how many more there are.
    """
    is_whole = not claim.left_out
    wikidata_ids = around.wikidata_ids
    in_brief = describe_claim(
        request, claim, claim.statements, wikidata_ids, is_whole=is_whole, version=around.version
    )
    statements = [_describe_statement(request, claim, row, wikidata_ids) for row in claim.statements]
    return {
        "@context": build_context(request),
        **in_brief,
        "status": claim.status,
        "nature": claim.nature,
        "about": [_describe_topic(request, topic.pk, topic.name) for topic in claim.topics],
        "statement": statements,
        **without_empty(
            reason=claim.explain_status(around.silent_parties),
            abstract=claim.context,
            leftOut=claim.left_out,
            factCheck=[_describe_fact_check(check) for check in claim.fact_checks],
            related=[_describe_relation(request, relation) for relation in claim.relations],
            correction=[_describe_notice(notice) for notice in claim.corrections],
        ),
    }


def _list_authors(statements: Sequence[DocumentStatement]) -> list[DocumentClaimant]:
    """List the claimants who now affirm the claim, each once."""
    affirming = [row for row in statements if row.standing == "current" and row.stance == "affirms"]
    return list({row.claimant.pk: row.claimant for row in affirming}.values())


def _list_articles(statements: Sequence[DocumentStatement]) -> list[DocumentArticle]:
    """List the cited articles in order of date, each once, those without a date last."""
    citations = [citation for statement in statements for citation in statement.citations]
    articles = {citation.article.pk: citation.article for citation in citations}
    return sorted(articles.values(), key=lambda article: (str(article.published_on or "9"), article.pk))


def _describe_statement(
    request: HttpRequest,
    claim: ClaimDocument,
    statement: DocumentStatement,
    wikidata_ids: Mapping[int, str],
) -> JsonObject:
    return {
        "@type": "Statement",
        "@id": identify(request, "claim_detail", claim.pk, f"#statement-{statement.pk}"),
        "claimant": describe_speaker(request, statement.claimant, wikidata_ids.get(statement.claimant.pk)),
        "party": describe_speaker(request, statement.party, wikidata_ids.get(statement.party.pk)),
        "stance": statement.stance,
        "hedged": statement.hedged,
        "saidOn": statement.said_on.isoformat(),
        "precision": statement.said_on_precision,
        "standing": statement.standing,
        "counts": statement.counts,
        **without_empty(capacity=statement.capacity, place=statement.place),
        "evidence": [
            describe_annotation(request, claim, statement, citation) for citation in statement.citations
        ],
    }


def _describe_topic(request: HttpRequest, pk: int, name: str) -> JsonObject:
    return {"@type": "DefinedTerm", "@id": identify(request, "topic_detail", pk), "name": name}


def _describe_fact_check(check: DocumentFactCheck) -> JsonObject:
    reviewed_on = check.reviewed_on and check.reviewed_on.isoformat()
    return {
        "url": check.url,
        "reviewer": check.reviewer,
        "rating": check.rating,
        **without_empty(reviewedOn=reviewed_on),
    }


def _describe_relation(request: HttpRequest, relation: DocumentRelation) -> JsonObject:
    other = {
        "@type": "Claim",
        "@id": identify(request, "claim_detail", relation.other.pk),
        "text": relation.other.text,
    }
    return {"relationKind": relation.kind, "isFromHere": relation.is_from_here, "claim": other}


def _describe_notice(notice: DocumentNotice) -> JsonObject:
    return {"madeAt": notice.made_at.isoformat(), "notice": notice.notice}
