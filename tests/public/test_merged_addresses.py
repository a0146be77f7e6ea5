"""The address of a merged row leads to its target, while the merge stands."""

import pytest

from claims.actions.merging.merge import merge_claimants, merge_claims, merge_outlets
from claims.actions.merging.undo import undo_merge
from tests import factories as make

pytestmark = pytest.mark.django_db


def claims():
    return [make.StatementFactory().claim for _ in range(3)]


def claimants():
    return [make.StatementFactory().party for _ in range(3)]


def outlets():
    return [make.StatementFactory().citations.get().article.outlet for _ in range(3)]


@pytest.fixture(
    params=[(claims, merge_claims), (claimants, merge_claimants), (outlets, merge_outlets)],
    ids=["claims", "claimants", "outlets"],
)
def three(request):
    rows, act = request.param
    user = make.UserFactory()
    return (
        rows(),
        lambda duplicate, target: act(
            duplicate=duplicate, target=target, by=user, now=make.MOMENT, reason="The same."
        ),
        user,
    )


def test_redirects_for_good_with_the_query_and_along_chains(client, three):
    (first, second, third), merge, _ = three
    merge(first, second)
    response = client.get(first.get_absolute_url(), {"page": 1})
    assert (response.status_code, response.url) == (301, f"{second.get_absolute_url()}?page=1")
    assert response["Cache-Control"] == "max-age=3600"
    merge(second, third)
    for row in (first, second):
        assert client.get(row.get_absolute_url()).url == third.get_absolute_url()
    assert client.get(f"/{first._meta.model_name}s/{first.pk}/").status_code == 301
    assert client.get(third.get_absolute_url()).status_code == 200


def test_until_it_is_undone(client, three):
    (first, second, _), merge, user = three
    done = merge(first, second)
    undo_merge(merge=done, by=user, now=make.MOMENT, reason="They are not.")
    assert client.get(first.get_absolute_url()).status_code == 200


def test_a_row_that_readers_cannot_see_is_not_led_to(client):
    duplicate, target = make.DraftClaimFactory(), make.DraftClaimFactory(text="Secret so far")
    merge_claims(
        duplicate=duplicate, target=target, by=make.UserFactory(), now=make.MOMENT, reason="The same."
    )
    assert client.get(duplicate.get_absolute_url()).status_code == 404
    assert client.get(f"/claims/{duplicate.pk + 1000}/").status_code == 404


def test_what_was_merged_is_in_no_list(client, three):
    (first, second, _), merge, _ = three
    merge(first, second)
    listed = client.get(f"/{first._meta.model_name}s/").text
    assert second.get_absolute_url() in listed
    assert first.get_absolute_url() not in listed


def test_a_survivor_that_is_retracted_answers_for_both(client):
    duplicate = make.StatementFactory().claim
    target = make.StatementFactory(claim__text="Words taken back").claim
    user = make.UserFactory()
    merge_claims(duplicate=duplicate, target=target, by=user, now=make.MOMENT, reason="The same.")
    type(target).objects.filter(pk=target.pk).update(
        state="retracted", retracted_at=make.MOMENT, retracted_by=user, retraction_reason="Wrong."
    )
    response = client.get(duplicate.get_absolute_url(), follow=True)
    assert (response.status_code, response.redirect_chain) == (410, [(f"/claims/{target.pk}/", 301)])
