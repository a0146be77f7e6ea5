"""Words that vanished from an article, as editors meet them."""

import pytest
from django.contrib.auth.models import Permission

from claims.models import Citation, VanishedExcerpt
from claims.vanished_excerpts import queue_vanished_excerpts
from sources.models import Capture, CaptureText
from tests import factories as make
from tests.editorial.conftest import signed_in
from tests.support.admin_html import said_to
from tests.support.html import links_of, text_of

pytestmark = pytest.mark.django_db

LIST = "/admin/claims/vanishedexcerpt/"


@pytest.fixture
def vanished(db) -> VanishedExcerpt:
    return missed("the bridge was safe")


def missed(excerpt: str) -> VanishedExcerpt:
    text = f"Ada Brook said {excerpt}."
    old = make.CaptureFactory(text=text)
    CaptureText.objects.create(capture=old, text=text)
    citation = make.CitationFactory(article=old.article, excerpt=excerpt)
    start = text.index(excerpt)
    Citation.objects.filter(pk=citation.pk).update(
        capture=old, start=start, end=start + len(excerpt), proved_at=make.MOMENT
    )
    new = Capture.objects.keep(
        article=old.article,
        text="Ada Brook said <b>nothing</b>.",
        captured_at=make.MOMENT,
        obtained="fetched",
    )
    queue_vanished_excerpts(old.article, old, new)
    return VanishedExcerpt.objects.get(citation=citation)


def page_of(vanished, step="change") -> str:
    return f"{LIST}{vanished.pk}/{step}/"


def test_shows_what_changed_as_text(as_editor, vanished):
    page = as_editor.get(page_of(vanished))
    html = page.content.decode()
    assert "<del>" in html and "<ins>" in html
    assert "&lt;b&gt;nothing&lt;/b&gt;" in html and "<b>nothing" not in html
    links = links_of(page)
    assert links["“the bridge was safe”"] == f"/admin/claims/citation/{vanished.citation_id}/change/"
    assert links["Looked into…"] == page_of(vanished, "settle")


def test_says_so_when_a_text_was_taken_down(as_editor, vanished):
    CaptureText.objects.filter(capture=vanished.capture).delete()
    assert "so they cannot be compared" in text_of(as_editor.get(page_of(vanished)))


def test_looking_into_it_takes_it_off_the_list(as_editor, editor, vanished):
    assert len(as_editor.get(LIST).context["cl"].result_list) == 1
    assert "This field is required." in text_of(as_editor.post(page_of(vanished, "settle"), {"note": ""}))
    page = as_editor.post(page_of(vanished, "settle"), {"note": "They corrected it."}, follow=True)
    assert said_to(page) == ["Looked into: it waits no longer."]
    assert "They corrected it." in text_of(page) and "Looked into…" not in links_of(page)
    vanished.refresh_from_db()
    assert (vanished.outcome, vanished.settled_by) == ("settled", editor)
    assert len(as_editor.get(LIST).context["cl"].result_list) == 0


def test_the_citation_says_so_too(as_editor, vanished):
    page = as_editor.get(f"/admin/claims/citation/{vanished.citation_id}/change/")
    assert "No longer in the live article" in text_of(page)
    other = as_editor.get(f"/admin/claims/citation/{make.CitationFactory().pk}/change/")
    assert "No longer in the live article" not in text_of(other)


def test_only_those_who_may_settle_it(vanished):
    looker = make.UserFactory(is_staff=True)
    looker.user_permissions.add(Permission.objects.get(codename="view_vanishedexcerpt"))
    page = signed_in(looker).get(page_of(vanished))
    assert page.status_code == 200 and "Looked into…" not in links_of(page)
    assert signed_in(looker).post(page_of(vanished, "settle"), {"note": "x"}).status_code == 403
    nobody = signed_in(make.UserFactory(is_staff=True))
    assert nobody.get(LIST).status_code == nobody.get(page_of(vanished)).status_code == 403
    vanished.refresh_from_db()
    assert vanished.outcome == ""


def test_it_is_never_altered_added_or_deleted(as_superuser, vanished):
    assert as_superuser.get(f"{LIST}add/").status_code == 403
    assert as_superuser.post(page_of(vanished, "delete"), {"post": "yes"}).status_code == 403
    as_superuser.post(page_of(vanished), {"note": "x"})
    vanished.refresh_from_db()
    assert vanished.note == ""


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_however_long(as_editor, django_assert_max_num_queries, rows):
    for n in range(rows):
        missed(f"the bridge number {n} was safe")
    with django_assert_max_num_queries(8):
        assert len(as_editor.get(LIST).context["cl"].result_list) == rows
