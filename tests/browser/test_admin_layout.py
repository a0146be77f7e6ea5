"""What editors see fits the screen, in every font; meanwhile no script or style breaks the policy."""

import datetime

import pytest
from django.contrib.auth.models import User
from django.db import transaction

from claims.actions import submit_for_review
from claims.models import ImportUpload
from exchange.importing.uploads import keep_upload
from tests import factories as make
from tests.support.layout import FONTS_TRIED, measure_excess

from .test_admin import open_page
from .test_desk import at_the_rows, complaints, enter, post_article, record

__all__ = ["at_the_rows", "complaints", "enter", "open_page", "post_article", "record"]  # fixtures
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module", params=FONTS_TRIED)
def font(request: pytest.FixtureRequest) -> str:
    return request.param


def bring_file(by: User) -> ImportUpload:
    """Upload a file with long words, and say what its columns mean."""
    lines = f"{'statement' * 9},who\n{'Widerspruch' * 9},{'Nora' * 20}\n,x\n"
    upload = keep_upload(name="speeches.csv", chunks=[lines.encode()], by=by, now=make.MOMENT)
    upload.entered = {"dataset": "x", "map_claim": "statement" * 9, "map_claimant": "who"}
    upload.entered |= {"default_nature": "fact", "default_stance": "affirms"}
    upload.save()
    return upload


def test_no_page_of_the_admin_is_wider_than_the_screen(open_page, complaints, tmp_path, settings):
    with transaction.atomic():
        statement = make.StatementFactory()
        long = "Negotiations about the denuclearisation of the Korean Peninsula succeeded. " * 3
        citation = make.CitationFactory(statement__claim__text=long)
        for name in ("Widerspruch" * 5, "Disputed, oldest first", "Agreed"):
            make.SavedViewFactory(editor=User.objects.get(is_superuser=True), name=name)
        offered = make.OfferedChangeFactory(claim__text=long, changes={"text": [long, "Widerspruch" * 9]})
    page = open_page("")
    index = page.url
    settings.IMPORT_FOLDER = tmp_path / "import"
    upload = bring_file(User.objects.get(is_superuser=True))
    for path in (
        "",
        "claims/claim/?q=negotiations",
        "saved-views/claims.claim/",
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
        "claims/claimsearch/?q=negotiations",
        "claims/importupload/",
        f"claims/importupload/{upload.pk}/",
        f"claims/importupload/{upload.pk}/report/",
        f"claims/offeredchange/{offered.pk}/change/",
    ):
        page.goto(index + path)
        assert {size: wider for size, wider in measure_excess(page).items() if wider} == {}, path
    assert complaints == []


HIDDEN_COLUMNS = """(list => list.scrollWidth - list.clientWidth)(
  document.querySelector('.results, .record-comparison'))"""
LISTS = ("claim", "statement", "citation", "claimant", "claimrelation", "claimversion")


def test_lists_show_all_their_columns(open_page):
    late = datetime.datetime(2017, 11, 22, tzinfo=datetime.UTC)
    long = "Negotiations about the denuclearisation of the Korean Peninsula succeeded. " * 3
    with transaction.atomic():
        statement = make.StatementFactory(
            claim__text=long, claim__nature="commitment", claim__published_at=late
        )
        make.ClaimRelationFactory(claim=statement.claim)
        offered = make.OfferedChangeFactory(claim__text=long, changes={"text": [long, "Widerspruch" * 9]})
    page = open_page("claims/claim/")
    assert page.locator(".field-published_on").last.inner_text() == "22 November 2017"
    for name in (*LISTS, f"offeredchange/{offered.pk}/change"):
        page.goto(f"{page.url.partition('/claims/')[0]}/claims/{name}/")
        hidden = {}
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            hidden[width] = page.evaluate(HIDDEN_COLUMNS)
        assert hidden == {1280: 0, 390: 0}, name


def test_on_a_phone_filters_come_first_and_folded_and_rows_are_labelled(open_page):
    with transaction.atomic():
        make.StatementFactory()
    page = open_page("claims/claim/", width=390)
    filters, search, row = (
        page.locator(selector).bounding_box()["y"]
        for selector in (".list-filters", "#changelist-search", "#result_list tbody tr")
    )
    assert filters < search < row < 850
    state = page.get_by_role("link", name="retracted")
    assert not state.is_visible()
    page.locator(".list-filters > summary").press("Enter")
    assert state.is_visible()
    label = "getComputedStyle(document.querySelector('.field-state'), '::before').content"
    assert "state" in page.evaluate(label)
    page.set_viewport_size({"width": 1280, "height": 900})
    assert state.is_visible()
    assert not page.locator(".list-filters > summary").is_visible()


def test_the_buttons_of_a_row_stand_below_its_name(open_page):
    long = "Talks about the harbour ended well. " * 6
    with transaction.atomic():
        published = make.StatementFactory(claim__text=long).claim
        waiting = make.CitationFactory(statement__claim__text=long).statement.claim
        submit_for_review(claim=waiting, by=make.UserFactory(), now=make.MOMENT)
    page = open_page("")
    index = page.url
    for claim in (published, waiting):
        page.goto(f"{index}claims/claim/{claim.pk}/change/")
        shown = ("#content > h2", ".object-tools", "#claim_form")
        name, buttons, form = (page.locator(each).bounding_box() for each in shown)
        assert name["y"] + name["height"] <= buttons["y"]
        assert buttons["y"] + buttons["height"] <= form["y"]


def test_no_page_of_add_coverage_is_wider_than_the_screen(at_the_rows, complaints):
    page = at_the_rows()
    rows = page.url
    for address in (rows, rows.replace("rows/", ""), rows.rpartition("/coverage/")[0] + "/coverage/"):
        page.goto(address)
        assert {size: wider for size, wider in measure_excess(page).items() if wider} == {}, address
    assert complaints == []
