"""A change of any single field that readers see makes a version that says so."""

import pytest
from django.db import transaction

from claims.models import ClaimVersion
from tests import factories as make
from tests.support.document_rows import assert_latest_version_is_right

CLAIMANT = ({"name": "Renamed"}, {"sentence_name": "the renamed"}, {"role": "envoy"})
OUTLET = ({"name": "Renamed"}, {"funding": "Its readers", "funding_source": "Its page"})
DAY = "2016-03-01"
MOMENT = "2018-01-01T00:00:00Z"
ALTERED = {
    "claim": (
        *({"text": "It pours"}, {"nature": "forecast"}, {"context": "More."}, {"public_note": "A note."}),
        {"published_at": MOMENT},
    ),
    "statement": (
        *({"capacity": "in person"}, {"stance": "denies"}, {"hedged": True}, {"said_on": DAY}),
        *({"said_on_precision": "by"}, {"said_on_note": "From the context."}, {"place": "Riga"}),
    ),
    "citation": (
        *({"kind": "paraphrase"}, {"part": "headline"}, {"excerpt": "other words"}),
        *({"translated_by": "Ada Brook"}, {"via": None}, {"relayed_by": None, "relayed_for": None}),
    ),
    "proved": ({"recurs": True}, {"prefix": "Nor did "}, {"suffix": ", he said"}),
    "claimant": CLAIMANT,
    "party": CLAIMANT,
    "relayed_by": CLAIMANT,
    "relayed_for": CLAIMANT,
    "outlet": OUTLET,
    "via": OUTLET,
    "text_from": OUTLET,
    "article": (
        *({"title": "Retitled"}, {"published_on": DAY}, {"language": "ru"}),
        {"published_on": None, "published_on_note": "None is printed."},
        *({"canonical_url": "https://outlet.example/1"}, {"archive_url": "https://archive.example/1"}),
        *({"corrected_on": DAY}, {"retracted_on": DAY}, {"text_from": None}),
    ),
    "topic": ({"name": "Renamed"},),
    "relation": ({"kind": "narrows"}, {"note": "In part."}),
    "related": ({"text": "It snows"},),
    "fact_check": (
        *({"reviewer": "Another"}, {"url": "https://reviewer.example/x"}),
        *({"rating": "Half so"}, {"reviewed_on": DAY}, {"language": "fr"}),
    ),
    "correction": ({"notice": "Two words."}, {"reason": "Both."}, {"made_at": MOMENT}),
}


def everything() -> dict:
    """Return a published claim and all rows that can appear on its page.

    They are listed by their names in ALTERED.
    """
    said = make.StatementFactory(claimant=make.ClaimantFactory(), party=make.PartyFactory())
    cited = make.CitationFactory(
        statement=said,
        relayed_by=make.ClaimantFactory(),
        relayed_for=make.PartyFactory(),
        via=make.OutletFactory(),
        article__text_from=make.OutletFactory(),
    )
    relation = make.ClaimRelationFactory(claim=said.claim, other=make.ClaimFactory(text="It rains elsewhere"))
    make.StatementFactory(claim=relation.other)
    topic = make.TopicFactory()
    said.claim.topics.add(topic)
    return {
        **{"claim": said.claim, "statement": said, "claimant": said.claimant, "party": said.party},
        **{"citation": cited, "relayed_by": cited.relayed_by, "relayed_for": cited.relayed_for},
        **{"article": cited.article, "outlet": cited.article.outlet, "via": cited.via, "topic": topic},
        "text_from": cited.article.text_from,
        "proved": make.ProvedCitationFactory(statement=said),
        **{"relation": relation, "related": relation.other},
        "fact_check": make.FactCheckFactory(claim=said.claim),
        "correction": make.CorrectionFactory(claim=said.claim),
    }


@pytest.mark.parametrize("called", ALTERED)
def test_altering_one_thing_makes_a_version_that_says_so(called):
    with transaction.atomic():
        rows = everything()
    claim, row = rows["claim"], rows[called]
    for number, changes in enumerate(ALTERED[called], 2):
        type(row)._base_manager.filter(pk=row.pk).update(**changes)
        newest = ClaimVersion.objects.filter(claim=claim).latest("number")
        assert (changes, newest.number) == (changes, number)
        assert_latest_version_is_right(claim)
