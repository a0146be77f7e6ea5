"""Topics that an editor adds without leaving the rows of an article."""

from collections.abc import Iterable

import pghistory
from django.contrib.auth.models import User

from claims.models import Coverage, Topic
from core.errors import translate_refusals
from core.names import normalise_name
from core.validators import validate_no_bidi_controls

from .rows import clean_text


def add_topics(*, names: Iterable[str], coverage: Coverage, by: User) -> list[Topic]:
    """Return the topics with these names, new ones where the record has none.

    Readers see a new topic once something published is under it. Raises ValidationError for what cannot be a
    topic's name, and Refused.
    """
    topics = []
    reason = f"Coverage of {coverage.article}"[:300]
    with pghistory.context(user=by.pk, reason=reason), translate_refusals():
        for name in filter(None, (normalise_name(clean_text(name)) for name in names)):
            validate_no_bidi_controls(name)
            topic = Topic.objects.filter(name__iexact=name).order_by("pk").first()
            if topic is None:
                topic = Topic(name=name)
                topic.full_clean()
                topic.save()
            topics.append(topic)
    return topics
