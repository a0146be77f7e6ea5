from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from claims.management.commands import generate as command
from claims.models import (
    Change,
    ChangeTopic,
    Claim,
    ClaimSearch,
    ClaimVersion,
    FacetCount,
    MirrorEntry,
    QueueEntry,
    Statement,
)
from claims.synthetic import store
from core.history import read_events
from core.progress import Progress
from sources.models import Addition, Outlet
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tables_owner")]
CLAIMS = 200


def generate(claims=CLAIMS, **options):
    out = StringIO()
    call_command("generate", f"--claims={claims}", stdout=out, **{"verbosity": 0, "writers": 1, **options})
    return out.getvalue()


def everything():
    """Return every row of the record by table, without its history.

    Rows that triggers write are compared by what they say, not by their time or id.
    """
    return {
        model._meta.db_table: sorted(map(repr, model._default_manager.values_list(*told_by(model))))
        for model in store.list_record_models()
        if not hasattr(model, "pgh_tracked_model") and model not in (Addition, *store.CHAIN)
    }


def told_by(model) -> list[str]:
    left_out = {
        Change: {"id", "made_at"},
        ChangeTopic: {"id", "change", "made_at"},
        ClaimSearch: {"changed_at"},
        ClaimVersion: {"id", "made_at", "made_in"},
        FacetCount: {"id"},
        MirrorEntry: {"id", "position", "mark"},
        QueueEntry: {"id"},
    }.get(model, set())
    return [field.name for field in model._meta.concrete_fields if field.name not in left_out]


def test_the_same_seed_makes_the_same_rows():
    generate()
    first = everything()
    assert sum(map(len, first.values())) > 2_000
    generate(replace=True)
    assert everything() == first


def test_another_seed_makes_others():
    generate()
    first = set(Claim.objects.values_list("text", flat=True))
    generate(replace=True, seed="another")
    assert first.isdisjoint(Claim.objects.values_list("text", flat=True))


def test_chunks_do_not_show(monkeypatch):
    monkeypatch.setattr(command, "CHUNK", 37)
    generate()
    assert Claim.objects.count() == CLAIMS
    assert Statement.objects.values("claim").distinct().count() == CLAIMS


@pytest.mark.django_db(transaction=True)
def test_two_writers_make_the_same_record_as_one(monkeypatch):
    monkeypatch.setattr(command, "CHUNK", 20)
    generate()
    first = everything()
    generate(replace=True, writers=2)
    assert everything() == first


@pytest.mark.django_db(transaction=True)
def test_what_a_writer_cannot_store_ends_the_run(monkeypatch):
    monkeypatch.setattr(command, "CHUNK", 20)
    monkeypatch.setattr("claims.synthetic.positions.RETRACTION", "")  # a retraction has a reason
    with pytest.raises(IntegrityError, match="retraction_says_who_when_and_why"):
        generate(writers=2)
    stored = Claim.objects.count()
    assert stored < CLAIMS and stored % 20 == 0


@pytest.mark.parametrize("factory", [make.OutletFactory, make.TopicFactory, make.ClaimantFactory])
def test_refuses_real_data(factory):
    row = factory()
    with pytest.raises(CommandError, match=f"real data .*{row.key}.*nothing was written"):
        generate(replace=True)
    assert Claim.objects.count() == 0
    assert type(row).objects.get() == row


def test_refuses_a_record_with_one_real_row_among_synthetic_ones():
    generate()
    row = make.OutletFactory()
    with pytest.raises(CommandError, match="real data"):
        generate(replace=True)
    assert Claim.objects.count() == CLAIMS
    row.refresh_from_db()


def test_refuses_a_database_whose_real_data_was_deleted():
    make.OutletFactory().delete()
    assert Outlet.objects.count() == 0
    with pytest.raises(CommandError, match="held, real data"):
        generate(replace=True)


def test_an_earlier_synthetic_record_goes_only_when_told():
    generate(30)
    with pytest.raises(CommandError, match="--replace"):
        generate(50)
    assert Claim.objects.count() == 30
    generate(50, replace=True)
    assert Claim.objects.count() == 50
    assert [event.row_id for event in read_events(Claim, "SELECT id FROM claims_claim")] == list(range(1, 51))
    assert [addition.pgh_id for addition in Addition.objects.filter(table_name="claims_claim")] == [1]


def test_replace_on_an_empty_database_is_no_mistake():
    generate(1, replace=True)
    assert Claim.objects.count() == 1


@pytest.mark.parametrize("number", ["0", "-1", "10000001", "9" * 30, "many", "1.5", "", "nan"])
def test_a_bad_number_is_refused_clearly(number):
    with pytest.raises(CommandError, match=r"--claims: .*(whole number|is not from 1 to 10,000,000)"):
        generate(number)
    assert Claim.objects.count() == 0


def test_says_what_it_made_unless_told_to_be_quiet(capsys):
    assert "Generated 5 claims" in generate(5, verbosity=1)
    assert generate(5, verbosity=0, replace=True) == ""
    assert capsys.readouterr().err == ""


class Terminal(StringIO):
    def isatty(self):
        return True


def test_progress_is_a_bar_on_a_terminal():
    stream = Terminal()
    progress = Progress(stream, total=200)
    progress.show(100)
    progress.finish()
    assert "█" * 15 + "░" * 15 in stream.getvalue()
    assert "100 of 200 claims (50 %)" in stream.getvalue()
    assert stream.getvalue().endswith("\n")


def test_progress_elsewhere_is_a_line_every_ten_seconds(monkeypatch):
    clock = iter((0.0, 4.0, 11.0, 15.0, 22.0))
    monkeypatch.setattr("core.progress.time.monotonic", lambda: next(clock))
    stream = StringIO()
    progress = Progress(stream, total=200)
    for done in (20, 50, 80, 200):
        progress.show(done)
    progress.finish()
    assert stream.getvalue() == (
        "50 of 200 claims (25 %), 0:11 gone, about 0:33 left\n"
        "200 of 200 claims (100 %), 0:22 gone, about 0:00 left\n"
    )
