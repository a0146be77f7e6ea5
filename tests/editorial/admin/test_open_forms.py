"""Whoever opens the form of a row is told who else has it open."""

from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db.models import F
from django.test import Client

from claims.models import Claim, OpenForm, Statement, Topic
from tests import factories as make
from tests.editorial.conftest import signed_in
from tests.support.admin_html import RECORD, a_row, address, filled
from tests.support.sql import assert_accepted, assert_refused

pytestmark = pytest.mark.django_db

NOTICE = "has not saved it yet"


@pytest.fixture
def ada():
    return make.UserFactory(username="ada", is_staff=True, is_superuser=True)


@pytest.fixture
def as_ada(ada) -> Client:
    return signed_in(ada)


@pytest.fixture
def claim() -> Claim:
    return make.DraftClaimFactory()


def opened(client, row, **fields):
    return client.post(address(type(row), "opened", row.pk), fields)


def page(client, row) -> str:
    return client.get(address(type(row), "change", row.pk)).text


def make_older(**age) -> None:
    OpenForm.objects.update(opened_at=F("opened_at") - timedelta(**age))


class TestTheNotice:
    @pytest.mark.parametrize(
        ("age", "ago"),
        [
            ({"seconds": 1}, "just now"),
            ({"seconds": 70}, "1 minute ago"),
            ({"minutes": 9, "seconds": 30}, "9 minutes ago"),
        ],
    )
    def test_says_who_opened_it_and_when(self, as_ada, as_editor, claim, age, ago):
        assert opened(as_ada, claim).status_code == 204
        make_older(**age)
        assert f"ada had this open {ago} and {NOTICE}." in page(as_editor, claim)

    @pytest.mark.parametrize("model", RECORD)
    def test_is_on_the_form_of_every_row_of_the_record(self, as_ada, as_superuser, model):
        row = a_row(model)
        may_change = address(model, "opened", row.pk) in page(as_superuser, row)
        assert opened(as_ada, row).status_code == (204 if may_change else 403)
        assert (NOTICE in page(as_superuser, row)) == may_change

    def test_is_not_shown_to_oneself(self, as_ada, claim):
        opened(as_ada, claim)
        assert NOTICE not in page(as_ada, claim)

    def test_is_of_this_row_and_no_other(self, as_ada, as_editor, claim):
        opened(as_ada, make.DraftClaimFactory())
        topic = make.TopicFactory()
        OpenForm.objects.update(row_id=topic.pk)
        assert NOTICE not in page(as_editor, topic)

    def test_expires_after_ten_minutes(self, as_ada, as_editor, claim):
        opened(as_ada, claim)
        make_older(minutes=10)
        assert NOTICE not in page(as_editor, claim)

    def test_goes_when_the_page_is_left(self, as_ada, as_editor, claim):
        opened(as_ada, claim)
        assert opened(as_ada, claim, left="1").status_code == 204
        assert NOTICE not in page(as_editor, claim)

    def test_goes_when_the_form_is_saved_and_only_ones_own(self, as_ada, as_editor, editor, claim):
        opened(as_ada, claim)
        opened(as_editor, claim)
        form = filled(as_ada.get(address(Claim, "change", claim.pk)))
        assert as_ada.post(address(Claim, "change", claim.pk), form).status_code == 302
        assert [form.editor for form in OpenForm.objects.all()] == [editor]

    def test_stays_when_the_save_was_refused(self, as_ada, as_editor, claim):
        opened(as_ada, claim)
        form = filled(as_ada.get(address(Claim, "change", claim.pk)))
        assert as_ada.post(address(Claim, "change", claim.pk), form | {"text": ""}).status_code == 200
        assert NOTICE in page(as_editor, claim)

    def test_escapes_the_name(self, as_editor, claim):
        user = make.UserFactory(username="<b>ada", is_staff=True, is_superuser=True)
        opened(signed_in(user), claim)
        assert "&lt;b&gt;ada had this open" in page(as_editor, claim)


class TestWithoutPermission:
    def test_a_row_that_one_may_only_view_notes_and_tells_nothing(self, as_ada, as_editor):
        claim = make.StatementFactory().claim  # published: an editor may look at it only
        opened(as_ada, claim)
        assert opened(as_editor, claim).status_code == 403
        text = page(as_editor, claim)
        assert NOTICE not in text
        assert "open-form.js" not in text
        assert OpenForm.objects.count() == 1

    def test_another_site_cannot_note_it(self, ada, claim):
        client = Client(enforce_csrf_checks=True)
        client.force_login(ada)
        assert opened(client, claim).status_code == 403
        assert not OpenForm.objects.exists()


@pytest.mark.parametrize("object_id", ["0", "-1", "x", "1e3", "9" * 30, "_31", "../1"])
def test_a_crafted_id_is_not_found(as_ada, claim, object_id):
    response = as_ada.post(f"/admin/claims/claim/{object_id}/opened/")
    assert response.status_code == 404
    assert not OpenForm.objects.exists()


def test_looking_writes_nothing(as_ada, claim):
    page(as_ada, claim)
    assert as_ada.get(address(Claim, "opened", claim.pk)).status_code == 405
    assert not OpenForm.objects.exists()


def test_a_row_is_noted_once_and_the_latest_time_counts(as_ada, claim):
    opened(as_ada, claim)
    make_older(minutes=5)
    earlier = OpenForm.objects.get()
    opened(as_ada, claim)
    assert OpenForm.objects.get().pk == earlier.pk
    assert OpenForm.objects.get().opened_at - earlier.opened_at >= timedelta(minutes=5)


def test_what_is_older_than_a_day_is_deleted_with_the_next(as_ada, claim):
    opened(as_ada, claim)
    make_older(days=1)
    topic = make.TopicFactory()
    opened(as_ada, topic)
    assert OpenForm.objects.get().model == Topic._meta.label_lower


@pytest.mark.parametrize("others", [0, 1, 5])
def test_costs_one_query_however_many_have_it_open(as_superuser, others, django_assert_num_queries):
    statement = make.DraftStatementFactory()
    for user in make.UserFactory.create_batch(others, is_staff=True, is_superuser=True):
        opened(signed_in(user), statement)
    ContentType.objects.get_for_model(statement)  # read once for each process
    with django_assert_num_queries(16) as queries:
        text = page(as_superuser, statement)
    assert len([query for query in queries if OpenForm._meta.db_table in query["sql"]]) == 1
    assert text.count(NOTICE) == min(others, 3)


def test_a_row_is_open_once_for_each_editor(ada, claim):
    form = {"model": "claims.claim", "row_id": claim.pk, "opened_at": make.MOMENT}
    OpenForm.objects.create(editor=ada, **form)
    with assert_refused("open_form_once_per_row_and_editor"):
        OpenForm.objects.create(editor=ada, **form)
    with assert_accepted():
        OpenForm.objects.create(editor=make.UserFactory(), **form)
        OpenForm.objects.create(editor=ada, **form | {"model": Statement._meta.label_lower})
        OpenForm.objects.create(editor=ada, **form | {"row_id": 0})
