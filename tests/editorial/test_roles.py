"""The groups of the desk are there again after a flush, as the migrations made them."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command

from editorial.roles import PERMISSIONS, make_missing_groups

pytestmark = pytest.mark.usefixtures("tables_owner")


def read_groups() -> dict[str, list[str]]:
    return {
        group.name: sorted(group.permissions.values_list("codename", flat=True))
        for group in Group.objects.all()
    }


@pytest.mark.django_db
def test_they_are_those_of_the_migrations(django_assert_num_queries):
    assert read_groups() == {name: sorted(codenames) for name, codenames in PERMISSIONS.items()}
    group = Group.objects.get(name="Editor")
    group.permissions.clear()
    with django_assert_num_queries(1):
        make_missing_groups()
    assert not group.permissions.exists(), "one that is there stays as it is"


@pytest.mark.django_db(transaction=True)
def test_a_flush_makes_them_again():
    before = read_groups()
    call_command("flush", interactive=False, verbosity=0)
    assert read_groups() == before
    assert set(before) == set(PERMISSIONS)
