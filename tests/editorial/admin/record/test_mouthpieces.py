"""An outlet that speaks for a party: publishers say so, and statuses follow at once or by a worker."""

import pytest

from claims.actions import mouthpieces
from claims.models import Claimant, ClaimVersion, MouthpieceWork
from sources.models import Outlet
from tests import factories as make
from tests.support.admin_html import address, filled
from tests.support.transactions import run_deferred_triggers

pytestmark = pytest.mark.django_db
SOURCE = "https://organ.example/about"


@pytest.fixture
def organ():
    """Make an outlet in its own voice, of whose articles one paraphrases Sudland."""
    voice = make.VoiceFactory(outlet__name="Organ")
    for party in (make.PartyFactory(name="Norland"), make.PartyFactory(name="Sudland")):
        make.StatementFactory(
            claim__text=f"It rains in {party}",
            party=party,
            citation__kind="paraphrase",
            citation__article__outlet=voice.outlet,
        )
    return voice


def save(client, voice, **changes):
    page = address(Claimant, "change", voice.pk)
    return client.post(
        page, {**filled(client.get(page)), "change_reason": "It says so.", **changes}, follow=True
    )


def statuses():
    rows = Claimant.objects.filter(statements_for__isnull=False)
    return dict(rows.values_list("name", "statements_for__claim__status"))


def test_a_publisher_says_for_whom_an_outlet_speaks(as_publisher, organ, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        norland = Claimant.objects.get(name="Norland")
        page = save(as_publisher, organ, speaks_for=norland.pk, speaks_for_source=SOURCE)
    organ.refresh_from_db()
    assert (organ.speaks_for, organ.speaks_for_source) == (norland, SOURCE)
    assert "0 of 2 citations of this outlet are done" in page.content.decode()
    assert statuses() == {"Norland": "asserted", "Sudland": "open"}
    run_deferred_triggers()
    version = ClaimVersion.objects.filter(claim__text="It rains in Sudland").latest("number")
    assert version.reason == "Organ speaks for Norland: what it paraphrases of other parties is second-hand."
    outlet = as_publisher.get(address(Outlet, "change", organ.outlet_id)).content.decode()
    assert "Speaks for" in outlet and "Norland" in outlet


def test_a_worker_follows_an_outlet_with_many_articles(
    as_publisher, organ, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(mouthpieces, "CITATIONS_AT_ONCE", 1)
    with django_capture_on_commit_callbacks(execute=True):
        norland = Claimant.objects.get(name="Norland")
        save(as_publisher, organ, speaks_for=norland.pk, speaks_for_source=SOURCE)
    assert statuses() == {"Norland": "asserted", "Sudland": "asserted"}
    page = as_publisher.get(address(Claimant, "change", organ.pk)).content.decode()
    assert "Statuses are being worked out anew: 0 of 2 citations of this outlet are done." in page
    mouthpieces.follow_mouthpieces()
    assert statuses() == {"Norland": "asserted", "Sudland": "open"}
    assert not MouthpieceWork.objects.exists()


def test_an_editor_does_not_decide_which_positions_count(as_editor, organ):
    norland = Claimant.objects.get(name="Norland")
    save(as_editor, organ, speaks_for=norland.pk, speaks_for_source=SOURCE)
    organ.refresh_from_db()
    assert organ.speaks_for is None


def test_it_needs_a_source(as_publisher, organ):
    page = save(as_publisher, organ, speaks_for=Claimant.objects.get(name="Norland").pk)
    assert "Say where the outlet itself says for which party it speaks" in page.content.decode()
    organ.refresh_from_db()
    assert organ.speaks_for is None
