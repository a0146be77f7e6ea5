"""The edits that are measured: each is made, and none stays."""

import pytest
from django.conf import settings

from benchmarks.pages.edits import Desk, measure_edits
from benchmarks.pages.ours import Site
from claims.models import Claim, ClaimVersion, Coverage, Merge
from sources.models import Article
from tests.benchmarks.test_cases import make_subjects

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(monkeypatch) -> Desk:
    for name in ("ROOT_URLCONF", "ALLOWED_HOSTS", "SECURE_SSL_REDIRECT"):  # what Site sets
        monkeypatch.setattr(settings, name, getattr(settings, name, False))
    Site()
    return Desk(make_subjects())


def test_every_edit_is_made_and_none_stays(desk):
    def count() -> list[int]:
        return [model.objects.count() for model in (Claim, ClaimVersion, Coverage, Article, Merge)]

    before = count()
    figures = measure_edits(desk, 1, "")
    assert [edit.name for edit in figures] == [case.name for case in desk.cases]
    assert min(edit.queries for edit in figures) > 5
    assert min(edit.database.p50 for edit in figures) > 0
    assert count() == before


def test_edits_are_chosen_by_name(desk):
    assert [edit.name for edit in measure_edits(desk, 1, "merge")] == ["edit: merge two published claims"]
