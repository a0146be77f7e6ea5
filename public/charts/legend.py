"""The legend of a timeline: each mark and line that is drawn there in words, and nothing else."""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.models import Precision, Stance

MARKS = {
    Stance.AFFIRMS: gettext_lazy("affirms"),
    Stance.DENIES: gettext_lazy("denies"),
    Stance.QUESTIONS: gettext_lazy("questions"),
    Stance.WITHDRAWS: gettext_lazy("takes it back"),
}
OWN_VOICE_MARKS = {
    Stance.AFFIRMS: gettext_lazy("an outlet itself states it"),
    Stance.DENIES: gettext_lazy("an outlet itself disputes it"),
    Stance.QUESTIONS: gettext_lazy("an outlet itself questions it"),
    Stance.WITHDRAWS: gettext_lazy("an outlet itself takes it back"),
}


class Key(NamedTuple):
    """One mark, as stance_mark draws it, and what it means."""

    stance: str
    own_voice: bool
    words: str


def keys(drawn: Iterable[tuple[str, bool]]) -> list[Key]:
    """The marks that are `drawn`: (stance, whether in an outlet's own voice), each once."""
    wanted = set(drawn)
    return [
        Key(stance, own_voice, str(words))
        for own_voice, known in ((False, MARKS), (True, OWN_VOICE_MARKS))
        for stance, words in known.items()
        if (stance, own_voice) in wanted
    ]


def line_words(precisions: Iterable[str], *, is_joined: bool) -> str:
    """What dots, bars and lines mean, in one sentence; empty where there are none."""
    precisions = set(precisions)
    words = [
        _("dots: at some time before") if Precision.BY in precisions else "",
        _("a bar: in that month or year") if precisions & {Precision.MONTH, Precision.YEAR} else "",
        _("a line: a change of position") if is_joined else "",
    ]
    return "; ".join(filter(None, words))
