"""The queue of similar claims: probable doubles, contradictions, changes of position, repetitions.

Editors compare two claims side by side, and say that they differ, relate them, or go on to merge them.
"""

import datetime

import pytest
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.auth.models import Permission

from claims.models import ClaimRelation, ClaimVersion, PairKind, ProbableDouble
from editorial.admin.queues.probable_double import MOST_POSITIONS
from editorial.admin.workflow.visibility import PUBLISHERS_ONLY
from tests import factories as make
from tests.support.admin_html import address, said_to
from tests.support.html import text_of

pytestmark = pytest.mark.django_db

LIST = address(ProbableDouble, "changelist")


def a_pair(**more):
    claim = make.StatementFactory(party__name="Brook Water").claim
    other = make.DraftClaimFactory()
    return ProbableDouble.objects.create(
        **{"claim": claim, "other": other, "score": 0.87, "found_at": make.MOMENT, **more}
    )


@pytest.fixture
def pair(db):
    return a_pair()


def settle(client, pair, note=""):
    return client.post(address(ProbableDouble, "settle", pair.pk), {"note": note}, follow=True)


def test_both_stand_side_by_side_with_status_and_positions(as_publisher, pair):
    page = as_publisher.get(LIST).text
    for words in (pair.claim.text, pair.other.text, "asserted: affirmed by Brook Water", "draft", "87%"):
        assert words in page
    assert f"{address(type(pair.claim), 'merge', pair.other_id)}?into={pair.claim_id}" in page
    assert address(ProbableDouble, "settle", pair.pk) in page


def test_the_most_alike_come_first_and_each_says_what_it_may_be(as_editor, pair):
    best = a_pair(score=0.95, kind=PairKind.CONTRADICTION)
    response = as_editor.get(LIST)
    assert [row.pk for row in response.context["cl"].result_list] == [best.pk, pair.pk]
    assert text_of(response).index("may contradict each other 95% alike") < text_of(response).index(
        "may be the same"
    )


def test_the_list_is_filtered_by_kind(as_editor, pair):
    pairs = {
        PairKind.DOUBLE: pair,
        **{kind: a_pair(kind=kind) for kind in PairKind if kind != PairKind.DOUBLE},
    }
    for kind, expected in pairs.items():
        response = as_editor.get(LIST, {"kind__exact": kind.value})
        assert response.context["cl"].result_list == [expected]


def a_change(**more):
    """Make a pair of published claims of which one party affirms one and denies the other."""
    first = make.StatementFactory(
        party__name="Zinn Water", said_on=datetime.date(2017, 4, 12), stance="affirms"
    )
    later = {"party": first.party, "claimant": first.claimant, "stance": "denies"}
    second = make.StatementFactory(**later, said_on=datetime.date(2017, 5, 9))
    for statement, excerpt in ((first, "We opened it."), (second, "We never opened it.")):
        statement.citations.update(excerpt=excerpt)
    return a_pair(claim=first.claim, other=second.claim, **{"kind": PairKind.CHANGE, **more})


def test_who_may_have_changed_comes_first_with_days_and_words(as_editor):
    pair = a_change()
    for number in range(5):  # more recent ones, and more of them than are named
        make.StatementFactory(claim=pair.claim, said_on=datetime.date(2017, 6, 1 + number))
    page = text_of(as_editor.get(LIST))
    first = page.index("Zinn Water affirms, 12 April 2017: “We opened it.”")
    assert first < page.index("2017", first + len("Zinn Water affirms, 12 April 2017"))
    assert "Zinn Water denies, 9 May 2017: “We never opened it.”" in page
    assert page.count("affirms, ") == MOST_POSITIONS


def test_not_the_same_with_a_note(as_editor, editor, pair):
    assert "what tells them apart" in as_editor.get(address(ProbableDouble, "settle", pair.pk)).text
    response = settle(as_editor, pair, " Another dam. ")
    assert said_to(response) == [f"Not the same: “{pair.claim}” and “{pair.other}”."]
    pair.refresh_from_db()
    assert (pair.outcome, pair.settled_by, pair.note) == ("different", editor, "Another dam.")
    assert pair not in as_editor.get(LIST).context["cl"].result_list
    assert "not the same: Another dam." in as_editor.get(LIST, {"outcome": "different"}).text


def test_several_at_once_and_none_twice(as_editor, pair):
    other = a_pair()
    chosen = {"action": "not_the_same_selected", "_selected_action": [pair.pk, other.pk]}
    assert len(said_to(as_editor.post(LIST, chosen, follow=True))) == 2
    assert ProbableDouble.objects.filter(outcome="different").count() == 2
    assert "settled already" in said_to(settle(as_editor, pair))[0]


def relate(client, pair, relation="contradicts"):
    return client.post(address(ProbableDouble, "relate", pair.pk), {"relation": relation}, follow=True)


@pytest.mark.parametrize(
    ("relation", "kind", "is_turned"),
    [
        ("contradicts", "contradicts", False),
        ("narrows", "narrows", False),
        ("narrowed", "narrows", True),
        ("question", "question", False),
    ],
)
def test_relating_makes_the_relation_and_settles_the_pair(as_editor, editor, pair, relation, kind, is_turned):
    assert "on the same question" in as_editor.get(address(ProbableDouble, "relate", pair.pk)).text
    [said] = said_to(relate(as_editor, pair, relation))
    assert said.startswith("Related: “")
    made = ClaimRelation.objects.get()
    expected = (pair.other, pair.claim) if is_turned else (pair.claim, pair.other)
    assert (made.kind, (made.claim, made.other), made.note) == (kind, expected, "")
    pair.refresh_from_db()
    assert (pair.outcome, pair.settled_by) == ("related", editor)
    entry = LogEntry.objects.get(action_flag=ADDITION)
    assert (entry.user, entry.object_id) == (editor, str(made.pk))
    assert "settled already" in said_to(settle(as_editor, pair))[0]


def test_a_settled_pair_is_not_related(as_editor, pair):
    settle(as_editor, pair)
    assert "settled already" in said_to(relate(as_editor, pair))[0]
    assert not ClaimRelation.objects.exists()


def test_no_relation_without_a_choice(as_editor, pair):
    for answer in ("", "follows", "nonsense"):
        assert relate(as_editor, pair, answer).status_code == 200
    assert not ClaimRelation.objects.exists()
    pair.refresh_from_db()
    assert pair.outcome == ""


def test_a_relation_that_readers_would_see_is_for_publishers(as_editor, as_publisher):
    pair = a_change()
    relate_page = address(ProbableDouble, "relate", pair.pk)
    assert relate_page not in as_editor.get(LIST).text
    assert said_to(relate(as_editor, pair)) == [f"“{pair}”: {PUBLISHERS_ONLY}"]
    assert not ClaimRelation.objects.exists()
    assert relate_page in as_publisher.get(LIST).text
    versions = ClaimVersion.objects.filter(claim=pair.claim).count()
    relate(as_publisher, pair)
    assert ClaimRelation.objects.get().claim == pair.claim
    assert ClaimVersion.objects.filter(claim=pair.claim).count() == versions + 1


def test_who_may_not_relate_claims_elsewhere_may_not_here(client, pair):
    user = make.UserFactory(is_staff=True)
    allowed = ("view_probabledouble", "change_probabledouble")
    user.user_permissions.set(Permission.objects.filter(codename__in=allowed))
    client.force_login(user)
    assert "Relate…" not in client.get(LIST).text
    assert relate(client, pair).status_code == 403
    assert not ClaimRelation.objects.exists()


def test_an_editor_is_not_led_to_merging(as_editor, pair):
    assert "/merge/" not in as_editor.get(LIST).text


def test_who_must_not(client, pair):
    client.force_login(make.UserFactory(is_staff=True))
    assert client.get(LIST).status_code == 403
    assert settle(client, pair).status_code == 403
    for page in ("add", "change", "delete"):
        args = [] if page == "add" else [pair.pk]
        assert client.post(address(ProbableDouble, page, *args), {"post": "yes"}).status_code == 403
    pair.refresh_from_db()
    assert pair.outcome == ""


def test_nobody_types_or_deletes_a_pair(as_superuser, pair):
    assert as_superuser.get(address(ProbableDouble, "add")).status_code == 403
    assert as_superuser.post(address(ProbableDouble, "delete", pair.pk), {"post": "yes"}).status_code == 403
    assert as_superuser.get(address(ProbableDouble, "change", pair.pk)).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_however_long(as_superuser, rows, django_assert_num_queries):
    for _ in range(rows):
        a_change()
    with django_assert_num_queries(7):
        assert len(as_superuser.get(LIST).context["cl"].result_list) == rows
