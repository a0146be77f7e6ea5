"""Invitations, links for a new password, and beginning anew."""

import re
from smtplib import SMTPServerDisconnected

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, User
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from api.models import PersonalToken
from editorial import tasks
from editorial.accounts.forms import LINKS_AN_HOUR
from editorial.accounts.links import queue_links
from editorial.accounts.notices import mail_notice, send_notice, tell_administrators
from sources.tasks import TemporaryFailure
from tests import factories as make
from tests.support.admin_html import address, filled, said_to
from tests.support.html import text_of
from tests.support.second_factors import add_app, sign_in

pytestmark = pytest.mark.django_db
LINK = re.compile(r"http://127\.0\.0\.1:8000(/admin/account/password/\S+)")
NEW = {"password1": "harbour-violet-31", "password2": "harbour-violet-31"}


@pytest.fixture(autouse=True)
def mails(settings) -> list:
    """Provide what was sent."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []
    return mail.outbox


@pytest.fixture
def boss(person) -> Client:
    """Somebody who manages accounts, signed in."""
    client = Client()
    client.force_login(person("Administrator", "boss"))
    return client


def work() -> dict[int, TemporaryFailure]:
    """Do the jobs about accounts that wait, as the worker does; return errors of those to be tried again."""
    waiting = ProcrastinateJob.objects.filter(task_name__startswith="mail_", status="todo").order_by("pk")
    failed: dict[int, TemporaryFailure] = {}
    while job := waiting.exclude(pk__in=failed).first():
        arguments = {name: value for name, value in job.args.items() if name != "request_id"}
        try:
            getattr(tasks, job.task_name).func.__wrapped__(**arguments)
        except TemporaryFailure as error:
            failed[job.pk] = error
            continue
        ProcrastinateJob.objects.filter(pk=job.pk).update(status="succeeded")
    return failed


def find_link(to: str) -> str:
    work()
    found = [LINK.search(each.body) for each in mail.outbox if each.to == [to]]
    return [match for match in found if match][-1][1]


def follow_link(link: str) -> tuple[Client, object]:
    """Open a link and choose a password on the page that it leads to."""
    client = Client()
    page = client.get(link)
    assert page.status_code == 302
    return client, client.post(page.url, NEW)


def invite(boss: Client, **changed) -> User:
    sent = {"username": "eve", "first_name": "Eve", "last_name": "Field", "email": "eve@example.org"}
    sent |= {"groups": [Group.objects.get(name="Editor").pk]} | changed
    response = boss.post(address(User, "add"), sent)
    assert response.status_code == 302, response.context["adminform"].form.errors
    return User.objects.get(username="eve")


def test_an_invitation_leads_in_once(boss):
    eve = invite(boss)
    assert not eve.has_usable_password() and eve.is_staff
    assert [group.name for group in eve.groups.all()] == ["Editor"]
    link = find_link("eve@example.org")
    client, done = follow_link(link)
    assert (done.status_code, done.url) == (302, "/admin/")
    assert client.get("/admin/").status_code == 200
    assert sign_in(Client(), "eve", NEW["password1"]).status_code == 302
    again = Client().get(link)
    assert again.status_code == 200
    assert "password1" not in again.text, "it works once"


def test_a_weak_password_is_refused_there_too(boss):
    eve = invite(boss)
    client = Client()
    page = client.get(find_link("eve@example.org"))
    for weak in ("short", "evelyn-eve1", "1q2w3e4r5t6y"):
        assert client.post(page.url, {"password1": weak, "password2": weak}).status_code == 200
    eve.refresh_from_db()
    assert not eve.has_usable_password()


def test_the_others_who_manage_accounts_are_told(boss, person):
    person("Administrator", "other")
    person("Publisher", "paul")
    make.UserFactory(username="root", email="root@example.org", is_superuser=True, is_staff=True)
    invite(boss)
    work()
    told = {each.to[0]: each.body for each in mail.outbox if "added an account" in each.body}
    assert set(told) == {"other@example.org", "root@example.org"}
    assert "boss has added an account to the desk: eve, in Editor." in told["root@example.org"]


def test_nobody_gives_rights_or_leads_an_invitation_elsewhere_in_secret(boss, person):
    person("Administrator", "other")
    eve = invite(boss)
    work()
    mail.outbox.clear()
    page = address(User, "change", eve.pk)
    publisher, editor = (Group.objects.get(name=name).pk for name in ("Publisher", "Editor"))
    for changed, told in (
        (
            {"groups": [editor, publisher]},
            ["boss has given an account more rights: eve, in Editor, Publisher."],
        ),
        ({"groups": [editor], "is_active": ""}, []),
        ({"first_name": "Eva"}, []),
        ({"is_active": "on"}, ["boss has given an account more rights: eve, in Editor."]),
        (
            {"email": "mine@example.org"},
            ["boss has changed the address of an account that was invited: eve, in Editor."],
        ),
    ):
        sent = {name: value for name, value in (filled(boss.get(page)) | changed).items() if value != ""}
        assert boss.post(page, sent).status_code == 302
        work()
        assert [
            each.body.partition("\n")[0] for each in mail.outbox if each.to == ["other@example.org"]
        ] == told
        mail.outbox.clear()
    root = make.UserFactory(username="root", is_superuser=True, is_staff=True)
    by_root = Client()
    by_root.force_login(root)
    by_root.post(page, filled(by_root.get(page)) | {"is_superuser": "on"})
    work()
    assert "root has given an account more rights: eve, in Editor, a superuser." in mail.outbox[0].body


def test_no_page_has_a_password_or_a_link(boss, person):
    ada = person("Editor")
    eve = invite(boss)
    root = Client()
    root.force_login(make.UserFactory(username="root", is_superuser=True, is_staff=True))
    for client in (boss, root):
        for user in (ada, eve):
            page = client.get(address(User, "change", user.pk)).text
            assert 'name="password' not in page and "argon2" not in page and "/account/password/" not in page
            assert client.get(f"/admin/auth/user/{user.pk}/password/").status_code in (302, 404)
        assert 'name="password' not in client.get(address(User, "add")).text


def test_nobody_alters_the_address_to_which_links_go(boss, person):
    ada, eve = person("Publisher"), invite(boss)
    for user, expected in ((ada, "ada@example.org"), (eve, "mine@example.org")):
        page = address(User, "change", user.pk)
        boss.post(page, filled(boss.get(page)) | {"email": "mine@example.org"})
        user.refresh_from_db()
        assert user.email == expected, "of one who was only invited it may have been a slip"


def test_ones_own_former_address_is_told_of_the_new_one(boss):
    page = address(User, "change", User.objects.get(username="boss").pk)
    boss.post(page, filled(boss.get(page)) | {"email": "mine@example.org"})
    assert User.objects.get(username="boss").email == "mine@example.org"
    work()
    assert [each.to for each in mail.outbox] == [["boss@example.org"]]


def test_a_link_is_sent_to_the_owner_and_noted(boss, person):
    ada = person("Publisher")
    page = reverse("admin:auth_user_send_link", args=[ada.pk])
    assert boss.get(page).status_code == 405
    response = boss.post(page, follow=True)
    assert said_to(response) == ["Sent a link to choose a password. It goes to ada@example.org."]
    assert "/account/password/" not in response.text
    client, done = follow_link(find_link("ada@example.org"))
    assert done.status_code == 302 and client.get("/admin/").status_code == 200
    assert "Sent a link" in boss.get(address(User, "history", ada.pk)).text


def test_a_link_leads_past_the_password_and_not_past_the_second_factor(boss, person):
    add_app(person("Publisher"))
    boss.post(reverse("admin:auth_user_send_link", args=[User.objects.get(username="ada").pk]))
    client, done = follow_link(find_link("ada@example.org"))
    assert done.url == reverse("mfa_authenticate")
    assert client.get("/admin/").status_code == 302


def test_beginning_anew_removes_second_factors_and_sessions_and_tells_the_owner(boss, person):
    ada = person("Publisher")
    add_app(ada)
    elsewhere = Client()
    elsewhere.force_login(ada)
    boss.post(reverse("admin:auth_user_begin_anew", args=[ada.pk]))
    assert not Authenticator.objects.exists()
    assert elsewhere.get("/admin/").status_code == 302
    ada.refresh_from_db()
    assert not ada.has_usable_password()
    work()
    assert any("Your second factors were removed" in each.body for each in mail.outbox)
    assert follow_link(find_link("ada@example.org"))[1].status_code == 302


def test_beginning_anew_revokes_tokens(boss, person, capsys):
    ada, other = person("Publisher"), make.TokenFactory()
    for begin_anew in (
        lambda: boss.post(reverse("admin:auth_user_begin_anew", args=[ada.pk])),
        lambda: call_command("account_link", "ada", begin_anew=True),
    ):
        secret = make.TokenFactory(user=ada).secret
        begin_anew()
        assert Client(headers={"Authorization": f"Bearer {secret}"}).get("/api/v1/claims").status_code == 401
        assert list(PersonalToken.objects.all()) == [other]
    work()
    assert any("the tokens of your programs were revoked" in each.body for each in mail.outbox)


def test_a_password_chosen_by_a_link_ends_sessions_and_tokens(boss, person):
    ada, other = person("Editor"), make.TokenFactory()
    secret = make.TokenFactory(user=ada, name="Crawler").secret
    elsewhere = Client()
    elsewhere.force_login(ada)
    ask_for_link("ada@example.org")
    link = find_link("ada@example.org")
    assert "these tokens are revoked, so that programs which have them are turned away: Crawler." in text_of(
        Client().get(link, follow=True)
    )
    program = Client(headers={"Authorization": f"Bearer {secret}"})
    assert program.get("/api/v1/claims").status_code == 200
    follow_link(link)
    assert program.get("/api/v1/claims").status_code == 401
    assert elsewhere.get("/admin/").status_code == 302
    assert list(PersonalToken.objects.all()) == [other]
    work()
    assert any("tokens of your programs were revoked" in each.body for each in mail.outbox)


def test_a_link_that_was_used_says_what_to_do(boss, person):
    ada = person("Editor")
    boss.post(reverse("admin:auth_user_send_link", args=[ada.pk]))
    link = find_link("ada@example.org")
    assert "Choose this password" in text_of(Client().get(link, follow=True))
    follow_link(link)
    said = text_of(Client().get(link))
    assert "This link does not work any more" in said
    assert "ask whoever invited you for another" in said
    assert "Bad Token" not in said


def test_before_an_account_begins_anew_a_page_says_what_goes(boss, person):
    ada = person("Publisher")
    add_app(ada)
    make.TokenFactory(user=ada, name="Crawler")
    page = reverse("admin:auth_user_begin_anew", args=[ada.pk])
    assert page in boss.get(address(User, "change", ada.pk)).text
    said = text_of(boss.get(page))
    assert "1 second factor, and the recovery codes" in said
    assert "there is no session to end" in said
    assert "Crawler" in said and "ada@example.org" in said
    assert Authenticator.objects.count() == 1
    work()
    assert mail.outbox == []


def test_accounts_above_the_desk_are_sent_nothing(boss):
    root = make.UserFactory(username="root", email="root@example.org", is_superuser=True, is_staff=True)
    for page in ("auth_user_send_link", "auth_user_begin_anew"):
        assert boss.post(reverse(f"admin:{page}", args=[root.pk])).status_code == 404
    work()
    assert mail.outbox == []


def test_where_no_mail_is_sent_nobody_sees_the_link_either(boss, person, settings):
    settings.FOLLOW_BY_MAIL = False
    ada = person("Publisher")
    response = boss.post(reverse("admin:auth_user_send_link", args=[ada.pk]), follow=True)
    assert "manage.py account_link ada" in said_to(response)[0]
    assert "/account/password/" not in response.text
    assert not ProcrastinateJob.objects.exists()


def test_who_runs_the_site_prints_a_link(person, capsys):
    ada = person("Publisher")
    add_app(ada)
    call_command("account_link", "ada", address="new@example.org", begin_anew=True)
    _client, done = follow_link(LINK.search(capsys.readouterr().out)[1])
    assert done.status_code == 302
    ada.refresh_from_db()
    assert ada.email == "new@example.org"
    work()
    told = [(each.to, each.body.partition("\n")[0]) for each in mail.outbox]
    assert [line for to, line in told if to == ["ada@example.org"]] == [
        "The e-mail address of your account was changed. Mail goes to the new one now."
    ]
    assert any(line.startswith("Your second factors were removed") for to, line in told if "new" in to[0])
    for wrong in (["nobody"], ["ada", "--address", "no address"]):
        with pytest.raises(CommandError):
            call_command("account_link", *wrong)


def ask_for_link(email: str, **headers):
    return Client().post(reverse("account_reset_password"), {"email": email}, **headers)


def test_who_forgot_the_password_gets_a_link_and_nobody_else_learns_of_it(person):
    person("Editor")
    known, unknown = ask_for_link("Ada@example.org"), ask_for_link("nobody@example.org")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert ProcrastinateJob.objects.filter(task_name="mail_links").count() == 2
    assert follow_link(find_link("ada@example.org"))[1].status_code == 302
    assert "nobody@example.org" not in {to for each in mail.outbox for to in each.to}


def test_who_asks_for_too_many_links_is_told_and_queues_nothing_more(person):
    person("Editor")
    for number in range(LINKS_AN_HOUR):
        assert ask_for_link(f"user{number}@example.org").status_code == 302
    for email in ("ada@example.org", "nobody@example.org"):
        refused = ask_for_link(email)
        assert "Too many links were asked for" in refused.context["form"].errors["email"][0]
        assert f'value="{email}"' in refused.text, "nothing has to be written again"
    assert ProcrastinateJob.objects.count() == LINKS_AN_HOUR
    assert ask_for_link("ada@example.org", REMOTE_ADDR="192.0.2.77").status_code == 302
    work()
    assert ProcrastinateJob.objects.count() == 1, "the last one that was done"


def test_nobodys_mailbox_is_flooded(person):
    person("Editor")
    for number in range(8):
        assert ask_for_link("ada@example.org", REMOTE_ADDR=f"192.0.2.{number}").status_code == 302
    work()
    assert len(mail.outbox) == 5


def test_addresses_that_several_accounts_have_get_a_mail_for_each(person):
    person("Editor")
    User.objects.filter(pk=person("Publisher", "eve").pk).update(email="ada@example.org")
    ask_for_link("ada@example.org")
    assert ProcrastinateJob.objects.count() == 1, "as for an address that nobody has"
    work()
    assert ["ada" in each.body for each in mail.outbox] == [True, False]


class TestMailServer:
    """What happens to mails that the mail server does not take."""

    @pytest.fixture(autouse=True)
    def refusals(self, monkeypatch) -> set:
        """Provide the addresses that are refused."""
        refused: set[str] = set()
        send = EmailBackend.send_messages

        def refuse(backend, messages):
            if refused & {to for each in messages for to in each.to}:
                raise SMTPServerDisconnected("Connection to boss@example.org lost")
            return send(backend, messages)

        monkeypatch.setattr(EmailBackend, "send_messages", refuse)
        return refused

    @pytest.mark.parametrize("task", tasks.MAILS)
    def test_a_mail_is_tried_again_and_the_others_are_not_sent_twice(self, boss, person, refusals, task):
        other = person("Administrator", "other")
        person("Administrator", "third")
        refusals |= {"other@example.org"}
        if task == "mail_links":
            queue_links([*User.objects.values_list("pk", flat=True)])
        elif task == "mail_invited":
            tell_administrators(person("Editor"), by=User.objects.get(username="boss"))
        else:
            send_notice("new_device", other, address="here", browser="Owl 7")
        for error in (failed := work()).values():
            assert str(error) == "The mail server did not take the mail (SMTPServerDisconnected)."
            assert error.__cause__ is None and error.__suppress_context__, "its text may hold an address"
        assert [*ProcrastinateJob.objects.filter(pk__in=failed).values_list("task_name", flat=True)] == [task]
        sent = len(mail.outbox)
        refusals.clear()
        assert work() == {}
        assert [each.to for each in mail.outbox[sent:]] == [["other@example.org"]]


def test_a_job_of_the_release_before_is_done(person):
    about = {"at": "2026-03-04 12:02 (UTC)", "address": "192.0.2.1", "browser": "Owl 7"}
    mail_notice(user_id=person("Editor").pk, kind="new_device", **about)
    assert [each.to for each in mail.outbox] == [["ada@example.org"]]


def test_mails_that_were_sent_leave_no_job_with_an_address_beyond_the_night(person):
    send_notice("address_changed", person("Editor"), address="here", browser="Owl 7", to="old@example.org")
    work()
    assert mail.outbox[0].to == ["old@example.org"]
    tasks.forget_sessions.func.__wrapped__(timestamp=0)
    assert not ProcrastinateJob.objects.exists()


def test_a_new_browser_is_told_of_once(person):
    person("Editor")
    client = Client(headers={"user-agent": "Owl 7"})
    first = sign_in(client, "ada", address="198.51.100.9")
    assert "You had not used this browser" in client.get(first.url).text
    client.post(reverse("admin:logout"))
    again = sign_in(client, "ada")
    assert "You had not used this browser" not in client.get(again.url).text
    work()
    (notice,) = mail.outbox
    assert notice.to == ["ada@example.org"]
    assert "Owl 7" in notice.body and "198.51.100.9" in notice.body
