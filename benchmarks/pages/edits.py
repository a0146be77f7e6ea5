"""What edits cost in the database.

Each is made in a transaction that is rolled back, once everything that waits for the commit has run: so the
record stays as it is. Not measured: writing the commit itself to the disk, and Python.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from claims.actions.merging.merge import merge_claims
from claims.actions.publishing import publish_claim
from claims.coverage.drafts import begin_coverage
from claims.coverage.intake import bring_in_article
from claims.coverage.rows import build_row
from claims.coverage.save.save import save_coverage
from claims.models import Citation, Claim, Coverage, Nature, Stance, Statement

from .answers import UnfitFigure
from .figures import EditFigures, compute_spread
from .ours import EDITOR, record_queries
from .subjects import Subjects

TEXT = "The minister spoke of the harbour for an hour. “The bridge number {} is to be closed,” she said."
EXCERPT = "The bridge number {} is to be closed"

Edit = Callable[[], object]


@dataclass
class EditCase:
    """An edit: `prepare` makes what it needs for its n-th time, and returns the edit itself."""

    name: str
    prepare: Callable[[int], Edit]


class Desk:
    """The edits, on typical claims of the record. Site has to be there: it sets what requests need."""

    def __init__(self, subjects: Subjects):
        self._subjects = subjects
        self._user = get_user_model().objects.get(username=EDITOR)
        self._client = Client(SERVER_NAME="localhost")
        self._client.force_login(self._user)

    @property
    def cases(self) -> list[EditCase]:
        return [
            EditCase("edit: save a claim in the admin", self._prepare_admin_save),
            EditCase("edit: save one row of Add coverage", self._prepare_coverage),
            EditCase("edit: publish a claim with four statements", self._prepare_publishing),
            EditCase("edit: merge two published claims", self._prepare_merge),
        ]

    def _typical(self, n: int) -> Claim:
        return self._subjects.typical[n % len(self._subjects.typical)]

    def _prepare_admin_save(self, n: int) -> Edit:
        path = reverse("admin:claims_claim_change", args=[self._typical(n).pk])
        page = cast(html.HtmlElement, html.fromstring(self._client.get(path).content))
        form = page.get_element_by_id("claim_form")
        data = defaultdict(list)
        for name, value in form.form_values():
            data[name].append(value.removeprefix("\n"))  # which HTML ignores in a text area
        data |= {"public_note": [f"Edit {n}."], "change_reason": ["It is measured."], "_save": ["Save"]}

        def save() -> None:
            response = self._client.post(path, data)
            if response.status_code != 302:
                raise UnfitFigure(f"The admin answers {response.status_code} to a claim's form.")

        return save

    def _prepare_coverage(self, n: int) -> Edit:
        now, party = timezone.now(), self._subjects.party
        intake = {
            "way": "text",
            "title": f"The bridge number {n}",
            "published_on": "2017-04-13",
            "outlet": self._subjects.outlets[0].pk,
            "text": TEXT.format(n),
        }
        coverage: Coverage = begin_coverage(by=self._user, now=now)
        coverage = bring_in_article(
            coverage=coverage,
            intake=intake,
            by=self._user,
            now=now,
            revision=coverage.revision,
            is_another=True,
        )
        row = build_row(
            id="r1",
            accepted=True,
            excerpt=EXCERPT.format(n),
            claimant=party.pk,
            party=party.pk,
            capacity="as a government",
            stance=Stance.AFFIRMS.value,
            said_on="2017-04-12",
            new_claim=f"The harbour bridge number {n} is to be closed",
            nature=Nature.FACT.value,
        )
        return lambda: save_coverage(
            coverage=coverage, rows=[row], by=self._user, now=now, revision=coverage.revision
        )

    def _prepare_publishing(self, n: int) -> Edit:
        original = self._typical(n)
        claim = Claim.objects.create(text=f"The harbour bridge number {n} is closed", nature=Nature.FACT)
        claim.topics.set(original.topics.all())
        for statement in original.statements.published()[:4]:
            citation = Citation.objects.filter(statement=statement)[0]
            draft = Statement.objects.create(
                claim=claim,
                claimant=statement.claimant,
                party=statement.party,
                capacity=statement.capacity,
                stance=statement.stance,
                said_on=statement.said_on,
            )
            Citation.objects.create(
                statement=draft, article=citation.article, kind=citation.kind, excerpt=EXCERPT.format(n)
            )
        return lambda: publish_claim(claim=claim, by=self._user, now=timezone.now())

    def _prepare_merge(self, n: int) -> Edit:
        return lambda: merge_claims(
            duplicate=self._typical(n),
            target=self._typical(n + 1),
            by=self._user,
            now=timezone.now(),
            reason="The same in other words.",
            although_opposite=True,
        )


def measure_edits(desk: Desk, repetitions: int, pattern: str) -> list[EditFigures]:
    """Measure the edits whose names match, in turn."""
    chosen = [case for case in desk.cases if re.search(pattern, case.name)]
    seconds: dict[str, list[float]] = defaultdict(list)
    queries: dict[str, int] = {}
    for n in range(-1, repetitions):  # the first time does not count
        sys.stderr.write(f"\redits: {n + 1} of {repetitions}")
        for case in chosen:
            taken, queries[case.name] = _measure_once(case, n + 1)
            if n >= 0:
                seconds[case.name].append(taken)
    sys.stderr.write("\n")
    return [EditFigures(case.name, compute_spread(seconds[case.name]), queries[case.name]) for case in chosen]


def _measure_once(case: EditCase, n: int) -> tuple[float, int]:
    with transaction.atomic():
        edit = case.prepare(n)
        _run_deferred()
        with record_queries() as profile:
            edit()
            _run_deferred()
        transaction.set_rollback(True)
    return profile.seconds, len(profile.statements)


def _run_deferred() -> None:
    """Run what waits for the transaction's end."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
