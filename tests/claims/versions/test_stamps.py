"""What pages depend on has another stamp from the moment at which a change can be seen."""

import re

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from claims.models import Citation, Claim, ClaimTopic, KeyClaim, Stamp, Statement
from claims.tasks import fold_stamps as fold_stamps_task
from claims.versions.entity_tags import SHOWN_SETTINGS
from claims.versions.stamps import Thing, fold_stamps, read_stamps
from sources.models import LinkCheck
from tests import factories as make
from tests.support.page_list import addresses_by_name
from tests.support.sql import sql
from tests.support.transactions import run_deferred_triggers

pytestmark = pytest.mark.usefixtures("tables_owner")

TRIGGERS = ["stamp_after_insert", "stamp_after_update", "stamp_after_delete", "stamp_after_truncate"]
NOT_FROM_THE_RECORD = {
    "auth_user": "read with an article, whose page does not name who has read it in full",
    "claims_claimevent": "earlier wordings, written as the claim itself is",
    "claims_embedding": "has no triggers: what writes vectors raises the stamp of the record",
    "claims_report": "only written, by the form",
    "claims_reportkey": "counts requests to the API and reports",
    "claims_reportsender": "counts requests to the API and reports",
    "claims_stamp": "the stamps themselves",
    **dict.fromkeys(
        ("sources_historybacklog", "sources_historyleaves", "sources_historyseal"),
        "the chain of the history, whose page has no tag",
    ),
    "claims_toembed": "is asked nothing but whether vectors are wanted",
}
"""Tables that pages read or write without depending on them, each with the reason."""
CLOCK = re.compile(
    r"(?i)\b(?:(?:now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)\s*\(|current_(?:date|time)|localtime)"
)
NOT_SHOWN = {
    *("AUTH_USER_MODEL", "BASE_DIR", "LANGUAGE_CODE", "LOCALE_PATHS"),  # as the program has them
    *("DEBUG", "EXPORT_FOLDER", "HISTORY_HEADS"),  # for pages without tags
    "SECURITY_CONTACT",  # on pages that come without a tag
    *("DEFAULT_FROM_EMAIL", "MAIL_BOUNCES", "SITE_URL"),  # in mails
    *("FOLLOWS_AN_HOUR", "PUBLISH_OWN_WORK", "REPORTS_AN_HOUR"),  # what is let through
    *("BEHIND_PROXY", "FETCH_PRIVATE_HOSTS"),  # what is trusted
    "PROCRASTINATE_WORKER_DEFAULTS",  # when a job's worker is dead
    *("DATABASE_REPLICAS", "PAGE_STORE_MEGABYTES", "STAMP_PAGES"),  # whether pages are kept as they were made
}
"""Settings that no page with a tag shows."""


@pytest.mark.django_db
@pytest.mark.usefixtures("moscow_record")
def test_every_table_that_a_page_reads_is_stamped(client):
    """A page that reads another table needs a trigger on it: TABLES in claims/migrations/0112_stamps.py."""
    with CaptureQueriesContext(connection) as queries:
        for name, path in addresses_by_name().items():
            response = client.get(path)
            assert response.status_code == 200, name
            b"".join(response) if response.streaming else response.content
            client.get(f"/ru{path}")
    names = _find_names(query["sql"] for query in queries)
    asked_clock = {query["sql"][:80] for query in queries if CLOCK.search(query["sql"])}
    functions: set[str] = set()
    while new := names - functions:
        functions |= new
        bodies = dict(sql("SELECT proname, prosrc FROM pg_proc WHERE proname = ANY(%s)", [*new]))
        names |= _find_names(bodies.values())
        asked_clock |= {name for name, body in bodies.items() if CLOCK.search(body)}
    tables = {name for (name,) in sql("SELECT relname FROM pg_class WHERE relkind = 'r'")} & names
    having_all = """SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
                    WHERE t.tgname = ANY (%s) GROUP BY 1 HAVING count(*) = 4"""
    stamped = {name for (name,) in sql(having_all, TRIGGERS)}
    assert len(tables) > 20
    assert tables - stamped - set(NOT_FROM_THE_RECORD) == set()
    assert asked_clock == {*()}, "a replica's clock may be wrong, and no stamp tells what it says"


def test_every_setting_that_a_page_shows_is_in_its_tag():
    """Else a reader keeps the page of before, such as links to a site that is linked no more."""
    folders = [settings.BASE_DIR / name for name in ("claims", "core", "public", "sources")]
    modules = [path for folder in folders for path in folder.rglob("*.py")]
    named = {name for path in modules for name in re.findall(r"\bsettings\.([A-Z_]+)", path.read_text())}
    assert named - set(SHOWN_SETTINGS) == NOT_SHOWN


def _find_names(texts) -> set[str]:
    return {name for text in texts for name in re.findall(r"\b(?:claims|sources|auth|exchange)_\w+", text)}


def read() -> str:
    run_deferred_triggers()
    stamps = read_stamps()
    return stamps.words if stamps else ""


@pytest.mark.django_db
def test_adding_up_changes_no_stamp():
    statement = make.StatementFactory()
    for _ in range(3):
        run_deferred_triggers()
        Claim.objects.update(context="Another context.")
        fold_stamps_task.func.__wrapped__(timestamp=0)
        Claim.objects.update(context="")
    before = read(), read_stamps(Thing("claim", statement.claim_id))
    rows = Stamp.objects.count()
    assert fold_stamps() > 0
    assert Stamp.objects.count() < rows
    assert not Stamp.objects.filter(is_sum=False).exists()
    assert (read(), read_stamps(Thing("claim", statement.claim_id))) == before
    assert fold_stamps() == 0


@pytest.mark.django_db
def test_an_emptied_table_begins_anew_and_no_old_stamp_comes_back():
    """Whoever asks first makes another epoch; where nothing may be written, nothing is told."""
    make.StatementFactory()
    seen = {read()}
    for number in range(3):
        sql("TRUNCATE claims_stamp")
        with transaction.atomic():
            sql("SET LOCAL transaction_read_only = on")
            assert read_stamps() is None
            transaction.set_rollback(True)
        seen.add(read())
        Claim.objects.update(context=f"Context {number}.")
        seen.add(read())
    assert "" not in seen and len(seen) == 7


@pytest.mark.django_db
def test_what_was_done_before_a_restore_has_other_stamps():
    """The same writes twice: a browser may have kept the page from before."""
    made = []
    for _ in range(2):
        with transaction.atomic():
            make.TopicFactory()
            made.append(read())
            transaction.set_rollback(True)
    assert made[0] != made[1]


@pytest.mark.django_db
def test_a_rolled_back_savepoint_takes_its_stamp_along():
    before = read()
    with transaction.atomic():
        make.TopicFactory()
        transaction.set_rollback(True)
    make.TopicFactory()
    assert read() != before


@pytest.mark.django_db
def test_nothing_else_than_what_is_shown_raises_a_stamp():
    """The names are those of every page: who looks at addresses all day must not make them anew."""
    article = make.ArticleFactory()
    now = {"checked_at": make.MOMENT, "next_check_at": make.MOMENT}
    LinkCheck.objects.create(article=article, outcome="works", **now)
    before = read()
    LinkCheck.objects.update(failures=1)
    assert read() == before
    names = read_stamps().names
    article.save()
    read()
    assert read_stamps().names == names
    LinkCheck.objects.update(outcome="broken")
    assert read() != before and read_stamps().names != names


@pytest.mark.django_db
def test_a_claim_and_its_topics_but_no_draft():
    """What a version says is told by stamp_claims_after_insert.

    That it was made anew by stamp_claims_after_delete; that the claim itself is a draft again by
    stamp_claims_after_update; that one has left a topic by stamp_topics_after_delete and
    stamp_topics_after_update.
    """
    statement = make.StatementFactory()
    claim, neighbour = statement.claim, make.StatementFactory().claim
    topic, other = make.TopicFactory(), make.TopicFactory()
    topic.claims.set([claim, neighbour])
    draft = make.DraftClaimFactory()
    topic.claims.add(draft)

    def read_both():
        run_deferred_triggers()
        return read_stamps(Thing("claim", claim.pk)), read_stamps(Thing("claim", neighbour.pk))

    seen = [read_both()]
    draft.context = "Not yet seen."
    draft.save()
    assert read_both() == seen[-1]
    for change in (
        lambda: Claim.objects.filter(pk=claim.pk).update(context="Seen."),
        lambda: claim.statements.update(hedged=True),
        lambda: ClaimTopic.objects.filter(claim=neighbour).update(topic=other),
        lambda: ClaimTopic.objects.filter(claim=neighbour).update(topic=topic),
        lambda: ClaimTopic.objects.filter(claim=claim).delete(),
        lambda: topic.claims.add(claim),
        lambda: Claim.objects.filter(pk=claim.pk).update(state="draft", published_at=None, published_by=None),
    ):
        change()
        seen.append(read_both())
        assert seen[-1][0] != seen[-2][0] and seen[-1][1] != seen[-2][1]


@pytest.mark.django_db
def test_claimants_articles_and_outlets():
    """Of what is shown of them the version of a claim tells, as long as the claim still has to do with them.

    Of what it has no more stamp_claimants_after_update, stamp_claimants_after_delete and
    stamp_articles_after_delete tell; of where in the text words stand stamp_articles_after_update, and of the
    text itself stamp_articles_after_insert. Of key claims stamp_topics_after_insert tells.
    """
    with transaction.atomic():
        statement = make.StatementFactory()
        other = make.StatementFactory()
        citation = statement.citations.get()
        more = make.CitationFactory(statement=statement, via=make.OutletFactory())
        topic, another = make.TopicFactory(), make.TopicFactory()
        statement.claim.topics.add(topic)
        make.StatementFactory(claim=statement.claim)  # so that something is left of it
    article, elsewhere = citation.article, make.ArticleFactory()
    things = {
        "claimant": Thing("claimant", statement.claimant_id),
        "party": Thing("claimant", statement.party_id),
        "newcomer": Thing("claimant", other.claimant_id),
        "article": Thing("article", article.pk),
        "elsewhere": Thing("article", elsewhere.pk),
        "outlet": Thing("outlet", article.outlet_id),
        "topic": Thing("topic", topic.pk),
        "another": Thing("topic", another.pk),
        "credited": Thing("outlet", more.via_id),
    }

    def read_all() -> dict[str, str]:
        run_deferred_triggers()
        return {name: read_stamps(thing).words for name, thing in things.items()}

    def find_raised(change) -> set[str]:
        before = read_all()
        change()
        after = read_all()
        return {name for name in things if after[name] != before[name]}

    everything = {*things} - {"newcomer", "elsewhere", "another"}
    rows = Statement.objects.filter(pk=statement.pk)
    assert find_raised(lambda: rows.update(hedged=True)) == everything
    assert find_raised(lambda: Statement.objects.filter(pk=other.pk).update(hedged=True)) == {"newcomer"}
    assert (
        find_raised(lambda: make.DraftStatementFactory(claimant=statement.claimant, party=statement.party))
        == set()
    )
    assert find_raised(lambda: make.CaptureFactory(article=article)) == {"article", "topic"}
    assert find_raised(lambda: KeyClaim.objects.create(topic=topic, claim=statement.claim, place=1)) == {
        "topic"
    }
    key_claims = KeyClaim.objects.filter(topic=topic)
    assert find_raised(lambda: key_claims.update(place=2)) == {"topic"}
    assert find_raised(lambda: key_claims.delete()) == {"topic"}
    moved = Citation.objects.filter(pk=citation.pk)
    assert find_raised(lambda: moved.update(article=elsewhere)) >= {"article", "elsewhere", "outlet"}
    assert find_raised(lambda: Citation.objects.filter(pk=more.pk).update(via=None)) >= {"credited"}
    assert find_raised(lambda: rows.update(claimant=other.claimant, party=other.party)) >= {
        "claimant",
        "newcomer",
    }
    evidence = Citation.objects.filter(statement=statement)
    assert find_raised(lambda: (evidence.delete(), rows.delete())) >= {"newcomer", "elsewhere"}
