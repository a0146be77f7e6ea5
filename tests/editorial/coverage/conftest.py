"""An editor with an article to cover.

Its people and places are made up.
"""

import datetime

import pytest
from django.utils import timezone

from claims.coverage.drafts import begin_coverage, save_intake
from claims.coverage.intake import bring_in_article
from claims.coverage.rows import build_row
from tests import factories as make
from tests.support.coverage_pages import EXCERPT, TEXT


@pytest.fixture
def people(db):
    """Make Ada Brook, who speaks for Ruritania, and Carl Dane, for Sylvania."""
    ruritania, sylvania = make.PartyFactory(name="Ruritania"), make.PartyFactory(name="Sylvania")
    ada = make.ClaimantFactory(name="Ada Brook", role="Foreign Minister of Ruritania")
    carl = make.ClaimantFactory(name="Carl Dane", role="spokesman")
    make.AffiliationFactory(claimant=ada, party=ruritania, role="Foreign Minister")
    make.AffiliationFactory(claimant=carl, party=sylvania, role="spokesman")
    return {"ada": ada, "carl": carl, "ruritania": ruritania, "sylvania": sylvania}


@pytest.fixture
def make_intake():
    def of(**given) -> dict:
        return {
            "way": "text",
            "url": "",
            "title": "The bridge at Ashford",
            "byline": "",
            "published_on": "2017-04-12",
            "published_on_note": "",
            "language": "en",
            "outlet": None,
            "outlet_name": "The Ashford Herald",
            "outlet_home_page": "https://herald.example/",
            "canonical_url": "https://herald.example/bridge",
            "text": TEXT,
            "problem": "",
        } | given

    return of


@pytest.fixture
def make_draft(editor):
    """Begin work whose article is not captured yet: `make_draft(intake)`."""

    def of(given: dict, by=None):
        by, now = by or editor, timezone.now()
        coverage = begin_coverage(by=by, now=now)
        return save_intake(coverage=coverage, intake=given, by=by, now=now, revision=coverage.revision)

    return of


@pytest.fixture
def draft(editor, people, make_intake, make_draft):
    """Begin work whose article is captured, with the finder's proposals."""
    coverage = make_draft(make_intake())
    return bring_in_article(
        coverage=coverage, intake=make_intake(), by=editor, now=timezone.now(), revision=coverage.revision
    )


@pytest.fixture
def make_row(people):
    """Build a row that can be saved: `make_row("r1", **changes)`."""

    def of(pk: str, **given) -> dict:
        return (
            build_row(
                id=pk,
                proposed="hand",
                accepted=True,
                excerpt=EXCERPT,
                claimant=people["ada"].pk,
                stance="denies",
                said_on=datetime.date(2017, 4, 12).isoformat(),
                new_claim="The bridge at Ashford was closed in March",
                nature="fact",
            )
            | given
        )

    return of
