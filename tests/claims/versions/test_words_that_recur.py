"""Of excerpts proved before it is told which words recur in their article."""

from importlib import import_module

import pytest
from django.db import connection, transaction

from claims.models import Citation, ClaimVersion
from sources.excerpts.search import find_excerpt
from sources.models import CaptureText
from tests import factories as make
from tests.support.document_rows import assert_latest_version_is_right

FILL = import_module("claims.migrations.0044_fill_words_that_recur")
TEXT = (
    '“It\u00a0was open,” he said.\r\nThen IT WAS OPEN, and "so it stayed."\r\n\r\n'
    "Then they left\r\n\r\nas “they said.” He said."
)


class Editor:
    connection = connection


def prove(excerpt: str, *, is_kept: bool = True) -> Citation:
    """Publish a citation that was proved when nobody asked how often the words occur."""
    capture = make.CaptureFactory(text=TEXT)
    if is_kept:
        CaptureText.objects.attach(capture, TEXT)
    start = TEXT.index(excerpt)
    return make.ProvedCitationFactory(
        statement=make.StatementFactory(citation=None),
        capture=capture,
        excerpt=excerpt,
        start=start,
        end=start + len(excerpt),
        prefix=TEXT[:start][-32:],
        suffix=TEXT[start + len(excerpt) :][:32],
    )


@pytest.mark.django_db(transaction=True)
def test_it_is_told_of_texts_that_are_kept_and_makes_versions_that_say_why(monkeypatch):
    monkeypatch.setattr(FILL, "TEXTS_AT_ONCE", 2)
    with transaction.atomic():
        once = [prove(words) for words in ('and "so it stayed."', "they left\r\n\r\nas “they said.”")]
        twice = [
            prove(words)
            for words in ("It\u00a0was open", "IT WAS OPEN", "he said.\r\nThen IT WAS OPEN", "He said")
        ]
        unknown = prove("It\u00a0was open", is_kept=False)
    for citation in (*once, *twice):
        match = find_excerpt(citation.excerpt, TEXT, citation.prefix, citation.suffix)
        assert match.recurs is (citation in twice), "the same that a new proof would tell"
    for _ in range(2):
        FILL.fill(None, Editor)
        assert {citation.excerpt for citation in Citation.objects.filter(recurs=True)} == {
            citation.excerpt for citation in twice
        }
    for citation in twice:
        versions = ClaimVersion.objects.filter(claim=citation.statement.claim)
        assert [version.reason for version in versions.order_by("number")] == ["", FILL.REASON]
        assert_latest_version_is_right(citation.statement.claim)
    quiet = ClaimVersion.objects.filter(claim__statements__citations__in=[*once, unknown])
    assert {version.number for version in quiet} == {1}
