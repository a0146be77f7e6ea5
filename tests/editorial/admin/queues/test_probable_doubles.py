"""The queue of probable duplicates.

Editors compare two claims side by side, and say that they differ or go on to merge them.
"""

import pytest

from claims.models import ProbableDouble
from tests import factories as make
from tests.support.admin_html import address, said_to

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


def test_opposites_are_marked_and_the_most_alike_come_first(as_editor, pair):
    best = a_pair(score=0.95, opposite=True)
    response = as_editor.get(LIST)
    assert [row.pk for row in response.context["cl"].result_list] == [best.pk, pair.pk]
    assert "95%, but opposite in wording" in response.text


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
        a_pair()
    with django_assert_num_queries(6):
        assert len(as_superuser.get(LIST).context["cl"].result_list) == rows
