"""The desk, seen by those who must not: nobody, readers, half an editor, another editor."""

import json

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from claims.coverage.save.save import save_coverage
from claims.models import Coverage, Statement
from tests import factories as make
from tests.editorial.conftest import signed_in
from tests.support.coverage_pages import step
from tests.support.html import links_of

pytestmark = pytest.mark.django_db

OF_NONE = ("begin", "lookup")
OF_ONE = ("resume", "check", "rows", "summary", "kept", "discard", "submit", "learn", "mark_read")


def addresses(coverage) -> list[str]:
    return [step(name) for name in OF_NONE] + [step(name, coverage.pk) for name in OF_ONE]


def staff_with(*codenames: str):
    user = make.UserFactory(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return signed_in(user)


def answers(client, address: str, sent: dict) -> set[int]:
    return {client.get(address).status_code, client.post(address, sent).status_code}


def everything(coverage) -> tuple:
    coverage.refresh_from_db()
    return coverage.revision, coverage.rows, coverage.intake, coverage.finished_at, Statement.objects.count()


@pytest.fixture
def sent(captured, a_row) -> dict:
    """What the editor at work would send, to save."""
    rows = [row | {"dropped": True} for row in captured.rows] + [a_row("mine")]
    return {"do": "save", "revision": captured.revision, "rows": json.dumps(rows), "leave_out": "on"}


def test_what_is_sent_here_would_be_saved_for_the_editor(as_editor, captured, sent):
    assert as_editor.post(step("rows", captured.pk), sent).url == step("summary", captured.pk)


def test_nobody_enters_without_signing_in(client, captured, sent):
    before = everything(captured)
    for address in addresses(captured):
        assert (address, answers(client, address, sent)) == (address, {302})
        assert client.get(address).url.startswith(reverse("admin:login"))
    assert everything(captured) == before


def test_readers_with_an_account_do_not_either(captured, sent):
    for address in addresses(captured):
        assert answers(signed_in(make.UserFactory()), address, sent) == {302}


@pytest.mark.parametrize("permission", ["add_statement", "add_article", "view_statement"])
def test_who_may_not_record_both_statements_and_articles_is_refused(captured, sent, permission):
    before, client = everything(captured), staff_with(permission)
    for address in addresses(captured):
        assert answers(client, address, sent) <= {403, 405}
    assert everything(captured) == before


def test_both_permissions_are_enough_to_begin(db):
    client = staff_with("add_statement", "add_article")
    assert client.get(step("begin")).status_code == 200


def test_another_editors_work_does_not_exist(as_publisher, as_superuser, captured, sent):
    before = everything(captured)
    for client in (as_publisher, as_superuser):
        for name in OF_ONE:
            address = step(name, captured.pk)
            kept = {"content_type": "application/json"} if name == "kept" else {}
            given = json.dumps({"revision": captured.revision, "rows": []}) if name == "kept" else sent
            assert client.post(address, given, **kept).status_code in (404, 405)
            assert client.get(address).status_code in (404, 405)
        assert "Ashford" not in client.get(step("begin")).content.decode()
    assert everything(captured) == before
    assert Coverage.objects.get() == captured


@pytest.mark.parametrize("pk", [0, 10**30])
def test_work_that_is_not_there_is_not_found(as_editor, pk):
    assert as_editor.get(step("rows", pk)).status_code == 404


def test_a_report_is_shown_only_to_who_may_see_reports(db):
    client = staff_with("add_statement", "add_article")
    assert client.get(step("begin"), {"report": 1, "article": ""}).status_code == 404


def test_forms_from_elsewhere_are_refused(editor, captured, sent):
    from_elsewhere = signed_in(editor)
    from_elsewhere.handler.enforce_csrf_checks = True
    for address in addresses(captured):
        assert from_elsewhere.post(address, sent).status_code in (403, 405)
    assert everything(captured)[0] == captured.revision


def test_the_way_in_is_shown_only_to_who_may_go(as_editor):
    articles = reverse("admin:sources_article_changelist")
    assert "Add coverage" in links_of(as_editor.get(articles))
    assert "Add coverage" not in links_of(staff_with("view_article").get(articles))


def test_marking_as_read_needs_the_right_to_change_articles(captured, a_row):
    user = make.UserFactory(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["add_statement", "add_article"]))
    Coverage.objects.filter(pk=captured.pk).update(editor=user)
    captured.refresh_from_db()
    save_coverage(coverage=captured, rows=[a_row("r1")], by=user, now=make.MOMENT, revision=captured.revision)
    response = signed_in(user).post(step("mark_read", captured.pk), follow=True)
    assert "cannot change articles" in response.content.decode()
    captured.article.refresh_from_db()
    assert captured.article.read_in_full_at is None
