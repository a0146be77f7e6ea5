"""`migrate` goes forwards only."""

import gc

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db


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
