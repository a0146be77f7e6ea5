"""Articles of several outlets with nearly the same text count as that of the one who published it first."""

import io

import pytest
from django.core.management import call_command

from sources.intake import keep_text
from sources.models import Article, Obtained
from tests import factories as make

pytestmark = pytest.mark.django_db

WORDS = [f"word{number}" for number in range(400)]
AGENCY_TEXT = " ".join(WORDS)
CUT = " ".join(WORDS[:280])
OTHER_TEXT = " ".join(reversed(WORDS))


def publish(name: str, day: str | None, text: str, **fields) -> Article:
    article = make.ArticleFactory(outlet=make.OutletFactory(name=name), published_on=day, **fields)
    keep_text(article=article, text=text, captured_at=make.MOMENT, obtained=Obtained.PASTED)
    return article


def whose() -> dict[str, str | None]:
    return dict(Article.objects.order_by("pk").values_list("outlet__name", "text_from__name"))


def test_what_came_in_later_is_a_copy_of_what_was_published_first():
    publish("Post", "2017-04-13", AGENCY_TEXT)
    publish("Weekly", None, CUT)
    publish("Herald", "2017-04-13", OTHER_TEXT)
    assert whose() == {"Post": None, "Weekly": "Post", "Herald": None}
    agency = publish("Agency", "2017-04-12", AGENCY_TEXT)
    assert whose() == {"Post": "Agency", "Weekly": "Agency", "Herald": None, "Agency": None}
    publish("Gazette", "2017-04-14", CUT)
    assert whose()["Gazette"] == "Agency"
    assert Article.objects.get(pk=agency.pk).text_from is None


def test_one_outlet_may_print_its_text_twice():
    first = publish("Post", "2017-04-12", AGENCY_TEXT)
    again = make.ArticleFactory(outlet=first.outlet)
    keep_text(article=again, text=AGENCY_TEXT, captured_at=make.MOMENT, obtained=Obtained.PASTED)
    assert whose() == {"Post": None}


def test_what_an_editor_said_stays_and_a_later_text_changes_nothing():
    agency = publish("Agency", "2017-04-12", AGENCY_TEXT)
    known = make.OutletFactory(name="Wire")
    post = publish("Post", "2017-04-13", AGENCY_TEXT, text_from=known)
    assert whose()["Post"] == "Wire"
    Article.objects.filter(pk=post.pk).update(text_from=None)
    keep_text(article=post, text=f"{AGENCY_TEXT} more", captured_at=make.MOMENT, obtained=Obtained.FETCHED)
    assert whose() == {"Agency": None, "Post": None}
    assert agency.outlet.texts_elsewhere.count() == 0


def test_the_command_notes_it_of_articles_that_were_there_before():
    for name, day in (("Post", "2017-04-13"), ("Agency", "2017-04-12"), ("Gazette", "2017-04-14")):
        publish(name, day, AGENCY_TEXT)
    Article.objects.update(text_from=None)
    for noted in (2, 0):
        out = io.StringIO()
        call_command("note_copies", stdout=out)
        expected = f"Texts read: 3. Articles that have the text of another outlet: {noted} more.\n"
        assert out.getvalue() == expected
        assert whose() == {"Post": "Agency", "Agency": None, "Gazette": "Agency"}
