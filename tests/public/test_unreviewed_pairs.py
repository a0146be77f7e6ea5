"""What the nightly search proposes shows on no page for readers before an editor accepts it."""

import pytest
from django.utils import timezone

from claims.actions import relate_double
from claims.models import Claim, PairKind, ProbableDouble
from tests import factories as make
from tests.support.html import text_of
from tests.support.page_list import public_pages
from tests.support.sql import check_deferred

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moscow_record")]


def read_pages(client) -> dict[str, str]:
    return {name: text_of(client.get(path)) for name, path in public_pages().items()}


def test_proposed_pairs_are_shown_nowhere(client):
    claim = Claim.objects.get(key="syrian-forces-did-it")
    related = {
        *claim.relations_from.values_list("other", flat=True),
        *claim.relations_to.values_list("claim", flat=True),
    }
    later = Claim.objects.published().filter(pk__gt=claim.pk).exclude(pk__in=related).order_by("pk")
    before = read_pages(client)
    found = {"score": 0.9, "found_at": timezone.now()}
    pairs = [
        ProbableDouble.objects.create(claim=claim, other=other, kind=kind, **found)
        for kind, other in zip(PairKind, later[: len(PairKind)], strict=True)
    ]
    assert read_pages(client) == before
    for pair in pairs:
        by = make.UserFactory()
        relate_double(pair=pair, claim=claim, kind="contradicts", other=pair.other, by=by, now=timezone.now())
        check_deferred()
        shown = text_of(client.get(public_pages()["claim_detail"]))
        assert shown != before["claim_detail"]
        before["claim_detail"] = shown
