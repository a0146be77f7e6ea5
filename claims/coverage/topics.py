"""New topics that an editor types without leaving the rows of an article."""

from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError

from claims.models import Topic
from core.names import normalise_name
from core.validators import validate_no_bidi_controls

from .article_defaults import ArticleDefaults, take_defaults
from .rows import CoverageRow, clean_text, is_to_save

MAX_NEW_TOPICS = 20
TOO_MANY = f"Add at most {MAX_NEW_TOPICS} new topics at once."


def list_typed_topics(values: Mapping) -> list[str]:
    """List the names of new topics in a row or in the defaults of an article: each once, normalised."""
    typed = values.get("typed")
    words = str(typed.get("topics") or "") if isinstance(typed, dict) else ""
    names = (normalise_name(clean_text(name)) for name in words.split(";"))
    return list(dict.fromkeys(name for name in names if name))


def find_topic(name: str) -> Topic | None:
    """Find the topic of this name, in any case; the oldest of several. Queries: 1."""
    return Topic.objects.filter(name__iexact=name).order_by("pk").first()


def find_topic_problems(names: Iterable[str]) -> list[str]:
    """Say what keeps names from being those of new topics."""
    names = list(names)
    problems = [TOO_MANY] if len(names) > MAX_NEW_TOPICS else []
    for name in names:
        try:
            validate_no_bidi_controls(name)
            Topic(name=name).clean_fields()
        except ValidationError as error:
            problems += [f"“{name[:60]}”: {sentence}" for sentence in error.messages]
    return problems


def add_typed_topics(
    rows: list[CoverageRow], defaults: ArticleDefaults
) -> tuple[list[CoverageRow], list[Topic]]:
    """Give the new claims of accepted rows the topics whose names were typed, and add those that are new.

    Names typed for all rows count where a row has no topics of its own. Returns the rows and the new topics;
    readers see these once something published is under them. Queries: 1 for each name, 4 more if it is new.
    """
    complete = [
        {**row, **take_defaults(row, defaults)} if is_to_save(row) and row["claim"] is None else row
        for row in rows
    ]
    typed = [row for row in complete if is_to_save(row) and row["claim"] is None]
    topics: dict[str, Topic] = {}
    new = []
    for name in dict.fromkeys(name for row in typed for name in list_typed_topics(row)):
        topic = find_topic(name)
        if topic is None:
            topic, is_new = Topic.objects.get_or_create(name=name)
            new += [topic] if is_new else []
        topics[name] = topic
    for row in typed:
        ids = [*row["topics"], *(topics[name].pk for name in list_typed_topics(row))]
        row |= {"topics": list(dict.fromkeys(ids)), "typed": {**row.get("typed", {}), "topics": ""}}
    return complete, new
