"""Access to Add coverage, and to the work of other editors."""

import json

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from claims.coverage.save.save import save_coverage
from claims.models import Coverage, Statement
from tests import factories as make
from tests.editorial.conftest import signed_in
from tests.support.coverage_pages import page_url
from tests.support.html import links_of

pytestmark = pytest.mark.django_db

OF_NONE = ("begin", "lookup", "compare", "add")
OF_ONE = ("resume", "check", "rows", "summary", "kept", "discard", "submit", "take_up", "learn", "mark_read")


def addresses(coverage) -> list[str]:
    return [page_url(name) for name in OF_NONE] + [page_url(name, coverage.pk) for name in OF_ONE]


def staff_with(*codenames: str):
    user = make.UserFactory(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return signed_in(user)


def request_statuses(client, address: str, sent: dict) -> set[int]:
    return {client.get(address).status_code, client.post(address, sent).status_code}


def read_state(coverage) -> tuple:
    coverage.refresh_from_db()
    return coverage.revision, coverage.rows, coverage.intake, coverage.finished_at, Statement.objects.count()


@pytest.fixture
def sent(draft, make_row) -> dict:
    """Build what the editor would send to save the work."""
    rows = [row | {"dropped": True} for row in draft.rows] + [make_row("mine")]
    return {"do": "save", "revision": draft.revision, "rows": json.dumps(rows)}


def test_what_is_sent_here_would_be_saved_for_the_editor(as_editor, draft, sent):
    assert as_editor.post(page_url("rows", draft.pk), sent).url == page_url("summary", draft.pk)


def test_nobody_enters_without_signing_in(client, draft, sent):
    before = read_state(draft)
    for address in addresses(draft):
        assert (address, request_statuses(client, address, sent)) == (address, {302})
        assert client.get(address).url.startswith(reverse("admin:login"))
    assert read_state(draft) == before


def test_readers_with_an_account_do_not_either(draft, sent):
    for address in addresses(draft):
        assert request_statuses(signed_in(make.UserFactory()), address, sent) == {302}


@pytest.mark.parametrize("permission", ["add_statement", "add_article", "view_statement"])
def test_who_may_not_record_both_statements_and_articles_is_refused(draft, sent, permission):
    before, client = read_state(draft), staff_with(permission)
    for address in addresses(draft):
        assert request_statuses(client, address, sent) <= {403, 405}
    assert read_state(draft) == before


def test_both_permissions_are_enough_to_begin(db):
    client = staff_with("add_statement", "add_article")
    assert client.get(page_url("begin")).status_code == 200


def test_another_editors_work_does_not_exist(as_publisher, as_superuser, draft, sent):
    before = read_state(draft)
    for client in (as_publisher, as_superuser):
        for name in OF_ONE:
            address = page_url(name, draft.pk)
            kept = {"content_type": "application/json"} if name == "kept" else {}
            given = json.dumps({"revision": draft.revision, "rows": []}) if name == "kept" else sent
            assert client.post(address, given, **kept).status_code in (404, 405)
            assert client.get(address).status_code in (404, 405)
        assert "Ashford" not in client.get(page_url("begin")).content.decode()
    assert read_state(draft) == before
    assert Coverage.objects.get() == draft


@pytest.mark.parametrize("pk", [0, 10**30])
def test_work_that_is_not_there_is_not_found(as_editor, pk):
    assert as_editor.get(page_url("rows", pk)).status_code == 404


def test_a_report_is_shown_only_to_who_may_see_reports(db):
    client = staff_with("add_statement", "add_article")
    assert client.get(page_url("begin"), {"report": 1, "article": ""}).status_code == 404


def test_forms_from_elsewhere_are_refused(editor, draft, sent):
    from_elsewhere = signed_in(editor)
    from_elsewhere.handler.enforce_csrf_checks = True
    for address in addresses(draft):
        assert from_elsewhere.post(address, sent).status_code in (403, 405)
    assert read_state(draft)[0] == draft.revision


def test_the_way_in_is_shown_only_to_who_may_go(as_editor):
    articles = reverse("admin:sources_article_changelist")
    assert "Add coverage" in links_of(as_editor.get(articles))
    assert "Add coverage" not in links_of(staff_with("view_article").get(articles))


def test_marking_as_read_needs_the_right_to_change_articles(draft, make_row):
    user = make.UserFactory(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["add_statement", "add_article"]))
    Coverage.objects.filter(pk=draft.pk).update(editor=user)
    draft.refresh_from_db()
    save_coverage(coverage=draft, rows=[make_row("r1")], by=user, now=make.MOMENT, revision=draft.revision)
    response = signed_in(user).post(page_url("mark_read", draft.pk), follow=True)
    assert "cannot change articles" in response.content.decode()
    draft.article.refresh_from_db()
    assert draft.article.read_in_full_at is None
