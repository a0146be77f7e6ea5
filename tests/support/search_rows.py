"""An independent account of the search's rows, in plain Python.

It is made from the tables, not from the versions.
"""

import datetime
from itertools import chain

from django.db.models import Prefetch

from claims.models import Citation, Claim, ClaimSearch, FacetCount, Statement
from claims.search.facet_codes import encode_facet

from .sql import sql
from .status_oracle import assert_status_is_right


def facets_of(claim: Claim, said: list[Statement]) -> set[tuple]:
    cited = list(chain.from_iterable(statement.citations.all() for statement in said))
    outlets = {citation.article.outlet_id for citation in cited}
    found = {("status", claim.status), *(("outlet", outlet) for outlet in outlets)}
    found |= {("topic", topic.pk) for topic in claim.topics.all()}
    found |= {("party", statement.party_id) for statement in said if statement.party.kind != "outlet"}
    for statement in said:
        found |= {("claimant", statement.claimant_id), ("year", statement.said_on.year)}
    held = sql("SELECT stance, standing FROM claims_standings(%s)", [claim.pk])
    found |= {
        ("stance", stance)
        for stance, standing in held
        if standing == ("withdrawn" if stance == "withdraws" else "current")
    }
    if all(citation.proved_at for citation in cited):
        found.add(("verified", True))
    return found | ({("single_outlet", True)} if count_reports(cited) == 1 else set())


def count_reports(cited: list[Citation]) -> int:
    """Count the outlets, or the texts and agencies that they have it from: whichever are fewer."""
    outlets = {citation.article.outlet_id for citation in cited}
    origins = {
        citation.via_id or citation.article.text_from_id or citation.article.outlet_id for citation in cited
    }
    return min(len(outlets), len(origins))


def contested(claim: Claim) -> int:
    found = sql(
        "SELECT party_id, stance, is_outlet FROM claims_standings(%s) WHERE standing = 'current'", [claim.pk]
    )
    by_parties = [(party, stance) for party, stance, is_outlet in found if not is_outlet]
    rows = by_parties or [(party, stance) for party, stance, _is_outlet in found]
    against = {party for party, stance in rows if stance in {"denies", "questions"}}
    return len(against) * (1 + len({party for party, stance in rows if stance == "affirms"}))


def lexemes(weight: str, texts: list[str]) -> set[tuple[str, str]]:
    found = sql(
        "SELECT unnest(tsvector_to_array(to_tsvector('english_unaccent', unnest(%s::text[]))))", texts
    )
    return {(word, weight) for (word,) in found}


def words_of(claim: Claim, said: list[Statement]) -> set[tuple[str, str]]:
    people = {person for statement in said for person in (statement.claimant, statement.party)}
    names = [called.name for person in people for called in (person, *person.aliases.all())]
    excerpts = [citation.excerpt for statement in said for citation in statement.citations.all()]
    return (
        lexemes("A", [claim.text])
        | lexemes("B", [claim.context])
        | lexemes("C", names)
        | lexemes("D", excerpts)
    )


def assert_rows_right() -> None:
    """Check that the search has exactly the right rows and counts every facet."""
    expected, counts = {}, {}
    seen = Claim.objects.filter(state="published")
    assert_status_is_right(*seen)
    related = ("party__aliases", "claimant__aliases", "citations__article")
    statements = Statement.objects.filter(state="published").prefetch_related(*related)
    for claim in seen.prefetch_related("topics", Prefetch("statements", statements)):
        said = list(claim.statements.all())
        facets = facets_of(claim, said)
        codes = sorted(encode_facet(kind, value) for kind, value in facets)
        reports = count_reports([each for statement in said for each in statement.citations.all()])
        expected[claim.pk] = (contested(claim), reports, codes, words_of(claim, said), claim.published_at)
        for code in codes:
            counts[code] = counts.get(code, 0) + 1
    versions = "SELECT claim_id, max(number), max(made_at) FROM claims_claimversion GROUP BY claim_id"
    changed = {pk: (number, at) for pk, number, at in sql(versions)}
    found = {}
    words: dict[int, set[tuple[str, str]]] = {}
    for pk, word, weight in sql(
        "SELECT claim_id, w.lexeme, unnest(w.weights) FROM claims_claimsearch, unnest(words) w"
    ):
        words.setdefault(pk, set()).add((word, weight))
    for row in ClaimSearch.objects.all():
        assert isinstance(row.changed_at, datetime.datetime)
        number, made_at = changed[row.pk]
        assert row.changed_at == (min(made_at, row.published_at) if number == 1 else made_at)
        found[row.pk] = (row.contested, row.covered, sorted(row.facets), words[row.pk], row.published_at)
    assert found == expected
    kept: dict[int, int] = {}
    for code, change in FacetCount.objects.values_list("code", "change"):
        kept[code] = kept.get(code, 0) + change
    assert {code: number for code, number in kept.items() if number} == counts
