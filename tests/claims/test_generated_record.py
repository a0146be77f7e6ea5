"""What a synthetic record looks like; it is made once."""

from collections import Counter

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import F, Max

from claims.models import Affiliation, Citation, Claim, Claimant, Statement, Topic
from claims.synthetic import store
from core.history import read_events
from sources.models import Addition, Article, Capture, CaptureText, Outlet

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]
CLAIMS = 1_000


@pytest.fixture(scope="module")
def record(tables_owner, own_database) -> None:
    call_command("generate", f"--claims={CLAIMS}", verbosity=0, writers=1)


def test_makes_a_record_in_the_proportions_that_are_promised():
    assert Claim.objects.count() == CLAIMS
    assert 2.1 < Statement.objects.count() / CLAIMS < 2.7
    assert 3.1 < Citation.objects.count() / CLAIMS < 3.9
    assert Outlet.objects.count() == Claimant.objects.filter(kind="outlet").count() == 40
    assert Capture.objects.count() > 30
    assert CaptureText.objects.count() == 0
    assert {kind for (kind,) in Claimant.objects.values_list("kind").distinct()} == {
        "person",
        "organisation",
        "government",
        "unnamed",
        "outlet",
    }


def test_has_every_status_state_and_kind_of_statement():
    status = Counter(Claim.objects.filter(state="published").values_list("status", flat=True))
    assert set(status) == {"asserted", "agreed", "disputed"}
    assert min(status.values()) > 100
    assert set(Claim.objects.values_list("state", flat=True)) == {"draft", "published", "retracted"}
    assert set(Statement.objects.values_list("state", flat=True)) == {
        "draft",
        "published",
        "retracted",
    }
    stances = set(Statement.objects.values_list("stance", flat=True))
    assert stances == {"affirms", "denies", "questions", "withdraws"}
    precisions = set(Statement.objects.values_list("said_on_precision", flat=True))
    assert precisions == {"day", "month", "year", "by"}
    kinds = set(Citation.objects.values_list("kind", flat=True))
    assert kinds == {"quote", "paraphrase", "own_words"}
    assert Citation.objects.filter(relayed_by__isnull=False).count() > 50
    assert Citation.objects.filter(proved_at__isnull=False).count() > 300
    assert Affiliation.objects.filter(until__isnull=False).exists()


def test_stored_statuses_are_those_of_the_rule():
    stored = dict(Claim.objects.filter(state="published").values_list("pk", "status"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT claim_id, status FROM claims_status(%s)", [list(stored)])
        assert dict(cursor.fetchall()) == stored
    assert set(Claim.objects.exclude(state="published").values_list("status", flat=True)) == {"open"}


def test_lengths_are_realistic_and_within_the_limits():
    words = [len(excerpt.split()) for excerpt in Citation.objects.values_list("excerpt", flat=True)]
    assert min(words) >= 6 and max(words) == 25
    assert 10 < sum(words) / len(words) < 18
    texts = [len(text) for text in Claim.objects.values_list("text", flat=True)]
    assert 60 < sum(texts) / len(texts) < 120


def test_a_few_are_busy_and_most_are_not():
    by_outlet = Counter(Article.objects.values_list("outlet", flat=True)).most_common()
    assert by_outlet[0][1] > 4 * by_outlet[len(by_outlet) // 2][1]
    first = Topic.objects.order_by("pk").first()
    outlets = Outlet.objects.filter(articles__citations__statement__claim__topics=first)
    assert outlets.distinct().count() > 30
    busiest = Claimant.objects.get(affiliations__key="synthetic-affiliation-1")
    assert 10 <= busiest.statements.count() <= 35


def test_can_be_told_from_anything_real():
    assert store.find_real_row() is None
    assert not Outlet.objects.exclude(name__endswith="(synthetic)", home_page__contains=".example/").exists()
    assert not Claimant.objects.exclude(name__contains="(synthetic)").exists()
    assert not Topic.objects.exclude(name__endswith="(synthetic)").exists()
    assert not Article.objects.exclude(canonical_url__contains=".example/").exists()
    assert not Claim.objects.exclude(public_note__startswith="Synthetic").exists()


def test_history_knows_every_row_and_why():
    events = read_events(Claim, "SELECT id FROM claims_claim")
    assert [event.row_id for event in events] == sorted(Claim.objects.values_list("pk", flat=True))
    assert {(event.label, event.context["why"]) for event in events} == {("insert", "synthetic record")}
    statuses = {event.row_id: event.after.status for event in events}
    assert statuses == dict(Claim.objects.values_list("pk", "status"))
    assert Addition.objects.filter(table_name="claims_claim").count() == 1


def test_rows_can_be_added_afterwards():
    for model in (Article, Claimant, Claim.topics.through):
        last = model.objects.aggregate(last=Max("pk"))["last"]
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [model._meta.db_table])
            assert cursor.fetchone() == (last + 1,)


def test_proofs_lie_within_their_captures():
    proved = Citation.objects.filter(capture__isnull=False)
    assert proved.count() > 50
    assert not proved.filter(end__gt=F("capture__length")).exists()
