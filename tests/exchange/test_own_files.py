"""Our own public files, brought in again."""

import gzip
import io
import json
import re

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from claims.actions.merging.merge import merge_claimants, merge_claims, merge_outlets
from claims.models import Citation, Claim, Claimant, FactCheck, ImportRun, Origin, State, Statement
from claims.synthetic.store import empty_record
from core.history import read_events
from exchange.exporting.package import export_record
from exchange.importing.undo import undo_import
from sources.models import Article
from tests import factories as make
from tests.support.databases import copied_database
from tests.support.sql import acting_as_owner

pytestmark = pytest.mark.django_db(transaction=True)

NO_PROOF = {
    **{"capture": None, "start": None, "end": None, "prefix": "", "suffix": "", "recurs": False},
    "proved_at": None,
}


def export(folder) -> dict[str, bytes]:
    """Return the files for readers; when a version was made is not in them."""
    made = export_record(folder, now=make.MOMENT)
    files = {path.name[:-3]: gzip.decompress(path.read_bytes()) for path in made.glob("*.gz")}
    made_at = rb'("version_made_at":)"[^"]*"'
    return {**files, "claims.jsonl": re.sub(made_at, rb'\1""', files["claims.jsonl"])}


def import_file(path, *options) -> str:
    said = io.StringIO()
    call_command("import_claims", str(path), "--user=importer", *options, verbosity=0, stdout=said)
    return said.getvalue()


@pytest.fixture(scope="module")
def files(moscow, django_db_blocker, tmp_path_factory):
    """Provide the files of the Moscow record without proofs, which an import does not take over."""
    folder = tmp_path_factory.mktemp("own")
    with django_db_blocker.unblock(), copied_database(moscow, f"{moscow}_own"):
        with transaction.atomic(), acting_as_owner(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE claims_claimversion")
            Citation.objects.exclude(capture=None).update(**NO_PROOF)
        found = export(folder / "export")
    for name, content in found.items():
        (folder / name).write_bytes(content)
    return folder, found


@pytest.fixture
def desk(django_db_setup):
    """Provide an empty database with an importer and a publisher; yield both."""
    with copied_database(django_db_setup, f"{django_db_setup}_desk"):
        yield [make.UserFactory(username=name, is_superuser=True) for name in ("importer", "publisher")]


@pytest.mark.parametrize("name", ["claims.jsonl", "citations.csv"])
def test_the_moscow_record_published_again_is_the_same_file(files, desk, tmp_path, name):
    folder, found = files
    said = import_file(folder / name, "--publish=publisher")
    assert "Imported: 152 of 152 rows." in said
    assert "kept in part" not in said
    assert export(tmp_path / "again")[name] == found[name]
    # Two people did it, in one write, and a second time there is nothing to do.
    importer, publisher = desk
    claim = Claim.objects.first()
    assert [event.context["user"] for event in read_events(Claim, pk=claim.pk)] == [importer.pk]
    assert claim.published_by == claim.versions.get().made_by == publisher
    assert "0 created, 0 met, 0 updated, 152 unchanged, 0 refused" in import_file(folder / name)


@pytest.fixture
def small(tmp_path) -> dict[str, bytes]:
    """Provide the files of a small record; the database is then empty but for the accounts."""
    with transaction.atomic():
        statement = make.StatementFactory(
            claim__text="'=1+1 is ‘two’, he said",
            claim__key="apostrophe",
            citation__excerpt="'Twas =1",
            citation__article__canonical_url="https://news.example/1",
        )
        make.FactCheckFactory(claim=statement.claim, language="en")
    found = export(tmp_path / "export")
    with transaction.atomic(), acting_as_owner():
        empty_record()
    for name in ("importer", "publisher"):
        make.UserFactory(username=name, is_superuser=name == "importer")
    for name, content in found.items():
        (tmp_path / name).write_bytes(content)
    return found


@pytest.mark.parametrize("name", ["claims.jsonl", "citations.csv"])
def test_claims_come_as_drafts_and_an_import_can_be_undone(small, tmp_path, name):
    import_file(tmp_path / name)
    claim = Claim.objects.get(key="apostrophe")
    assert (claim.state, claim.text) == (State.DRAFT, "'=1+1 is ‘two’, he said")
    assert Statement.objects.get().state == State.DRAFT
    assert Citation.objects.get().excerpt == "'Twas =1"
    assert Origin.objects.get().identity == "export:apostrophe"
    assert [check.language for check in FactCheck.objects.all()] == ["en"] * (name == "claims.jsonl")
    undo_import(run=ImportRun.objects.get(), by=User.objects.get(username="importer"), now=make.MOMENT)
    assert not any(model.objects.exists() for model in (Claim, Statement, Citation, Claimant, FactCheck))
    assert "1 created" in import_file(tmp_path / name)


@pytest.mark.parametrize("name", ["claims.jsonl", "citations.csv"])
def test_a_record_that_takes_its_own_file_has_nothing_to_do(tmp_path, name):
    make.UserFactory(username="importer", is_superuser=True)
    with transaction.atomic():
        statement = make.StatementFactory(citation__excerpt="It was closed on Monday")
        statement.claim.topics.add(make.TopicFactory(name="Bridges"))
    text = export(tmp_path / "export")[name].decode()
    (tmp_path / name).write_text(text)
    said = import_file(tmp_path / name)
    assert "1 unchanged" in said
    assert "kept in part" not in said
    (tmp_path / name).write_text(text.replace("on Monday", "on Tuesday"))
    said = import_file(tmp_path / name)
    assert "1 met" in said
    assert "kept in part: 1" in said


def test_what_is_on_the_record_is_met_and_stays_as_it_is(small, tmp_path):
    line = json.loads(small["claims.jsonl"])
    article, party = line["statements"][0]["citations"][0]["article"], line["statements"][0]["party"]
    make.PartyFactory(name=party["name"])
    make.ArticleFactory(
        canonical_url=article["address"], outlet__name=article["outlet"]["name"], title="Ours"
    )
    import_file(tmp_path / "claims.jsonl")
    assert Claimant.objects.get().name == party["name"]
    assert Article.objects.get().title == "Ours"
    changed = {**line, "proposition": "Another wording"}
    (tmp_path / "changed.jsonl").write_text(json.dumps(changed))
    assert "without what is new in it" in import_file(tmp_path / "changed.jsonl")
    assert Claim.objects.get().text == line["proposition"]
    (tmp_path / "twin.jsonl").write_text(json.dumps({**line, "key": "twin"}))
    with pytest.raises(SystemExit):
        import_file(tmp_path / "twin.jsonl")


def test_what_was_merged_is_met_as_what_it_is_part_of(small, tmp_path):
    line = json.loads(small["claims.jsonl"])
    article, party = line["statements"][0]["citations"][0]["article"], line["statements"][0]["party"]
    by = User.objects.get(username="importer")
    merge = {"by": by, "now": make.MOMENT, "reason": "The same."}
    other, outlet = make.PartyFactory(), make.OutletFactory()
    merge_claimants(duplicate=make.PartyFactory(key=party["key"], name=party["name"]), target=other, **merge)
    gone = make.OutletFactory(key=article["outlet"]["key"], name=article["outlet"]["name"])
    merge_outlets(duplicate=gone, target=outlet, **merge)
    assert "Imported: 1 of 1 row." in import_file(tmp_path / "claims.jsonl")
    assert (Statement.objects.get().party, Article.objects.get().outlet) == (other, outlet)
    claim = Claim.objects.get()
    with transaction.atomic():
        target = make.StatementFactory(claim__text="'=1+1 is two, he said").claim
    merge_claims(duplicate=claim, target=target, although_opposite=True, **merge)
    (tmp_path / "changed.jsonl").write_text(json.dumps({**line, "context": "Since then."}))
    assert "0 created, 1 met" in import_file(tmp_path / "changed.jsonl")


def test_only_a_publisher_who_is_somebody_else_publishes(small, tmp_path, capsys):
    path = tmp_path / "claims.jsonl"
    with pytest.raises(CommandError, match="may not publish claims"):
        import_file(path, "--publish=publisher")
    assert "not published" in import_file(path, "--publish=importer")
    assert Claim.objects.get().state == State.DRAFT
    with pytest.raises(CommandError, match="Only files of our own export"):
        other = tmp_path / "other.csv"
        other.write_text("a,b\n1,2\n")
        import_file(other, "--publish=importer")


def test_what_a_rule_forbids_to_publish_stays_a_draft_and_the_rest_is_published(small, tmp_path):
    line = small["claims.jsonl"].decode()
    uncited = json.loads(line.replace("apostrophe", "uncited").replace("=1+1", "=3+3"))
    uncited = {**uncited, "statements": [], "fact_checks": []}
    (tmp_path / "both.jsonl").write_text(f"{line}{json.dumps(uncited)}\n")
    User.objects.filter(username="publisher").update(is_superuser=True)
    said = import_file(tmp_path / "both.jsonl", "--publish=publisher")
    assert "kept in part: 1" in said
    assert re.search("1 not published", said)
    states = dict(Claim.objects.values_list("key", "state"))
    assert states == {"apostrophe": State.PUBLISHED, "uncited": State.DRAFT}
    publisher = User.objects.get(username="publisher")
    assert Claim.objects.get(key="apostrophe").versions.get().made_by == publisher


@pytest.mark.parametrize("told", ["disputed", "shouted"])
def test_a_status_in_the_file_is_replaced_by_the_rule_and_the_difference_told(small, tmp_path, told):
    text = small["claims.jsonl"].decode().replace('"status":"asserted"', f'"status":"{told}"')
    (tmp_path / "told.jsonl").write_text(text)
    User.objects.filter(username="publisher").update(is_superuser=True)
    said = import_file(tmp_path / "told.jsonl", "--publish=publisher")
    assert "the status by the rule is another one than in the file" in said
    assert Claim.objects.get().status == "asserted"


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ('"stance":"affirms"', '"stance":"shouts"', "stance: Value 'shouts' is not a valid choice"),
        ('"stance":"affirms"', '"stance":["affirms"]', "statements.stance: is no text"),
        ('"said_on":"2017-04-12"', '"said_on":"2017-02-30"', "said_on: .*invalid date"),
        ('"published_at":"2', '"published_at":"x2', "published_at: is no time"),
        ('"topics":[]', '"topics":{}', "topics: is no list"),
        ('"party":{', '"parties":{', "party: is no JSON object"),
        ('"key":"apostrophe"', '"key":"A B"', "key: A key has small letters"),
        ('"address":"https://news.example/1"', '"address":"javascript:1"', "Enter a valid URL"),
        ('"excerpt":"', '"excerpt":"\\u202e', "turn text round"),
        ('"claimant":{', '"claimant":{"outlet":"x",', "has a key twice"),
    ],
)
def test_a_record_that_cannot_be_stored_is_refused(small, tmp_path, before, after, why):
    text = small["claims.jsonl"].decode()
    assert before in text
    path = tmp_path / "bad.jsonl"
    path.write_text(text.replace(before, after, 1) + text.replace("apostrophe", "b").replace("=1+1", "=2"))
    said = io.StringIO()
    with pytest.raises(SystemExit) as error:
        call_command("import_claims", str(path), "--user=importer", "--dry-run", verbosity=0, stdout=said)
    assert error.value.code == 2
    assert re.search(why, said.getvalue())
    assert "1 refused" in said.getvalue()


def test_refused_rows_of_the_table_come_back(small, tmp_path):
    path = tmp_path / "citations.csv"
    text = path.read_bytes().decode("utf-8-sig")
    path.write_bytes(text.replace(",affirms,", ",shouts,").encode())
    with pytest.raises(SystemExit):
        import_file(path)
    refused = tmp_path / "citations.refused.csv"
    refused.write_bytes(refused.read_bytes().replace(b",shouts,", b",affirms,"))
    assert "1 created" in import_file(refused)
