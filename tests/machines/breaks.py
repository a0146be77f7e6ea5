"""The product broken on purpose, as by a mistake in a migration or a view: the machines have to report it."""

import contextlib
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import NamedTuple
from unittest import mock

from django.http import Http404

from claims.models.claim import ClaimQuerySet
from tests.machines import desk
from tests.machines.desk import Deed
from tests.support.sql import sql

FUNCTIONS = """
SELECT pg_get_functiondef(p.oid), p.prorettype = 'trigger'::regtype
FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
WHERE p.proname LIKE ANY (%s) AND p.pronamespace = current_schema()::regnamespace AND l.lanname = 'plpgsql'
"""
BODY = re.compile(r"(AS (\$\w*\$)).*\2", re.DOTALL)


@contextlib.contextmanager
def without_functions(*patterns: str) -> Iterator[None]:
    """Have functions of PostgreSQL do nothing inside the block. `patterns`: of their names, as of LIKE."""
    found = sql(FUNCTIONS, list(patterns))
    assert found, patterns
    for definition, is_trigger in found:
        body = "BEGIN RETURN COALESCE(NEW, OLD); END" if is_trigger else "BEGIN END"
        empty = BODY.sub(lambda match, body=body: f"{match[1]}{body}{match[2]}", definition)
        sql(empty.replace("%", "%%"))
    try:
        yield
    finally:
        for definition, _is_trigger in found:
            sql(definition.replace("%", "%%"))


def show_drafts() -> AbstractContextManager:
    """Show readers all claims of a topic, of a claimant, and in lists."""
    return mock.patch.object(ClaimQuerySet, "published", lambda rows: rows.all())


def forget_the_gone() -> AbstractContextManager:
    return mock.patch("public.claim_detail.views._show_why_gone", side_effect=Http404)


class Break(NamedTuple):
    """One fault, and the deeds that bring it to light."""

    make: Callable[[], AbstractContextManager]
    deeds: list[Deed]


def without(pattern: str, *several: Deed) -> Break:
    return Break(lambda: without_functions(pattern), [*several])


BREAKS = {
    "statuses are not derived": without("claims_refresh_status", desk.edit_statement),
    "versions are not made": without("claims_make_versions", desk.edit_claim),
    "changes are not told": without("claims_version_tells", desk.retract_claim),
    "undone publications stay told": without(
        "claims_forget_changes", desk.add_coverage, desk.publish_claim, desk.undo_publication
    ),
    "the search is not kept": without("claims_search_versions", desk.edit_claim),
    "facets are not counted": without("claims_count_after_%", desk.retract_claim),
    "pages are not stamped": without("claims_stamp_%", desk.edit_claim, desk.retract_claim),
    "the history has no chain": without("sources_note_leaves", desk.edit_claim),
    "drafts are shown": Break(show_drafts, [desk.add_coverage]),
    "a retracted claim is not found": Break(forget_the_gone, [desk.retract_claim]),
}
