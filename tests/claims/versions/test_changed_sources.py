"""What an outlet does later to an article makes versions of the claims that cite it, and changes."""

from importlib import import_module

import pytest
from django.db import connection, transaction
from django.test import Client

from claims.models import Change, ChangeTopic, ClaimVersion
from claims.versions.changes import compare_versions, with_visible_snapshots
from public.claim_history.field_diff import diff_fields
from sources.models import Article
from tests import factories as make
from tests.support.document_rows import assert_latest_version_is_right
from tests.support.html import text_of
from tests.support.sql import sql

pytestmark = pytest.mark.usefixtures("tables_owner")

FILL = import_module("claims.migrations.0052_tell_changed_sources")
UNTOLD = import_module("claims.migrations.0051_changed_sources").DOCUMENTS_BEFORE
REWORDED = import_module("claims.migrations.0064_reworded_claims")
DAYS = import_module("claims.migrations.0071_days_of_changed_sources")


class Editor:
    connection = connection


@pytest.fixture
def article():
    """Make an article that two claims cite, without the changes of their publishing."""
    with transaction.atomic():
        article = make.ArticleFactory(title="The bridge", outlet__name="Post")
        for text in ("It rains", "It snows"):
            make.StatementFactory(claim__text=text, citation__article=article)
    Change.objects.all().delete()
    return article


def told():
    return list(Change.objects.order_by("claim").values_list("kind", "claim__text", "version", "article"))


def alter(article, **dates):
    Article.objects.filter(pk=article.pk).update(**dates)


def test_each_claim_that_cites_it_tells_of_it_once(article):
    alter(article, corrected_on="2017-05-03")
    of_both = [("source", text, 2, article.pk) for text in ("It rains", "It snows")]
    assert told() == of_both
    alter(article, title="The old bridge")
    alter(article, corrected_on=None)
    assert told() == of_both, "the last is no news: the page says that it does not stand"
    alter(article, retracted_on="2017-05-04")
    assert told()[1] == ("source", "It rains", 5, article.pk)
    for version in ClaimVersion.objects.filter(number=5):
        assert_latest_version_is_right(version.claim)


def test_what_is_newly_cited_was_retracted_before_and_is_no_news(article):
    with transaction.atomic():
        retracted = make.ArticleFactory(retracted_on="2017-05-03")
        statement = ClaimVersion.objects.earliest("pk").claim.statements.get()
        make.CitationFactory(statement=statement, article=retracted)
    assert told() == []


def test_it_is_told_in_words(article):
    alter(article, corrected_on="2017-05-03")
    alter(article, corrected_on=None)
    versions = list(with_visible_snapshots(ClaimVersion.objects.filter(claim__text="It rains")))
    assert [change.words for change in compare_versions(versions)] == [
        ["“The bridge” (Post) was neither corrected nor retracted after all."],
        ["“The bridge” (Post) was corrected by the outlet on 3 May 2017."],
        ["First version."],
    ]
    for version in versions:
        version.visible_snapshot |= {"hidden": {}}
        for statement in version.visible_snapshot["statements"]:
            statement["gone"] = 0
    _third, second, first = (version.visible_snapshot for version in versions)
    [[change], left_out] = diff_fields(first, second)
    assert (change.label, change.before, change.after, left_out) == (
        "Article “The bridge”",
        "",
        "corrected by the outlet on 3 May 2017",
        0,
    )
    changed = "Source changed It rains “The bridge” (Post)"
    assert f"{changed}: neither corrected nor retracted after all." in text_of(Client().get("/changes/"))
    alter(article, retracted_on="2017-05-04")
    page = text_of(Client().get("/changes/?kind=source"))
    assert "“The bridge” (Post), which is cited here, was retracted by the outlet on 4 May 2017." in page


def test_of_what_was_retracted_before_this_was_told_a_migration_makes_versions(article, monkeypatch):
    monkeypatch.setattr(FILL, "ARTICLES_AT_ONCE", 1)
    with transaction.atomic():
        others = make.StatementFactory().citations.get().article
    with transaction.atomic():
        sql("ALTER TABLE sources_article DISABLE TRIGGER version_after_update")
        for row in (article, others):
            alter(row, retracted_on="2017-05-03")
        sql("ALTER TABLE sources_article ENABLE TRIGGER version_after_update")
    for _ in range(2):
        FILL.tell_changed_sources(None, Editor)
        assert sorted(ClaimVersion.objects.values_list("number", "reason")) == [
            *[(1, "")] * 3,
            *[(2, FILL.REASON)] * 3,
        ]


def alter_and_cite():
    """Alter a cited article, and cite two that were altered already; return the first."""
    with transaction.atomic():
        cited, cited_later = make.ArticleFactory(title="Cited"), make.ArticleFactory()
        came_so = make.ArticleFactory(retracted_on="2017-05-03")
        for article in (cited, came_so):
            make.StatementFactory(citation__article=article).claim.topics.add(make.TopicFactory())
    alter(cited, corrected_on="2017-05-03")
    alter(cited, byline="Ada Brook")
    alter(cited_later, retracted_on="2017-05-03")
    with transaction.atomic():
        make.StatementFactory(citation__article=cited_later).claim.topics.add(make.TopicFactory())
    return cited


def list_source_changes():
    changes = Change.objects.filter(kind="source").order_by("pk")
    return list(changes.values_list("article", "made_at", "filed__made_at"))


def list_expected(article):
    query = (
        "SELECT min(pgh_created_at) FROM sources_articleevent WHERE pgh_obj_id = %s AND pgh_label = 'update'"
    )
    [(altered_at,)] = sql(query, article.pk)
    return [(article.pk, altered_at, altered_at)]


@pytest.mark.django_db(transaction=True)
def test_what_was_told_at_the_time_keeps_its_moment():
    expected = list_expected(alter_and_cite())
    assert list_source_changes() == expected
    DAYS.date_changed_sources(None, Editor)
    assert list_source_changes() == expected


@pytest.mark.django_db(transaction=True)
def test_what_an_upgrade_told_gets_the_moment_at_which_the_record_learnt_of_it(monkeypatch):
    monkeypatch.setattr(DAYS, "CHANGES_AT_ONCE", 1)
    sql(UNTOLD)
    article = alter_and_cite()
    assert not list_source_changes()
    sql(REWORDED.make_documents())
    FILL.tell_changed_sources(None, Editor)
    assert len(list_source_changes()) == 3
    for _ in range(2):
        DAYS.date_changed_sources(None, Editor)
        assert list_source_changes() == list_expected(article)
    assert ChangeTopic.objects.filter(kind="source").count() == 1
