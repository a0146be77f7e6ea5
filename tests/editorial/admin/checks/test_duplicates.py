"""A proposition can be added once; a name that exists is pointed out.

The error links to the claim that exists.
"""

import pytest
from django.contrib.messages import get_messages

from claims.models import Alias, Claim, Claimant
from editorial.admin.checks.duplicates import find_duplicate
from tests import factories as make
from tests.support.admin_html import address, filled
from tests.support.sql import explain

pytestmark = pytest.mark.django_db

FEW = {
    f"{prefix}-{part}_FORMS": "0" for prefix in ("aliases", "affiliations") for part in ("TOTAL", "INITIAL")
}
"""The form of a claimant without aliases and affiliations."""
TEXT = "Syria's army carried out the 4 April attack on Khan Shaykhun."


def add(client, text: str, **more):
    return client.post(address(Claim, "add"), {"text": text, "nature": "fact", **more})


@pytest.mark.parametrize(
    "typed",
    [
        TEXT,
        TEXT.upper(),
        f"  {TEXT.rstrip('.')}\n",
        f"{TEXT.rstrip('.')} !",
        TEXT.replace("army carried", "army  carried"),
    ],
)
@pytest.mark.parametrize("state", ["draft", "published"])
def test_a_proposition_that_is_on_the_record_is_not_added_again(as_editor, typed, state):
    there = make.DraftClaimFactory(text=TEXT)
    if state == "published":
        there = make.StatementFactory(claim__text=TEXT).claim
        Claim.objects.exclude(pk=there.pk).delete()
    response = add(as_editor, typed)
    assert Claim.objects.count() == 1
    link = f'<a href="{address(Claim, "change", there.pk)}" dir="auto">'
    assert f"This claim is already on the record: {link}" in response.text
    assert "add a statement to it instead" in response.text


def test_nor_is_another_claim_reworded_to_it(as_editor):
    make.DraftClaimFactory(text=TEXT)
    other = make.DraftClaimFactory()
    page = address(Claim, "change", other.pk)
    response = as_editor.post(page, filled(as_editor.get(page)) | {"text": TEXT})
    assert "already on the record" in response.text
    assert Claim.objects.filter(text=TEXT).count() == 1


@pytest.mark.parametrize(
    "typed",
    [
        "Syria's army did not carry out the 4 April attack on Khan Shaykhun.",
        "Syria's army carried out the 4 April attack",
        "The army of Syria carried out the 4 April attack on Khan Shaykhun.",
        f"It is false that {TEXT}",
    ],
)
def test_another_proposition_is_another_once_that_is_said(as_editor, typed, monkeypatch):
    """However similar: that depends on statistics, which other tests leave in the database."""
    monkeypatch.setattr("editorial.admin.workflow.similar_claims.VERY_SIMILAR", 0)
    there = make.DraftClaimFactory(text=TEXT)
    asked = add(as_editor, typed).text
    assert "It is another claim" in asked
    assert "already on the record" not in asked
    assert add(as_editor, typed, another_claim=str(there.pk)).status_code == 302
    assert Claim.objects.count() == 2


def test_what_was_retracted_may_be_recorded_anew(as_editor, publisher):
    make.DraftClaimFactory(
        text=TEXT,
        state="retracted",
        published_at=make.MOMENT,
        published_by=publisher,
        retracted_at=make.MOMENT,
        retracted_by=publisher,
        retraction_reason="Wrong.",
    )
    assert add(as_editor, TEXT).status_code == 302


def test_a_claim_is_no_double_of_itself_nor_is_an_old_double_stuck(as_editor):
    old, other = make.DraftClaimFactory(text=TEXT), make.DraftClaimFactory(text=TEXT)
    for claim, changes in ((other, {"context": "New."}), (old, {"nature": "judgement"})):
        page = address(Claim, "change", claim.pk)
        assert as_editor.post(page, filled(as_editor.get(page)) | changes).status_code == 302


def test_the_claims_are_not_read_one_by_one(django_assert_num_queries):
    """Without sequential and index scans, the planner uses the index of the search."""
    with django_assert_num_queries(1) as asked:
        assert find_duplicate("A proposition that nobody holds", exclude=None) is None
    plan = explain(asked.captured_queries[0]["sql"].replace("%", "%%"), without="seqscan indexscan")
    assert "claim_search" in plan


def add_claimant(client, name: str) -> list[str]:
    sent = {"name": name, "kind": "person"}
    for prefix in ("aliases", "affiliations"):
        sent |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    response = client.post(address(Claimant, "add"), sent)
    assert response.status_code == 302
    messages = [message.message for message in get_messages(response.wsgi_request)]
    return [text for text in messages if "stands for somebody else" in text]


@pytest.mark.parametrize("typed", ["Rex Tillerson", "rex tillerson", "TILLISON"])
def test_somebody_of_the_same_name_or_alias_is_pointed_out(as_editor, typed):
    there = make.ClaimantFactory(name="Rex Tillerson", role="Secretary of State")
    make.AliasFactory(claimant=there, name="Tillison")
    make.AliasFactory(claimant=there, name="Rex Tillerson")
    [warning] = add_claimant(as_editor, typed)
    link = f'<a href="{address(Claimant, "change", there.pk)}" dir="auto">Rex Tillerson</a>'
    assert f"{link} (Secretary of State)" in warning
    assert Claimant.objects.count() == 2


def test_a_new_name_and_a_name_that_stays_are_not(as_editor):
    make.ClaimantFactory(name="Rex Tillerson")
    assert add_claimant(as_editor, "Sergei Lavrov") == []
    namesake = make.ClaimantFactory(name="Rex Tillerson")
    page = address(Claimant, "change", namesake.pk)
    response = as_editor.post(page, filled(as_editor.get(page)) | {"role": "driver"}, follow=True)
    assert "stands for somebody else" not in response.text


def test_the_link_in_the_warning_is_a_link(as_editor):
    make.ClaimantFactory(name="<b>Odd</b>")
    sent = {"name": "<b>Odd</b>", "kind": "person"}
    for prefix in ("aliases", "affiliations"):
        sent |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    response = as_editor.post(address(Claimant, "add"), sent, follow=True)
    assert 'dir="auto">&lt;b&gt;Odd&lt;/b&gt;</a> (person)' in response.text


NAME = "José Vale"


@pytest.mark.parametrize(
    "spelling", ["Jose\u0301 Vale", "José\u00a0Vale", "José  Vale", "José\u200b Vale", " josé vale "]
)
def test_a_name_that_looks_the_same_is_the_same(as_editor, spelling):
    there = make.ClaimantFactory(name=NAME)
    sent = {"name": spelling, "kind": "person"} | FEW
    response = as_editor.post(address(Claimant, "add"), sent, follow=True)
    [warning] = [
        text for text in map(str, get_messages(response.wsgi_request)) if "somebody else too" in text
    ]
    assert f'<a href="{address(Claimant, "change", there.pk)}" dir="auto">{NAME}</a>' in warning


def test_a_name_that_nobody_can_see_is_refused(as_editor):
    response = as_editor.post(address(Claimant, "add"), {"name": "\u200b\u2060", "kind": "person"} | FEW)
    assert "characters that nobody can see" in response.text
    assert not Claimant.objects.exists()


class TestAnAliasThatIsTheNameOfAnother:
    def warnings(self, response):
        return [
            text for text in map(str, get_messages(response.wsgi_request)) if "this alias is the name" in text
        ]

    def test_on_its_own_page(self, as_editor):
        lind, berg = make.ClaimantFactory(name="Tove Lind"), make.ClaimantFactory(name="Tove Berg")
        sent = {"claimant": berg.pk, "name": "tove  lind"}
        [warning] = self.warnings(as_editor.post(address(Alias, "add"), sent, follow=True))
        assert f'<a href="{address(Claimant, "change", lind.pk)}" dir="auto">Tove Lind</a>' in warning

    def test_on_the_page_of_its_claimant(self, as_editor):
        make.ClaimantFactory(name="Tove Lind")
        page = address(Claimant, "change", make.ClaimantFactory(name="Tove Berg").pk)
        sent = filled(as_editor.get(page)) | {"aliases-TOTAL_FORMS": "1", "aliases-0-name": "Tove Lind"}
        assert len(self.warnings(as_editor.post(page, sent, follow=True))) == 1

    def test_an_alias_of_two_is_nothing_to_warn_about(self, as_editor):
        make.AliasFactory(name="the president")
        sent = {"claimant": make.ClaimantFactory().pk, "name": "the president"}
        assert self.warnings(as_editor.post(address(Alias, "add"), sent, follow=True)) == []


@pytest.mark.usefixtures("moscow_record")
def test_every_claim_of_a_real_record_is_found_by_its_own_words():
    """Hyphens, apostrophes, abbreviations and numbers do not hide it from the search."""
    claims = list(Claim.objects.all())
    assert len(claims) > 60
    missed = [
        claim.text for claim in claims if find_duplicate(f" {claim.text.upper()}!", exclude=None) is None
    ]
    assert missed == []
