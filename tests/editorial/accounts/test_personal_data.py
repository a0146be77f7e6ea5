"""What is kept of somebody who works here is handed out, and removed without breaking the record."""

import json

import pghistory
import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.utils import timezone

from api.models import PersonalToken
from claims.models import Claim, ClaimVersion, Coverage, OpenForm, SavedView
from editorial.accounts.notices import send_notice
from tests import factories as make
from tests.claims.integrity.conftest import seal
from tests.claims.integrity.test_commands import verify
from tests.editorial.conftest import in_group, signed_in
from tests.support.admin_html import address, filled, said_to
from tests.support.html import text_of
from tests.support.second_factors import add_app
from tests.support.sql import check_deferred, list_tables_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tables_owner")]

NAME = "zaphodia"


@pytest.fixture
def leaving(person, settings) -> User:
    """Provide a publisher who did everything that leaves a trace of them, and whose name is everywhere."""
    settings.FOLLOW_BY_MAIL = True
    user = person("Publisher", NAME)
    User.objects.filter(pk=user.pk).update(first_name=f"{NAME} first", last_name=f"{NAME} last")
    client = signed_in(user)
    claim = make.StatementFactory().claim
    seal()
    with pghistory.context(user=user.pk, reason="Read again."):
        Claim.objects.filter(pk=claim.pk).update(public_note="Closed in May.")
        check_deferred()
    now = timezone.now()
    add_app(user)
    EmailAddress.objects.create(user=user, email=user.email)
    UserSession.objects.create(
        user=user, session_key=client.session.session_key, ip="192.0.2.1", user_agent=f"{NAME}'s own browser"
    )
    make.TokenFactory(user=user, name=f"{NAME}'s crawler", scopes=["import"])
    SavedView.objects.create(
        editor=user, name=f"{NAME}'s", model="claims.claim", parameters="q=x", saved_at=now
    )
    OpenForm.objects.create(editor=user, model="claims.claim", row_id=1, opened_at=now)
    for finished_at in (None, now):
        intake = {} if finished_at else {"byline": NAME}
        moments = {"begun_at": now, "changed_at": now, "finished_at": finished_at}
        Coverage.objects.create(editor=user, intake=intake, **moments)
    send_notice("new_device", user, address="192.0.2.1", browser=NAME, to=user.email)
    seal()
    return user


def test_what_is_kept_is_handed_out_without_secrets(leaving):
    administrator = signed_in(in_group("Administrator"))
    answer = administrator.get(f"/admin/auth/user/{leaving.pk}/personal-data.json")
    assert answer["Content-Disposition"] == f'attachment; filename="personal-data-{leaving.pk}.json"'
    data = answer.json()
    leaving.refresh_from_db()
    assert (data["username"], data["first_name"], data["email"]) == (
        NAME,
        f"{NAME} first",
        f"{NAME}@example.org",
    )
    assert data["groups"] == ["Publisher"]
    assert [row["name"] for row in data["tokens"] + data["saved_views"]] == [f"{NAME}'s crawler", f"{NAME}'s"]
    assert [row["user_agent"] for row in data["sessions"]] == [f"{NAME}'s own browser"]
    assert len(data["addresses"]) == len(data["second_factors"]) == len(data["open_forms"]) == 1
    assert [work["intake"] for work in data["unfinished"]] == [{"byline": NAME}]
    token = PersonalToken.objects.get(user=leaving)
    for secret in (leaving.password, token.digest, UserSession.objects.get().session_key):
        assert secret not in answer.text


def test_who_is_removed_is_in_no_table_and_the_history_is_as_it_was(leaving, capsys):
    names = set(Claim.objects.values_list("pk", "published_by")), ClaimVersion.objects.count()
    made = list(ClaimVersion.objects.order_by("pk").values_list("made_by", flat=True))
    assert leaving.pk in made
    administrator = signed_in(in_group("Administrator"))
    page = address(User, "change", leaving.pk)
    administrator.post(page, filled(administrator.get(page)))  # so that their name is in the log of the admin
    before = list_tables_with(NAME)
    assert {"auth_user", "django_admin_log", "claims_savedview", "procrastinate_jobs"} <= before
    remove = f"/admin/auth/user/{leaving.pk}/remove/"
    asked = text_of(administrator.get(remove))
    assert "half-done coverage, which nobody else could go on with: 1" in asked and "tokens: 1" in asked
    for _ in range(2):
        administrator.post(remove)
    assert list_tables_with(NAME) == set()
    former = User.objects.get(pk=leaving.pk)
    assert former.get_username() == f"former-editor-{leaving.pk}"
    assert (former.is_active, former.is_staff, former.email, former.groups.count()) == (False, False, "", 0)
    assert not former.has_usable_password()
    assert Coverage.objects.get().finished_at is not None
    assert (set(Claim.objects.values_list("pk", "published_by")), ClaimVersion.objects.count()) == names
    assert list(ClaimVersion.objects.order_by("pk").values_list("made_by", flat=True)) == made
    seal()
    assert verify() == (0, verify()[1])
    history = text_of(signed_in(in_group("Publisher")).get(address(Claim, "history", Claim.objects.get().pk)))
    assert f"former-editor-{leaving.pk}" in history and NAME not in history


def test_nobody_gets_the_account_of_somebody_who_has_left(leaving):
    call_command("personal_data", NAME, remove=True)
    administrator = signed_in(in_group("Administrator"))
    page = address(User, "change", leaving.pk)
    assert administrator.post(page, {"username": "eve", "is_active": "on"}).status_code == 403
    assert administrator.post(f"/admin/auth/user/{leaving.pk}/send-link/").status_code == 404
    taken = {"username": "Former-editor-1", "email": "eve@example.org"}
    assert "are those of people who have left" in administrator.post(address(User, "add"), taken).text
    assert User.objects.get(pk=leaving.pk).get_username() == f"former-editor-{leaving.pk}"


def test_nobody_removes_themselves_or_who_has_more_rights():
    user = in_group("Administrator")
    administrator = signed_in(user)
    superuser = make.UserFactory(is_superuser=True, is_staff=True)
    other = make.UserFactory(is_staff=True)
    other.groups.add(Group.objects.create(name="Another"))
    answer = administrator.post(f"/admin/auth/user/{user.pk}/remove/", follow=True)
    assert "Nobody removes themselves" in said_to(answer)[0]
    for account in (superuser, other):
        for page in ("remove/", "personal-data.json"):
            assert administrator.post(f"/admin/auth/user/{account.pk}/{page}").status_code == 404
    assert not User.objects.filter(username__startswith="former-editor-").exists()


def test_the_command_prints_it_and_removes_only_when_told_so(leaving, capsys):
    call_command("personal_data", NAME)
    assert json.loads(capsys.readouterr().out)["username"] == NAME
    assert User.objects.filter(username=NAME).exists()
    call_command("personal_data", NAME, remove=True)
    with pytest.raises(CommandError, match=f"no account of the name {NAME}"):
        call_command("personal_data", NAME)
