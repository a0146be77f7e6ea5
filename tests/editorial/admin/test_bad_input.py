"""Bad input in forms and addresses: a message, a redirect or a 404, never a 500."""

import pytest
from django.contrib import admin
from django.urls import reverse

from claims.models import Affiliation, Alias, Citation, Claim, Claimant, Statement, Topic
from sources.models import Article, Capture, CaptureText, Outlet
from tests import factories as make
from tests.support.admin_html import RECORD, a_row, address, filled, publish, said_to
from tests.support.examples import IS_DEEP

pytestmark = pytest.mark.django_db

HUGE = "99999999999999999999"
QUERIES = [
    "q=%00",
    "q=\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    "q=%22%27%3A%26%7C%21%28%29%3C-%3E%5C",
    "q=" + "word+" * 400,
    "q=%22open",
    "q=the+%27",
    "status=%00",
    "status__exact=%00",
    "%00=1",
    "state__exact=nonsense",
    f"id__exact={HUGE}",
    f"pk__in={HUGE}",
    "id__exact=abc",
    "id__in=,,,",
    "p=abc",
    "p=-1",
    f"p={HUGE}",
    "o=abc.-99.%00",
    "o=99999",
    "all=",
    "e=1",
    "_popup=%00",
    "_popup=1",
    "_to_field=nonsense",
    "_changelist_filters=%ff%00",
    "no_such_field=1",
    "evidence=nonsense",
    "proof=%ff",
    f"topics__id__exact={HUGE}",
    "topics__id__exact=abc",
    "claim__id__exact=%00",
    f"claim__id__exact={HUGE}",
    "article__published_on__year=9999&article__published_on__month=12",
    "article__outlet__name=%00",
]


def impossible_dates(field: str):
    """Yield date filters that are malformed or match nothing."""
    for value in ("0", "-1", "9999", HUGE, "abc", "%00"):
        yield from (f"{field}__{part}={value}" for part in ("year", "month", "day", "gte"))
    for year, month, day in (("2017", "13", "1"), ("9999", "12", "31"), ("2017", "2", "30")):
        yield f"{field}__year={year}&{field}__month={month}&{field}__day={day}"


@pytest.mark.parametrize("model", RECORD, ids=lambda model: model.__name__)
def test_no_address_of_a_list_breaks_it(model, as_superuser):
    make.StatementFactory()
    make.CaptureFactory()
    statuses = {}
    by_date = admin.site.get_model_admin(model).date_hierarchy
    dates = list(impossible_dates(by_date)) if by_date else []
    for query in [*QUERIES, *dates[:: 1 if IS_DEEP else 4]]:
        response = as_superuser.get(f"{address(model, 'changelist')}?{query}")
        statuses[query] = response.status_code
    assert {q: s for q, s in statuses.items() if s not in (200, 302, 400, 404)} == {}


@pytest.mark.parametrize("model", RECORD, ids=lambda model: model.__name__)
def test_no_address_of_a_form_breaks_it(model, as_superuser):
    names = [field.name for field in model._meta.get_fields()]
    statuses = {}
    for value in ("%00", HUGE, "abc", "1,2", "-1", "%F0%9F%98%80"):
        query = "&".join(f"{name}={value}" for name in names)
        statuses[value] = as_superuser.get(f"{address(model, 'add')}?{query}").status_code
    assert set(statuses.values()) <= {200, 302}


@pytest.mark.parametrize("page", ["change", "delete", "history"])
@pytest.mark.parametrize("row", ["0", "-1", HUGE, "9" * 5000, "abc", "%00", "1%00", "../../x", "😀"])
def test_a_row_that_cannot_exist(as_superuser, page, row):
    for model in (Claim, Statement, Citation, Capture):
        base = address(model, "changelist")
        for method in (as_superuser.get, as_superuser.post):
            assert method(f"{base}{row}/{page}/").status_code in (302, 404)


@pytest.mark.parametrize("step", ["publish", "retract"])
@pytest.mark.parametrize("row", ["0", HUGE, "abc", "%00"])
def test_a_row_that_cannot_exist_is_not_published_either(as_superuser, step, row):
    for model in (Claim, Statement):
        base = address(model, "changelist")
        for method in (as_superuser.get, as_superuser.post):
            assert method(f"{base}{row}/{step}/").status_code in (302, 404)


@pytest.mark.parametrize("chosen", ["abc", HUGE, "\0", "", "-1"])
@pytest.mark.parametrize(
    "action", ["delete_selected", "publish_selected", "retract_selected", "nonsense", "\0"]
)
def test_an_action_on_what_cannot_exist(as_superuser, action, chosen):
    make.DraftClaimFactory()
    sent = {"action": action, "_selected_action": chosen, "index": "x"}
    response = as_superuser.post(address(Claim, "changelist"), sent)
    assert response.status_code in (200, 302)
    assert Claim.objects.filter(state="draft").count() == 1


@pytest.mark.parametrize("term", ["%00", "%27%22%5C:*", "a" * 3000, "😀", "%D8%A7%D9%84"])
def test_nothing_that_is_typed_breaks_the_search_for_a_row(as_superuser, term):
    for model, field in (
        (Statement, "claim"),
        (Statement, "claimant"),
        (Citation, "statement"),
        (Citation, "article"),
    ):
        query = f"app_label=claims&model_name={model._meta.model_name}&field_name={field}&term={term}"
        response = as_superuser.get(f"{reverse('admin:autocomplete')}?{query}", follow=True)
        assert response.status_code in (200, 403)


ODD = {
    "NUL": "before\0after",
    "right to left": "קביעה אחת בלבד ‏ابن سينا",
    "emoji": "A claim 😀👩‍👩‍👧‍👦",
    "HTML": '<script>alert("x")</script><img src=x onerror=alert(1)>',
    "10,000 characters": "long " * 2000,
    "only spaces": " \t ",
    "lone surrogate": "\ud83d",
    "control": "a\x01\x1f\u2028b",
}


@pytest.mark.parametrize("kind", ODD)
@pytest.mark.parametrize("name", ["text", "context", "public_note", "nature", "topics"])
def test_an_odd_claim_is_stored_whole_or_not_at_all(as_editor, name, kind):
    sent = {"text": "A claim", "nature": "fact", "context": "", "public_note": ""}
    sent[name] = ODD[kind].encode("utf-8", "surrogatepass") if kind == "lone surrogate" else ODD[kind]
    response = as_editor.post(address(Claim, "add"), sent, follow=True)
    assert response.status_code == 200
    assert "<script>alert" not in response.text
    claims = list(Claim.objects.all())
    if claims:
        page = as_editor.get(address(Claim, "change", claims[0].pk))
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
    else:
        assert response.context["errors"]


def test_html_in_names_stays_text_everywhere(as_superuser):
    odd = ODD["HTML"][:110]
    party = make.PartyFactory(name=odd)
    outlet = make.OutletFactory(name=odd)
    article = make.ArticleFactory(title=odd, outlet=outlet)
    claim = make.DraftClaimFactory(text=odd)
    statement = make.DraftStatementFactory(claim=claim, party=party, capacity=odd, place=odd)
    citation = make.CitationFactory(statement=statement, article=article, excerpt=odd)
    for row in (party, outlet, article, claim, statement, citation):
        pages = [address(type(row), "changelist"), address(type(row), "change", row.pk)]
        for page in [*pages, address(type(row), "delete", row.pk)]:
            text = as_superuser.get(page).text
            assert "&lt;script&gt;" in text
            assert "<script>alert" not in text
    asked = as_superuser.get(address(Claim, "publish", claim.pk))
    assert "&lt;script&gt;" in asked.text
    assert "<script>alert" not in asked.text
    published = publish(as_superuser, address(Claim, "publish", claim.pk), {"unverified": "1"})
    assert "<script>alert" not in published.text
    assert said_to(published)


@pytest.mark.parametrize("value", ["abc", HUGE, "\0", "-1", "1.5"])
@pytest.mark.parametrize("name", ["claim", "claimant", "party", "citations-0-article"])
def test_a_made_up_row_in_a_form(as_editor, name, value):
    sent = filled(as_editor.get(address(Statement, "add"))) | {
        "claim": make.DraftClaimFactory().pk,
        "claimant": make.PartyFactory().pk,
        "stance": "affirms",
        "said_on": "2017-04-12",
    }
    sent |= {"citations-0-kind": "quote", "citations-0-excerpt": "words", name: value}
    response = as_editor.post(address(Statement, "add"), sent)
    assert response.status_code == 200
    assert response.context["errors"]
    assert not Statement.objects.exists()


@pytest.mark.parametrize("forms", ["-1", "abc", "100000", HUGE, ""])
def test_a_made_up_number_of_rows(as_editor, forms):
    claimant = make.ClaimantFactory()
    page = address(Claimant, "change", claimant.pk)
    sent = filled(as_editor.get(page)) | {"aliases-TOTAL_FORMS": forms}
    assert as_editor.post(page, sent).status_code in (200, 302)


INLINES = [
    pytest.param(type(model_admin), inline, id=f"{model._meta.model_name}-{inline.__name__}")
    for model, model_admin in admin.site._registry.items()
    for inline in model_admin.inlines
]


@pytest.mark.parametrize(("model_admin", "inline"), INLINES)
@pytest.mark.parametrize("forms", ["2000", HUGE] if IS_DEEP else [HUGE])
def test_many_made_up_rows_are_refused_before_they_are_made(as_superuser, model_admin, inline, forms):
    model = next(model for model, admin_ in admin.site._registry.items() if type(admin_) is model_admin)
    page = address(model, "change", a_row(model).pk)
    shown = as_superuser.get(page)
    prefix = next(s.formset.prefix for s in shown.context["inline_admin_formsets"] if type(s.opts) is inline)
    response = as_superuser.post(page, filled(shown) | {f"{prefix}-TOTAL_FORMS": forms})
    assert response.status_code == 200
    [formset] = (s.formset for s in response.context["inline_admin_formsets"] if s.formset.prefix == prefix)
    assert len(formset.forms) <= 50
    assert formset.non_form_errors() == [
        f"These are too many rows to save at once. Save up to {inline.max_num}, then add the others."
    ]


def test_more_than_a_thousand_fields(as_editor):
    sent = {f"field{n}": "x" for n in range(1100)}
    assert as_editor.post(address(Claim, "add"), sent).status_code == 400


@pytest.mark.parametrize("day", ["3000-01-01", "0000-00-00", "12 April", "99999-01-01", "2017-02-30"])
def test_impossible_and_future_days(as_editor, day):
    sent = {"outlet": make.OutletFactory().pk, "title": "T", "language": "en", "published_on": day}
    response = as_editor.post(address(Article, "add"), sent)
    assert response.status_code == 200
    assert response.context["adminform"].form.errors["published_on"]
    assert not Article.objects.exists()


def test_a_reason_with_nul_is_refused(as_publisher):
    claim = make.StatementFactory().claim
    page = address(Claim, "change", claim.pk)
    sent = filled(as_publisher.get(page)) | {"change_reason": "a\0b", "public_note": "New"}
    assert as_publisher.post(page, sent).status_code == 200
    claim.refresh_from_db()
    assert claim.public_note == ""


@pytest.mark.parametrize("notice", ["", "   ", "a\0b", "x" * 1001])
def test_a_notice_that_says_nothing(as_publisher, notice):
    claim = make.StatementFactory().claim
    response = as_publisher.post(address(Claim, "retract", claim.pk), {"notice": notice})
    assert response.status_code == 200
    claim.refresh_from_db()
    assert claim.state == "published"


TURNING = [chr(code) for code in (0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069)]
NAMES = [
    (Claim, "text"),
    (Claim, "context"),
    (Claimant, "name"),
    (Claimant, "sentence_name"),
    (Topic, "name"),
]
NAMES += [(Alias, "name"), (Affiliation, "role"), (Article, "title"), (Article, "byline"), (Outlet, "name")]


@pytest.mark.parametrize(("model", "field"), NAMES, ids=lambda value: getattr(value, "__name__", value))
def test_no_name_turns_the_text_of_a_list_round(as_editor, model, field):
    row = a_row(model)
    page = address(model, "change", row.pk)
    before = model.objects.values().get(pk=row.pk)
    shown = filled(as_editor.get(page))
    for character in TURNING if IS_DEEP else TURNING[len(field) % 9 :][:2]:
        response = as_editor.post(page, shown | {field: f"Pea{character}ce"})
        said = response.context["adminform"].form.errors[field]
        assert f"invisible character (U+{ord(character):04X})" in said[0]
    assert model.objects.values().get(pk=row.pk) == before


def test_nor_does_one_in_an_inline_or_a_notice(as_publisher):
    claimant = make.ClaimantFactory()
    page = address(Claimant, "change", claimant.pk)
    sent = filled(as_publisher.get(page)) | {"aliases-TOTAL_FORMS": "1", "aliases-0-name": "Pea\u202ece"}
    assert "invisible character (U+202E)" in as_publisher.post(page, sent).text
    assert not Alias.objects.exists()
    claim = make.StatementFactory().claim
    response = as_publisher.post(address(Claim, "retract", claim.pk), {"notice": "Wr\u2067ong."})
    assert "invisible character (U+2067)" in response.text
    assert Claim.objects.get().state == "published"


def test_the_articles_own_characters_are_kept_whatever_they_are(as_editor):
    text = "He said \u2067\u05e9\u05dc\u05d5\u05dd\u2069 and left."
    article, statement = make.ArticleFactory(), make.DraftStatementFactory()
    sent = {"article": article.pk, "obtained": "pasted", "text": text}
    sent |= {"captured_at_0": "2017-04-20", "captured_at_1": "12:00"}
    assert as_editor.post(address(Capture, "add"), sent).status_code == 302
    assert CaptureText.objects.get().text == text
    sent = {"statement": statement.pk, "article": article.pk, "kind": "quote", "part": "body"}
    assert as_editor.post(address(Citation, "add"), sent | {"excerpt": text}).status_code == 302
    assert Citation.objects.get().is_proved


def test_right_to_left_names_need_no_such_character(as_editor):
    name = "\u200f\u05e9\u05dc\u05d5\u05dd"
    sent = filled(as_editor.get(address(Topic, "add"))) | {"name": name}
    assert as_editor.post(address(Topic, "add"), sent).status_code == 302
    assert Topic.objects.get().name == name.removeprefix("\u200f"), "stored as it looks"
