"""The trigger citation_clear_proof: a proof ends when the proved words change."""

import datetime

import pytest

from claims.models import Citation
from tests import factories as make
from tests.support.sql import assert_accepted, sql

pytestmark = pytest.mark.django_db

LATER = make.MOMENT + datetime.timedelta(days=1)
NO_PROOF = {
    **{"capture": None, "start": None, "end": None, "prefix": "", "suffix": "", "recurs": False},
    "proved_at": None,
}


@pytest.fixture
def proved():
    capture = make.CaptureFactory()
    return make.CitationFactory(
        article=capture.article,
        capture=capture,
        excerpt="five!",
        start=10,
        end=15,
        prefix="before ",
        suffix=" after",
        recurs=True,
        proved_at=make.MOMENT,
    )


def proof_of(citation):
    citation = Citation.objects.get(pk=citation.pk)
    return {name: getattr(citation, name) for name in NO_PROOF}


def save(citation, **changes):
    for name, value in changes.items():
        setattr(citation, name, value)
    citation.save()


def update(citation, **changes):
    Citation.objects.filter(pk=citation.pk).update(**changes)


def bulk_update(citation, **changes):
    for name, value in changes.items():
        setattr(citation, name, value)
    Citation.objects.bulk_update([citation], list(changes))


def raw(citation, **changes):
    for name, value in changes.items():
        column = Citation._meta.get_field(name).column
        sql(
            f"UPDATE claims_citation SET {column} = %s WHERE id = %s",
            getattr(value, "pk", value),
            citation.pk,
        )


@pytest.mark.parametrize("write", [save, update, bulk_update, raw])
def test_editing_an_excerpt_clears_its_proof(proved, write):
    with assert_accepted():
        write(proved, excerpt="six!!!")
    assert proof_of(proved) == NO_PROOF


@pytest.mark.parametrize("write", [save, update, bulk_update, raw])
def test_an_edit_as_long_as_the_old_words_clears_it_too(proved, write):
    with assert_accepted():
        write(proved, excerpt="FIVE!")
    assert proof_of(proved) == NO_PROOF


@pytest.mark.parametrize("write", [save, update, bulk_update, raw])
def test_moving_to_another_article_clears_it(proved, write):
    with assert_accepted():
        write(proved, article=make.ArticleFactory())
    assert proof_of(proved) == NO_PROOF


@pytest.mark.parametrize("write", [save, update, bulk_update])
def test_a_write_with_a_new_proof_keeps_it(proved, write):
    new = {"start": 30, "end": 36, "prefix": "then ", "suffix": ".", "recurs": True, "proved_at": LATER}
    with assert_accepted():
        write(proved, excerpt="six!!!", **new)
    assert proof_of(proved) == NO_PROOF | new | {"capture": proved.capture}


def test_a_move_with_a_new_proof_keeps_it(proved):
    capture = make.CaptureFactory()
    new = {"capture": capture, "proved_at": LATER}
    with assert_accepted():
        update(proved, article=capture.article, **new)
    assert proof_of(proved) == proof_of(proved) | new | {"start": 10, "end": 15, "prefix": "before "}


@pytest.mark.parametrize("write", [save, update, bulk_update, raw])
def test_other_edits_leave_the_proof(proved, write):
    before = proof_of(proved)
    with assert_accepted():
        write(proved, part="headline", translated_by="A translator", kind="paraphrase")
    assert proof_of(proved) == before


def test_saving_without_a_change_leaves_the_proof(proved):
    before = proof_of(proved)
    with assert_accepted():
        proved.save()
    assert proof_of(proved) == before


def test_only_the_edited_excerpt_loses_its_proof(proved):
    other = make.CitationFactory(
        article=proved.article,
        capture=proved.capture,
        excerpt="five!",
        start=10,
        end=15,
        proved_at=make.MOMENT,
    )
    with assert_accepted():
        update(proved, excerpt="six!!!")
    assert proof_of(other)["proved_at"] == make.MOMENT
