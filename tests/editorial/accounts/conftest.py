import pytest
from django.contrib.auth.models import Group, User

from tests import factories as make
from tests.support.second_factors import PASSWORD


@pytest.fixture
def person(db):
    """Make an account with a password: `person("Publisher", "ada")`."""

    def make_person(group: str, username: str = "ada") -> User:
        user = make.UserFactory(username=username, email=f"{username}@example.org", is_staff=True)
        user.set_password(PASSWORD)
        user.save()
        user.groups.add(Group.objects.get(name=group))
        return user

    return make_person


@pytest.fixture
def second_factors(settings) -> None:
    """Ask for second factors, as in production."""
    settings.SECOND_FACTOR = True
