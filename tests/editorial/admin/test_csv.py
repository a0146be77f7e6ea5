"""Any list of the record as a file: the same rows and columns, harmless to spreadsheets."""

import csv
import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.models import Citation, Claim, Claimant, Report, Review
from editorial.admin.base import export, search
from sources.models import Article
from tests import factories as make
from tests.editorial.conftest import in_group, signed_in
from tests.support.admin_html import RECORD, a_row, address

pytestmark = pytest.mark.django_db


def download(client, model, query: str = "") -> list[list[str]]:
    """Return the cells of the file for a list, its header first."""
    response = client.get(f"{address(model, 'csv')}?{query}")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(response.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(text.removeprefix("\ufeff").splitlines(), strict=True))


def test_a_file_has_the_rows_and_columns_of_the_list(as_editor):
    outlet = make.OutletFactory(name="Sud-Ouest, “Été”")
    article = make.ArticleFactory(title="The talks", outlet=outlet, published_on=datetime.date(2017, 4, 12))
    assert download(as_editor, Article) == [
        ["id", "title", "outlet", "published on", "language", "read in full"],
        [str(article.pk), "The talks", "Sud-Ouest, “Été”", "2017-04-12", "en", "no"],
    ]


def test_rows_are_filtered_found_and_sorted_as_in_the_list(as_editor):
    for name in ("Ada Brook", "Ben Brook", "Cy Dale"):
        make.ClaimantFactory(name=name)
    make.PartyFactory(name="Brook Water")
    names = [row[1] for row in download(as_editor, Claimant, "q=brook&party=no&o=-1")]
    assert names == ["name", "Ben Brook", "Ada Brook"]


def test_html_of_a_list_is_plain_text_in_the_file(as_publisher):
    claim = make.DraftClaimFactory(text="Salt & <b>water</b> mix")
    Review.objects.create(claim=claim, asked_by=make.UserFactory(username="cy"), asked_at=make.MOMENT)
    header, row = download(as_publisher, Review)
    assert header[1:4] == ["draft", "evidence", "asked by"]
    assert row[1] == "Salt & <b>water</b> mix claim (fact) · Review it"
    assert row[3] == "cy"


@pytest.mark.parametrize("start", [*"=+-@\t\r\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
def test_no_cell_is_a_formula(as_editor, start):
    text = f'{start}HYPERLINK("https://evil.example")'
    make.ReportFactory(message=text)
    cells = [cell for row in download(as_editor, Report) for cell in row]
    assert not [cell for cell in cells if cell.startswith(start)]
    assert any("HYPERLINK" in cell for cell in cells)


@pytest.mark.parametrize("model", RECORD, ids=lambda model: model.__name__)
def test_every_list_of_the_record_can_be_downloaded(model, as_superuser):
    a_row(model)
    link = f'href="{address(model, "csv")}?q="'
    assert link in as_superuser.get(f"{address(model, 'changelist')}?q=").text
    header, *rows = download(as_superuser, model)
    shown = as_superuser.get(address(model, "changelist")).context["cl"].result_list
    assert {len(row) for row in rows} == {len(header)}
    assert [row[0] for row in rows] == [str(row.pk) for row in shown]


def test_only_who_may_look_at_a_list_downloads_it():
    client = signed_in(in_group("Administrator"))
    assert client.get(address(Claim, "csv")).status_code == 403
    client.logout()
    assert client.get(address(Claim, "csv")).status_code == 302


@pytest.mark.parametrize("query", ["o=abc.-99", "p=9999", "id__exact=abc", "no_such=1", "state__exact=%ff"])
def test_bad_addresses_are_turned_away_or_ignored(as_editor, query):
    assert as_editor.get(f"{address(Claim, 'csv')}?{query}").status_code in (200, 302)


def test_a_long_list_is_cut_and_says_so(as_editor, monkeypatch):
    monkeypatch.setattr(export, "MAX_ROWS", 3)
    monkeypatch.setattr(export, "CHUNK", 2)
    make.ClaimantFactory.create_batch(3)
    assert len(download(as_editor, Claimant)) == 4
    make.ClaimantFactory()
    assert download(as_editor, Claimant)[4:] == [
        ["Only the first 3 rows are here: search, filter or choose a date for the others."]
    ]


def test_what_a_search_found_says_when_there_may_be_more(as_editor, monkeypatch):
    for module in (export, search):
        monkeypatch.setattr(module, "MAX_FOUND", 3)
    make.ClaimantFactory.create_batch(2, name="Ada Brook")
    assert len(download(as_editor, Claimant, "q=brook")) == 3
    make.ClaimantFactory.create_batch(2, name="Ada Brook")
    assert download(as_editor, Claimant, "q=brook")[4:] == [
        ["A search finds at most 3 rows: search for more words, filter or choose a date for the others."]
    ]
    assert len(download(as_editor, Claimant)) == 5


def test_no_row_costs_a_query_of_its_own(as_publisher):
    counts = []
    for _more in range(2):
        make.CitationFactory.create_batch(2)
        with CaptureQueriesContext(connection) as queries:
            download(as_publisher, Citation)
        counts.append(len(queries))
    assert counts[0] == counts[1]
