"""What editors see fits the screen, in every font; meanwhile no script or style breaks the policy."""

import datetime

import pytest
from django.db import transaction

from tests import factories as make
from tests.support.layout import FONT_FILES, measure_excess

from .test_admin import open_page
from .test_desk import at_the_rows, complaints, enter, record

__all__ = ["at_the_rows", "complaints", "enter", "open_page", "record"]  # fixtures
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture(scope="module", params=FONT_FILES)
def font(request: pytest.FixtureRequest) -> str:
    return request.param


def test_no_page_of_the_admin_is_wider_than_the_screen(open_page, complaints):
    with transaction.atomic():
        statement = make.StatementFactory()
        long = "Negotiations about the denuclearisation of the Korean Peninsula succeeded. " * 3
        citation = make.CitationFactory(statement__claim__text=long)
    for path in (
        "",
        "claims/claim/",
        f"claims/claim/{statement.claim_id}/change/",
        f"claims/claim/{statement.claim_id}/retract/",
        f"claims/statement/{statement.pk}/change/",
        f"claims/statement/add/?claim={statement.claim_id}",
        f"claims/citation/{statement.citations.get().pk}/change/",
        f"claims/claimant/{statement.party_id}/change/",
        "claims/statement/?state__exact=published",
        "sources/article/add/",
        "sources/capture/add/",
        f"sources/article/{citation.article_id}/review/",
        f"claims/claim/{citation.statement.claim_id}/publish/",
    ):
        page = open_page(path)
        assert {size: wider for size, wider in measure_excess(page).items() if wider} == {}, path
        page.context.close()
    assert complaints == []


def test_the_list_of_claims_shows_all_its_columns(open_page):
    late = datetime.datetime(2017, 11, 22, tzinfo=datetime.UTC)
    long = "Negotiations about the denuclearisation of the Korean Peninsula succeeded. " * 3
    with transaction.atomic():
        make.StatementFactory(claim__text=long, claim__nature="commitment", claim__published_at=late)
    page = open_page("claims/claim/")
    assert page.locator(".field-published_on").inner_text() == "22 November 2017"
    hidden = "document.querySelector('.results').scrollWidth - document.querySelector('.results').clientWidth"
    assert page.evaluate(hidden) == 0


def test_no_page_of_add_coverage_is_wider_than_the_screen(at_the_rows, complaints):
    page = at_the_rows()
    rows = page.url
    for address in (rows, rows.replace("rows/", ""), rows.rpartition("/coverage/")[0] + "/coverage/"):
        page.goto(address)
        assert {size: wider for size, wider in measure_excess(page).items() if wider} == {}, address
    assert complaints == []
