"""Changes between the versions of a claim, in words for readers."""

import datetime
import json
import re

import pghistory
import pytest
from django.db import transaction

from claims.actions import retract_claim, retract_statement
from claims.models import Citation, Claim, Claimant, ClaimVersion, Statement
from claims.versions.changes import (
    LARGEST_COMPARED,
    MOST_WORDS,
    compare_versions,
    list_latest_changes,
    with_visible_snapshots,
)
from sources.models import Article, Capture
from tests import factories as make
from tests.support.html import text_of
from tests.support.scenario import Scenario, april
from tests.support.sql import sql


@pytest.fixture
def scenario():
    with transaction.atomic():
        scenario = Scenario()
        Claim.objects.update(text="It rains")
        scenario.say("Ruritania", "affirms")
    return scenario


def words(scenario):
    return list_latest_changes(scenario.claim.pk)[0].words


def after(change):
    with transaction.atomic():
        change()


def test_the_first_version_says_so(scenario):
    [change] = list_latest_changes(scenario.claim.pk)
    assert (change.number, change.words) == (1, ["First version."])


def test_a_new_position_that_changes_the_status_is_news(scenario):
    after(lambda: scenario.say("Borduria.ann", "denies", april(14), hedged=True))
    assert words(scenario) == [
        "Status changed from asserted to disputed.",
        "New: ann for Borduria denies it, with a reservation (14 April 2017).",
    ]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda c, s: Claim.objects.update(text="It pours"), "Reworded. Before: “It rains”"),
        (lambda c, s: Claim.objects.update(nature="demand"), "Now listed as a demand."),
        (lambda c, s: Claim.objects.update(context="So."), "The context was added."),
        (lambda c, s: Claim.objects.update(public_note="So."), "The editors’ note was added."),
        (lambda c, s: c.topics.add(make.TopicFactory(name="Weather")), "Added to the topic “Weather”."),
        (lambda c, s: make.FactCheckFactory(claim=c, reviewer="Ada"), "A fact-check by Ada was added."),
        (lambda c, s: make.CorrectionFactory(claim=c, notice="A name."), "Correction: A name."),
        (
            lambda c, s: Statement.objects.update(place="Strelsau"),
            "Corrected: Ruritania affirms it (12 April 2017).",
        ),
        (
            lambda c, s: Statement.objects.update(said_on="2017-04-01", said_on_precision="month"),
            "Corrected: Ruritania affirms it (April 2017).",
        ),
        (
            lambda c, s: Claimant.objects.update(name="Strelsau"),
            "“Ruritania” is now called “Strelsau”.",
        ),
        (lambda c, s: Article.objects.update(language="de"), "A detail was corrected."),
        (
            lambda c, s: Claim.objects.update(published_at=c.published_at + datetime.timedelta(minutes=5)),
            "Published again, with nothing changed.",
        ),
        (
            lambda c, s: make.CitationFactory(statement=s, article__outlet__name="The Herald"),
            "New source for the position of Ruritania: The Herald.",
        ),
    ],
)
def test_one_sentence_for_each_difference(scenario, change, expected):
    after(lambda: change(scenario.claim, Statement.objects.get()))
    assert words(scenario) == [expected]


def test_what_goes_is_told_too(scenario):
    claim = scenario.claim
    after(lambda: claim.topics.add(make.TopicFactory(name="Weather")))
    after(lambda: make.FactCheckFactory(claim=claim, reviewer="Ada"))
    after(lambda: Claim.objects.update(context="So."))
    after(lambda: Claim.objects.update(context="So it is."))
    after(lambda: Claim.objects.update(context=""))
    after(claim.topics.clear)
    after(claim.fact_checks.all().delete)
    found = [
        change.words[0]
        for change in compare_versions(list(with_visible_snapshots(ClaimVersion.objects.all())))
    ]
    assert found == [
        "A fact-check by Ada was removed.",
        "Removed from the topic “Weather”.",
        "The context was removed.",
        "The context was changed.",
        "The context was added.",
        "A fact-check by Ada was added.",
        "Added to the topic “Weather”.",
        "First version.",
    ]


def test_a_position_taken_back_is_not_repeated(scenario):
    with transaction.atomic():
        taken = scenario.say("Borduria", "denies")
    retract_statement(statement=taken, by=make.UserFactory(), now=make.MOMENT, reason="Not said.")
    assert words(scenario) == ["Status changed from disputed to asserted.", "A position was removed."]


def test_a_proof_and_a_corrected_excerpt(scenario):
    citation = Citation.objects.select_related("article__outlet").get()
    outlet = citation.article.outlet.name
    text = f"And {citation.excerpt}."
    capture = Capture.objects.keep(
        article=citation.article, text=text, captured_at=make.MOMENT, obtained="pasted"
    )
    Citation.objects.update(capture=capture, start=4, end=4 + len(citation.excerpt), proved_at=make.MOMENT)
    assert words(scenario) == [f"The excerpt from {outlet} was found word for word in the article’s text."]
    Citation.objects.update(excerpt="other words")
    assert words(scenario) == [
        f"Corrected: the words from {outlet} for Ruritania.",
        f"The excerpt from {outlet} is no longer found in the article’s text.",
    ]


def test_a_position_that_no_longer_counts(scenario):
    with transaction.atomic():
        scenario.say("Borduria.ann", "affirms", april(10))
        scenario.say("Borduria.bob", "affirms", april(12))
    scenario.end_affiliation("Borduria.ann", until=april(11))
    assert words(scenario) == ["The position of ann for Borduria no longer counts."]


def test_a_related_claim(scenario):
    with transaction.atomic():
        other = make.StatementFactory(claim__text="It pours").claim
    relation = make.ClaimRelationFactory(claim=scenario.claim, other=other, kind="narrows")
    assert words(scenario) == ["A related claim was added (more general): “It pours”"]
    assert list_latest_changes(other.pk)[0].words == ["A related claim was added (more specific): “It rains”"]
    relation.delete()
    assert words(scenario) == ["A related claim was removed."]


def test_a_retraction_says_no_more(scenario):
    retract_claim(claim=scenario.claim, by=make.UserFactory(), now=make.MOMENT, reason="It named a source.")
    assert words(scenario) == ["The claim was retracted."]


def test_very_many_differences_are_cut(scenario):
    after(lambda: [scenario.claim.topics.add(make.TopicFactory()) for _ in range(MOST_WORDS + 3)])
    assert len(words(scenario)) == MOST_WORDS + 1
    assert words(scenario)[-1] == "… and 3 more."


def test_a_very_large_version_is_not_compared(scenario):
    """Random letters, for what is stored is compressed."""
    letters = sql("SELECT string_agg(md5(n::text || 'x'), '') FROM generate_series(1, 6000) n")[0][0]
    assert len(letters) > LARGEST_COMPARED
    Claim.objects.update(public_note=letters)
    assert words(scenario) == ["The page was changed."]


class TestThePage:
    def test_shows_the_latest_five(self, client, scenario, django_assert_num_queries):
        for number in range(7):
            Claim.objects.update(public_note=f"Note {number}")
        address = Claim.objects.get(pk=scenario.claim.pk).get_absolute_url()
        with django_assert_num_queries(2):
            page = text_of(client.get(address))
        told = page[page.index("What changed") :]
        assert [f"version {number}" in told for number in range(1, 9)] == [False] * 3 + [True] * 5

    def test_shows_nothing_before_the_first_change(self, client, scenario):
        page = client.get(scenario.claim.get_absolute_url(), follow=True)
        assert 'id="changes"' not in page.content.decode()

    def test_tells_machines_when_it_changed_last(self, client, scenario):
        Claim.objects.update(public_note="A note.")
        page = client.get(scenario.claim.get_absolute_url(), follow=True).text
        data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])
        latest = ClaimVersion.objects.order_by("-number").first()
        assert data["dateModified"] == latest.made_at.isoformat()

    def test_says_nothing_of_who_and_why(self, client, scenario):
        editor = make.UserFactory(username="Leak-editor")
        with pghistory.context(user=editor.pk, reason="Leak reason"):
            Claim.objects.update(public_note="A note.")
        assert "Leak" not in client.get(scenario.claim.get_absolute_url(), follow=True).text
