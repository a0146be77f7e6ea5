"""An import beside editors: what they did to a draft while it was planned stays."""

import threading

import pghistory
import pytest
from django.core.management import call_command
from django.db import connection, transaction

from claims.models import Claim, OfferedChange, State, Statement
from exchange.importing.storing import writing
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)

HEADING = "nr,claim,who,what,role,party,said,stance\n"
ROW = "1,{},Nora Pell,person,Mayor,Freeport,2024-03-05,affirms\n"
MAPPING = (
    *(
        "--map=id=nr",
        "--map=claim=claim",
        "--map=claimant=who",
        "--map=claimant_kind=what",
        "--map=role=role",
    ),
    *("--map=party=party", "--map=said_on=said", "--map=stance=stance", "--default=nature=fact"),
    *("--default=party_kind=government", "--dataset=speeches", "--user=importer"),
)


def edit(by) -> None:
    with pghistory.context(user=by.pk):
        Claim.objects.update(text="The old bridge is closed.")


def publish(by) -> None:
    with pghistory.context(user=by.pk), transaction.atomic():
        make.CitationFactory(statement=Statement.objects.get())
        Statement.objects.update(state=State.PUBLISHED)
        Claim.objects.update(state=State.PUBLISHED, published_at=make.MOMENT, published_by=by)


@pytest.mark.parametrize("work", [edit, publish])
def test_what_was_done_to_a_draft_meanwhile_stays(tmp_path, monkeypatch, work):
    make.UserFactory(username="importer", is_superuser=True)
    by, path = make.UserFactory(), tmp_path / "speeches.csv"
    path.write_text(HEADING + ROW.format("The bridge is closed."))
    call_command("import_claims", str(path), *MAPPING, verbosity=0)
    load, done = writing.load_known_rows, []

    def work_beside() -> None:
        try:
            work(by)
        finally:
            connection.close()

    def load_and_be_overtaken(rows):
        known = load(rows)
        if not done:
            done.append(work)
            thread = threading.Thread(target=work_beside)
            thread.start()
            thread.join()
        return known

    monkeypatch.setattr(writing, "load_known_rows", load_and_be_overtaken)
    path.write_text(HEADING + ROW.format("The bridge is shut."))
    call_command("import_claims", str(path), *MAPPING, verbosity=0)
    before = {edit: "The old bridge is closed.", publish: "The bridge is closed."}[work]
    assert Claim.objects.get().text == before
    assert OfferedChange.objects.get().changes == {"text": [before, "The bridge is shut."]}
