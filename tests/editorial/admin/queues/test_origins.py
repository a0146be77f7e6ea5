"""Where imported rows come from, as editors see it."""

import pytest

from claims.models import Origin, OriginRow
from tests import factories as make
from tests.support.admin_html import address, said_to
from tests.support.html import links_of, text_of
from tests.support.sql import assert_refused

pytestmark = pytest.mark.django_db


def page_of(origin, step: str = "change") -> str:
    return f"/admin/claims/origin/{origin.pk}/{step}/"


def imported(row) -> Origin:
    """Make the origin of a row."""
    origin = make.OriginFactory(line=412)
    OriginRow.objects.create(origin=origin, model=row._meta.label_lower, row_id=row.pk, is_made=True)
    return origin


@pytest.mark.parametrize("factory", [make.DraftClaimFactory, make.DraftStatementFactory])
def test_a_draft_says_of_which_line_it_was_made(as_editor, factory):
    row, other = factory.create_batch(2)
    imported(row)
    assert "line 412 of speeches.tsv" in text_of(as_editor.get(address(type(row), "change", row.pk)))
    assert "speeches.tsv" not in text_of(as_editor.get(address(type(row), "change", other.pk)))


def test_an_id_of_another_model_is_another_row(as_editor):
    claim = make.DraftClaimFactory()
    origin = make.OriginFactory()
    OriginRow.objects.create(origin=origin, model="claims.statement", row_id=claim.pk, is_made=True)
    assert "speeches.tsv" not in text_of(as_editor.get(address(type(claim), "change", claim.pk)))


def test_what_the_row_held_is_text_and_can_be_removed_for_good(as_publisher, as_editor):
    origin = make.OriginFactory(payload="<b>Ada</b>\t1")
    page = as_publisher.get(page_of(origin))
    assert "<b>Ada</b> 1" in text_of(page)
    assert "Remove the row of the file…" not in links_of(as_editor.get(page_of(origin)))
    done = as_publisher.post(links_of(page)["Remove the row of the file…"], follow=True)
    assert "What was imported from it is as it was." in said_to(done)[0]
    assert Origin.objects.get().payload == ""
    assert "Removed." in text_of(done) and "Remove the row of the file…" not in links_of(done)


class TestRules:
    @pytest.mark.parametrize("given", [{"file_name": ""}, {"sha256": "x"}])
    def test_file(self, given):
        with assert_refused("import_names_its_file"):
            make.ImportRunFactory(**given)

    def test_format(self):
        with assert_refused("import_format_is_known"):
            make.ImportRunFactory(format="pdf")

    def test_state(self):
        with assert_refused("import_state_is_known"):
            make.ImportRunFactory(state="lost", finished_at=make.MOMENT)

    @pytest.mark.parametrize("given", [{"state": "finished"}, {"finished_at": make.MOMENT}])
    def test_end(self, given):
        with assert_refused("import_says_when_it_ended"):
            make.ImportRunFactory(**given)

    def test_once_per_line(self):
        origin = make.OriginFactory()
        with assert_refused("origin_once_per_line"):
            make.OriginFactory(run=origin.run, line=origin.line)

    @pytest.mark.parametrize("given", [{"line": 0}, {"identity": ""}, {"digest": ""}])
    def test_which_row(self, given):
        with assert_refused("origin_says_which_row"):
            make.OriginFactory(**given)

    def test_a_row_is_noted_once(self):
        claim = make.DraftClaimFactory()
        noted = {"origin": imported(claim), "model": "claims.claim", "row_id": claim.pk}
        with assert_refused("origin_row_once"):
            OriginRow.objects.create(**noted, is_made=False)
