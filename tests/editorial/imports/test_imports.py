"""The pages of an import: upload, mapping, first rows, dry run, import, report."""

import gzip
import json
import os
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from claims.models import Claim, ImportMapping, ImportRun, ImportUpload, Statement
from editorial.imports.form import NAMES_OF_OPTIONS, MappingForm, fill_form, read_form
from exchange.columns import COLUMNS
from exchange.importing import run as runs
from exchange.importing.mapping_file import read_mapping_file, write_mapping_file
from exchange.importing.uploads import discard_old_uploads, find_file, work_on_upload
from exchange.tasks import import_upload
from tests import factories as make
from tests.editorial.conftest import signed_in
from tests.exchange.test_claim_review import REVIEW
from tests.support.admin_html import address, said_to
from tests.support.html import links_of, text_of
from tests.support.sql import assert_refused

pytestmark = pytest.mark.django_db

BEGIN = "/admin/claims/importupload/"
SPEECHES = (
    "nr\tstatement\twho\tsaid\tview\tlink\n"
    "1\tThe bridge is closed.\tNora Pell\t2024-03-05\tpro\thttps://example.org/a\n"
    "2\tThe ferry is slow.\tOdo Lark\t5 March 2024\tpro\thttps://example.org/b\n"
)
BAD = "3\t\tOdo Lark\t2024-03-05\tpro\thttps://example.org/c\n"
MAPPING = {
    **{"dataset": "speeches", "map_id": "nr", "map_claim": "statement", "map_claimant": "who"},
    **{"map_said_on": "said", "map_stance": "view", "map_address": "link"},
    **{"values_stance": "pro = affirms\ncontra = denies\nneutral = ", "default_nature": "fact"},
    **{"default_claimant_kind": "person"},
}


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.IMPORT_FOLDER = tmp_path / "import"
    return settings.IMPORT_FOLDER


@pytest.fixture
def bring(as_publisher):
    """Return a function that uploads a file and fills the form: it returns the upload."""

    def bring(content=SPEECHES, name="speeches.tsv", **entered):
        content = content if isinstance(content, bytes) else content.encode()
        as_publisher.post(BEGIN, {"file": SimpleUploadedFile(name, content)})
        upload = ImportUpload.objects.latest("pk")
        if entered:
            as_publisher.post(page_of(upload), entered)
        return upload

    return bring


def page_of(upload, step: str = "") -> str:
    return f"{BEGIN}{upload.pk}/{step}"


def work(upload):
    """Do what the worker does with an upload."""
    upload = ImportUpload.objects.get(pk=upload.pk)
    work_on_upload(upload, now=timezone.now())
    upload.refresh_from_db()
    return upload


def test_a_file_becomes_drafts(as_publisher, publisher, bring, folder):
    upload = bring()
    page = as_publisher.get(page_of(upload))
    assert "Table: tab" in text_of(page)
    assert page.context["columns"] == ["nr", "statement", "who", "said", "view", "link"]
    assert not page.context["form"].errors
    page = as_publisher.post(page_of(upload), MAPPING | {"do": "preview"}, follow=True)
    assert [row.outcome for row in page.context["preview"].rows] == ["created", "created"]
    for fact in ("line 2 created", "With a new claimant who speaks for nobody else", "2024-03-05 where"):
        assert fact.lower() in text_of(page).lower()
    report = as_publisher.post(page_of(upload), MAPPING | {"do": "dry_run"}, follow=True)
    assert "Waiting for the worker" in text_of(report)
    assert ProcrastinateJob.objects.get().task_name == "import_upload"
    work(upload)
    report = as_publisher.get(page_of(upload, "report/"))
    assert "Would import: 2 of 2 rows." in text_of(report)
    assert not Claim.objects.exists() and find_file(upload).exists()
    as_publisher.post(page_of(upload), MAPPING | {"do": "import"})
    import_upload.func(None, upload_id=upload.pk)
    report = as_publisher.get(page_of(upload), follow=True)
    assert "Imported: 2 of 2 rows." in text_of(report)
    run = ImportRun.objects.get()
    assert (run.file_name, run.begun_by, run.state) == ("speeches.tsv", publisher, "finished")
    assert links_of(report)["The import"] == f"/admin/claims/importrun/{run.pk}/change/"
    assert [Claim.objects.count(), Statement.objects.count()] == [2, 2]
    assert not [path for path in folder.rglob("*") if path.is_file()]
    assert as_publisher.post(page_of(upload), MAPPING | {"do": "import"}).status_code == 302
    assert ImportRun.objects.count() == 1


def test_what_is_refused_comes_back_with_all_that_was_entered(as_publisher, bring):
    upload = bring(SPEECHES + BAD)
    page = as_publisher.post(
        page_of(upload), {"do": "import", "map_claim": "statement", "values_stance": "what\0"}, follow=True
    )
    assert "write “what” as theirs = ours" in text_of(page)
    assert not ImportUpload.objects.get().task
    for field, value in (("map_claim", "statement"), ("values_stance", "what")):
        assert page.context["form"][field].value() == value
    page = as_publisher.post(page_of(upload), MAPPING | {"default_nature": ""}, follow=True)
    [problem] = page.context["form"].non_field_errors()
    assert "“Otherwise” nature=fact" in problem and "--" not in problem
    page = as_publisher.post(page_of(upload), MAPPING | {"map_claim": "gone", "do": "x"}, follow=True)
    assert "nr, gone, who, view, said, link in no way" in text_of(page)
    assert page.context["form"]["map_claim"].value() == "gone"


def test_the_first_rows_are_shown_with_what_is_refused(as_publisher, bring):
    upload = bring(SPEECHES + "3\tThe mill burns.\tOdo Lark\tsoon\tpro\tno address\n")
    sent = as_publisher.post(page_of(upload), MAPPING | {"do": "preview"})
    assert sent.url.endswith("#import-preview")
    page = text_of(as_publisher.get(sent.url))
    assert "The first 3 rows" in page and "The mill burns." in page and "no address" in page
    assert "“said” is no date (“soon”)." in page
    upload = bring("\n".join(SPEECHES.split("\n")[:2]), **MAPPING)
    assert "The first row" in text_of(as_publisher.get(page_of(upload)))


OWN = {
    **{"key": "bridge", "proposition": "The bridge is closed.", "nature": "fact", "status": "open"},
    **{"statements": [], "topics": [], "version": {"number": 1}},
}


def test_our_own_files_need_no_mapping(as_publisher, bring):
    upload = bring(json.dumps(OWN), "claims.jsonl")
    page = text_of(as_publisher.get(page_of(upload)))
    assert "This is claims.jsonl of an export: 1 claim. It needs no mapping." in page
    as_publisher.post(page_of(upload), {"do": "dry_run"})
    assert "Would import: 1 of 1 row." in work(upload).report["lines"]
    as_publisher.post(page_of(upload), {"do": "import", "keep_going": "on"})
    assert work(upload).run.mapping == {"dataset": "export", "format": "export"}
    assert Claim.objects.get().key == "bridge"
    upload = bring(f"{json.dumps(OWN)}\n" * 10_000, "claims.jsonl")
    assert "in its beginning; a dry run reads all of it." in text_of(as_publisher.get(page_of(upload)))
    as_publisher.post(page_of(upload), {"do": "map"})
    assert "What its columns mean" in text_of(as_publisher.get(page_of(upload)))


def test_the_pages_name_fields_and_no_option_of_the_command(as_publisher, bring):
    unclear = SPEECHES.replace("\tpro\t", "\tperhaps\t", 1)
    upload = bring(unclear, **MAPPING, do="import", keep_going="on")
    work(upload)
    run = ImportRun.objects.get()
    pages = [
        page_of(upload, "report/"),
        address(ImportRun, "change", run.pk),
        page_of(bring(unclear, **MAPPING)),
    ]
    for page in pages:
        text = text_of(as_publisher.get(page))
        assert "“perhaps”; say with “What words mean” what it means" in text
        assert "--values" not in text


def test_refused_rows_can_be_downloaded(as_publisher, bring):
    upload = bring(SPEECHES + BAD, **MAPPING, do="import")
    assert work(upload).run is None
    report = as_publisher.get(page_of(upload, "report/"))
    assert "Nothing is imported. Could be taken: 2 of 3 rows." in text_of(report)
    assert not Claim.objects.exists() and find_file(upload).exists()
    as_publisher.post(page_of(upload), MAPPING | {"do": "import", "keep_going": "on"})
    assert work(upload).run == ImportRun.objects.get()
    links = links_of(as_publisher.get(page_of(upload, "report/")))
    sent = as_publisher.get(links["Download the refused rows"])
    assert 'filename="speeches.refused.tsv"' in sent["Content-Disposition"]
    assert b"".join(sent.streaming_content).splitlines()[1].startswith(b"refused: statement: has no prop")
    assert sent["Content-Disposition"].startswith("attachment") and sent["Content-Type"] == (
        "application/octet-stream"
    )
    as_publisher.post(page_of(upload, "discard/"))
    assert not ImportUpload.objects.exists() and Claim.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (gzip.compress(b"x"), "speeches.tsv is packed (gzip). Unpack it first."),
        (b"", "speeches.tsv is empty."),
        (None, "Choose a file first."),
    ],
    ids=["packed", "empty", "none"],
)
def test_what_is_no_file_to_import_is_not_kept(as_publisher, folder, content, sentence):
    sent = {} if content is None else {"file": SimpleUploadedFile("speeches.tsv", content)}
    assert sentence in text_of(as_publisher.post(BEGIN, sent))
    assert not ImportUpload.objects.exists() and not [*folder.glob("*")]


def test_a_file_is_on_the_disk_before_a_row_names_it(as_publisher, bring, folder, monkeypatch):
    flushed = []

    def flush(descriptor):
        assert not ImportUpload.objects.exists()
        flushed.append(Path(f"/proc/self/fd/{descriptor}").readlink())

    monkeypatch.setattr(os, "fsync", flush)
    path = find_file(bring())
    assert flushed == [path, path.parent, folder]


def test_only_so_much_waits_for_one_person(as_publisher, bring, settings, monkeypatch, folder):
    waiting = bring()
    make.ImportUploadFactory(uploaded_by=waiting.uploaded_by, run=make.ImportRunFactory())
    monkeypatch.setattr("editorial.imports.views.MAX_UPLOADS", 1)
    assert [*as_publisher.get(BEGIN).context["uploads"]] == [waiting]
    monkeypatch.setattr("exchange.importing.uploads.MAX_WAITING", 1)
    assert "You have 1 file waiting here" in text_of(
        as_publisher.post(BEGIN, {"file": SimpleUploadedFile("b.tsv", SPEECHES.encode())})
    )
    monkeypatch.undo()
    settings.UPLOAD_MEGABYTES = 1
    monkeypatch.setattr("exchange.importing.uploads.MAX_WAITING_SIZE", 1)
    page = as_publisher.post(
        BEGIN, {"file": SimpleUploadedFile("b.tsv", SPEECHES.encode() + b" " * 1_048_400)}
    )
    assert "larger than 1 MB together" in text_of(page)
    assert ImportUpload.objects.filter(run=None).count() == 1 == len([*folder.iterdir()])


def test_what_is_too_large_is_not_kept(as_publisher, settings, folder):
    settings.UPLOAD_MEGABYTES = 1
    page = as_publisher.post(BEGIN, {"file": SimpleUploadedFile("x.csv", b"x" * (1 << 20) + b"x")})
    assert "larger than 1 MB" in text_of(page)
    assert not ImportUpload.objects.exists() and not folder.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (bytes(range(256)) * 9, "The file is not UTF-8."),
        (b"a,b\n\xe9,1\n", "Say its encoding with “Encoding”"),
        (b"[1, 2", "No item of speeches.tsv that can be read has anything in it."),
        (b"one\ntwo\n", "can be read as a table in no way"),
        (b"\x00" * 5000, "The file looks like UTF-16"),
    ],
)
def test_a_broken_file_gives_a_sentence(as_publisher, bring, content, sentence):
    upload = bring(content)
    for entered in ({}, MAPPING | {"do": "preview"}):
        if entered:
            as_publisher.post(page_of(upload), entered)
        page = as_publisher.get(page_of(upload))
        assert page.status_code == 200 and sentence in text_of(page)
        assert "/import/" not in page.context["problem"]
    as_publisher.post(page_of(upload), MAPPING | {"do": "import"})
    assert "problem" in work(upload).report
    assert as_publisher.get(page_of(upload, "report/")).context["problem"]


def test_of_a_long_file_the_beginning_is_shown(as_publisher, bring):
    upload = bring(SPEECHES + "9\té\t\t\t\t\n" * 120_000, **MAPPING)
    page = as_publisher.get(page_of(upload))
    assert "This is of the beginning of the file" in text_of(page)
    assert len(page.context["preview"].rows) == 20


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_cost_the_same_however_many_rows(as_publisher, bring, django_assert_max_num_queries, rows):
    lines = SPEECHES.splitlines(keepends=True)
    upload = bring("".join(lines[:2] + lines[2:] * (rows - 1)), **MAPPING)
    make.ImportMappingFactory.create_batch(rows)
    with django_assert_max_num_queries(14):
        assert as_publisher.get(page_of(upload)).context["preview"]
    with django_assert_max_num_queries(5):
        as_publisher.get(BEGIN)
    with django_assert_max_num_queries(5):
        as_publisher.get(page_of(upload, "report/"))


def test_json_and_reviews_are_mapped_as_well(as_publisher, bring):
    items = json.dumps([{"who": {"name": "Nora Pell"}, "text": "The bridge is closed."}])
    upload = bring(items, dataset="x", map_claim="text", map_claimant="who.name", default_nature="fact")
    as_publisher.post(
        page_of(upload),
        {"dataset": "x", "map_claim": "text", "default_nature": "fact"}
        | {"map_claimant": "who.name", "default_stance": "affirms"},
    )
    [row] = as_publisher.get(page_of(upload)).context["preview"].rows
    assert ("who takes the position", "Nora Pell") in row.values
    upload = bring(json.dumps(REVIEW), dataset="x", format="claimreview", default_nature="fact")
    [row] = as_publisher.get(page_of(upload)).context["preview"].rows
    assert ("the proposition", "The bridge is closed & shut.") in row.values


class TestMappings:
    def test_is_saved_and_used_again(self, as_publisher, bring, publisher):
        upload = bring()
        page = as_publisher.post(
            page_of(upload), MAPPING | {"do": "save_as", "name": "Speeches"}, follow=True
        )
        assert said_to(page) == ["Saved: Speeches. It can be used for the next file."]
        saved = ImportMapping.objects.get()
        assert saved.saved_by == publisher and 'claim" = "statement"' in saved.content
        twice = MAPPING | {"do": "save_as", "name": "speeches"}
        again = as_publisher.post(page_of(upload), twice, follow=True)
        assert "There is a mapping of this name already" in text_of(again)
        other = bring()
        page = as_publisher.post(page_of(other), {"do": "use", "saved": saved.pk}, follow=True)
        assert {name: page.context["form"][name].value() for name in MAPPING} == MAPPING
        assert page.context["preview"]

    @pytest.mark.parametrize("pressed", [{"do": "save_as", "name": ""}, {"do": "use", "saved": "x"}])
    def test_without_a_name_nothing_is_saved_or_lost(self, as_publisher, bring, pressed):
        upload = bring()
        page = as_publisher.post(page_of(upload), MAPPING | pressed, follow=True)
        assert page.status_code == 200 and not ImportMapping.objects.exists()
        assert page.context["form"]["map_claim"].value() == "statement"

    def test_in_the_admin_it_is_checked_as_the_command_checks_it(self, as_publisher):
        saved = make.ImportMappingFactory()
        page = f"/admin/claims/importmapping/{saved.pk}/change/"
        refused = as_publisher.post(page, {"name": "A", "content": 'dataset = "a"\n[map]\nx = "y"'})
        assert "there is no field x" in text_of(refused)
        as_publisher.post(page, {"name": "A", "content": saved.content})
        saved.refresh_from_db()
        assert saved.name == "A"

    def test_is_written_as_it_is_read(self):
        odd = 'a "quoted" = name\\ \x7f \u2028 é \U0001f600'
        stored = {
            **{"dataset": "x", "delimiter": "tab", "header": "none", "no_claimant": [odd, "b"]},
            **{"map": {"claim": odd}, "default": {"nature": "fact"}, "split": {"topics": ";"}},
            "values": {"stance": {odd: "affirms", "neutral": ""}},
        }
        assert read_mapping_file(write_mapping_file(stored).encode()) == stored

    def test_is_filled_into_the_form_as_it_is_read_from_it(self):
        stored = {
            **{"dataset": "x", "date_format": "", "delimiter": "tab", "quoting": "", "encoding": ""},
            **{"header": "none", "format": "", "no_claimant": ["A", "B"], "map": {"claim": "1"}},
            **{"default": {"nature": "fact"}, "split": {"topics": ";"}},
            "values": {"stance": {"a=b": "affirms", "neutral": ""}},
        }
        form = MappingForm(fill_form(stored))
        assert form.is_valid()
        assert read_form(form.cleaned_data) == stored
        assert {name.partition("_")[2] for name in form.fields if name.startswith("map_")} == {*COLUMNS}

    def test_every_option_that_messages_name_has_a_field(self):
        labels = [str(field.label) for field in MappingForm().fields.values()]
        for name in NAMES_OF_OPTIONS.values():
            assert any(label.startswith(name.strip("“”")) for label in labels)


class TestWorker:
    def test_goes_on_after_the_last_batch(self, as_publisher, bring, monkeypatch):
        monkeypatch.setattr(runs.FileImport, "batch", 1)
        upload = bring(SPEECHES, **MAPPING, do="import", keep_going="on")
        store = runs.BatchWriter.store

        def die(writer, rows):
            if rows[0].id == "2":
                raise KeyboardInterrupt
            return store(writer, rows)

        monkeypatch.setattr(runs.BatchWriter, "store", die)
        with pytest.raises(KeyboardInterrupt):
            work(upload)
        assert "1 of 2 rows." in text_of(as_publisher.get(page_of(upload, "report/")))
        assert as_publisher.post(page_of(upload, "discard/"), follow=True).context["upload"] == upload
        monkeypatch.undo()
        assert "2 created" in "\n".join(work(upload).report["lines"])
        assert ImportRun.objects.get() == upload.run or ImportRun.objects.get().state == "finished"
        assert Claim.objects.count() == 2

    def test_tells_that_something_went_wrong(self, as_publisher, bring, monkeypatch):
        upload = bring(SPEECHES, **MAPPING, do="import")
        monkeypatch.setattr(runs.BatchWriter, "store", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            work(upload)
        assert "try again" in text_of(as_publisher.get(page_of(upload, "report/")))

    def test_imports_for_nobody_who_may_not(self, bring, publisher):
        upload = bring(SPEECHES, **MAPPING, do="import")
        publisher.groups.clear()
        assert "may not import any more" in work(upload).report["problem"]

    def test_does_a_task_once(self, bring):
        upload = bring(SPEECHES, **MAPPING, do="import")
        work(upload)
        assert work(upload).run and ImportRun.objects.count() == 1

    def test_removes_what_nobody_goes_on_with(self, bring, folder):
        _left, busy, killed = bring(), bring(SPEECHES, **MAPPING, do="import"), bring()
        killed.delete()  # as by a process that did not come to its files
        (folder / "notes").mkdir()
        discard_old_uploads(now=timezone.now())
        assert len([*folder.iterdir()]) == 4
        discard_old_uploads(now=timezone.now() + timezone.timedelta(days=8))
        assert [*ImportUpload.objects.all()] == [busy]
        assert {path.name for path in folder.iterdir()} == {busy.folder, "notes"}


def test_two_tasks_at_once_are_refused(as_publisher, bring):
    upload = bring(SPEECHES, **MAPPING, do="import")
    page = as_publisher.post(page_of(upload), MAPPING | {"do": "dry_run"}, follow=True)
    assert "Waiting for the worker" in text_of(page)
    assert ImportUpload.objects.get().task == "import"


def test_the_list_of_runs_leads_to_the_upload(as_publisher, as_editor):
    runs_page = "/admin/claims/importrun/"
    assert links_of(as_publisher.get(runs_page))["Import a file"] == BEGIN
    assert "Import a file" not in links_of(as_editor.get(runs_page))


def test_somebody_else_finds_no_upload(bring, as_superuser):
    upload = bring()
    assert as_superuser.get(page_of(upload)).status_code == 404
    assert signed_in(make.UserFactory()).get(page_of(upload)).status_code == 302


class TestRules:
    def test_folder(self):
        upload = make.ImportUploadFactory()
        with assert_refused("import_upload_folder_is_its_own"):
            make.ImportUploadFactory(folder=upload.folder)

    def test_task(self):
        with assert_refused("import_upload_task_is_known"):
            make.ImportUploadFactory(task="sleep")

    def test_name_once(self):
        make.ImportMappingFactory(name="Speeches")
        with assert_refused("import_mapping_name_once"):
            make.ImportMappingFactory(name="speeches")

    @pytest.mark.parametrize("missing", ["name", "content"])
    def test_name_and_content(self, missing):
        with assert_refused("import_mapping_has_name_and_content"):
            make.ImportMappingFactory(**{missing: ""})
