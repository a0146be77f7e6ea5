"""`migrate` goes forwards only."""

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("label", "name"),
    [("claims", "zero"), ("sources", "zero"), ("claims", "0001"), ("sources", "0001_record")],
)
def test_back_is_refused_in_one_sentence(label, name):
    with pytest.raises(CommandError, match=r"^The migrations of the record only go forwards, .+\.$"):
        call_command("migrate", label, name, verbosity=0)


@pytest.mark.parametrize("name", ["nonsense", "00"])
def test_names_that_django_refuses_are_left_to_it(name):
    with pytest.raises(CommandError, match="migration"):
        call_command("migrate", "claims", name, verbosity=0)
