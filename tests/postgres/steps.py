"""What people do with the record, a little of everything: each step's seconds, and what searches found.

For `manage.py shell`, on the database that the environment names. Prints JSON, and ends with an
AssertionError where an answer is wrong.
"""

import json
import re
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.checks import WARNING, Tags, run_checks
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Model
from django.test import Client

from claims.actions.publishing import publish_claim
from claims.models import Affiliation, Alias, Claim, ClaimTopic, KeyClaim, TopicAlias
from sources.models import Capture
from tests import factories as make
from tests.support.databases import copied_database
from tests.support.page_list import editors_pages, public_pages
from tests.support.sql import sql

REPETITIONS = 3
PAGE_REPETITIONS = 2
SEARCHES = {
    "a word": "attack",
    "a phrase": '"chemical weapons"',
    "a mistyped word": "chemcal",
    "a name in Cyrillic": "Лавров",
    "nothing": "xylophone",
}
Step = Callable[[int], object]


def main(*, is_filled: bool = False) -> None:
    """Do every step. `is_filled`: by earlier runs; otherwise the database is empty."""
    seconds = {} if is_filled else {name: time_step(step, [0]) for name, step in fill_steps()}
    users = get_user_model().objects
    user = users.create(username=f"smoke {users.count()}", is_staff=True, is_superuser=True)
    for name in make.__all__:
        if name.endswith("Factory"):  # what it numbers may be there from an earlier run
            getattr(make, name).reset_sequence(1000 * user.pk, force=True)
    site = Client(SERVER_NAME="localhost")
    site.force_login(user)
    for name, step in [*edit_steps(user), ("publish", partial(publish, user))]:
        seconds[name] = time_step(step, range(REPETITIONS))
    for name, step in page_steps(site):
        seconds[name] = time_step(step, range(PAGE_REPETITIONS))
    problems = run_checks(databases=["default"], tags=[Tags.database])
    # Debian's server has no pgvector, of which a check informs; whatever warns is a fault.
    assert [problem for problem in problems if problem.is_serious(WARNING)] == []
    json.dump(
        {"seconds": seconds, "found": {name: search(site, text) for name, text in SEARCHES.items()}},
        sys.stdout,
    )


def time_step(step: Step, numbers) -> float:
    """Return the least seconds that a step takes, done once with each of `numbers`.

    The least, because a busy machine delays any step now and then, and never hastens one.
    """
    seconds = []
    for number in numbers:
        began = time.perf_counter()
        step(number)
        seconds.append(time.perf_counter() - began)
    return min(seconds)


def fill_steps() -> Iterator[tuple[str, Step]]:
    yield "migrate", lambda _: call_command("migrate", verbosity=0)
    yield "generate 1,000 claims", generate
    yield "load Moscow", lambda _: call_command("loaddata", "moscow_2017", verbosity=0)
    yield "load Moscow again", lambda _: call_command("loaddata", "moscow_2017", verbosity=0)
    yield "analyze", lambda _: sql("ANALYZE")


def generate(_: int) -> None:
    """Generate claims beside the record, because `generate` refuses a database that has one."""
    name = connection.settings_dict["NAME"]
    with copied_database(name, f"{name}_generated"):
        call_command("generate", claims=1000, verbosity=0)
        assert Claim.objects.count() == 1000


def edit_steps(user) -> Iterator[tuple[str, Step]]:
    """Yield an edit of each kind of row that has a history."""
    claim = Claim.objects.get(key="syrian-forces-did-it")
    statement = claim.statements.filter(claimant__kind="person").order_by("pk")[0]
    citation = statement.citations.order_by("pk")[0]
    with transaction.atomic():
        edits: list[tuple[Model, str]] = [
            (claim, "context"),
            (claim.topics.order_by("pk")[0], "summary"),
            (make.ClaimRelationFactory(claim=claim, other=make.DraftClaimFactory()), "note"),
            (make.FactCheckFactory(claim=claim), "rating"),
            (make.CorrectionFactory(claim=claim, made_by=user), "notice"),
            (statement.claimant, "role"),
            (Alias.objects.order_by("pk")[0], "name"),
            (Affiliation.objects.filter(claimant=statement.claimant).order_by("pk")[0], "role"),
            (statement, "place"),
            (citation, "translated_by"),
            (citation.article.outlet, "country"),
            (citation.article, "byline"),
        ]
    kinds = {type(row) for row, _ in edits} | {Capture, ClaimTopic, KeyClaim, TopicAlias}
    assert kinds == {
        model.pgh_tracked_model for model in apps.get_models() if hasattr(model, "pgh_tracked_model")
    }
    for row, field in edits:
        yield f"edit: {row._meta.verbose_name}", partial(edit, row, field)
    topic = make.TopicFactory()
    key_claim = make.KeyClaimFactory(topic=topic)
    yield "edit: key claim", lambda n: KeyClaim.objects.filter(pk=key_claim.pk).update(place=n + 1)
    alias = make.TopicAliasFactory(topic=topic)
    yield "edit: alias of a topic", lambda n: TopicAlias.objects.filter(pk=alias.pk).update(name=f"Words {n}")
    yield "edit: topic of a claim", lambda n: (claim.topics.remove if n % 2 else claim.topics.add)(topic)
    yield (
        "edit: capture",
        lambda n: Capture.objects.keep(
            article=citation.article, text=f"Text {n}.", captured_at=make.MOMENT, obtained="pasted"
        ),
    )


def edit(row: Model, field: str, number: int) -> None:
    """Write another text into a field; the history gets one event more."""
    events = next(
        model for model in apps.get_models() if getattr(model, "pgh_tracked_model", None) is type(row)
    )
    before = events.objects.count()
    setattr(row, field, f"Edit {number}")
    row.save(update_fields=[field])
    assert events.objects.count() == before + 1


def publish(user, _: int) -> None:
    statement = make.DraftStatementFactory()
    make.CitationFactory(statement=statement)
    publish_claim(claim=statement.claim, by=user, now=make.MOMENT)
    assert Claim.objects.published().filter(pk=statement.claim_id, status="asserted").exists()


def page_steps(site: Client) -> Iterator[tuple[str, Step]]:
    for name, text in SEARCHES.items():
        yield f"search: {name}", lambda _, text=text: search(site, text)
    admin = editors_pages()
    del admin["login"]  # for those who are signed in it is no page
    for kind, pages in (("page", public_pages()), ("admin", admin)):
        for name, path in pages.items():
            yield f"{kind}: {name}", lambda _, path=path: open_page(site, path)


def search(site: Client, text: str) -> list[str]:
    """Return the keys of the claims on the first page of a search, in its order."""
    body = open_page(site, f"/claims/?q={text}")
    ids = dict.fromkeys(re.findall(r'href="/claims/(\d+)/', body))
    keys = dict(Claim.objects.in_bulk([int(pk) for pk in ids]))
    return [keys[int(pk)].key for pk in ids]


def open_page(site: Client, path: str) -> str:
    response = site.get(path)
    assert response.status_code == 200, (path, response.status_code)
    return response.content.decode()
