"""What is set once for all rows of an article completes those that say nothing else."""

import pytest

from claims.coverage.article_defaults import normalise_defaults, take_defaults
from claims.coverage.drafts import save_rows
from claims.coverage.rows import build_row
from claims.models import Claimant, Statement
from tests import factories as make
from tests.support.coverage_article import CoverageScenario

DEFAULTS = normalise_defaults(
    {"topics": [3], "party": 5, "place": "Vale", "said_on": "2017-04-11", "said_on_precision": "day"}
)
DAY = {"said_on": "2017-04-11", "said_on_precision": "day", "said_on_note": ""}


@pytest.mark.parametrize(
    ("row", "taken"),
    [
        ({"place": "Ashford", "said_on": "2017-04-10"}, {}),
        ({"said_on": "2017-04-10"}, {"place": "Vale"}),
        ({"place": "Ashford"}, DAY),
        ({"place": "A", "said_on": "2017-04-13", "said_on_precision": "by", "guessed": ["said_on"]}, DAY),
        ({"place": "A", "said_on": "2017-04-13", "said_on_precision": "by"}, {}),
        ({"place": "A", "said_on": "2017-04-13", "guessed": ["said_on"]}, {}),
        ({"place": "A", "said_on": "2017-04-10", "new_claim": "It rains"}, {"topics": [3]}),
        ({"place": "A", "said_on": "2017-04-10", "new_claim": "It rains", "topics": [4]}, {}),
        ({"place": "A", "said_on": "2017-04-10", "claim": 7}, {}),
        ({"place": "A", "said_on": "2017-04-10", "new_name": "Nora Pell"}, {"party": 5}),
        ({"place": "A", "said_on": "2017-04-10", "new_name": "Nora Pell", "party": 6}, {}),
        ({"place": "A", "said_on": "2017-04-10", "new_name": "Red Mill", "new_kind": "organisation"}, {}),
        ({"place": "A", "said_on": "2017-04-10", "new_name": "Nora Pell", "new_party": "Vale"}, {}),
        ({"place": "A", "said_on": "2017-04-10", "new_name": "N. Pell", "speaks_for_itself": True}, {}),
        (
            {"place": "A", "said_on": "2017-04-10", "new_name": "An official", "speaks_for_itself": True}
            | {"new_kind": "unnamed"},
            {"party": 5},
        ),
        ({"place": "A", "said_on": "2017-04-10", "new_name": "Vale", "new_kind": "government"}, {}),
        ({"place": "A", "said_on": "2017-04-10", "claimant": 9}, {}),
        ({"place": "A", "said_on": "2017-04-10", "new_name": "N. Pell", "kind": "own_words"}, {}),
        ({"said_on": "2017-04-10", "left_empty": ["place"]}, {}),
        ({"place": "A", "left_empty": ["said_on"]}, {}),
        ({"place": "A", "said_on": "2017-04-10", "new_name": "Nora Pell", "left_empty": ["party"]}, {}),
    ],
)
def test_a_row_takes_what_it_has_nothing_of_its_own_for(row, taken):
    assert take_defaults(build_row(**row), DEFAULTS) == taken


def test_nothing_is_taken_from_an_article_that_gives_nothing():
    row = build_row(new_name="Nora Pell", new_claim="It rains")
    assert take_defaults(row, normalise_defaults(None)) == {}
    assert normalise_defaults({"topics": "x", "party": "y", "place": 7, "more": 1}) == normalise_defaults(
        {"place": "7"}
    )


@pytest.mark.django_db
def test_saving_completes_the_rows():
    work = CoverageScenario()
    topic = make.TopicFactory(name="Bridges")
    defaults = {"topics": [topic.pk], "party": work.sylvania.pk, "place": "Harbour Town"}
    newcomer = work.row(
        "it is safe",
        id="r2",
        stance="denies",
        claimant=None,
        party=None,
        new_name="Nora Pell",
        new_kind="person",
        capacity="engineer",
    )
    work.save(work.row(place="Vale"), newcomer, defaults=defaults)
    by_claimant = {statement.claimant.name: statement for statement in Statement.objects.all()}
    assert {name: statement.place for name, statement in by_claimant.items()} == {
        "Ada Brook": "Vale",
        "Nora Pell": "Harbour Town",
    }
    assert by_claimant["Nora Pell"].party == work.sylvania
    assert list(by_claimant["Ada Brook"].claim.topics.all()) == [topic]
    assert Claimant.objects.filter(name="Nora Pell").count() == 1


@pytest.mark.django_db
def test_an_accepted_row_keeps_what_it_took_when_the_article_changes():
    work = CoverageScenario()
    first, second = make.TopicFactory(), make.TopicFactory()
    defaults = {"topics": [first.pk], "party": work.sylvania.pk, "place": "Vale", "said_on": "2017-04-11"}
    values = {"claimant": None, "party": None, "new_name": "Nora Pell", "said_on_precision": "by"}
    row = work.row(**values, guessed=["said_on"], accepted=True)
    undecided = work.row(**values, id="r2", guessed=["said_on"], accepted=False)
    kept = save_rows(coverage=work.coverage, rows=[row, undecided], defaults=defaults, **work.context)
    taken = {"topics": [first.pk], "party": work.sylvania.pk, "place": "Vale", "said_on": "2017-04-11"}
    assert {name: kept.rows[0][name] for name in taken} == taken
    assert (kept.rows[0]["guessed"], kept.rows[1]["guessed"]) == ([], ["said_on"])
    assert kept.rows[1]["place"] == ""
    work.coverage = kept
    party = make.PartyFactory().pk
    others = {"topics": [second.pk], "party": party, "place": "Ashford", "said_on": "2017-04-10"}
    kept = save_rows(coverage=kept, rows=kept.rows, defaults=others, **work.context)
    assert {name: kept.rows[0][name] for name in taken} == taken


@pytest.mark.django_db
def test_they_are_kept_with_the_rows():
    work = CoverageScenario()
    kept = save_rows(coverage=work.coverage, rows=[], defaults={"place": "Vale"}, **work.context)
    assert kept.intake["defaults"]["place"] == "Vale"
    assert kept.intake["title"] == work.coverage.intake["title"]
    work.coverage = kept
    assert save_rows(coverage=kept, rows=[], **work.context).intake["defaults"]["place"] == "Vale"
