"""`migrate` goes forwards only, and no slower than it has to."""

import gc

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.db.migrations.state import ModelState, ProjectState

from claims.management.commands import migrate
from claims.management.commands.migrate import rendering_less

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tables_owner")]


@pytest.mark.parametrize(
    ("label", "name"),
    [
        *(("claims", "zero"), ("sources", "zero"), ("claims", "0001"), ("sources", "0001_record")),
        *(("auth", "zero"), ("contenttypes", "zero"), ("auth", "0001")),
    ],
)
def test_back_is_refused_in_one_sentence(label, name):
    with pytest.raises(CommandError, match=r"^The migrations of the record only go forwards, .+\.$"):
        call_command("migrate", label, name, verbosity=0)


@pytest.mark.parametrize(
    ("label", "name"), [("claims", "nonsense"), ("claims", "00"), ("nonsense", "zero"), ("messages", "zero")]
)
def test_names_that_django_refuses_are_left_to_it(label, name):
    with pytest.raises(CommandError, match=r"migration|installed app"):
        call_command("migrate", label, name, verbosity=0)


def test_garbage_is_collected_as_before_afterwards():
    usual = gc.get_threshold()
    with pytest.raises(CommandError, match="installed app"):
        call_command("migrate", "nonsense", verbosity=0)
    assert gc.get_threshold() == usual


def test_models_are_made_anew_for_their_fields_and_not_for_their_lists():
    state = ProjectState()
    fields = [("id", models.AutoField(primary_key=True)), ("name", models.TextField())]
    state.add_model(ModelState("claims", "Thing", fields))
    with rendering_less():
        first = state.apps.get_model("claims", "thing")
        earlier = state.clone()
        state.add_index("claims", "thing", models.Index(fields=["name"], name="by_name"))
        assert state.apps.get_model("claims", "thing") is first
        assert [index.name for index in first._meta.indexes] == ["by_name"]
        state.add_field("claims", "thing", "note", models.TextField(), preserve_default=True)
        second = state.apps.get_model("claims", "thing")
        assert [field.name for field in second._meta.fields] == ["id", "name", "note"]
        assert [index.name for index in second._meta.indexes] == ["by_name"]
        state.remove_index("claims", "thing", "by_name")
        assert second._meta.indexes == []
        assert earlier.apps.get_model("claims", "thing") is first
    state.add_index("claims", "thing", models.Index(fields=["name"], name="by_name"))
    assert state.apps.get_model("claims", "thing") is not second


@pytest.fixture
def table_in_use(monkeypatch):
    """Provide a connection that holds a table which `migrate` needs."""
    monkeypatch.setattr(migrate, "LOCK_TIMEOUT", "50ms")
    with psycopg.connect(**connection.get_connection_params()) as holder:
        holder.execute("LOCK TABLE django_migrations")
        yield holder


@pytest.mark.django_db(transaction=True)
def test_a_table_in_use_is_waited_for_again_and_again_but_never_long(table_in_use):
    """Who waits longer lets everybody else wait behind it."""
    command, pauses = migrate.Command(), []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 2:
            table_in_use.rollback()

    command.pause = pause
    call_command(command, verbosity=0)
    assert pauses == [migrate.SECONDS_BETWEEN_ATTEMPTS] * 2
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)


@pytest.mark.django_db(transaction=True)
def test_a_table_that_stays_in_use_is_told_in_one_sentence(table_in_use, monkeypatch):
    monkeypatch.setattr(migrate, "ATTEMPTS", 2)
    command = migrate.Command()
    command.pause = lambda seconds: None
    with pytest.raises(CommandError, match=r"^A table was in use each time"):
        call_command(command, verbosity=0)
