"""Imports, as editors see them."""

import pytest

from claims.models import Claim, ImportRun
from tests import factories as make
from tests.support.admin_html import said_to
from tests.support.html import links_of, text_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("model", "title"), [("importrun", "Import runs"), ("origin", "Origins"), ("lead", "Addresses to read")]
)
def test_a_list_that_nobody_edits_is_headed_by_what_it_lists(as_editor, model, title):
    assert as_editor.get(f"/admin/claims/{model}/").context["title"] == title


def test_an_import_says_what_came_of_it_and_can_be_undone(as_publisher, as_editor):
    counts = {"rows": {"created": 1, "refused": 1}, "refused because": {"<i>is too long": 1}}
    mapping = {
        **{"dataset": "speeches", "columns": {"claim": "words"}, "defaults": {"nature": "fact"}},
        **{"values": {"stance": {"pro": "affirms", "neutral": ""}}, "delimiter": "\t", "has_header": False},
    }
    run = make.ImportRunFactory(state="finished", finished_at=make.MOMENT, counts=counts, mapping=mapping)
    claim = make.DraftClaimFactory()
    make.OriginFactory(run=run).rows.create(model="claims.claim", row_id=claim.pk, is_made=True)
    page = as_publisher.get(f"/admin/claims/importrun/{run.pk}/change/")
    assert "1 created" in text_of(page) and "refused, 1: <i>is too long" in text_of(page)
    for line in (
        "claim: column words",
        "nature: otherwise fact",
        "“pro” means affirms, “neutral” means nothing",
    ):
        assert line in text_of(page)
    assert "dataset: speeches delimiter: tab has header: no" in text_of(page)
    assert "Undo this import…" not in links_of(as_editor.get(f"/admin/claims/importrun/{run.pk}/change/"))
    undo = links_of(page)["Undo this import…"]
    assert "1 created" in text_of(as_publisher.get(undo))
    done = as_publisher.post(undo, follow=True)
    assert "Claims removed: 1." in said_to(done)[0]
    assert not Claim.objects.exists()
    assert ImportRun.objects.get().state == "undone"
    assert "Undo this import…" not in links_of(done)
