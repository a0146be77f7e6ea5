"""The limits of what an administrator may do with accounts."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.urls import reverse

from claims.models import Claim
from tests import factories as make
from tests.support.admin_html import address, filled

from .conftest import in_group, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(db):
    return in_group("Administrator")


@pytest.fixture
def client(administrator):
    return signed_in(administrator)


@pytest.fixture
def editor(db):
    return in_group("Editor")


def change(client, user, **sent):
    page = address(User, "change", user.pk)
    response = client.post(page, filled(client.get(page)) | sent)
    user.refresh_from_db()
    return response


def rights(user) -> tuple:
    user = User.objects.get(pk=user.pk)
    groups = sorted(user.groups.values_list("name", flat=True))
    return user.is_active, user.is_staff, user.is_superuser, groups, user.user_permissions.count()


def invite(client, username: str, **sent):
    return client.post(address(User, "add"), {"username": username, "email": "new@example.org"} | sent)


def test_makes_an_account_and_gives_it_a_role(client):
    invite(client, "ada")
    ada = User.objects.get(username="ada")
    assert rights(ada) == (True, True, False, [], 0)
    group = Group.objects.get(name="Publisher")
    assert change(client, ada, groups=[group.pk]).status_code == 302
    assert rights(ada) == (True, True, False, ["Publisher"], 0)


def test_an_account_needs_an_address_for_the_invitation(client):
    assert invite(client, "ada", email="").status_code == 200
    assert not User.objects.filter(username="ada").exists()


def test_switches_an_account_off_and_sets_no_password(client, editor):
    sent = filled(client.get(address(User, "change", editor.pk)))
    assert "password" not in sent
    del sent["is_active"]
    more = {"password": "moss-lantern-84", "password1": "moss-lantern-84"}
    assert client.post(address(User, "change", editor.pk), sent | more).status_code == 302
    assert rights(editor) == (False, True, False, ["Editor"], 0)
    assert User.objects.get(pk=editor.pk).password == editor.password


RAISING = {"is_superuser": "on", "is_staff": "on", "user_permissions": ["1", "2", "3"]}


def test_raises_nobody_above_the_desk(client, editor):
    assert change(client, editor, **RAISING).status_code == 302
    assert rights(editor) == (True, True, False, ["Editor"], 0)
    invite(client, "bea", **RAISING)
    assert rights(User.objects.get(username="bea")) == (True, True, False, [], 0)


def test_gives_no_group_that_is_not_of_the_desk(client, editor):
    mighty = Group.objects.create(name="Mighty")
    mighty.permissions.set(Permission.objects.all())
    assert change(client, editor, groups=[mighty.pk]).status_code == 200
    assert rights(editor) == (True, True, False, ["Editor"], 0)


def test_does_not_raise_themselves(client, administrator):
    publisher = Group.objects.get(name="Publisher")
    assert change(client, administrator, groups=[publisher.pk], **RAISING).status_code == 302
    assert rights(administrator) == (True, True, False, ["Administrator"], 0)


@pytest.fixture(params=["superuser", "with permissions of their own", "in another group"])
def above(request):
    user = make.UserFactory(username="root", is_staff=True, is_superuser=request.param == "superuser")
    if request.param == "with permissions of their own":
        user.user_permissions.set(Permission.objects.filter(codename="change_group"))
    if request.param == "in another group":
        user.groups.set([Group.objects.create(name="Mighty")])
    return user


def test_does_not_touch_accounts_above_the_desk(client, above):
    before, password = rights(above), above.password
    sent = {"username": "mine", "password1": "moss-lantern-84", "password2": "moss-lantern-84"}
    for page in (
        address(User, "change", above.pk),
        address(User, "history", above.pk),
        reverse("admin:auth_user_send_link", args=[above.pk]),
    ):
        for response in (client.get(page), client.post(page, sent | {"set-password": "1"})):
            assert response.status_code in (302, 403, 404, 405)
    assert "root" not in client.get(address(User, "changelist")).text
    above.refresh_from_db()
    assert (rights(above), above.password, above.username) == (before, password, "root")


def test_deletes_nobody(client, editor):
    assert client.post(address(User, "delete", editor.pk), {"post": "yes"}).status_code == 403
    sent = {"action": "delete_selected", "_selected_action": [editor.pk], "post": "yes"}
    client.post(address(User, "changelist"), sent)
    assert User.objects.filter(pk=editor.pk).exists()


def test_looks_at_groups_and_alters_none(client):
    group = Group.objects.get(name="Administrator")
    before = set(group.permissions.all())
    assert client.get(address(Group, "change", group.pk)).status_code == 200
    page = address(Group, "change", group.pk)
    assert client.post(page, {"name": "Mine", "permissions": ["1"]}).status_code == 403
    assert client.post(address(Group, "add"), {"name": "Mine"}).status_code == 403
    assert client.post(address(Group, "delete", group.pk), {"post": "yes"}).status_code == 403
    assert set(group.permissions.all()) == before != set()


def test_does_not_see_the_record(client):
    claim = make.DraftClaimFactory()
    for page in (address(Claim, "changelist"), address(Claim, "change", claim.pk), address(Claim, "add")):
        assert client.get(page).status_code == 403


def test_an_administrator_who_also_publishes_does_both(client, administrator):
    administrator.groups.add(Group.objects.get(name="Publisher"))
    assert client.get(address(Claim, "changelist")).status_code == 200
    assert client.get(address(User, "changelist")).status_code == 200


def test_a_superuser_alters_everything(editor):
    root = signed_in(make.UserFactory(username="root", is_staff=True, is_superuser=True))
    assert change(root, editor, is_superuser="on").status_code == 302
    assert rights(editor) == (True, True, True, ["Editor"], 0)
