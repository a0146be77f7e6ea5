"""Proving citations: finding an excerpt in what its article said on a day."""

import datetime
import re

from claims.models import Citation
from core.errors import Refused, translate_refusals
from sources.excerpts.search import ExcerptError, ExcerptMatch, find_excerpt
from sources.models import Capture, text_sha256

# PostgreSQL keeps no NUL, and UTF-8 has no code for half of a surrogate pair.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def prove_citation(*, citation: Citation, text: str, capture: Capture, now: datetime.datetime) -> bool:
    """Find the excerpt in `text`, and store where it stands.

    `text` is the text that `capture` fingerprints. The article's own characters are stored as the
    excerpt. Where the words occur more than once, the citation's prefix and suffix tell the places
    apart.

    Returns whether anything was written: a proof that is still valid is left alone. Raises Refused, and
    saves nothing, if the excerpt is not there (see `sources.excerpts.search`), if text, capture and
    article do not belong together, or if the citation was edited since it was read.
    """
    _check_source(citation, text, capture)
    try:
        match = find_excerpt(citation.excerpt, text, citation.prefix, citation.suffix)
    except ExcerptError as error:
        raise Refused(str(error)) from error
    if is_proof_current(citation, match, capture, text):
        return False
    _check_length(match)
    _store_proof(citation, match, capture, now)
    return True


def is_proof_current(citation: Citation, match: ExcerptMatch, capture: Capture, text: str) -> bool:
    """Whether what `citation` has stored is what was found in the `text` of `capture`.

    The stored words around may be fewer than are kept today.
    """
    return (
        citation.is_proved
        and citation.capture_id == capture.pk
        and (citation.start, citation.end) == (match.start, match.end)
        and (citation.excerpt, citation.recurs) == (match.exact, match.recurs)
        and text.endswith(citation.prefix, 0, match.start)
        and text.startswith(citation.suffix, match.end)
    )


def _check_source(citation: Citation, text: str, capture: Capture) -> None:
    if capture.article_id != citation.article_id:
        raise Refused("This capture is of another article. Choose one of the article cited.")
    if _UNSTORABLE.search(text) or text_sha256(text) != capture.sha256:
        raise Refused("This is not the text that was captured: its fingerprint is another.")


def _check_length(match: ExcerptMatch) -> None:
    max_length = Citation._meta.get_field("excerpt").max_length
    if max_length is not None and len(match.exact) > max_length:
        raise Refused(
            f"With the article's own spacing the excerpt has {len(match.exact):,} characters; "
            f"at most {max_length} are kept. Choose a shorter span."
        )


def _store_proof(citation: Citation, match: ExcerptMatch, capture: Capture, now: datetime.datetime) -> None:
    proof = {
        "excerpt": match.exact,
        "capture": capture,
        "start": match.start,
        "end": match.end,
        "prefix": match.prefix,
        "suffix": match.suffix,
        "recurs": match.recurs,
        "proved_at": now,
    }
    unchanged = Citation.objects.filter(
        pk=citation.pk, excerpt=citation.excerpt, article_id=citation.article_id
    )
    with translate_refusals():
        if not unchanged.update(**proof):
            raise Refused("This citation was edited or removed meanwhile. Look at it again.")
    for name, value in proof.items():
        setattr(citation, name, value)
