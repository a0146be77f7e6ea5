"""Readers' pages have ETags; whatever anybody does, none is answered by 304 that has changed."""

import datetime
import gzip
from http import HTTPStatus

import psycopg
import pytest
from django.db import DatabaseError, models, transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory, override_settings
from django.urls import resolve
from django.utils import timezone, translation

from claims import actions
from claims.actions.merging.merge import merge_claimants, merge_claims, merge_outlets
from claims.actions.merging.undo import undo_merge
from claims.actions.mouthpieces import follow_mouthpieces
from claims.models import (
    Affiliation,
    Alias,
    Citation,
    Claim,
    Claimant,
    ClaimRelation,
    ClaimTopic,
    Correction,
    FactCheck,
    KeyClaim,
    Merge,
    Publication,
    Statement,
    StoredPage,
    Topic,
    TopicAlias,
)
from claims.versions.entity_tags import find_release
from claims.versions.warming import warm_pages
from claims.visibility import cited_articles
from project.page_store import PageStore
from project.stamped_pages import CACHE_CONTROL, FOR_PROXIES, PAGES, StampedPages
from public.languages import split_path
from sources.models import Article, LinkCheck, Outlet
from tests import factories as make
from tests.support.html import retraction
from tests.support.page_list import addresses_by_name
from tests.support.sql import sql
from tests.support.transactions import run_deferred_triggers
from tests.support.write_paths import write_by_raw_sql

pytestmark = [
    pytest.mark.usefixtures("tables_owner"),
    pytest.mark.django_db,
    pytest.mark.usefixtures("moscow_record", "stamped_pages"),
]

CHANGED = "syrian-forces-did-it"
PACKED = {"accept-encoding": "gzip"}
Kept = dict[str, tuple[str, bytes]]


@pytest.fixture(scope="module")
def kept(moscow_record, django_db_blocker) -> Kept:
    """Provide what readers have kept of each page before anything changes: its ETag and its text.

    Every claim, a few as of a day and in Russian, claimants, articles, topics, and every other kind of page.
    The store has them, too.
    """
    pages = {}
    with django_db_blocker.unblock(), override_settings(STAMP_PAGES=True):
        claims = Claim.objects.published().order_by("pk")
        addresses = [claim.get_absolute_url() for claim in claims]
        addresses += [f"{path}?as_of=2017-04-12" for path in addresses[:2]]
        addresses += [f"/ru{path}" for path in addresses[:2]]
        addresses += [person.get_absolute_url() for person in Claimant.objects.on_record().order_by("pk")[:6]]
        addresses += [article.get_absolute_url() for article in cited_articles().order_by("pk")]
        addresses += [topic.get_absolute_url() for topic in Topic.objects.on_record().order_by("pk")[:6]]
        addresses += addresses_by_name().values()
        for path in addresses:
            if resolve(path.partition("?")[0].removeprefix("/ru")).url_name in PAGES:
                response = Client().get(path)
                pages[path] = response["ETag"], get_text(response)
    return pages


def get_text(response) -> bytes:
    return b"".join(response) if response.streaming else response.content


def ask(path: str, tag: str = "") -> HttpResponseBase | None:
    """Return what readers get who have this page, or (without a tag) none, if it is not made for them."""
    request = RequestFactory().get(path, headers={"if-none-match": tag} if tag else {})
    made = HttpResponse()

    def look_at_stamps(request: HttpRequest) -> HttpResponseBase:
        language, _rest = split_path(request.path_info)
        with translation.override(language):
            request.resolver_match = resolve(request.path_info)
            return StampedPages(lambda request: made).process_view(request, *request.resolver_match) or made

    response = PageStore(look_at_stamps)(request)
    return None if response is made else response


def get_cold(client, path: str) -> HttpResponseBase:
    with override_settings(PAGE_STORE_MEGABYTES=0):
        return client.get(path)


def find_stale(client, kept: Kept) -> tuple[list[str], list[str]]:
    """Return the pages that are sent from the store, or said not to have changed.

    First those that have changed, and then those that have not.
    """
    run_deferred_triggers()
    stale, unchanged = [], []
    for path, (tag, text) in kept.items():
        stored = ask(path, tag)
        if stored is None:
            continue
        if stored.status_code == HTTPStatus.NOT_MODIFIED:
            stored = ask(path)
        cold = get_cold(client, path)
        is_same = cold.status_code == 200 and get_text(cold) == text
        if stored is not None:
            is_same = is_same and (stored["ETag"], get_text(stored)) == (cold["ETag"], text)
        (unchanged if is_same else stale).append(path)
    return stale, unchanged


NOW = timezone.now()
BY = {"now": NOW, "reason": "A reason."}


def publish_another(claim: Claim, user) -> None:
    draft = make.DraftStatementFactory(claim=make.DraftClaimFactory(), party=claim.statements.first().party)
    make.CitationFactory(statement=draft)
    draft.claim.topics.set(claim.topics.all())
    actions.publish_rows(rows=[draft.claim], by=user, now=timezone.now())


def undo(claim: Claim, user) -> None:
    publish_another(claim, user)
    run_deferred_triggers()
    publication = Publication.objects.latest("pk")
    actions.undo_publication(publication=publication, by=user, now=timezone.now())


def correct(claim: Claim, user) -> None:
    told = {"notice": "It said otherwise.", "reason": "A slip.", "by": user, "now": NOW}
    proposal = actions.propose_correction(claim=claim, change="A word.", reason="A slip.", by=user, now=NOW)
    actions.publish_correction(proposal=proposal, **told)


def merge_another(claim: Claim, user) -> Merge:
    other = Claim.objects.published().exclude(pk=claim.pk).latest("pk")
    return merge_claims(duplicate=other, target=claim, by=user, although_opposite=True, **BY)


def merge_and_undo(claim: Claim, user) -> None:
    merge = merge_another(claim, user)
    run_deferred_triggers()
    undo_merge(merge=merge, by=user, **BY)


def merge_people(claim: Claim, user) -> None:
    people = Claimant.objects.filter(kind="person").order_by("pk")
    merge_claimants(duplicate=people[1], target=people[0], by=user, **BY)


def merge_two_outlets(claim: Claim, user) -> None:
    cbs, cnbc = Outlet.objects.get(name="CBS New York"), Outlet.objects.get(name="CNBC")
    merge_outlets(duplicate=cbs, target=cnbc, by=user, **BY)


def make_mouthpiece(claim: Claim, user) -> None:
    Claimant.objects.filter(outlet__name="Sputnik").update(
        speaks_for=Claimant.objects.get(name="Russia"), speaks_for_source="It says so."
    )
    run_deferred_triggers()
    follow_mouthpieces()


def change_articles(**changes) -> None:
    Article.objects.filter(pk__in=Article.objects.order_by("pk").values("pk")[:3]).update(**changes)


def break_addresses(claim: Claim, user) -> None:
    now = {"checked_at": NOW, "next_check_at": NOW}
    for article in Article.objects.all():
        LinkCheck.objects.create(article=article, outcome="broken", **now)


def retract_first(claim: Claim, user) -> None:
    actions.retract_statement(statement=claim.statements.order_by("pk").first(), by=user, **BY)


def name_in_russian(claim: Claim, user) -> None:
    make.AliasFactory(claimant=Claimant.objects.get(name="Syria"), name="Другое имя", language="ru")
    make.TopicAliasFactory(topic=claim.topics.first(), name="Новое имя", language="ru")


ACTIONS = {
    "retract a claim": lambda claim, user: actions.retract_claim(claim=claim, by=user, **BY),
    "retract a statement": retract_first,
    "publish": publish_another,
    "undo a publication": undo,
    "correct": correct,
    "check": lambda claim, user: make.FactCheckFactory(claim=claim),
    "remove relations": lambda claim, user: ClaimRelation.objects.all().delete(),
    "file elsewhere": lambda claim, user: claim.topics.set([make.TopicFactory()]),
    "empty a topic": lambda claim, user: ClaimTopic.objects.filter(topic=claim.topics.first()).delete(),
    "merge claims": merge_another,
    "undo a merge": merge_and_undo,
    "merge claimants": merge_people,
    "merge outlets": merge_two_outlets,
    "name a topic": lambda claim, user: claim.topics.update(summary="Another summary."),
    "name in Russian": name_in_russian,
    "end an office": lambda claim, user: Affiliation.objects.update(until=datetime.date(2017, 4, 30)),
    "speak for a party": make_mouthpiece,
    "read in full": lambda claim, user: change_articles(read_in_full_at=NOW, read_in_full_by=user),
    "not in full": lambda claim, user: change_articles(read_in_full_at=None, read_in_full_by=None),
    "corrected by its outlet": lambda claim, user: change_articles(corrected_on=datetime.date(2017, 5, 1)),
    "a broken address": break_addresses,
    "capture": lambda claim, user: make.CaptureFactory(article=Article.objects.earliest("pk")),
    "key claims": lambda claim, user: KeyClaim.objects.all().delete(),
    "import": lambda claim, user: make.StatementFactory(claim=claim, stance="denies"),
}


@pytest.mark.parametrize("action", ACTIONS)
def test_whatever_is_done_nobody_is_told_that_a_changed_page_has_not(action, client, kept):
    """Each action of editors, publishers, importers and jobs; every kind of page, and that of each claim."""
    claim, user = Claim.objects.get(key=CHANGED), make.UserFactory()
    with transaction.atomic():
        ACTIONS[action](claim, user)
    stale, _unchanged = find_stale(client, kept)
    assert stale == []


ROWS = [Claim, Statement, Citation, ClaimRelation, FactCheck, Correction]
ROWS += [Claimant, Alias, Affiliation, Topic, TopicAlias, Outlet, Article]
NOT_ON_THIS_RECORD = {FactCheck: make.FactCheckFactory, Correction: make.CorrectionFactory}


def make_other(field: models.Field, value):
    """Return another value for a field, as likely to be accepted as any."""
    if field.choices:
        return next(choice for choice, _ in field.choices if choice != value)
    if field.is_relation:
        return field.related_model._default_manager.exclude(pk=value).values_list("pk", flat=True).first()
    if isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, models.DateTimeField):
        return (value or NOW) - datetime.timedelta(days=1)
    if isinstance(field, models.DateField):
        return (value or NOW.date()) - datetime.timedelta(days=1)
    if isinstance(field, models.IntegerField):
        return (value or 0) + 1
    return f"{value}x"


def list_fields(model) -> list[models.Field]:
    fields = [field for field in model._meta.concrete_fields if not field.primary_key and not field.generated]
    return [field for field in fields if field.name not in ("key", "search")]


@pytest.mark.parametrize("model", ROWS)
def test_whatever_is_written_into_a_column(model, client, kept):
    """Plain SQL on the newest row, column by column, where the rules allow it."""
    newest = [claim.get_absolute_url() for claim in Claim.objects.published().order_by("-pk")[:8]]
    claims = {path: kept[path] for path in [*newest, *[*kept][:8]]}
    if model in NOT_ON_THIS_RECORD:
        claim = NOT_ON_THIS_RECORD[model](claim=Claim.objects.get(key=CHANGED)).claim
        run_deferred_triggers()
        page = client.get(claim.get_absolute_url())
        assert ask(claim.get_absolute_url()) is not None
        claims = {claim.get_absolute_url(): (page["ETag"], get_text(page))}
    written = 0
    for field in list_fields(model):
        row = model._default_manager.latest("pk")
        with transaction.atomic():
            try:
                with transaction.atomic():
                    write_by_raw_sql(row, **{field.attname: make_other(field, getattr(row, field.attname))})
                    run_deferred_triggers()
            except (DatabaseError, psycopg.Error):
                continue
            written += 1
            stale, _unchanged = find_stale(client, claims)
            transaction.set_rollback(True)
        assert stale == [], field.name
    assert written


def test_a_trigger_that_is_missing_is_noticed(client, kept):
    """What the tests above compare would show it."""
    sql("ALTER TABLE claims_claimversion DISABLE TRIGGER stamp_claims_after_insert")
    claim = Claim.objects.get(key=CHANGED)
    retract_first(claim, make.UserFactory())
    stale, _unchanged = find_stale(client, {path: what for path, what in kept.items() if "/claims/" in path})
    assert claim.get_absolute_url() in stale


def test_what_is_told_of_one_claim_leaves_others_as_they_are(client, kept):
    """Neither a draft nor a claim of another topic changes the page of a claim."""
    paths = [claim.get_absolute_url() for claim in Claim.objects.published().order_by("pk")[:3]]
    make.DraftStatementFactory(claim=make.DraftClaimFactory())
    make.StatementFactory()
    assert find_stale(client, {path: kept[path] for path in paths}) == ([], paths)


def test_what_is_told_of_one_claim_leaves_other_claimants_and_articles_as_they_are(client, kept):
    """Those who have no part in it; their pages depend on themselves."""
    claim = Claim.objects.get(key=CHANGED)
    speaking = {pk for row in claim.statements.all() for pk in (row.claimant_id, row.party_id)}
    others = Claimant.objects.on_record().exclude(pk__in=speaking).exclude(affiliations__party__in=speaking)
    cited = Citation.objects.filter(statement__claim=claim).values("article")
    rows = [*others.order_by("pk")[:2], *cited_articles().exclude(pk__in=cited)[:2]]
    paths = [row.get_absolute_url() for row in rows]
    assert len(paths) >= 2
    pages = {path: client.get(path) for path in paths}
    before = {path: (page["ETag"], get_text(page)) for path, page in pages.items()}
    involved = Claimant.objects.get(pk=min(speaking)).get_absolute_url()
    tag = client.get(involved)["ETag"]
    retract_first(claim, make.UserFactory())
    assert find_stale(client, before) == ([], paths)
    assert client.get(involved)["ETag"] != tag


def test_a_page_that_has_not_changed_takes_one_query(client, django_assert_num_queries):
    path = Claim.objects.get(key=CHANGED).get_absolute_url()
    first = client.get(path)
    assert first["ETag"].startswith('"') and "public, max-age=0, s-maxage=5" in first["Cache-Control"]
    assert not first.cookies
    for asked in (first["ETag"], f"W/{first['ETag']}", f'"other", {first["ETag"]}'):
        with django_assert_num_queries(1):
            again = client.get(path, headers={"if-none-match": asked})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert again["Cache-Control"] == first["Cache-Control"]
    assert client.head(path)["ETag"] == first["ETag"]


def test_a_page_from_the_store_is_as_it_was_made(client, kept, django_assert_num_queries):
    """Its bytes and every header, compressed or not; it takes one query. No 304 has another header either."""
    stored = [path for path in kept if ask(path) is not None]
    assert len(stored) > 60
    for path in stored:
        for headers in ({}, PACKED):
            with override_settings(PAGE_STORE_MEGABYTES=0):
                cold = client.get(path, headers=headers)
                unchanged = client.get(path, headers={**headers, "if-none-match": cold["ETag"]})
            assert unchanged.status_code == 304 and {*unchanged.items()} <= {*cold.items()}, path
            with django_assert_num_queries(1):
                warm = client.get(path, headers=headers)
            assert dict(warm.items()) == dict(cold.items()), path
            assert warm.content == cold.content, path


def test_a_page_from_the_store_goes_through_no_other_middleware(client, settings):
    """It lies there with what they have added; what counts requests hears of it as of any other."""
    settings.SECURE_HSTS_SECONDS = 3600
    path = Claim.objects.get(key=CHANGED).get_absolute_url()
    made = Client().get(path, secure=True)
    assert made["Strict-Transport-Security"] == "max-age=3600"
    for tag, status in (("", HTTPStatus.OK), (made["ETag"], HTTPStatus.NOT_MODIFIED)):
        request = RequestFactory().get(path, secure=True, headers={"if-none-match": tag})
        stored = PageStore(lambda request: HttpResponse(status=500))(request)
        assert (stored.status_code, stored["Strict-Transport-Security"]) == (status, "max-age=3600")
        assert (request.is_from_store, request.resolver_match.view_name) == (True, "claim_detail")


def test_what_is_refused_or_led_to_https_is_so_though_its_page_is_in_the_store(client, settings):
    path = Claim.objects.get(key=CHANGED).get_absolute_url()
    assert [client.get(path).status_code, client.get(path, headers={"host": "a.example"}).status_code] == [
        200,
        400,
    ]
    settings.SECURE_SSL_REDIRECT = True
    assert Client().get(path)["Location"] == f"https://testserver{path}"


def test_a_page_goes_into_the_store_once_and_only_as_all_get_it(client):
    """Not for somebody with a cookie, as a part, or by an address that no link has."""
    path = Claim.objects.get(key=CHANGED).get_absolute_url()
    StoredPage.objects.all().delete()
    for address, headers in {
        path: {"cookie": "a=1"},
        f"{path}?as_of=2017-04-12": {},
        f"{path}?": {"hx-request": "true"},
        f"/claims/{Claim.objects.get(key=CHANGED).pk}/": {},
        f"/claims/0{Claim.objects.get(key=CHANGED).pk}/history/": {},
        "/claims/0/": {},
        "/topics/0/nothing/": {},
        "/report/": {},
    }.items():
        client.get(address, headers=headers)
        client.cookies.clear()
    assert client.head(path).status_code == 200
    assert not StoredPage.objects.exists()
    cold = client.get(path)
    stored = StoredPage.objects.get()
    assert (stored.tag, stored.leased_until) == (cold["ETag"], None)
    assert stored.url == f"http://testserver{path}"
    assert [answer.wsgi_request.is_from_store for answer in (cold, client.get(path))] == [False, True]
    client.get(path, headers={"accept": "text/html"})
    client.get(path, headers=PACKED)
    assert StoredPage.objects.count() == 1


def test_a_page_whose_tag_is_known_by_nobody_is_made_and_kept(client, django_assert_num_queries):
    """Whoever has an older one asks for stamps, and then for the page."""
    path = Claim.objects.get(key=CHANGED).get_absolute_url()
    StoredPage.objects.all().delete()
    tag = client.get(path)["ETag"]
    with django_assert_num_queries(1):
        assert client.get(path, headers={"if-none-match": tag}).status_code == 304
    with django_assert_num_queries(1):
        assert client.get(path, headers={"if-none-match": '"old"'}).status_code == 200
    StoredPage.objects.all().delete()
    with django_assert_num_queries(1):
        assert client.get(path, headers={"if-none-match": tag}).status_code == 304
    assert client.get(path, headers={"if-none-match": '"old"'})["ETag"] == tag
    assert StoredPage.objects.get().tag == tag


def test_the_worker_makes_changed_pages_anew_that_readers_came_for(client, django_assert_num_queries):
    """They count for nobody: when readers stay away, pages are forgotten a day after the last one came."""
    claim = Claim.objects.get(key=CHANGED)
    path = claim.get_absolute_url()
    StoredPage.objects.all().delete()
    (
        client.get(path),
        client.get("/topics/"),
        client.get("/topics/", headers={"accept": "application/ld+json"}),
    )
    before = StoredPage.objects.get(thing="claim", thing_id=claim.pk)
    retract_first(claim, make.UserFactory())
    run_deferred_triggers()
    assert [warm_pages(seconds=10), warm_pages(seconds=10)] == [2, 0]
    after = StoredPage.objects.get(thing="claim", thing_id=claim.pk)
    assert (after.kept_at, after.place) == (before.kept_at, before.place) and after.tag != before.tag
    with django_assert_num_queries(1):
        warm = client.get(path)
    assert warm.content == get_cold(client, path).content
    assert StoredPage.objects.count() == 3


def test_the_worker_makes_no_page_of_yesterday_anew(client, monkeypatch):
    """It would get the address of today, as if a reader had come, and so again on every day."""
    claim = Claim.objects.get(key=CHANGED)
    StoredPage.objects.all().delete()
    client.get(claim.get_absolute_url())
    retract_first(claim, make.UserFactory())
    run_deferred_triggers()
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    assert warm_pages(seconds=10) == 0
    assert StoredPage.objects.count() == 1


def test_a_304_leaves_every_header_as_the_page_has_it(client, kept):
    """Browsers keep its headers with the page: a card that may be framed must not become one that may not."""
    for path, (tag, _text) in kept.items():
        page, unchanged = client.get(path), client.get(path, headers={"if-none-match": tag})
        assert unchanged.status_code == 304 and "ETag" in unchanged
        assert ("s-maxage=3600" if "sitemap" in path else FOR_PROXIES) in page["Cache-Control"]
        others = {name: value for name, value in unchanged.items() if page.get(name) != value}
        assert others == {}, path


def test_what_is_compressed_has_a_strong_tag_of_its_own_and_always_the_same_bytes(client):
    path = "/topics/"
    first, second = client.get(path, headers=PACKED), client.get(path, headers=PACKED)
    plain = client.get(path)
    assert first["ETag"] == second["ETag"] == f'{plain["ETag"][:-1]}-gzip"'
    assert first.content == second.content
    assert gzip.decompress(first.content) == plain.content
    again = client.get(path, headers={**PACKED, "if-none-match": first["ETag"]})
    assert (again.status_code, again["ETag"]) == (304, first["ETag"])


def test_another_url_language_host_or_day_has_another_tag(client, settings, monkeypatch):
    settings.ALLOWED_HOSTS = ["*"]
    tags = [
        client.get("/topics/")["ETag"],
        client.get("/topics/?x=1")["ETag"],
        client.get("/ru/topics/")["ETag"],
        client.get("/topics/", headers={"host": "other.example"})["ETag"],
        client.get("/topics/", secure=True)["ETag"],
    ]
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    tags.append(client.get("/topics/")["ETag"])
    assert len({*tags}) == len(tags)


def test_who_is_signed_in_or_shows_a_token_gets_everything_anew(client):
    tag = client.get("/topics/")["ETag"]
    client.cookies["sessionid"] = "x"
    response = client.get("/topics/", headers={"if-none-match": tag})
    assert response.status_code == 200 and "ETag" not in response
    del client.cookies["sessionid"]
    response = client.get("/topics/", headers={"if-none-match": tag, "authorization": "Bearer x"})
    assert response.status_code == 200 and "ETag" not in response


def test_without_stamps_pages_are_made_and_nothing_is_kept(client):
    tag = client.get("/topics/")["ETag"]
    sql("TRUNCATE claims_stamp")
    with transaction.atomic():
        sql("SET LOCAL transaction_read_only = on")
        response = client.get("/topics/", headers={"if-none-match": tag})
        transaction.set_rollback(True)
    assert response.status_code == 200 and "ETag" not in response


def test_what_is_refused_or_leads_elsewhere_has_no_tag(client):
    claim = Claim.objects.get(key=CHANGED)
    for path in (
        f"/claims/{claim.pk}/",
        "/claims/0/",
        f"/claims/{10**30}/",
        "/claims/0/preview.html",
        "/report/",
    ):
        assert "ETag" not in client.get(path, headers={"if-none-match": "*"})
    as_data = client.get(claim.get_absolute_url(), headers={"accept": "application/ld+json"})
    assert as_data.status_code == 303
    tag = client.get(claim.get_absolute_url())["ETag"]
    headers = {"accept": "application/ld+json", "if-none-match": tag}
    assert client.get(claim.get_absolute_url(), headers=headers).status_code == 303


def test_what_leads_elsewhere_or_is_gone_may_be_kept_as_a_page(client):
    """Else those who ask nginx for it at once wait for each other. No browser keeps a redirect for good."""
    claim, gone = Claim.objects.get(key=CHANGED), make.ClaimFactory(**retraction("claim"))
    paths = {f"/claims/{claim.pk}/": 301, "/claims/0/": 404, gone.get_absolute_url(): 410}
    paths[f"{claim.get_absolute_url()}?statement={claim.statements.first().pk}"] = 302
    for path, status in paths.items():
        response = client.get(path)
        assert (response.status_code, response["Cache-Control"]) == (status, CACHE_CONTROL), path
        client.cookies["sessionid"] = "x"
        assert "Cache-Control" not in client.get(path)
        del client.cookies["sessionid"]


def test_tags_are_of_the_release_that_the_process_began_with():
    """Files are replaced before processes are: what old ones make must not have the tags of new ones."""
    find_release.cache_clear()
    StampedPages(lambda request: HttpResponse())
    assert find_release.cache_info().currsize == 1


def test_a_merge_that_is_undone_is_not_kept_by_proxies(client):
    other = Claim.objects.published().exclude(key=CHANGED).latest("pk")
    merge_another(Claim.objects.get(key=CHANGED), make.UserFactory())
    response = client.get(other.get_absolute_url())
    assert response.status_code == 301
    assert response["Cache-Control"] == f"max-age=3600, {FOR_PROXIES}"
