"""Publishing excerpts that nobody has found in their article takes a confirmation."""

import pytest

from claims.actions import prove_citation
from claims.models import Claim, Statement
from sources.models import Capture
from tests import factories as make
from tests.support.admin_html import address, publish, said_to

pytestmark = pytest.mark.django_db

TEXT = "He said that talks would go on. Then he left."


@pytest.fixture
def claim():
    return make.DraftClaimFactory(text="The talks go on")


def captured(article, text=TEXT) -> Capture:
    return Capture.objects.keep(article=article, text=text, captured_at=make.MOMENT, obtained="pasted")


def cite(claim, excerpt: str, **kwargs):
    return make.CitationFactory(statement__claim=claim, excerpt=excerpt, **kwargs)


def proved(claim):
    citation = cite(claim, "talks would go on")
    prove_citation(citation=citation, text=TEXT, capture=captured(citation.article), now=make.MOMENT)
    return citation


def state_of(row) -> str:
    return type(row).objects.values_list("state", flat=True).get(pk=row.pk)


def test_each_unverified_excerpt_is_listed_with_what_was_searched(as_publisher, claim):
    no_text = cite(claim, "words of no text")
    in_vain = cite(claim, "words of another text")
    captured(in_vain.article)
    not_yet = cite(claim, "Then he left.")
    captured(not_yet.article)
    proved(claim)
    cite(make.DraftClaimFactory(), "words on another claim")
    response = as_publisher.get(address(Claim, "publish", claim.pk))
    excerpts = response.context["question"].unverified.excerpts
    why = {excerpt.citation: excerpt.reason.split(":")[0] for excerpt in excerpts}
    assert why == {
        no_text: "There is no text of this article to search.",
        in_vain: "The text at hand was searched in vain",
        not_yet: "It stands in the text at hand, which nobody has searched for it",
    }
    for citation in why:
        assert f'href="/admin/claims/citation/{citation.pk}/change/"' in response.text
        assert citation.excerpt in response.text
    assert "Publish with 3 unverified excerpts" in response.text


def test_statements_that_were_let_through_before_are_listed_too(as_publisher, claim):
    statement = cite(claim, "words let through").statement
    Statement.objects.filter(pk=statement.pk).update(state="published")
    response = as_publisher.get(address(Claim, "publish", claim.pk))
    assert "Publish with 1 unverified excerpt<" in response.text


@pytest.mark.parametrize("which", ["claim", "statement"])
@pytest.mark.parametrize("ticked", [{}, {"unverified": ""}, {"unverified": "1"}, {"unverified": "on"}])
def test_without_the_tick_nothing_is_published(as_publisher, claim, which, ticked):
    """Nor with a tick that was given for fewer excerpts than there are now."""
    statement = cite(claim, "first words").statement
    make.CitationFactory(statement=statement, excerpt="more words")
    row = claim if which == "claim" else statement
    response = publish(as_publisher, address(type(row), "publish", row.pk), ticked)
    assert "Tick this to publish all the same" in response.text
    assert state_of(row) == "draft"
    publish(as_publisher, address(type(row), "publish", row.pk), {"unverified": "2"})
    assert state_of(row) == "published"


def test_what_is_proved_needs_no_tick(as_publisher, claim):
    proved(claim)
    page = address(Claim, "publish", claim.pk)
    assert 'name="unverified"' not in as_publisher.get(page).text
    publish(as_publisher, page)
    assert state_of(claim) == "published"


@pytest.mark.parametrize("model", [Claim, Statement])
def test_the_action_in_the_list_asks_as_well(as_publisher, claim, model):
    citations = [cite(claim, "first words"), cite(make.DraftClaimFactory(), "other words")]
    rows = [citation.statement if model is Statement else citation.statement.claim for citation in citations]
    chosen = {"action": "publish_selected", "_selected_action": [row.pk for row in rows]}
    page = address(model, "changelist")
    asked = as_publisher.post(page, chosen | {"index": "0"})
    assert "Publish with 2 unverified excerpts" in asked.text
    assert "Tick this" not in asked.text
    assert "first words" in asked.text
    assert "Tick this" in publish(as_publisher, page, chosen).text
    assert [state_of(row) for row in rows] == ["draft", "draft"]
    done = publish(as_publisher, page, chosen | {"unverified": "2"})
    assert len(said_to(done)) == 3  # the third offers to undo it
    assert [state_of(row) for row in rows] == ["published", "published"]


def test_asking_writes_nothing(as_publisher, claim):
    citation = cite(claim, "Then he left.")
    captured(citation.article)
    as_publisher.get(address(Claim, "publish", claim.pk))
    citation.refresh_from_db()
    assert not citation.is_proved


@pytest.mark.parametrize("articles", [1, 3])
def test_excerpts_of_one_article_cost_one_look_at_its_texts(
    as_publisher, claim, articles, django_assert_num_queries
):
    article = make.ArticleFactory()
    for n in range(articles):
        cite(claim, f"words {n}", article=article)
    with django_assert_num_queries(43):
        as_publisher.get(address(Claim, "publish", claim.pk))
