"""manage.py erase_words: words that are taken down are nowhere, and the history still proves itself."""

import gzip
import io
import sys

import pghistory
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from claims.actions import retract_statement
from claims.models import Citation, Claim, Claimant, ClaimVersion, Coverage, StoredPage
from exchange.exporting.package import list_exports
from exchange.tasks import export_every_night, renew_exports
from sources.models import CaptureText, HistoryLeaves
from tests import factories as make
from tests.claims.integrity.conftest import seal, without_triggers
from tests.claims.integrity.test_commands import verify
from tests.claims.test_tasks import run
from tests.editorial.conftest import in_group, signed_in
from tests.exchange.test_history_files import check
from tests.support.admin_html import address
from tests.support.html import text_of
from tests.support.sql import list_tables_with, sql

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tables_owner")]

EXCERPT = 'the "lanterns" of Quillbury\'s quay'
NAME = "Zebedée Quill"
REWORDED = "Quillbury closed its quay"
WORDS = [EXCERPT, NAME, REWORDED]


@pytest.fixture
def publisher(db):
    return in_group("Publisher")


@pytest.fixture
def published(publisher) -> Claim:
    """Provide a claim whose versions, history, search row and desk hold the words."""
    statement = make.StatementFactory(claim__text=REWORDED)
    claim, claimant = statement.claim, statement.claimant
    seal()
    with pghistory.context(user=publisher.pk, reason=f"{NAME} asked."):
        Claimant.objects.filter(pk=claimant.pk).update(name=NAME)
        Citation.objects.update(excerpt=f"we saw {EXCERPT}")
    seal()
    Claim.objects.filter(pk=claim.pk).update(text="The quay was closed")
    seal()
    retracted = make.StatementFactory(claim=claim, citation__excerpt=f"nobody saw {EXCERPT}")
    seal()
    retract_statement(statement=retracted, by=publisher, now=timezone.now(), reason="Not theirs.")
    make.CitationFactory(statement=make.DraftStatementFactory(claim=claim), excerpt=f"they saw {EXCERPT}")
    moments = {"begun_at": make.MOMENT, "changed_at": make.MOMENT}
    Coverage.objects.create(editor=publisher, rows=[{"excerpt": EXCERPT, "who": NAME}], **moments)
    make.OriginFactory(payload=EXCERPT)
    seal()
    return claim


def erase(monkeypatch, publisher, *words: str, **options) -> str:
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(words)))
    options = {"by": publisher.username, "reason": "A court said so.", "yes": True} | options
    call_command("erase_words", stdout=out, **options)
    return out.getvalue()


def list_readers_pages(claim: Claim) -> list[str]:
    versions = [reverse("claim_version", args=[claim.pk, n]) for n in range(1, claim.versions.count() + 1)]
    article = Citation.objects.filter(statement__claim=claim).first().article
    rest = (claim.get_absolute_url(), reverse("claim_history", args=[claim.pk]), article.get_absolute_url())
    feeds = ("/feeds/changes.atom", f"/feeds/claims/{claim.pk}.json", f"/claims/{claim.pk}.jsonld")
    api = ("/api/v1/citations", "/api/v1/claimants", f"/api/v1/claims/{claim.pk}", "/api/v1/versions")
    return [*versions, *rest, *feeds, *api, "/claims/?q=quay", "/suggestions/?q=zebed", "/claimants/"]


@pytest.mark.usefixtures("stamped_pages")
def test_the_words_are_nowhere_and_the_history_is_whole(
    published, publisher, monkeypatch, client, settings, tmp_path
):
    settings.EXPORT_FOLDER, settings.HISTORY_HEADS = tmp_path, tmp_path / "history-heads.jsonl"
    run(export_every_night, timestamp=int(make.MOMENT.timestamp()))
    pages = list_readers_pages(published)
    before = {page: client.get(page).text for page in pages}
    assert sum(any(word in text for word in ("lanterns", NAME, REWORDED)) for text in before.values()) > 8
    assert StoredPage.objects.exists()
    rows = ClaimVersion.objects.count(), HistoryLeaves.objects.count()
    assert "claims_claimsearch" in list_tables_with("zebed")
    held = set().union(*map(list_tables_with, WORDS))
    assert {"claims_claimversion", "claims_citationevent", "claims_coverage"} <= held

    said = erase(monkeypatch, publisher, *WORDS)
    assert "Rewritten: claims_claimversion, " in said and "They still stand" not in said
    seal()
    assert [list_tables_with(word) for word in (*WORDS, "lantern", "zebed")] == [set()] * 5
    assert ClaimVersion.objects.count() > rows[0] and HistoryLeaves.objects.count() > rows[1]
    status, told = verify()
    assert (status, "Rewritten because words were taken down: " in told) == (0, True), told
    for page in pages:
        text = client.get(page).text
        assert not any(word in text for word in ("lanterns", NAME, REWORDED)), page
    published.refresh_from_db()
    assert "[removed]" in client.get(published.get_absolute_url()).text
    history = text_of(signed_in(publisher).get(address(Claim, "history", published.pk)))
    assert "A court said so." in history and not any(word in history for word in ("lanterns", NAME, REWORDED))

    run(renew_exports)
    [folder] = list_exports(tmp_path)
    assert check(folder).startswith("Right: ")
    files = b"".join(gzip.decompress(path.read_bytes()) for path in folder.glob("*.gz")).decode(
        errors="replace"
    )
    assert "[removed]" in files and not any(word in files for word in ("lanterns", NAME, REWORDED))


def test_without_yes_it_only_tells(published, publisher, monkeypatch):
    said = erase(monkeypatch, publisher, EXCERPT, yes=False)
    assert "Would be rewritten: claims_citation, 3" in said and "Nothing was done" in said
    assert Citation.objects.filter(excerpt__contains=EXCERPT).count() == 3


def test_a_captured_text_is_left_to_a_publisher(publisher, monkeypatch):
    capture = make.CaptureFactory(text=f"It said {EXCERPT}.")
    CaptureText.objects.attach(capture, f"It said {EXCERPT}.")
    said = erase(monkeypatch, publisher, EXCERPT)
    assert "Rewritten: nothing." in said
    assert f"The text of capture {capture.pk} has them; editors see it." in said


@pytest.mark.parametrize(
    ("words", "options", "why"),
    [
        (["it"], {}, "“it” is too short"),
        ([""], {}, "a phrase in each line"),
        (["Zebedée"], {"reason": "Zebedée asked."}, "The reason holds the words"),
        (["Zebedée"], {"by": "nobody"}, "nobody is no account of somebody who may retract"),
    ],
)
def test_it_refuses(publisher, monkeypatch, words, options, why):
    with pytest.raises(CommandError, match=why):
        erase(monkeypatch, publisher, *words, **options)


def test_what_was_altered_in_secret_is_not_covered_up(published, publisher, monkeypatch):
    erase(monkeypatch, publisher, *WORDS)
    seal()
    with without_triggers("claims_claimversion"):
        sql("UPDATE claims_claimversion SET reason = 'Nobody said so.' WHERE number = 1")
    status, said = verify("--chain-only")
    assert (status, "was altered" in said) == (1, True)
