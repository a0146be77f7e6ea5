"""Everything that the database holds of the record, in files, and the same again in another database."""

import gzip
import hashlib
import io
import json
import shutil
import stat

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import transaction

from claims.actions.merging.merge import merge_claims
from claims.actions.merging.undo import CannotUndo, undo_merge
from claims.actions.publishing import retract_statement
from claims.models import (
    Claim,
    ClaimSearch,
    ClaimVersion,
    ImportMapping,
    Merge,
    OriginRow,
    ProbableDouble,
    Review,
    Statement,
)
from core.history import read_events
from exchange.everything.loading import load_everything
from exchange.everything.reading import open_export
from exchange.everything.tables import TABLES
from exchange.everything.writing import export_everything
from sources.models import Capture
from tests import factories as make
from tests.support.databases import copied_database

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("tables_owner")]

LEFT_OUT = {
    # Follows from the rest, and is made again.
    *("claims.ChangeTopic", "claims.ClaimSearch", "claims.CommonWords", "claims.FacetCount"),
    *("claims.MirrorEntry", "claims.QueueEntry", "claims.WordPairs"),
    *("sources.TextFingerprint", "claims.MouthpieceWork", "claims.Stamp", "claims.StoredPage"),
    # History begins with the load; to undo a publication takes its history.
    *("sources.Addition", "claims.Publication"),
    *("sources.HistoryBacklog", "sources.HistoryLeaves", "sources.HistorySeal", "sources.HistoryShape"),
    # Work at a desk, jobs and counters of one site.
    *(
        "claims.Coverage",
        "claims.ImportUpload",
        "claims.OfferedChange",
        "claims.OpenForm",
        "claims.SavedView",
        "sources.BackgroundJob",
        "sources.JobTrouble",
    ),
    *("sources.LinkCheck", "sources.HostVisit", "claims.ReportKey", "claims.ReportSender"),
}
SECRET = "somebody@reader.example"


def read_files(folder) -> dict[str, bytes]:
    return {path.name: gzip.decompress(path.read_bytes()) for path in sorted(folder.glob("*.gz"))}


def read_rows(folder, name) -> list[dict]:
    return [json.loads(line) for line in read_files(folder)[f"{name}.jsonl.gz"].splitlines()]


def read_search() -> list[tuple]:
    names = ("claim__key", "published_at", "changed_at", "contested", "covered", "words")
    return list(ClaimSearch.objects.order_by("claim__key").values_list(*names))


def test_every_table_of_the_record_is_in_it_or_left_out_on_purpose():
    models = {
        model._meta.label
        for app in ("claims", "sources")
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
        if not hasattr(model, "pgh_tracked_model")
        and (not model._meta.proxy or model._meta.label in LEFT_OUT)
    }
    assert models == {table.model._meta.label for table in TABLES} | LEFT_OUT


def test_the_moscow_record_is_the_same_from_another_database(moscow, django_db_setup, tmp_path):
    with copied_database(moscow, f"{moscow}_whole"):
        export_everything(tmp_path / "one", now=make.MOMENT)
        search = read_search()
    with copied_database(django_db_setup, f"{moscow}_loaded"):
        result = load_everything(open_export(tmp_path / "one"))
        assert (result.statuses, result.changed) == ({}, [])
        assert read_search() == search
        export_everything(tmp_path / "two", now=make.MOMENT)
    assert read_files(tmp_path / "one") == read_files(tmp_path / "two")


def make_record() -> None:
    """Make what readers do not see, and what they saw once."""
    by = make.UserFactory(username="ann", email=SECRET, password="secret", is_staff=True, is_superuser=True)
    with transaction.atomic():
        first = make.StatementFactory(claim__text="The bridge was closed", claim__published_by=by)
        second = make.StatementFactory(claim=first.claim, stance="denies")
        proved = make.ProvedCitationFactory(statement=second, excerpt="we saw it")
    topic = make.TopicFactory()
    for words in ("The bridge was shut", "The old bridge was shut"):
        with transaction.atomic():
            Claim.objects.filter(pk=first.claim_id).update(text=words)
            make.StatementFactory(claim=first.claim)
            first.claim.topics.add(topic)
    retract_statement(statement=second, by=by, now=make.MOMENT, reason="It was another bridge.")
    with transaction.atomic():
        twin = make.StatementFactory(claim__text="The same bridge was shut", party=first.party)
        other = make.StatementFactory(claim__text="The ferry is slow").claim
    merge_claims(duplicate=twin.claim, target=first.claim, by=by, now=make.MOMENT, reason="The same.")
    make.ClaimRelationFactory(claim=first.claim, other=other)
    make.ClaimRelationFactory(claim=other)
    Capture.objects.keep(
        article=proved.article, text="The words.", captured_at=make.MOMENT, obtained="pasted"
    )
    make.KeyClaimFactory(topic=topic)
    make.TopicAliasFactory(topic=topic, language="ru")
    make.AliasFactory()
    make.AffiliationFactory()
    make.VoiceFactory(speaks_for=first.party, speaks_for_source="https://law.example/")
    make.FactCheckFactory(claim=other)
    for claim in (other, None):
        make.CorrectionFactory(claim=claim, made_by=by)
    make.OfferedCitationFactory(statement=first)
    make.ReportFactory(claim=other, contact=SECRET)
    draft = make.DraftStatementFactory(claim__text="'=1+1 “draft”")
    Review.objects.create(claim=draft.claim, asked_at=make.MOMENT, asked_by=by)
    pair = sorted((draft.claim, other), key=lambda claim: claim.pk)
    ProbableDouble.objects.create(claim=pair[0], other=pair[1], score=0.1 + 0.2, found_at=make.MOMENT)
    ImportMapping.objects.create(name="Speeches", content="[map]", saved_by=by, saved_at=make.MOMENT)
    lead = make.LeadFactory(claim=draft.claim)
    origin = make.OriginFactory()
    for model, pk in (("claims.claim", draft.claim_id), ("claims.lead", lead.pk), ("claims.claim", 10**9)):
        OriginRow.objects.create(origin=origin, model=model, row_id=pk, is_made=True)


@pytest.fixture(scope="module")
def exported(django_db_setup, django_db_blocker, tmp_path_factory):
    """Provide an export of a record with some of everything, and its search rows."""
    folder = tmp_path_factory.mktemp("everything")
    with django_db_blocker.unblock(), copied_database(django_db_setup, f"{django_db_setup}_whole"):
        make_record()
        export_everything(folder / "one", now=make.MOMENT)
        return folder, read_search()


@pytest.fixture
def empty_database(django_db_setup):
    with copied_database(django_db_setup, f"{django_db_setup}_loaded"):
        yield


@pytest.mark.usefixtures("empty_database")
def test_what_readers_do_not_see_comes_back_too(exported):
    folder, search = exported
    result = load_everything(open_export(folder / "one"))
    assert (result.statuses, result.changed) == ({}, [])
    export_everything(folder / "two", now=make.MOMENT)
    one, two = read_files(folder / "one"), read_files(folder / "two")
    assert [name for name in one if not one[name]] == ["vanishedexcerpt.jsonl.gz"]
    for name in one:
        assert one[name] == two[name], name
    assert read_search() == search
    # No ids, and nothing of how people sign in or are reached.
    assert all(SECRET.encode() not in text and b"secret" not in text for text in one.values())
    assert not any('"id":' in line for line in one["claimversion.jsonl.gz"].decode().splitlines())
    assert stat.S_IMODE((folder / "one").stat().st_mode) == 0o700
    ann = User.objects.get(username="ann")
    assert not (ann.is_superuser or ann.is_staff or ann.has_usable_password())

    # Versions are as they were; history says where all came from, and the former wordings.
    reworded = Claim.objects.get(text="The old bridge was shut")
    versions = ClaimVersion.objects.filter(claim=reworded).order_by("number")
    assert [v.number for v in versions] == [*range(1, len(versions) + 1)]
    assert len(versions) >= 4
    assert "reworded" in versions.last().snapshot
    events = read_events(Claim, pk=reworded.pk)
    assert [event.label for event in events] == ["insert", "update", "update"]
    assert {event.context["reason"] for event in events} == {
        f"Loaded from an export of {make.MOMENT.isoformat()}."
    }

    # A later change makes the next version, and a merge of which only the notes are known is not undone.
    with transaction.atomic():
        Claim.objects.filter(pk=reworded.pk).update(public_note="Noted.")
    assert versions.last().number == len(versions) + 1
    with pytest.raises(CannotUndo, match="loaded from an export"):
        undo_merge(merge=Merge.objects.get(), by=ann, now=make.MOMENT, reason="Another bridge.")


def rewrite(folder, name, before: str, after: str, *, told: bool = True) -> int:
    """Replace words in a file, and if `told` its manifest. Returns how often."""
    path, manifest = folder / f"{name}.jsonl.gz", json.loads((folder / "manifest.json").read_text("utf-8"))
    text = gzip.decompress(path.read_bytes())
    changed = text.replace(before.encode(), after.encode())
    path.write_bytes(gzip.compress(changed))
    if told:
        [file] = [file for file in manifest["files"] if file["name"] == f"{name}.jsonl"]
        file |= {"bytes": len(changed), "sha256": hashlib.sha256(changed).hexdigest()}
        (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    return text.count(before.encode())


@pytest.mark.usefixtures("empty_database")
def test_what_is_not_as_it_was_is_refused_and_what_differs_is_told_by_key(exported, tmp_path):
    folder = tmp_path / "one"

    def load_changed(*change: str, told: bool = True) -> str:
        shutil.copytree(exported[0] / "one", folder, dirs_exist_ok=True)
        assert rewrite(folder, *change, told=told)
        said = io.StringIO()
        call_command("load_everything", folder, verbosity=0, stdout=said)
        return said.getvalue()

    for change, told, why in (
        (("outlet", "Outlet", "Utlet"), False, r"outlet\.jsonl\.gz is not as it was written"),
        (("alias", '"claimant":"', '"claimant":"x'), True, "There is no claimant x"),
        (("topic", '"key":', '"name":'), True, "a row has no key"),
    ):
        with pytest.raises(CommandError, match=f"{why}.* Nothing was loaded"):
            load_changed(*change, told=told)
    assert not Statement.objects.exists()
    asserted = sorted(
        row["key"] for row in read_rows(exported[0] / "one", "claim") if row["status"] == "asserted"
    )
    said = load_changed("claim", '"status":"asserted"', '"status":"agreed"')
    assert said.splitlines()[1:] == [
        f"  {key}: agreed in the files, asserted by the rule" for key in asserted
    ]

    with pytest.raises(CommandError, match=r"holds, or held, a record.* Nothing was loaded"):
        call_command("load_everything", exported[0] / "one", verbosity=0)


def test_a_folder_of_something_else_is_refused(tmp_path):
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        call_command("load_everything", tmp_path / "none", verbosity=0)
    (tmp_path / "manifest.json").write_text('{"format": "another"}')
    with pytest.raises(CommandError, match="is not of an export of everything"):
        call_command("load_everything", tmp_path, verbosity=0)


def test_columns_of_another_version_are_refused(exported, tmp_path):
    folder = tmp_path / "one"
    shutil.copytree(exported[0] / "one", folder)
    manifest = (folder / "manifest.json").read_text("utf-8")
    (folder / "manifest.json").write_text(manifest.replace('"hedged"', '"doubtful"'), "utf-8")
    with pytest.raises(CommandError, match=r"statement\.jsonl has other columns"):
        call_command("load_everything", folder, verbosity=0)


def test_it_is_not_written_where_readers_find_it(tmp_path, settings):
    settings.EXPORT_FOLDER = tmp_path / "public"
    for folder in (None, tmp_path / "public", tmp_path / "public" / "deeper"):
        with pytest.raises(CommandError, match="Say with --folder"):
            call_command("export", everything=True, folder=folder, verbosity=0)
    call_command("export", everything=True, folder=tmp_path / "mine", verbosity=0)
    [made] = (tmp_path / "mine").iterdir()
    assert (made / "manifest.json").exists()
