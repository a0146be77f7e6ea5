"""Everybody keeps their own views of a list: its address with the filters, the search and the order."""

import html
import re
from urllib.parse import urlencode

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from claims.models import MAX_VIEW_PARAMETERS, Claim, SavedView, Statement
from editorial.saved_views import MAX_VIEWS
from tests import factories as make
from tests.editorial.conftest import signed_in
from tests.support.admin_html import address
from tests.support.sql import assert_accepted, assert_refused

pytestmark = pytest.mark.django_db

CLAIMS = "/admin/claims/claim/"
DISPUTED = "o=-1&status__exact=disputed"
REFUSED = "asked for a filter that this list does not have"


@pytest.fixture
def ada() -> User:
    return make.UserFactory(username="ada", is_staff=True, is_superuser=True)


@pytest.fixture
def as_ada(ada) -> Client:
    return signed_in(ada)


def save(client: Client, model: str = "claims.claim", **sent: str):
    return client.post(reverse("admin:saved_views", args=[model]), {"parameters": DISPUTED, **sent})


def links(page: str) -> dict[str, str]:
    """Return the address of each view that a page of a list shows above it, by name."""
    found = re.search(r'<nav class="saved-views".*?</nav>', page, re.DOTALL)
    shown = re.findall(r'<li><a href="(.*?)" dir="auto".*?>(.*?)</a></li>', found[0] if found else "")
    return {html.unescape(name): html.unescape(at) for at, name in shown}


def stored() -> dict[str, str]:
    return dict(SavedView.objects.order_by("pk").values_list("name", "parameters"))


def lists() -> dict[str, str]:
    """Return the address of every list of the admin, by its model."""
    found = {}
    for model in admin.site._registry:
        try:
            found[model._meta.label_lower] = address(model, "changelist")
        except NoReverseMatch:
            continue  # a page of the admin without a list
    return found


class TestSaving:
    def test_leads_back_to_the_list_as_it_was_with_the_view_above_it(self, as_ada):
        response = save(as_ada, name="Under dispute")
        assert response.url == f"{CLAIMS}?{DISPUTED}"
        page = as_ada.get(response.url).text
        assert links(page) == {"Under dispute": f"{CLAIMS}?{DISPUTED}"}
        assert 'aria-current="page">Under dispute' in page
        assert page.index("saved-views") < page.index("object-tools") < page.index("changelist-search")

    def test_is_offered_for_a_view_that_is_not_saved_yet(self, as_ada):
        offer = "<summary>Save this view</summary>"
        assert offer not in as_ada.get(CLAIMS).text
        assert offer not in as_ada.get(f"{CLAIMS}?p=2&q=").text
        page = as_ada.get(f"{CLAIMS}?status__exact=disputed&o=-1&p=1").text
        assert offer in page
        assert f'name="parameters" value="{html.escape(DISPUTED)}"' in page
        save(as_ada, name="Under dispute")
        assert offer not in as_ada.get(f"{CLAIMS}?status__exact=disputed&o=-1&p=1").text

    def test_works_in_every_list_there_is(self, as_ada):
        assert len(lists()) > 20
        for model, at in lists().items():
            response = save(as_ada, model, name="Sorted", parameters="o=1&p=3&e=1&_popup=1&q=")
            assert (model, response.url) == (model, f"{at}?o=1")
            page = as_ada.get(response.url, follow=True).text
            assert (model, links(page)) == (model, {"Sorted": f"{at}?o=1"})

    def test_keeps_several_values_and_any_script(self, as_ada):
        parameters = urlencode([("q", "мир & 戦"), ("id__in", "1"), ("id__in", "2")])
        response = save(as_ada, name="戦 <b>&", parameters=parameters)
        [(name, at)] = links(as_ada.get(response.url).text).items()
        assert (name, at) == ("戦 <b>&", f"{CLAIMS}?id__in=1&id__in=2&{urlencode({'q': 'мир & 戦'})}")

    def test_is_not_shown_where_a_row_is_chosen_for_another_form(self, as_ada):
        save(as_ada, name="Under dispute")
        assert "saved-views" not in as_ada.get(f"{CLAIMS}?_popup=1").text

    def test_replaces_a_view_and_keeps_its_name(self, as_ada):
        save(as_ada, name="Mine")
        view = SavedView.objects.get()
        response = save(as_ada, instead_of=str(view.pk), parameters="q=talks")
        assert response.url == f"{CLAIMS}?q=talks"
        assert stored() == {"Mine": "q=talks"}
        save(as_ada, instead_of=str(view.pk), name="Talks")
        assert stored() == {"Talks": DISPUTED}

    @pytest.mark.parametrize(
        ("sent", "message"),
        [
            ({"name": ""}, "Give the view a name."),
            ({"name": "   "}, "Give the view a name."),
            ({"name": "\u200b\u2060"}, "only characters that nobody can see"),
            ({"name": "a\u202eb"}, "can turn the text round"),
            ({"name": "\0"}, "Null characters are not allowed."),
            ({"name": "x" * 61}, "at most 60 characters"),
            ({"name": "UNDER\u00a0 dispute\u200b"}, "You have a view of this name already."),
            ({"name": "x", "parameters": ""}, "Filter, search or sort the list first"),
            ({"name": "x", "parameters": "p=2&e=1&q=+"}, "Filter, search or sort the list first"),
            ({"name": "x", "parameters": "q=" + "a" * 10_000}, "too long to be kept"),
            ({"name": "x", "parameters": "q=" + "я" * 1000}, "too long to be kept"),
            ({"name": "x", "instead_of": "99"}, "Select a valid choice"),
            ({"name": "x", "instead_of": "9" * 30}, "Select a valid choice"),
            ({"name": "x", "instead_of": "\0"}, "Null characters are not allowed."),
        ],
    )
    def test_refuses_what_cannot_be_kept_beside_what_was_typed(self, as_ada, sent, message):
        save(as_ada, name="Under dispute")
        before = stored()
        response = save(as_ada, **sent)
        assert response.status_code == 200
        assert message in html.unescape(response.text)
        assert html.escape(sent["name"].replace("\0", "")) in response.text
        assert stored() == before

    def test_stops_at_thirty_of_a_list(self, as_ada, ada):
        for n in range(MAX_VIEWS):
            make.SavedViewFactory(editor=ada, name=f"View {n}")
        assert f"You have {MAX_VIEWS} views of this list" in save(as_ada, name="One more").text
        assert 'id="saved-view-name"' not in as_ada.get(f"{CLAIMS}?q=x").text
        assert save(as_ada, instead_of=str(SavedView.objects.earliest("pk").pk)).status_code == 302
        assert save(as_ada, "claims.statement", name="Of another list").status_code == 302


class TestManaging:
    def test_renames(self, as_ada, ada):
        view = make.SavedViewFactory(editor=ada, name="Old")
        response = as_ada.post(
            reverse("admin:saved_view_rename", args=[view.pk]), {f"view-{view.pk}-name": "New"}, follow=True
        )
        assert "The view is now called “<bdi>New</bdi>”." in response.text
        assert stored() == {"New": DISPUTED}

    @pytest.mark.parametrize(
        ("name", "message"),
        [
            ("", "This field is required."),
            ("\u200b", "only characters that nobody can see"),
            ("taken", "You have a view of this name already."),
            ("x" * 61, "at most 60 characters"),
        ],
    )
    def test_refuses_a_name_beside_its_field(self, as_ada, ada, name, message):
        view = make.SavedViewFactory(editor=ada, name="Old")
        make.SavedViewFactory(editor=ada, name="Taken")
        page = as_ada.post(
            reverse("admin:saved_view_rename", args=[view.pk]), {f"view-{view.pk}-name": name}
        ).text
        assert message in page
        assert page.count("errorlist") == 1
        assert stored() == {"Old": DISPUTED, "Taken": DISPUTED}

    def test_deletes_and_says_how_to_have_it_back(self, as_ada, ada):
        view = make.SavedViewFactory(editor=ada, name="Old")
        response = as_ada.post(reverse("admin:saved_view_delete", args=[view.pk]), follow=True)
        assert f'<a href="{CLAIMS}?{html.escape(DISPUTED)}">Open it once more</a>' in response.text
        assert not SavedView.objects.exists()

    def test_looking_changes_nothing(self, as_ada, ada):
        view = make.SavedViewFactory(editor=ada)
        for name in ("saved_view_rename", "saved_view_delete"):
            assert as_ada.get(reverse(f"admin:{name}", args=[view.pk])).status_code == 405
        assert SavedView.objects.get() == view


class TestOwnOnly:
    def test_nobody_sees_or_alters_the_views_of_another(self, as_ada, as_editor):
        view = make.SavedViewFactory(name="Secret")
        assert "Secret" not in as_ada.get(CLAIMS).text
        assert "Secret" not in as_ada.get(reverse("admin:saved_views", args=["claims.claim"])).text
        for name in ("saved_view_rename", "saved_view_delete"):
            sent = {f"view-{view.pk}-name": "Mine"}
            assert as_ada.post(reverse(f"admin:{name}", args=[view.pk]), sent).status_code == 404
        assert "Select a valid choice" in save(as_ada, instead_of=str(view.pk)).text
        assert save(as_editor, name="secret").status_code == 302
        assert stored() == {"Secret": DISPUTED, "secret": DISPUTED}

    def test_the_address_is_for_everybody_who_may_see_the_list(self, as_ada, as_editor):
        at = save(as_ada, name="Under dispute").url
        assert links(as_editor.get(at).text) == {}
        assert as_editor.get(at).context["cl"].params == {"o": "-1", "status__exact": "disputed"}

    def test_a_view_of_a_list_that_one_may_no_longer_see(self, editor):
        view = make.SavedViewFactory(editor=editor, model="claims.correction")
        client = signed_in(editor)
        assert client.get(reverse("admin:saved_views", args=["claims.correction"])).status_code == 403
        assert save(client, "claims.correction", name="x").status_code == 403
        assert client.post(reverse("admin:saved_view_delete", args=[view.pk])).status_code == 403
        assert SavedView.objects.count() == 1

    @pytest.mark.parametrize(
        "model", ["claims.nothing", "nothing", "claims.coverage", "claims.savedview", "a.b.c", "claims", "."]
    )
    def test_there_are_none_of_what_is_no_list(self, as_ada, model):
        assert save(as_ada, model, name="x").status_code == 404

    @pytest.mark.parametrize("object_id", ["0", "-1", "x", "1e3", "9" * 30, "²"])
    def test_a_crafted_id_is_not_found(self, as_ada, object_id):
        for name in ("saved_view_rename", "saved_view_delete"):
            assert as_ada.post(reverse(f"admin:{name}", args=[object_id])).status_code == 404

    def test_another_site_cannot_save_one(self, ada):
        client = Client(enforce_csrf_checks=True)
        client.force_login(ada)
        assert save(client, name="x").status_code == 403

    def test_they_go_with_their_account(self, ada):
        make.SavedViewFactory(editor=ada)
        other = make.SavedViewFactory()
        ada.delete()
        assert SavedView.objects.get() == other


class TestAFilterThatIsGone:
    @pytest.mark.parametrize("parameters", ["nothing__exact=1", "claim__key__contains=x", "status__foo=1"])
    def test_every_list_says_so_instead_of_showing_everything_silently(self, as_ada, parameters):
        for model, at in lists().items():
            page = as_ada.get(f"{at}?{parameters}", follow=True)
            assert (model, page.status_code, page.redirect_chain) == (model, 200, [(f"{at}?e=1", 302)])
            assert REFUSED in page.text

    def test_a_list_as_everybody_sees_it_says_nothing_of_it(self, as_ada):
        assert REFUSED not in as_ada.get(CLAIMS).text

    def test_a_file_of_it_is_not_sent(self, as_ada):
        for parameters in ("nothing__exact=1", "claim__key__contains=x"):
            response = as_ada.get(f"/admin/claims/statement/csv/?{parameters}")
            assert response.url == "/admin/claims/statement/?e=1"


@pytest.mark.parametrize("views", [0, 1, 5])
def test_costs_one_query_however_many_there_are(as_ada, ada, views):
    for n in range(views):
        make.SavedViewFactory(editor=ada, name=f"View {n}")
    with CaptureQueriesContext(connection) as queries:
        page = as_ada.get(f"{CLAIMS}?q=x").text
    assert len([each for each in queries if SavedView._meta.db_table in each["sql"]]) == 1
    assert len(links(page)) == views


def test_a_name_is_there_once_in_a_list_of_one_person(ada):
    make.SavedViewFactory(editor=ada, name="Mine")
    with assert_refused("saved_view_name_once"):
        make.SavedViewFactory(editor=ada, name="MINE")
    with assert_accepted():
        make.SavedViewFactory(name="Mine")
        make.SavedViewFactory(editor=ada, name="Mine", model=Statement._meta.label_lower)


@pytest.mark.parametrize("empty", ["name", "parameters"])
def test_a_view_has_a_name_and_parameters(empty):
    with assert_refused("saved_view_has_name_and_parameters"):
        make.SavedViewFactory(**{empty: ""})
    with assert_accepted():
        make.SavedViewFactory(parameters="a" * MAX_VIEW_PARAMETERS, model=Claim._meta.label_lower)
