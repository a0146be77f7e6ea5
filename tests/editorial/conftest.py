import pytest
from django.contrib.auth.models import Group
from django.test import Client

from tests import factories as make


def in_group(name: str):
    user = make.UserFactory(username=name.lower(), is_staff=True)
    user.groups.add(Group.objects.get(name=name))
    return user


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def editor(db):
    return in_group("Editor")


@pytest.fixture
def publisher(db):
    return in_group("Publisher")


@pytest.fixture
def as_editor(editor) -> Client:
    return signed_in(editor)


@pytest.fixture
def as_publisher(publisher) -> Client:
    return signed_in(publisher)


@pytest.fixture
def as_superuser(db) -> Client:
    return signed_in(make.UserFactory(username="root", is_staff=True, is_superuser=True))
