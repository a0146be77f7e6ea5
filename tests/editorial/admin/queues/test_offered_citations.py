"""The queue of offered citations: its list, its pages, and the buttons on them."""

import pytest
from django.contrib.contenttypes.models import ContentType

from claims.models import Citation, Claim, OfferedCitation, Statement
from sources.models import CaptureText
from tests import factories as make
from tests.editorial.conftest import signed_in
from tests.support.admin_html import address, said_to
from tests.support.html import links_of, retraction, text_of

pytestmark = pytest.mark.django_db
TEXT = "“We left in April,” she said."
EXCERPT = "We left in April"


@pytest.fixture
def offered(editor):
    offered = make.OfferedCitationFactory(offered_by=editor, text=TEXT)
    CaptureText.objects.create(capture=offered.capture, text=TEXT)
    return offered


def page_of(offered, page="change") -> str:
    return address(OfferedCitation, page, offered.pk)


def outcome(offered) -> str:
    return OfferedCitation.objects.get(pk=offered.pk).outcome


def readers_see_it(client, offered) -> bool:
    return EXCERPT in text_of(client.get(offered.statement.claim.get_absolute_url()))


class TestPage:
    def test_shows_the_words_in_their_place_and_what_they_are_for(self, as_editor, offered):
        OfferedCitation.objects.update(prefix="“", suffix=",” she said")
        response = as_editor.get(page_of(offered))
        assert "…“[We left in April],” she said…" in text_of(response)
        links = links_of(response).values()
        for row in (offered.statement, offered.article):
            assert address(type(row), "change", row.pk) in links

    def test_says_what_became_of_it(self, as_publisher, as_editor, offered):
        assert "Settled by" not in text_of(as_editor.get(page_of(offered)))
        as_publisher.post(page_of(offered, "accept"))
        response = as_editor.get(page_of(offered))
        citation = Citation.objects.get(excerpt=EXCERPT)
        assert "let through" in text_of(response)
        assert address(Citation, "change", citation.pk) in links_of(response).values()

    def test_says_second_hand_only_where_it_is(self, as_editor, offered):
        assert "Relayed by" not in text_of(as_editor.get(page_of(offered)))
        relayer = make.PartyFactory(name="Sylvania")
        OfferedCitation.objects.update(relayed_by=relayer, relayed_for=relayer)
        assert "Relayed by: Sylvania Relayed for: Sylvania" in text_of(as_editor.get(page_of(offered)))

    def test_offers_each_what_they_may_do(self, as_editor, as_publisher, offered, publisher):
        def steps(client):
            return [label for _, label in client.get(page_of(offered)).context["steps"]]

        assert steps(as_publisher) == ["Accept…", "Send back…"]
        assert steps(as_editor) == ["Withdraw…"]
        OfferedCitation.objects.update(offered_by=publisher)
        assert steps(as_publisher) == ["Send back…", "Withdraw…"]
        assert steps(as_editor) == []
        as_publisher.post(page_of(offered, "withdraw"))
        assert steps(as_publisher) == []


class TestAccepting:
    def test_asks_first_and_says_what_becomes_of_the_status(self, as_publisher, client, offered):
        asked = text_of(as_publisher.get(page_of(offered, "accept")))
        assert EXCERPT in asked
        assert f"Offered for: {offered.statement}" in asked
        assert "Publishing this leaves the status as it is: asserted." in asked
        assert outcome(offered) == ""
        assert not readers_see_it(client, offered)

    def test_then_readers_see_it(self, as_publisher, client, offered):
        response = as_publisher.post(page_of(offered, "accept"), follow=True)
        assert said_to(response) == [f"Let through: “{EXCERPT}”. It is a citation now."]
        assert readers_see_it(client, offered)
        assert OfferedCitation.objects.get().citation == Citation.objects.get(excerpt=EXCERPT)

    def test_says_when_the_status_changed(self, as_publisher, editor):
        claim = make.StatementFactory().claim
        relayer = make.PartyFactory()
        relayed = {"citation__relayed_by": relayer, "citation__relayed_for": relayer}
        denial = make.StatementFactory(claim=claim, stance="denies", **relayed)
        offered = make.OfferedCitationFactory(statement=denial, offered_by=editor)
        asked = as_publisher.get(page_of(offered, "accept"))
        assert "would change the status from asserted to disputed" in text_of(asked)
        response = as_publisher.post(page_of(offered, "accept"), follow=True)
        assert "The status changed from asserted to disputed." in said_to(response)[0]
        assert Claim.objects.get(pk=claim.pk).status == "disputed"

    def test_several_at_once_and_why_others_were_not(self, as_publisher, publisher, offered):
        more = make.OfferedCitationFactory()
        own = make.OfferedCitationFactory(offered_by=publisher)
        action = {"action": "accept_selected", "_selected_action": [offered.pk, more.pk, own.pk]}
        response = as_publisher.post(address(OfferedCitation, "changelist"), action, follow=True)
        assert [outcome(row) for row in (offered, more, own)] == ["accepted", "accepted", ""]
        assert "another publisher has to publish this" in said_to(response)[2]

    def test_of_ones_own_it_says_why_not(self, as_publisher, publisher, offered, settings):
        OfferedCitation.objects.update(offered_by=publisher)
        response = as_publisher.post(page_of(offered, "accept"), follow=True)
        assert "another publisher has to publish this" in said_to(response)[0]
        assert outcome(offered) == ""
        settings.PUBLISH_OWN_WORK = True
        as_publisher.post(page_of(offered, "accept"))
        assert outcome(offered) == "accepted"

    def test_after_a_retraction_it_says_so(self, as_publisher, offered):
        make.StatementFactory(claim=offered.statement.claim)
        Statement.objects.filter(pk=offered.statement_id).update(**retraction("statement"))
        assert "retracted meanwhile" in text_of(as_publisher.get(page_of(offered, "accept")))
        response = as_publisher.post(page_of(offered, "accept"), follow=True)
        assert "retracted meanwhile" in said_to(response)[0]
        assert outcome(offered) == ""

    def test_what_is_cited_by_now_is_settled(self, as_publisher, offered):
        make.CitationFactory(statement=offered.statement, article=offered.article, excerpt=EXCERPT)
        response = as_publisher.post(page_of(offered, "accept"), follow=True)
        assert "cites these very words already: settled" in said_to(response)[0]
        assert outcome(offered) == "sent_back"


def test_sent_back_it_carries_the_note(as_publisher, as_editor, offered, client):
    page = page_of(offered, "send_back")
    assert "This field is required." in as_publisher.post(page, {"note": " "}).text
    assert outcome(offered) == ""
    response = as_publisher.post(page, {"note": "Another's words."}, follow=True)
    assert said_to(response) == [f"Sent back to editor: “{EXCERPT}”."]
    assert "Another's words." in text_of(as_editor.get(page_of(offered)))
    assert not readers_see_it(client, offered)


def test_only_whoever_offered_it_withdraws(as_publisher, as_editor, offered):
    response = as_publisher.post(page_of(offered, "withdraw"), follow=True)
    assert "Only editor, who offered these words" in said_to(response)[0]
    assert outcome(offered) == ""
    assert said_to(as_editor.post(page_of(offered, "withdraw"), follow=True)) == [f"Withdrawn: “{EXCERPT}”."]
    assert outcome(offered) == "withdrawn"


def test_an_editor_settles_nothing(as_editor, offered):
    for step in ("accept", "send_back"):
        page = page_of(offered, step)
        assert as_editor.get(page).status_code == as_editor.post(page, {"note": "So."}).status_code == 403
    assert outcome(offered) == ""
    assert not Citation.objects.filter(excerpt=EXCERPT).exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_however_long(as_superuser, rows, django_assert_num_queries):
    make.OfferedCitationFactory.create_batch(rows)
    settled = make.OfferedCitationFactory()
    OfferedCitation.objects.filter(pk=settled.pk).update(
        outcome="withdrawn", settled_at=make.MOMENT, settled_by=settled.offered_by
    )
    with django_assert_num_queries(5):
        response = as_superuser.get(address(OfferedCitation, "changelist"))
    text = text_of(response)
    assert "Withdrawn" not in text.split("By outcome")[0]
    assert f"{settled.article.outlet}: {settled.article}" not in text
    assert response.context["cl"].result_count == rows
    assert settled not in response.context["cl"].result_list


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_costs_the_same_with_all_it_shows(as_superuser, offered, rows, django_assert_num_queries):
    make.OfferedCitationFactory.create_batch(rows)
    ContentType.objects.get_for_model(OfferedCitation)  # read once for each process
    with django_assert_num_queries(3):
        as_superuser.get(page_of(offered))


class TestWhereItIsShown:
    def test_on_the_pages_of_its_statement_and_its_claim(self, as_editor, offered):
        for row in (offered.statement, offered.statement.claim):
            response = as_editor.get(address(type(row), "change", row.pk))
            assert "Evidence waiting to be let through" in text_of(response)
            assert page_of(offered) in links_of(response).values()
            listed = as_editor.get(links_of(response)["See them as a list"])
            assert list(listed.context["cl"].result_list) == [offered]

    def test_nothing_stands_there_once_it_is_settled(self, as_editor, offered):
        as_editor.post(page_of(offered, "withdraw"))
        for row in (offered.statement, offered.statement.claim):
            response = as_editor.get(address(type(row), "change", row.pk))
            assert "Evidence waiting to be let through" not in text_of(response)

    def test_on_the_front_page(self, as_editor, offered):
        links = links_of(as_editor.get("/admin/"))
        listed = as_editor.get(links["Evidence to let through"])
        assert list(listed.context["cl"].result_list) == [offered]


def test_a_citation_that_was_offered_can_still_be_removed(as_publisher, offered):
    as_publisher.post(page_of(offered, "accept"))
    citation = Citation.objects.get(excerpt=EXCERPT)
    page = address(Citation, "delete", citation.pk)
    as_publisher.post(page, {"post": "yes", "change_reason": "Another's words."})
    assert not Citation.objects.filter(pk=citation.pk).exists()
    assert not OfferedCitation.objects.exists()


def test_by_hand_an_editor_is_led_to_the_desk(as_editor):
    sent = {"statement": make.StatementFactory().pk, "article": make.ArticleFactory().pk}
    sent |= {"kind": "quote", "part": "body", "excerpt": "more words"}
    response = as_editor.post(address(Citation, "add"), sent)
    assert "there you offer the words, and a publisher lets them through" in text_of(response)


def test_staff_in_no_group_see_nothing(offered):
    client = signed_in(make.UserFactory(is_staff=True))
    for page in (page_of(offered), page_of(offered, "withdraw"), address(OfferedCitation, "changelist")):
        assert client.get(page).status_code == 403
