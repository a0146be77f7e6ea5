"""The review page of an article and of a claim: drafts beside the captured text, decided row by row."""

import datetime

import pghistory
import pytest
from django.contrib import admin
from django.utils import timezone

from claims.actions import prove_citation, publish_claim, submit_for_review
from claims.models import Citation, Claim, Publication, Review, Statement
from sources.models import CaptureText
from tests import factories as make
from tests.editorial.conftest import signed_in
from tests.support.admin_html import address, publish, said_to
from tests.support.html import links_of, text_of

pytestmark = pytest.mark.django_db

TEXT = "Long before, nobody had asked. Then the minister said: “The bridge was closed.” Nobody answered him."
EXCERPT = "The bridge was closed."


@pytest.fixture
def article():
    """Make an article with its captured text."""
    capture = make.CaptureFactory(text=TEXT)
    CaptureText.objects.create(capture=capture, text=TEXT)
    return capture.article


def cite(article, excerpt=EXCERPT, **given) -> Citation:
    citation = make.CitationFactory(article=article, excerpt=excerpt, **given)
    prove_citation(citation=citation, text=TEXT, capture=article.captures.get(), now=timezone.now())
    citation.refresh_from_db()
    return citation


@pytest.fixture
def draft(article) -> Statement:
    """Make a draft that cites the article, on a claim that is a draft as well."""
    return cite(article, statement__claim__text="The bridge was closed").statement


@pytest.fixture
def denial(article) -> Statement:
    """Make a draft that cites the article and would dispute a published claim."""
    claim = make.StatementFactory(claim__text="The toll is fair", stance="affirms").claim
    return cite(article, statement__claim=claim, statement__stance="denies").statement


def page_of(row) -> str:
    return address(type(row), "review", row.pk)


class TestThePage:
    def test_each_draft_stands_beside_the_words_around_it(self, as_editor, article, draft):
        response = as_editor.get(page_of(article))
        assert f"Then the minister said: “<mark>{EXCERPT}</mark>” Nobody answered" in response.text
        assert f"{draft.claimant} {draft.get_stance_display()}" in text_of(response)
        assert "draft → asserted" in text_of(response)

    def test_a_published_claim_that_is_close_stands_beside_a_new_one(self, as_publisher, article, draft):
        close = make.StatementFactory(claim__text="The bridge was closed today").claim
        make.DraftClaimFactory(text="The bridge was closed too")
        said = f"Published already, and close to this: “{close}” (asserted). Is it the same claim?"
        assert said in text_of(as_publisher.get(page_of(article)))
        asked = as_publisher.get(address(Claim, "publish", draft.claim_id))
        assert said in text_of(asked)
        publish_claim(claim=draft.claim, by=make.UserFactory(), now=timezone.now())
        cite(article, statement__claim=draft.claim)
        assert "close to this" not in text_of(as_publisher.get(page_of(article)))

    def test_a_new_claim_that_needs_its_article_is_marked(self, as_publisher, article, draft):
        said = "Says “the gate” and “Friday” without saying which."
        Claim.objects.filter(pk=draft.claim_id).update(text="The gate of Riga is open")
        assert "without saying which" not in text_of(as_publisher.get(page_of(article)))
        Claim.objects.filter(pk=draft.claim_id).update(text="The gate was closed on Friday")
        assert said in text_of(as_publisher.get(page_of(article)))
        assert said in text_of(as_publisher.get(address(Claim, "publish", draft.claim_id)))
        publish_claim(claim=draft.claim, by=make.UserFactory(), now=timezone.now())
        cite(article, statement__claim=draft.claim)
        assert "without saying which" not in text_of(as_publisher.get(page_of(article)))

    def test_a_published_claim_that_says_the_opposite_is_called_so(self, as_publisher, article, draft):
        opposite = make.StatementFactory(claim__text="The bridge was not closed today").claim
        said = f"Published already, and the opposite of this: “{opposite}” (asserted)."
        assert said in text_of(as_publisher.get(page_of(article)))

    def test_words_that_seem_to_deny_what_they_are_to_affirm_are_marked(self, as_publisher, article):
        warning = "The quoted words seem to deny the claim that it affirms."
        claim = make.DraftClaimFactory(text="The minister never said that nobody had asked")
        draft = cite(article, "Long before, nobody had asked.", statement__claim=claim).statement
        assert warning not in text_of(as_publisher.get(page_of(article)))
        Claim.objects.filter(pk=claim.pk).update(text="Somebody had asked long before")
        for page in (page_of(article), address(Claim, "publish", claim.pk)):
            assert warning in text_of(as_publisher.get(page))
        Statement.objects.filter(pk=draft.pk).update(stance="denies")
        assert warning not in text_of(as_publisher.get(page_of(article)))

    def test_reservation_and_nature_are_shown(self, as_publisher, editor, article, draft):
        Statement.objects.filter(pk=draft.pk).update(hedged=True)
        Claim.objects.filter(pk=draft.claim_id).update(nature="forecast")
        text = text_of(as_publisher.get(page_of(article)))
        assert "affirms, hedged" in text
        assert "Forecast Status:" in text
        submit_for_review(claim=draft.claim, by=editor, now=timezone.now())
        listed = text_of(as_publisher.get(address(Review, "changelist")))
        assert f"{draft.claimant} affirms, hedged: “{EXCERPT}”" in listed
        assert "claim (forecast)" in listed

    def test_a_claim_has_the_same_page(self, as_editor, draft, denial):
        response = as_editor.get(page_of(denial.claim))
        assert "asserted → disputed" in text_of(response)
        assert [group.claim for group in response.context["claims"]] == [denial.claim]

    def test_who_worked_on_it_and_who_asked(self, as_publisher, editor, article, draft):
        with pghistory.context(user=editor.pk):
            draft.place = "Moscow"
            draft.save()
        submit_for_review(claim=draft.claim, by=editor, now=timezone.now())
        text = text_of(as_publisher.get(page_of(article)))
        assert "Worked on by editor" in text
        assert "Sent for review by editor on" in text

    def test_the_browser_shows_what_it_is_and_of_what(self, as_publisher, article, draft):
        title = f"<title>Review drafts: {article} | {admin.site.site_title}</title>"
        assert title in as_publisher.get(page_of(article)).text

    def test_an_excerpt_that_was_not_found_says_so(self, as_editor, article):
        make.CitationFactory(article=article, excerpt="Never printed")
        response = as_editor.get(page_of(article))
        assert "<mark>Never printed</mark>" in response.text
        assert "Unverified: not found in a text of the article." in text_of(response)

    def test_filters_narrow_it(self, as_publisher, editor, article, draft, denial):
        submit_for_review(statement=denial, by=editor, now=timezone.now())
        for shown, claims in {
            "": {"The bridge was closed", "The toll is fair"},
            "waiting": {"The toll is fair"},
            "unsent": {"The bridge was closed"},
            "unverified": set(),
            "nonsense": {"The bridge was closed", "The toll is fair"},
        }.items():
            response = as_publisher.get(page_of(article), {"show": shown})
            assert (shown, {group.claim.text for group in response.context["claims"]}) == (shown, claims)

    def test_it_is_linked_from_the_article_the_claim_and_the_queue(
        self, as_publisher, editor, article, draft
    ):
        submit_for_review(claim=draft.claim, by=editor, now=timezone.now())
        for row in (article, draft.claim):
            assert page_of(row) in links_of(as_publisher.get(address(type(row), "change", row.pk))).values()
        queue = as_publisher.get(address(Review, "changelist"))
        assert links_of(queue)["Review it"] == page_of(draft.claim)
        assert EXCERPT in text_of(queue)

    def test_who_would_become_public_is_said_with_kind_and_party(self, as_publisher, article, draft):
        vale, known = make.PartyFactory(name="Vale"), make.StatementFactory().party
        nora = make.ClaimantFactory(name="Nora Pell", kind="unnamed", role="an official")
        bell = make.ClaimantFactory(name="Ann Bell", role="envoy")
        Statement.objects.filter(pk=draft.pk).update(claimant=nora, party=vale, capacity="official")
        cite(article, "the minister said", statement=draft, relayed_by=bell, relayed_for=known)
        news = (
            "New to readers: Nora Pell (unnamed, an official), for Vale; Vale (government), a party itself; "
            f"Ann Bell (person, envoy), for {known}; {article.outlet} (outlet)."
        )
        assert news in text_of(as_publisher.get(page_of(article)))
        publish(as_publisher, page_of(article), {"do": f"publish:{draft.pk}"})
        again = cite(article, statement__claimant=nora, statement__party=vale, statement__capacity="official")
        asked = as_publisher.post(page_of(article), {"do": f"publish:{again.statement_id}"})
        assert "Publish 1 position?" in text_of(asked)
        assert "New to readers" not in text_of(asked)

    def test_topics_and_outlets_that_would_become_public_are_said(self, as_publisher, article, draft):
        agency, known = make.OutletFactory(name="Wire"), make.StatementFactory().claim
        bridges, tolls = (make.TopicFactory(name=name) for name in ("Bridges", "Tolls"))
        known.topics.add(tolls)
        draft.claim.topics.add(bridges, tolls)
        draft.citations.update(via=agency)
        sent = {"do": "publish", "row": draft.pk}
        for response in (
            as_publisher.get(page_of(article)),
            as_publisher.post(page_of(article), sent),
            as_publisher.post(
                address(Claim, "changelist"),
                {"action": "publish_selected", "_selected_action": [draft.claim_id]},
            ),
        ):
            text = text_of(response)
            assert "Topics: Bridges, Tolls" in text
            assert "New to readers: Bridges (topic)." in text
            assert f"; {article.outlet} (outlet); Wire (outlet)." in text
        publish(as_publisher, page_of(article), sent)
        again = cite(article, statement__claim__text="The toll is low")
        again.statement.claim.topics.add(bridges)
        text = text_of(as_publisher.get(page_of(article)))
        assert "(topic)" not in text
        assert "(outlet)" not in text

    def test_without_drafts_nothing_leads_to_it(self, as_publisher):
        claim = make.StatementFactory().claim
        assert "Review drafts" not in links_of(as_publisher.get(address(Claim, "change", claim.pk)))
        assert "No drafts are left." in text_of(as_publisher.get(page_of(claim)))

    def test_editors_decide_nothing_there(self, as_editor, article, draft):
        page = as_editor.get(page_of(article))
        assert "Publish" not in text_of(page)
        for do in ("publish", "send_back", f"publish:{draft.pk}"):
            sent = {"do": do, "row": draft.pk, "from_page": "1", "note": "No."}
            assert as_editor.post(page_of(article), sent).status_code == 403

    def test_strangers_do_not_see_it(self, article, draft):
        staff = make.UserFactory(is_staff=True)
        assert signed_in(staff).get(page_of(article)).status_code == 403

    @pytest.mark.parametrize("count", [1, 25])
    def test_a_full_page_costs_the_same_as_one_row(
        self, as_publisher, article, count, django_assert_num_queries
    ):
        for number in range(count):
            cite(article, statement__claim__text=f"Claim {number}")
        with django_assert_num_queries(QUERIES):
            response = as_publisher.get(page_of(article))
        assert len(response.context["claims"]) == count

    def test_many_drafts_come_page_by_page(self, as_publisher, article):
        for number in range(30):
            cite(article, statement__claim__text=f"Claim {number:02}")
        page = as_publisher.get(page_of(article), {"page": "2"})
        assert [group.claim.text for group in page.context["claims"]] == [f"Claim {n}" for n in range(25, 30)]
        assert "Drafts 26 to 30 of 30." in text_of(page)


QUERIES = 26


class TestPublishing:
    def test_it_asks_on_one_page_and_then_publishes_the_ticked(self, as_publisher, article, draft, denial):
        sent = {"do": "publish", "row": [draft.pk, denial.pk]}
        asked = as_publisher.post(page_of(article), sent)
        text = text_of(asked)
        assert "Publish 2 positions?" in text
        assert "draft → asserted" in text
        assert "asserted → disputed" in text
        assert "behind" not in text
        assert "Never sent for review" in text
        assert not Publication.objects.exists()
        done = publish(as_publisher, page_of(article), sent)
        assert done.redirect_chain[0][0] == page_of(article)
        lines = said_to(done)
        assert lines[:2] == [f"Published with 1 statement: “{draft.claim}”.", f"Published: “{denial}”."]
        assert "Undo this</a> until" in lines[2]
        assert Publication.objects.get().statements == sorted([draft.pk, denial.pk])

    def test_the_other_drafts_of_the_article_are_linked(self, as_publisher, article, draft, denial):
        done = publish(as_publisher, page_of(denial.claim), {"do": "publish", "row": [denial.pk]})
        [line] = [line for line in said_to(done) if "more draft" in line]
        assert f"1 more draft cites “{article}”" in line
        assert page_of(article) in line
        done = publish(as_publisher, page_of(article), {"do": "publish", "row": [draft.pk]})
        assert not [line for line in said_to(done) if "more draft" in line]

    def test_one_row_alone_even_if_others_are_ticked(self, as_publisher, article, draft, denial):
        sent = {"do": f"publish:{denial.pk}", "row": [draft.pk]}
        asked = as_publisher.post(page_of(article), sent)
        assert ("row", denial.pk) in asked.context["hidden"]
        assert ("row", draft.pk) not in asked.context["hidden"]

    def test_all_of_the_page(self, as_publisher, article, draft, denial):
        sent = {"do": "publish_all", "on_page": [draft.pk, denial.pk]}
        assert "Publish 2 positions?" in text_of(as_publisher.post(page_of(article), sent))

    def test_a_statement_of_the_claim_that_is_not_ticked_stays_a_draft(self, as_publisher, article, draft):
        other = cite(article, statement__claim=draft.claim).statement
        asked = as_publisher.post(page_of(article), {"do": "publish", "row": draft.pk})
        assert "1 other draft of this claim stays behind." in text_of(asked)
        publish(as_publisher, page_of(article), {"do": "publish", "row": draft.pk})
        draft.refresh_from_db()
        other.refresh_from_db()
        assert (draft.state, other.state) == ("published", "draft")

    def test_what_was_submitted_stands_apart_from_what_was_not(
        self, as_publisher, editor, article, draft, denial
    ):
        submit_for_review(statement=denial, by=editor, now=timezone.now())
        asked = as_publisher.post(page_of(article), {"do": "publish", "row": [draft.pk, denial.pk]})
        assert [
            (title, [group.claim for group in claims]) for title, claims in asked.context["question"].sections
        ] == [
            ("Sent for review", [denial.claim]),
            ("Never sent for review, or not any more", [draft.claim]),
        ]

    def test_own_work_says_so_and_is_refused(self, as_publisher, publisher, article, draft):
        with pghistory.context(user=publisher.pk):
            draft.place = "Moscow"
            draft.save()
        own = "You made the last change; another publisher has to publish this."
        assert own in text_of(as_publisher.get(page_of(article)))
        sent = {"do": "publish", "row": draft.pk}
        assert said_to(publish(as_publisher, page_of(article), sent)) == [f"“{draft.claim}”: {own}"]

    def test_what_somebody_else_published_meanwhile_is_said(self, as_publisher, article, draft):
        publish_claim(claim=draft.claim, by=make.UserFactory(), now=timezone.now())
        sent = {"do": "publish", "row": draft.pk}
        asked = as_publisher.post(page_of(article), sent)
        assert "somebody else has decided about it meanwhile" in text_of(asked)
        done = publish(as_publisher, page_of(article), sent)
        assert said_to(done) == [f"“{draft}”: This statement is published: only a draft can be published."]

    def test_nothing_ticked_is_said(self, as_publisher, article, draft):
        for row in ([], ["x"], ["0"], ["99999999999999999999"]):
            response = as_publisher.post(page_of(article), {"do": "publish", "row": row})
            assert response.status_code == 422
            assert "Tick the drafts first." in text_of(response)


class TestWhatChangesBetweenQuestionAndAnswer:
    """Nothing is published that was not shown, wherever it is asked about."""

    @pytest.fixture(params=["page", "claim", "claims", "reviews"])
    def form(self, request, editor, article, draft) -> tuple[str, dict]:
        """Provide the address of a page that asks about the draft, and what is sent there."""
        if request.param == "page":
            return page_of(article), {"do": "publish", "row": draft.pk}
        if request.param == "claim":
            return address(Claim, "publish", draft.claim_id), {}
        row = draft.claim
        if request.param == "reviews":
            row = submit_for_review(claim=draft.claim, by=editor, now=timezone.now())
        chosen = {"action": "publish_selected", "_selected_action": [row.pk]}
        return address(type(row), "changelist"), chosen

    def change_excerpt(self, draft) -> None:
        Citation.objects.filter(statement=draft).update(excerpt="The minister said")

    def change_statement(self, draft) -> None:
        Statement.objects.filter(pk=draft.pk).update(place="Moscow")

    def change_claim(self, draft) -> None:
        Claim.objects.filter(pk=draft.claim_id).update(text="The bridge was open")

    def add_citation(self, draft) -> None:
        cite(draft.citations.get().article, excerpt="nobody had asked", statement=draft)

    @pytest.mark.parametrize("change", ["change_excerpt", "change_statement", "change_claim", "add_citation"])
    def test_the_page_is_shown_again(self, as_publisher, editor, draft, form, change):
        page, sent = form
        shown = as_publisher.post(page, sent).context["digest"]
        with pghistory.context(user=editor.pk):
            getattr(self, change)(draft)
        sent = sent | {"unverified": str(Citation.objects.filter(proved_at=None).count())}
        again = as_publisher.post(page, sent | {"from_page": shown})
        assert "This has changed since it was shown, and nothing was published" in text_of(again)
        assert not Publication.objects.exists()
        as_publisher.post(page, sent | {"from_page": again.context["digest"]})
        assert Publication.objects.get().statements == [draft.pk]

    def test_so_it_is_for_one_more_draft_unless_that_was_not_ticked(
        self, as_publisher, editor, article, draft, form
    ):
        page, sent = form
        shown = as_publisher.post(page, sent).context["digest"]
        with pghistory.context(user=editor.pk):
            other = cite(article, excerpt="nobody had asked", statement__claim=draft.claim).statement
        as_publisher.post(page, sent | {"from_page": shown})
        other.refresh_from_db()
        assert (other.state, Publication.objects.exists()) == ("draft", "do" in sent)


class TestTooManyAtOnce:
    def test_nothing_is_published_unseen(self, as_publisher, article, draft, monkeypatch):
        monkeypatch.setattr("editorial.review.publication.MAX_ROWS", 1)
        cite(article, excerpt="nobody had asked", statement__claim=draft.claim)
        for page, sent in {
            address(Claim, "publish", draft.claim_id): {},
            address(Claim, "changelist"): {"action": "publish_selected", "_selected_action": draft.claim_id},
        }.items():
            response = publish(as_publisher, page, sent)
            assert "These are too many for one page, and nothing is published unseen." in text_of(response)
            assert page_of(draft.claim) in links_of(response).values()
        assert not Publication.objects.exists()


class TestSendingBack:
    def test_ticked_ones_go_back_with_the_note(self, as_publisher, editor, article, draft, denial):
        for row in ({"claim": draft.claim}, {"statement": denial}):
            submit_for_review(**row, by=editor, now=timezone.now())
        sent = {"do": "send_back", "row": [draft.pk, denial.pk], "note": "Which bridge?"}
        done = as_publisher.post(page_of(article), sent, follow=True)
        assert said_to(done) == [
            f"Sent back to editor: “{draft.claim}”.",
            f"Sent back to editor: “{denial}”.",
        ]
        assert set(Review.objects.values_list("outcome", "note")) == {("sent_back", "Which bridge?")}
        assert "Sent back by publisher: Which bridge?" in text_of(as_publisher.get(page_of(article)))

    def test_without_a_note_what_was_ticked_stays_ticked(self, as_publisher, editor, article, draft, denial):
        submit_for_review(claim=draft.claim, by=editor, now=timezone.now())
        sent = {"do": "send_back", "row": [draft.pk], "note": " "}
        response = as_publisher.post(page_of(article), sent)
        assert response.status_code == 422
        assert "Say what has to be mended." in text_of(response)
        ticked = {d.statement for group in response.context["claims"] for d in group.drafts if d.is_ticked}
        assert ticked == {draft}

    def test_what_does_not_wait_is_not_sent_back(self, as_publisher, article, draft):
        sent = {"do": "send_back", "row": draft.pk, "note": "No."}
        response = as_publisher.post(page_of(article), sent)
        assert "It is not waiting for review" in said_to(response)[0]
        assert response.context["note"] == "No."

    def test_a_note_stays_while_others_are_published(self, as_publisher, editor, article, draft, denial):
        submit_for_review(statement=denial, by=editor, now=timezone.now())
        publish(as_publisher, page_of(article), {"do": f"publish:{draft.pk}", "note": "Which bridge?"})
        assert as_publisher.get(page_of(article)).context["note"] == "Which bridge?"
        assert as_publisher.get(page_of(denial.claim)).context["note"] == ""
        as_publisher.post(page_of(article), {"do": f"send_back:{denial.pk}", "note": "Which toll?"})
        assert Review.objects.get(statement=denial).note == "Which toll?"
        assert as_publisher.get(page_of(article)).context["note"] == ""


class TestUndo:
    @pytest.fixture
    def publication(self, as_publisher, article, draft) -> Publication:
        publish(as_publisher, page_of(article), {"do": "publish", "row": draft.pk})
        return Publication.objects.get()

    def undo_address(self, publication) -> str:
        return f"/admin/claims/review/publications/{publication.pk}/undo/"

    def test_the_queue_offers_it_for_ten_minutes(self, as_publisher, as_editor, publication):
        queue = address(Review, "changelist")
        assert links_of(as_publisher.get(queue))["Undo this"] == self.undo_address(publication)
        assert "Undo this" not in links_of(as_editor.get(queue))
        Publication.objects.update(published_at=timezone.now() - datetime.timedelta(minutes=11))
        assert "Undo this" not in links_of(as_publisher.get(queue))
        response = as_publisher.get(self.undo_address(publication))
        assert "It was published more than ten minutes ago." in text_of(response)

    def test_it_asks_first_and_then_everything_is_a_draft_again(self, as_publisher, publication, draft):
        asked = as_publisher.get(self.undo_address(publication))
        assert "Undo this publication?" in text_of(asked)
        draft.refresh_from_db()
        assert draft.state == "published"
        done = as_publisher.post(self.undo_address(publication), follow=True)
        assert said_to(done) == ["Undone: 1 position is a draft again."]
        draft.refresh_from_db()
        assert (draft.state, draft.claim.state) == ("draft", "draft")

    def test_a_second_person_is_told_who_was_first(self, as_publisher, publication):
        as_publisher.post(self.undo_address(publication))
        again = as_publisher.post(self.undo_address(publication), follow=True)
        assert said_to(again)[-1] == "This can no longer be undone. It has been undone already, by publisher."

    def test_editors_do_not_undo(self, as_editor, publication):
        assert as_editor.get(self.undo_address(publication)).status_code == 403
        assert as_editor.post(self.undo_address(publication)).status_code == 403

    def test_there_is_no_such_publication(self, as_publisher):
        assert as_publisher.get("/admin/claims/review/publications/9/undo/").status_code == 404


class TestTheQueue:
    @pytest.fixture
    def reviews(self, editor, draft, denial) -> list[Review]:
        now = timezone.now()
        return [
            submit_for_review(claim=draft.claim, by=editor, now=now),
            submit_for_review(statement=denial, by=make.UserFactory(username="ada"), now=now),
        ]

    def test_ticked_drafts_are_published_after_one_question(self, as_publisher, reviews):
        sent = {"action": "publish_selected", "_selected_action": [review.pk for review in reviews]}
        asked = as_publisher.post(address(Review, "changelist"), sent)
        assert "Publish 2 positions?" in text_of(asked)
        publish(as_publisher, address(Review, "changelist"), sent)
        assert set(Review.objects.values_list("outcome", flat=True)) == {"published"}

    def test_ticked_drafts_are_sent_back_with_one_note(self, as_publisher, reviews):
        sent = {"action": "send_back_selected", "_selected_action": [review.pk for review in reviews]}
        asked = as_publisher.post(address(Review, "changelist"), sent)
        assert "Send 2 drafts back?" in text_of(asked)
        empty = as_publisher.post(address(Review, "changelist"), sent | {"from_page": "1", "note": ""})
        assert "Say what has to be mended." in text_of(empty)
        as_publisher.post(address(Review, "changelist"), sent | {"from_page": "1", "note": "Which bridge?"})
        assert set(Review.objects.values_list("outcome", "note")) == {("sent_back", "Which bridge?")}
        late = as_publisher.post(
            address(Review, "changelist"), sent | {"from_page": "1", "note": "Which toll?"}
        )
        assert late.context["form"]["note"].value() == "Which toll?"

    @pytest.mark.parametrize(
        ("query", "numbers"),
        [
            ({"kind": "claim"}, [0]),
            ({"kind": "statement"}, [1]),
            ({"excerpts": "verified"}, [0, 1]),
            ({"excerpts": "unverified"}, []),
            ({"asked_by": "x"}, [0, 1]),
        ],
    )
    def test_filters(self, as_publisher, reviews, query, numbers):
        found = as_publisher.get(address(Review, "changelist"), query).context["cl"].result_list
        assert {review.pk for review in found} == {reviews[number].pk for number in numbers}

    def test_those_of_one_editor(self, as_publisher, reviews):
        query = {"asked_by": reviews[1].asked_by_id}
        found = as_publisher.get(address(Review, "changelist"), query).context["cl"].result_list
        assert [review.pk for review in found] == [reviews[1].pk]
