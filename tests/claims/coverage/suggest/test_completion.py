"""Drafts get the names and dates that their article gives before."""

import datetime

import pytest

from claims.coverage.suggest.completion import ArticleNames

DAY = datetime.date(2024, 3, 7)  # a Thursday

NAMED = [
    # the text before, the draft, and what becomes of it
    ("The silos at Vale harbour burned.", "The silos held rye.", "The silos at Vale harbour held rye."),
    (
        "Norway's coast guard patrols the bay.",
        "The coast guard has ships.",
        "Norway’s coast guard has ships.",
    ),
    ("Norway's coast guard patrols the bay.", "The guard has ships.", "Norway’s coast guard has ships."),
    ("They left the Dunmore signal.", "Nobody saw the signal.", "Nobody saw the Dunmore signal."),
    (
        "A report by the Audit Office came out.",
        "The report is false.",
        "The report by the Audit Office is false.",
    ),
    ("The mayor of Vale left.", "The mayor’s car leaked.", "The mayor of Vale’s car leaked."),
    ("The dam at Orrin is old. The dam leaks.", "The dam leaks.", "The dam at Orrin leaks."),
    ("The school at Holm is old.", "This school is closed.", "The school at Holm is closed."),
    # two that may be meant, another kind of thing, or one without a name
    ("The dam at Orrin is near the dam at Holm.", "The dam leaks.", "The dam leaks."),
    ("The dam at Orrin is old. A dam was built.", "The dam leaks.", "The dam leaks."),
    ("The dam at Orrin is old, and so is another dam.", "The dam leaks.", "The dam leaks."),
    ("The coal barge of Vale sank.", "The oil barge leaks.", "The oil barge leaks."),
    ("The dam is old.", "The dam leaks.", "The dam leaks."),
    ("The dams at Orrin are old.", "The dam leaks.", "The dam leaks."),
    # people by their surname
    ("Ronan Pike left.", "Mr Pike saw Ann Bell.", "Ronan Pike saw Ann Bell."),
    ("Sir Leo Grant left.", "Mr Grant’s car leaked.", "Leo Grant’s car leaked."),
    ("Ronan Pike and Ada Pike left.", "Mr Pike saw Ann Bell.", "Mr Pike saw Ann Bell."),
    ("The president left.", "Mr Pike saw Ann Bell.", "Mr Pike saw Ann Bell."),
]
DATED = [
    ("Bell Ltd will close on Friday.", "Bell Ltd will close on 8 March 2024."),
    ("Bell Ltd has been closed since Friday.", "Bell Ltd has been closed since 1 March 2024."),
    ("Bell Ltd will close by Thursday.", "Bell Ltd will close by 14 March 2024."),
    ("Bell Ltd will close Friday.", "Bell Ltd will close on 8 March 2024."),
    ("Bell Ltd has had no tea since Sunday.", "Bell Ltd has had no tea since 3 March 2024."),
    ("Yesterday nobody was told.", "On 6 March 2024 nobody was told."),
    ("Two men died in Vale last year.", "Two men died in Vale in 2023."),
    ("Last month two men died in Vale.", "In February 2024 two men died in Vale."),
    ("Nobody has died since last month.", "Nobody has died since February 2024."),
    # a day of which it is not sure which one is meant
    ("Bell Ltd closed on Friday.", "Bell Ltd closed on Friday."),
    ("Bell Ltd will close on Friday night.", "Bell Ltd will close on Friday night."),
    ("Bell Ltd opens on Friday.", "Bell Ltd opens on Friday."),
    ("Bell Ltd was told that it will close on Friday.", "Bell Ltd was told that it will close on Friday."),
    ("Two men died in Vale last week.", "Two men died in Vale last week."),
    ("Last year’s storm killed two men.", "Last year’s storm killed two men."),
]


def test_things_and_people_get_the_only_name_that_the_text_has_for_them():
    completed = [ArticleNames(text).complete(draft, len(text), None) for text, draft, _ in NAMED]
    assert completed == [expected for *_, expected in NAMED]


def test_days_are_counted_from_the_articles_own():
    assert [ArticleNames("").complete(draft, 0, DAY) for draft, _ in DATED] == [full for _, full in DATED]


def test_nothing_is_taken_from_what_comes_after():
    text = "Nobody left. The dam at Orrin is old."
    assert ArticleNames(text).complete("The dam leaks.", 5, DAY) == "The dam leaks."


@pytest.mark.parametrize("day", [None, DAY])
def test_several_words_are_completed_and_a_claim_stays_short_enough(day):
    text = "The silos at Vale harbour burned, and the dam at Orrin broke."
    draft = "The silos fell when the dam broke."
    assert ArticleNames(text).complete(draft, len(text), day) == (
        "The silos at Vale harbour fell when the dam at Orrin broke."
    )
    long = f"The silos fell{' and rose' * 35}."
    assert ArticleNames(text).complete(long, len(text), day) == long
