"""Articles of several outlets with nearly the same text count as that of the one who published it first."""

import io

import pytest
from django.core.management import call_command

from sources.intake import record_article
from sources.models import Article, Obtained, Outlet
from tests import factories as make

pytestmark = pytest.mark.django_db

WORDS = [f"word{number}" for number in range(400)]
AGENCY_TEXT = " ".join(WORDS)
CUT = " ".join(WORDS[:280])
OTHER_TEXT = " ".join(reversed(WORDS))


def publish(name: str, day: str | None, text: str) -> Article:
    outlet = Outlet.objects.filter(name=name).first() or make.OutletFactory(name=name)
    values = {"title": f"A title in {name}", "obtained": Obtained.PASTED, "now": make.MOMENT}
    return record_article(outlet=outlet, published_on=day, text=text, **values).article


def whose() -> dict[str, str | None]:
    return dict(Article.objects.order_by("pk").values_list("outlet__name", "text_from__name"))


def test_what_comes_in_is_a_copy_of_what_was_published_first_and_others_stay_as_they_are():
    publish("Post", "2017-04-13", AGENCY_TEXT)
    publish("Weekly", None, CUT)
    publish("Herald", "2017-04-13", OTHER_TEXT)
    known = {"Post": None, "Weekly": "Post", "Herald": None}
    assert whose() == known
    publish("Agency", "2017-04-12", AGENCY_TEXT)
    assert whose() == known | {"Agency": None}, "an editor or the command says it of those from before"
    publish("Gazette", "2017-04-14", CUT)
    assert whose() == known | {"Agency": None, "Gazette": "Agency"}


def test_one_outlet_may_print_its_text_twice():
    publish("Post", "2017-04-12", AGENCY_TEXT)
    publish("Post", "2017-04-13", f"{AGENCY_TEXT} more")
    assert list(Article.objects.values_list("text_from", flat=True)) == [None, None]


def run_command() -> str:
    out = io.StringIO()
    call_command("note_copies", stdout=out)
    return out.getvalue()


@pytest.fixture
def agency() -> Article:
    """Make the first of four articles with one text, the last to come in. Readers see none of them."""
    for name, day in (("Post", "2017-04-13"), ("Gazette", "2017-04-14"), ("Weekly", "2017-04-15")):
        publish(name, day, AGENCY_TEXT)
    Article.objects.filter(outlet__name="Gazette").update(text_from=make.OutletFactory(name="Wire"))
    Article.objects.filter(outlet__name="Weekly").update(text_from=None)
    return publish("Agency", "2017-04-12", AGENCY_TEXT)


def test_the_command_notes_it_of_articles_that_were_there_before(agency):
    before = {"Post": None, "Gazette": "Wire", "Weekly": None, "Agency": None}
    assert run_command().endswith(" 0 more.\n")
    assert whose() == before, "readers do not see the agency"
    make.StatementFactory(citation__article=agency)
    for noted in (1, 0):
        assert (
            run_command() == f"Texts read: 4. Articles that have the text of another outlet: {noted} more.\n"
        )
        assert whose() == before | {"Post": "Agency"}, "what an editor has said or emptied stays"
