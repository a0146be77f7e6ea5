"""Backups: what is written, what is refused, and how everything comes back in another locale."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.conf import settings as django_settings
from django.core.checks import Tags, run_checks
from django.core.management import CommandError, call_command
from django.db import connection

from claims.integrity.sealing import seal_history
from claims.integrity.verification import verify_history
from project.backups import BackupError
from project.backups.encryption import choose_suffix, decrypt_by, encrypt_by
from project.backups.manifest import DUMP, NAME, UPLOADS, Manifest, check_files, read_manifest, write_file
from project.backups.programs import find_program, run, stream
from project.backups.restoring import compare_tables, restore_backup
from project.backups.tables import LEFT_OUT, summarise_tables
from project.backups.writing import write_backup
from tests.project.database.conftest import connect
from tests.support.databases import copied_database, drop_database, using_database
from tests.support.sql import sql

pytestmark = pytest.mark.usefixtures("tables_owner")

NOW = datetime(2017, 4, 12, 9, 30, tzinfo=UTC)
OTHER = "TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER libc LOCALE 'C'"
# A word in the search of a claim, and in what mends mistyped words, as each server folds it; and how many
# rows of the search are not as they would be made.
STORED = """
SELECT (SELECT count(*) FROM claims_claimsearch WHERE words @@ to_tsquery('english_unaccent', 'ВЫМЫСЕЛ')),
       (SELECT count(*) FROM claims_word WHERE word = 'ВЫМЫСЕЛ'),
       (SELECT count(*) FROM claims_word WHERE word = 'вымысел'),
       (SELECT count(*) FROM claims_claimsearch s JOIN claims_search_rows(ARRAY[s.claim_id]) r
        USING (claim_id) WHERE s.words <> r.words)
"""
IN_CAPITALS = (
    "UPDATE claims_claim SET text = 'ВЫМЫСЕЛ ' || text WHERE id = (SELECT min(id) FROM claims_claim)"
)


@pytest.fixture(scope="module")
def source(moscow, django_db_blocker) -> Iterator[str]:
    """Provide a database with the Moscow record, of which a claim has a word in Cyrillic capitals."""
    name = f"{moscow}_kept"
    with django_db_blocker.unblock(), copied_database(moscow, name):
        sql(IN_CAPITALS)
        sql("INSERT INTO django_session VALUES ('secret', 'data', now())")
        yield name


@pytest.fixture(scope="module")
def backup(source, tmp_path_factory) -> tuple[Path, Manifest]:
    """Write a backup of it, with an uploaded file."""
    folder = tmp_path_factory.mktemp("backup")
    uploads = folder / "uploads"
    (uploads / "0a").mkdir(parents=True)
    (uploads / "0a" / "claims.csv").write_text("claim\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(django_settings, "IMPORT_FOLDER", uploads)
        return write_backup(folder / "backups", now=NOW)


@pytest.fixture
def empty(source) -> Iterator[str]:
    """Use an empty database that knows no capital letters beyond Z."""
    name = f"{source}_restored"
    drop_database(name)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name} {OTHER}")
    try:
        with connect(user="postgres", dbname=name) as superuser:
            superuser.execute("CREATE EXTENSION IF NOT EXISTS vector")
    except psycopg.OperationalError:
        pytest.skip("needs a superuser, as the embedded server has")
    except psycopg.errors.FeatureNotSupported:
        pass  # this server has no pgvector, and so has no backup of it
    with using_database(name):
        yield name
    drop_database(name)


@pytest.fixture
def copy(backup, tmp_path) -> tuple[Path, Manifest]:
    """Provide a copy of the backup, to be damaged."""
    folder = tmp_path / "copy"
    shutil.copytree(backup[0], folder)
    return folder, backup[1]


def write_manifest(folder: Path, manifest: Manifest) -> None:
    (folder / NAME).write_text(manifest.as_json(), "utf-8")


@pytest.mark.django_db
def test_every_table_is_counted_but_those_without_rows_in_the_backup():
    """Those that PostgreSQL empties after a crash hold nothing that cannot be made anew."""
    with connection.cursor() as cursor:
        counted = {name for name in summarise_tables(cursor) if "." not in name}
    tables = {*connection.introspection.table_names()}
    assert tables - counted == {
        *LEFT_OUT,
        *("claims_searchdue", "claims_storedpage", "claims_versiondue", "claims_versionnote"),
    }


@pytest.mark.slow
def test_everything_comes_back_in_another_locale_and_is_found_there(
    source, backup, empty, settings, tmp_path
):
    folder, manifest = backup
    settings.IMPORT_FOLDER = tmp_path / "import"
    with using_database(source):
        assert sql(STORED) == [(1, 0, 1, 0)]
        assert sql("SELECT count(*) FROM django_session") == [(1,)]
    output = StringIO()
    call_command("restore", folder, stdout=output)
    assert output.getvalue().splitlines()[-3:-1] == [
        f"Restored: {manifest.rows:,} rows of {len(manifest.tables)} tables,"
        " each as it was on 2017-04-12T09:30:00+00:00.",
        "Uploaded files that waited to be imported are back, too.",
    ]
    assert (
        output.getvalue()
        .splitlines()[-1]
        .startswith("The search was made anew: it was made with PostgreSQL ")
    )
    assert sql(STORED) == [(1, 1, 0, 0)]
    assert seal_history() > 0
    assert [*verify_history()] == []
    assert sql("SELECT count(*) FROM django_session") == [(0,)]
    assert (tmp_path / "import/0a/claims.csv").read_text() == "claim\n"
    # Nothing is left to be done but what no program can: the database still knows no capitals.
    assert [each.id for each in run_checks(databases=["default"], tags=[Tags.database])] == ["record.W005"]

    sql("UPDATE auth_group SET name = name || '!' WHERE name = 'Editor'")
    sql("DELETE FROM claims_word WHERE word = 'ВЫМЫСЕЛ'")
    sql("CREATE TABLE claims_new ()")
    differences = compare_tables(manifest)
    assert "auth_group has as many rows as the backup, and some are not the same." in differences
    assert "claims_new is not in the backup." in differences
    with pytest.raises(CommandError, match=r"^The database is not empty: it has the table "):
        call_command("restore", folder)


def test_the_manifest_counts_what_is_there_and_the_files_are_whole(source, backup):
    folder, manifest = backup
    assert read_manifest(folder) == manifest
    assert [path.stat().st_mode & 0o777 for path in [folder, *folder.iterdir()]] == [0o700, *[0o600] * 3]
    check_files(folder, manifest)
    with using_database(source):
        [(claims,)] = sql("SELECT count(*) FROM claims_claim")
        assert compare_tables(manifest) == []
    assert manifest.tables["claims_claim"].rows == claims > 0
    assert "django_session" not in manifest.tables
    assert "claims_storedpage" not in manifest.tables


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda folder: (folder / DUMP).write_bytes(b"PGDMP"), "is damaged: its SHA-256 is not that"),
        (lambda folder: (folder / DUMP).unlink(), "is missing. Get this backup again"),
        (lambda folder: (folder / NAME).unlink(), "is no backup: it has no manifest.json."),
        (lambda folder: (folder / NAME).write_text("{}"), "is damaged, or no manifest"),
        (lambda folder: (folder / NAME).write_text('{"format": 2}'), "has format 2, and this version"),
    ],
)
def test_a_damaged_backup_is_refused_before_anything_is_restored(copy, empty, damage, sentence):
    folder, _manifest = copy
    damage(folder)
    with pytest.raises(CommandError, match=rf"{sentence}.* Nothing was restored\.$"):
        call_command("restore", folder, verbosity=0)
    assert sql("SELECT to_regclass('claims_claim')") == [(None,)]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"migrations": {"claims": ["9999_ahead"]}}, "does not know the migration claims.9999_ahead"),
        (
            {"postgresql": "99.1"},
            r"is of PostgreSQL 99, and this server is \d\d: restore into a server of version 99",
        ),
        ({"extensions": ["teleport"]}, "has the extension teleport, which this server lacks"),
        (
            {"extensions": ["adminpack", "file_fdw"]},
            "which only a superuser may create|which this server lacks",
        ),
        ({"dumped_with": 99}, r"^pg_restore of PostgreSQL 99 or newer is needed, and .* is 18"),
    ],
)
def test_a_backup_that_does_not_fit_is_refused(copy, empty, changes, sentence):
    folder, manifest = copy
    write_manifest(folder, replace(manifest, **changes))
    with pytest.raises(BackupError, match=sentence):
        restore_backup(folder)


def test_a_dump_that_fails_leaves_the_database_empty(copy, empty):
    """It breaks off among the rows: its list of contents, which comes first, is whole."""
    folder, manifest = copy
    dump = (folder / DUMP).read_bytes()
    (folder / DUMP).unlink()
    files = manifest.files | {DUMP: write_file(folder / DUMP, [dump[:-1000]])}
    write_manifest(folder, replace(manifest, files=files))
    with pytest.raises(BackupError, match=r"^pg_restore failed: "):
        restore_backup(folder)
    assert sql("SELECT to_regclass('claims_claim')") == [(None,)]


def test_uploads_that_cannot_be_put_anywhere_are_told_before_anything_is_restored(
    copy, empty, settings, tmp_path, monkeypatch
):
    (tmp_path / "a file").touch()
    settings.IMPORT_FOLDER = tmp_path / "a file" / "import"
    with pytest.raises(CommandError, match=r"import, cannot be written: .* Nothing was restored\.$"):
        call_command("restore", copy[0])
    settings.IMPORT_FOLDER = tmp_path / "import"
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CommandError, match=r"^tar is needed .* Nothing was restored\.$"):
        call_command("restore", copy[0])
    assert sql("SELECT to_regclass('claims_claim')") == [(None,)]


def test_what_fails_after_the_rows_is_not_told_as_if_nothing_was_restored(copy, empty, settings, tmp_path):
    folder, manifest = copy
    settings.IMPORT_FOLDER = tmp_path / "import"
    (folder / UPLOADS).unlink()
    files = manifest.files | {UPLOADS: write_file(folder / UPLOADS, [b"no archive" * 100])}
    write_manifest(folder, replace(manifest, files=files))
    with pytest.raises(CommandError, match=r"^tar failed: .* All rows were restored before that,") as failed:
        call_command("restore", folder)
    assert "Nothing was restored" not in str(failed.value)
    assert sql("SELECT count(*) > 0 FROM claims_claim") == [(True,)]


def test_what_was_written_is_on_the_disk_before_it_has_its_name(source, settings, tmp_path, monkeypatch):
    settings.IMPORT_FOLDER = tmp_path / "none"
    synced: list[tuple[str, bool]] = []
    sync, folder = os.fsync, tmp_path / "backups" / f"record-{NOW:%Y%m%d-%H%M%S}"

    def note(opened: int) -> None:
        synced.append((Path(f"/proc/self/fd/{opened}").readlink().name, folder.exists()))
        sync(opened)

    monkeypatch.setattr(os, "fsync", note)
    with using_database(source):
        write_backup(folder.parent, now=NOW)
    assert synced == [(DUMP, False), (NAME, False), (f"{folder.name}.unfinished", False), ("backups", True)]


def test_uploads_that_cannot_be_read_are_told(source, settings, tmp_path, monkeypatch):
    settings.IMPORT_FOLDER = tmp_path / "uploads"
    settings.IMPORT_FOLDER.mkdir()
    complaint = "tar: ./0a/claims.csv: Warning: Cannot open: Permission denied"
    tar = tmp_path / "tar"
    tar.write_text(f"#!/bin/sh\necho '{complaint}' >&2\nexec {shutil.which('tar')} \"$@\"\n")
    tar.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    told = StringIO()
    with using_database(source):
        call_command("backup", tmp_path / "backups", stdout=StringIO(), stderr=told)
    assert told.getvalue() == (
        f"Not in the backup are uploaded files that tar could not read (1). {complaint}\n"
    )


def test_a_backup_that_fails_leaves_no_folder(source, tmp_path):
    (tmp_path / "a file").touch()
    with using_database(source):
        with pytest.raises(CommandError, match=r"cannot be written: .* No backup was written\.$"):
            call_command("backup", tmp_path / "a file" / "backups")
        with pytest.raises(
            CommandError, match=r"^pg_dump of PostgreSQL \d+ or newer is needed, and there is none"
        ):
            call_command("backup", tmp_path / "backups", programs=tmp_path)
        with pytest.raises(BackupError, match=r"^gpg failed: .*nobody@example\.org"):
            write_backup(tmp_path / "backups", now=NOW, recipient="nobody@example.org")
    assert list((tmp_path / "backups").iterdir()) == []


def test_the_oldest_program_that_is_new_enough_is_taken(tmp_path):
    for version in (15, 17, 18):
        folder = tmp_path / str(version)
        folder.mkdir()
        (folder / "pg_dump").write_text(f'#!/bin/sh\necho "pg_dump (PostgreSQL) {version}.3"\n')
        (folder / "pg_dump").chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("project.backups.programs.DEBIAN", tmp_path)
        patch.setattr("project.backups.programs.find_spec", lambda _name: None)
        for version in (15, 17, 18):
            (tmp_path / str(version) / "bin").mkdir()
            shutil.move(tmp_path / str(version) / "pg_dump", tmp_path / str(version) / "bin")
        assert find_program("pg_dump", 16) == (tmp_path / "17/bin/pg_dump", 17)
        with pytest.raises(BackupError, match="Install postgresql-client-19"):
            find_program("pg_dump", 19)


def test_a_pipe_tells_which_program_failed_and_why():
    assert run([["printf", "one\\ntwo"], ["wc", "-l"]]).split() == [b"1"]
    with pytest.raises(BackupError, match=r"^ls failed: .*no-such-file"):
        run([["ls", "/no-such-file"], ["cat"]])
    with pytest.raises(BackupError, match=r"^ls failed: .*no-such-file"):
        run([["yes"], ["ls", "/no-such-file"]])
    with pytest.raises(BackupError, match=r"^/no/program does not start: "):
        run([["/no/program"]])


def test_a_program_whose_reader_has_read_enough_has_not_failed():
    """As of an encrypted dump only the list of contents is read first."""
    assert run([["yes", "claim"], ["head", "-n", "1"]]) == b"claim\n"


def test_a_program_that_fails_with_its_reader_there_is_never_excused():
    """The connection of pg_dump can break, too; who reads from it only sees that there is no more."""
    breaks = ["sh", "-c", "printf claim; echo 'pg_dump: error: Broken pipe' >&2; exit 1"]
    for commands in ([breaks], [breaks, ["cat"]], [["yes"], ["head", "-n", "1"]]):
        with pytest.raises(BackupError, match=r"^(sh failed: .*Broken pipe|yes failed: )"):
            b"".join(stream(commands))
    with pytest.raises(BackupError, match=r"^sh failed: .*Broken pipe"):
        run([breaks])


@pytest.fixture
def keys(tmp_path, monkeypatch) -> dict[str, str]:
    """Provide keys to encrypt for, by the program: of those that are installed."""
    made = {}
    if shutil.which("age-keygen"):
        subprocess.run(["age-keygen", "-o", tmp_path / "identity"], capture_output=True, check=True)
        key = subprocess.run(["age-keygen", "-y", tmp_path / "identity"], capture_output=True, check=True)
        made["age"] = key.stdout.decode().strip()
    if shutil.which("gpg"):
        home = tmp_path / "gnupg"
        home.mkdir(mode=0o700)
        monkeypatch.setenv("GNUPGHOME", str(home))
        words = [
            "gpg",
            "--batch",
            "--quiet",
            "--passphrase",
            "",
            "--quick-generate-key",
            "keeper@example.org",
        ]
        subprocess.run([*words, "ed25519", "sign"], check=True, capture_output=True)
        listed = subprocess.run(["gpg", "--list-keys", "--with-colons"], capture_output=True, check=True)
        fingerprint = next(
            line.split(":")[9] for line in listed.stdout.decode().splitlines() if line.startswith("fpr")
        )
        words = ["gpg", "--batch", "--passphrase", "", "--quick-add-key", fingerprint, "cv25519", "encr"]
        subprocess.run(words, check=True, capture_output=True)
        made["gpg"] = "keeper@example.org"
    return made


@pytest.mark.parametrize("program", ["age", "gpg"])
def test_what_is_encrypted_can_only_be_read_with_the_key(keys, program, tmp_path):
    if program not in keys:
        pytest.skip(f"needs {program}")
    content = b"claim " * 100_000
    (tmp_path / "plain").write_bytes(content)
    path = tmp_path / f"record.dump{choose_suffix(keys[program])}"
    write_file(path, stream(encrypt_by(keys[program]), tmp_path / "plain"))
    assert path.suffix == f".{program}"
    assert b"claim " not in path.read_bytes()
    decrypt = decrypt_by(path, tmp_path / "identity")
    assert run(decrypt, path) == content
    assert run([*decrypt, ["head", "-c", "6"]], path) == b"claim "
    path.write_bytes(path.read_bytes()[:-1000])
    with pytest.raises(BackupError, match=rf"^{program} failed: "):
        run([*decrypt, ["wc", "-c"]], path)
    subprocess.run(["gpgconf", "--kill", "all"], check=False)


def test_what_is_missing_for_encryption_is_told_in_a_sentence(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(BackupError, match=r"^age is not installed here, .*: install age\.$"):
        encrypt_by("age1abc")
    with pytest.raises(BackupError, match=r"^gpg is not installed here, .*: install gnupg\.$"):
        encrypt_by("keeper@example.org")
    with pytest.raises(BackupError, match=r"is encrypted by age: name the file with the key"):
        decrypt_by(Path("record.dump.age"), None)
