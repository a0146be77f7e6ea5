"""A history of some rows, sealed in three seals; and what the owner of the database could do to it."""

import contextlib

import pytest
from django.db import transaction

from claims.integrity.sealing import seal_history
from claims.models import Claim, Correction
from tests import factories as make
from tests.support.sql import check_deferred, sql


def seal() -> None:
    """Seal what was written, as if it were committed: the next version is none of the same transaction."""
    check_deferred()
    sql("SELECT set_config('claims.versions_of', '', true)")
    seal_history()


@contextlib.contextmanager
def without_triggers(*tables: str):
    """Do something to these tables as their owner can: with their triggers off."""
    check_deferred()
    for table in tables:
        sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    check_deferred()
    for table in tables:
        sql(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.fixture
def sealed(db) -> Claim:
    """Provide a claim with three versions, whose history is sealed."""
    with transaction.atomic():
        claim = make.StatementFactory(claim__key="old-bridge").claim
        make.CorrectionFactory(claim=claim)
    seal()
    for note in ("Closed in May.", "Closed in June."):
        Claim.objects.filter(pk=claim.pk).update(public_note=note)
        Correction.objects.update(notice=f"It said something else. {note}")
        seal()
    return claim
