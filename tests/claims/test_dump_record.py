"""The record in a file, and the same record from it in another database."""

import json

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from claims.management.commands.dump_record import MODELS, list_fields
from claims.models import Claim, ClaimVersion
from core.models import KeyedModel
from sources.models import Capture
from tests import factories as make
from tests.support.admin_html import RECORD
from tests.support.databases import copied_database

pytestmark = pytest.mark.django_db(transaction=True)


def read_record() -> dict[str, dict]:
    """Return every row by its key, with the keys of what it refers to."""
    record = {}
    for model in MODELS:
        links = [field for field in model._meta.get_fields() if field.concrete and field.is_relation]
        names = [name for name in list_fields(model) if name not in {field.name for field in links}]
        record[model._meta.label] = {
            getattr(row, "key", None) or row.capture.key: (
                [getattr(row, name) for name in names],
                row.pk,
                {field.name: name_link(row, field) for field in links},
            )
            for row in model._base_manager.all()
        }
    record["statuses"] = dict(Claim.objects.values_list("key", "status"))
    return record


def name_link(row, field):
    if field.many_to_many:
        return sorted(getattr(row, field.name).values_list("key", flat=True))
    other = getattr(row, field.name)
    return getattr(other, "key", None) or str(other)


def test_every_model_of_the_record_is_in_it():
    keyed = {model for model in RECORD if issubclass(model, KeyedModel)}
    assert keyed < set(MODELS)
    assert len(MODELS) == len(RECORD) + 2, "key claims and aliases of topics have no page of their own"


def test_the_record_comes_back_in_an_empty_database(moscow, django_db_setup, tmp_path):
    path = tmp_path / "record.jsonl"
    with copied_database(moscow, f"{moscow}_dumped"):
        captured = {"captured_at": make.MOMENT, "obtained": "pasted"}
        Capture.objects.keep(article=make.ArticleFactory(), text="The words.", **captured)
        make.KeyClaimFactory()
        make.TopicAliasFactory(language="ru")
        make.UserFactory(username="ann", is_superuser=True, password="secret")
        before, versions = read_record(), ClaimVersion.objects.count()
        call_command("dump_record", path, verbosity=0)
    with copied_database(django_db_setup, f"{moscow}_loaded"):
        call_command("loaddata", path, verbosity=0)
        assert read_record() == before
        assert ClaimVersion.objects.count() == Claim.objects.exclude(state="draft").count() <= versions
        ann = User.objects.get(username="ann")
        assert not (ann.is_superuser or ann.is_staff or ann.check_password("secret"))
        made = make.TopicFactory()
        assert made.pk not in [pk for _, pk, _ in before["claims.Topic"].values()], "ids go on from the last"
    assert "status" not in {
        name for line in path.read_text().splitlines() for name in json.loads(line)["fields"]
    }


def test_another_ending_is_refused(tmp_path):
    with pytest.raises(CommandError, match=r"ends in \.jsonl"):
        call_command("dump_record", tmp_path / "record.txt")


def test_a_dump_that_fails_leaves_the_last_one_as_it_was(tmp_path, monkeypatch):
    path = tmp_path / "record.jsonl"
    path.write_text("the last one")
    monkeypatch.setattr("claims.management.commands.dump_record.MODELS", (None,))
    with pytest.raises(AttributeError):
        call_command("dump_record", str(path))
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [
        ("record.jsonl", "the last one")
    ]


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(CommandError, match="cannot be written: No such file or directory"):
        call_command("dump_record", str(tmp_path / "none" / "record.jsonl"))
