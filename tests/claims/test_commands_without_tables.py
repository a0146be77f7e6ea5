"""A command on a database without tables says what to do, instead of a traceback."""

import importlib
import pkgutil

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from claims.management import commands
from claims.management.record_command import NOT_MIGRATED, RecordCommand
from tests.support.databases import copied_database

ARGUMENTS = {
    "erase_words": ["--by", "publisher", "--reason", "The law asks for it."],
    "check_excerpts": ["{folder}"],
    "generate": ["--claims", "10"],
    "loaddata": ["moscow_2017"],
    "propose": ["{folder}/article.txt", "--published", "2017-04-12"],
}
WITHOUT_RECORD = {"migrate"}
NAMES = {module.name for module in pkgutil.iter_modules(commands.__path__)} - WITHOUT_RECORD


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "article.txt").write_text("“We left in April,” said Sergei Lavrov, the foreign minister.")
    return tmp_path


def test_every_command_says_so(django_db_setup, django_db_blocker, folder):
    told = {}
    with django_db_blocker.unblock():
        name = f"{connection.settings_dict['NAME']}_empty"
        with copied_database("template0", name):
            for command in sorted(NAMES):
                arguments = [part.format(folder=folder) for part in ARGUMENTS.get(command, ())]
                with pytest.raises(CommandError) as refused:
                    call_command(command, *arguments, verbosity=0)
                told[command] = str(refused.value)
    assert told == dict.fromkeys(NAMES, NOT_MIGRATED)
    assert [path.name for path in folder.iterdir()] == ["article.txt"]


@pytest.mark.parametrize("command", sorted(NAMES))
def test_every_command_is_one_that_says_so(command):
    module = importlib.import_module(f"{commands.__name__}.{command}")
    assert issubclass(module.Command, RecordCommand)


@pytest.mark.django_db(transaction=True)
def test_a_fault_of_our_own_is_none_of_the_tables():
    class Faulty(RecordCommand):
        def handle(self, **options):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT nothing FROM claims_claim")

    with pytest.raises(ProgrammingError):
        call_command(Faulty())
