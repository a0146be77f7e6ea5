"""`manage.py import_claims` from a file to the record."""

import datetime
import json
import re
import shlex
import textwrap
from io import StringIO

import pghistory
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from claims.actions.merging.merge import merge_claims
from claims.actions.publishing import retract_claim
from claims.models import (
    Affiliation,
    Claim,
    Claimant,
    FactCheck,
    ImportRun,
    Lead,
    OfferedChange,
    Origin,
    OriginRow,
    ProbableDouble,
    State,
    Statement,
)
from core.errors import Refused
from core.history import read_last_change
from core.progress import Progress
from exchange.importing.reading.files import MAX_RECORD
from exchange.importing.storing.writing import BatchWriter
from exchange.importing.undo import undo_import
from tests import factories as make
from tests.exchange.test_claim_review import REVIEW

pytestmark = pytest.mark.django_db
BLOCK = re.compile(r"(?:^    .*\n)+", re.MULTILINE)

HEADING = "nr\tstatement\twho\twhat\trole\tparty\tsaid\tstand\tlink\n"
MAPPING = (
    *("--map=id=nr", "--map=claim=statement", "--map=claimant=who", "--map=claimant_kind=what"),
    *("--map=role=role", "--map=party=party", "--map=said_on=said", "--map=stance=stand"),
    *("--map=address=link", "--values=stance:pro=affirms,contra=denies,neutral="),
    *("--default=nature=fact", "--default=party_kind=government", "--no-claimant=Viral image"),
)
BRIDGE = (
    "1\tThe bridge is closed.\tNora Pell\tperson\tMayor\tFreeport\t2024-03-05\tpro\thttps://example.org/a\n"
)


@pytest.fixture
def importing(tmp_path):
    """Return a function that imports a text and returns exit status and report."""
    user = make.UserFactory(is_superuser=True)

    def run(text, *options, mapping=MAPPING, name="speeches.tsv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        out = StringIO()
        arguments = [str(path), f"--user={user.username}", "--dataset=speeches", *mapping, *options]
        try:
            call_command("import_claims", *arguments, stdout=out, verbosity=0)
        except SystemExit as ended:
            return ended.code, out.getvalue()
        return 0, out.getvalue()

    run.user = user
    run.refused = tmp_path / "speeches.refused.tsv"
    return run


def row(**values):
    """Return BRIDGE with other values."""
    columns = HEADING.strip().split("\t")
    return "\t".join((dict(zip(columns, BRIDGE.strip().split("\t"), strict=True)) | values).values()) + "\n"


def test_a_row_becomes_a_draft_with_its_position_and_an_address_to_read(importing):
    status, report = importing(HEADING + BRIDGE.replace("example.org/a", "EXAMPLE.org/a?utm_source=x"))
    assert status == 0
    claim = Claim.objects.get()
    assert (claim.text, claim.nature, claim.state) == ("The bridge is closed.", "fact", State.DRAFT)
    said = Statement.objects.get()
    assert (said.claim, said.claimant.name, said.party.name) == (claim, "Nora Pell", "Freeport")
    assert (said.capacity, said.stance, said.said_on, said.said_on_precision, said.state) == (
        *("Mayor", "affirms", datetime.date(2024, 3, 5), "day", State.DRAFT),
    )
    assert said.claimant.affiliations.get().party == said.party
    lead = Lead.objects.get()
    assert (lead.url, lead.source, lead.kind) == ("https://example.org/a", "speeches", "data_set")
    run = ImportRun.objects.get()
    assert (run.state, run.format, run.begun_by) == ("finished", "tsv", importing.user)
    origin = Origin.objects.get()
    assert (origin.run, origin.line, origin.identity) == (run, 2, "speeches:1")
    rows = {(each.model, each.row_id, each.is_made) for each in OriginRow.objects.all()}
    made = (claim, said, lead, said.claimant, said.party, said.claimant.affiliations.get())
    assert rows == {(f"claims.{each._meta.model_name}", each.pk, True) for each in made}
    assert read_last_change(Claim, claim.pk)[0] == str(importing.user.pk)
    assert "1 created, 0 met, 0 updated, 0 unchanged, 0 refused" in report


def test_the_same_file_again_changes_nothing(importing):
    importing(HEADING + BRIDGE)
    status, report = importing(HEADING + BRIDGE)
    assert status == 0
    assert "0 created, 0 met, 0 updated, 1 unchanged, 0 refused" in report
    assert [Claim.objects.count(), Statement.objects.count(), Origin.objects.count()] == [1, 1, 1]


def test_a_dry_run_reports_the_same_and_stores_nothing(importing):
    text = HEADING + BRIDGE + row(nr="2", who="Viral image", statement="The ferry is slow.")
    _, dry = importing(text, "--dry-run")
    assert not (Claim.objects.exists() or ImportRun.objects.exists() or Claimant.objects.exists())
    _, report = importing(text)
    assert dry.replace("Would import", "Imported") == report


def test_one_refused_row_keeps_all_out_and_comes_back_mended(importing):
    bad = row(nr="2", statement="Ferries\tare slow.")
    status, report = importing(HEADING + BRIDGE + bad)
    assert status == 2
    assert "line 3: has not the 9 fields of a row (10): “2\\tFerries" in report
    assert "  would be: 1 created" in report and "  could be made: 1 claim" in report
    assert f"refused rows: {importing.refused}\n" in report
    assert not Claim.objects.exists()
    refused = importing.refused.read_text()
    assert refused.splitlines()[1] == f"refused: has not the 9 fields of a row (10)\t{bad.strip()}"
    mended = refused.replace("Ferries\tare", "Ferries are")
    assert importing(mended)[0] == 0
    assert Claim.objects.get().text == "Ferries are slow."
    assert Origin.objects.get().payload == bad.replace("Ferries\tare", "Ferries are")


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"statement": ""}, "statement: has no proposition"),
        ({"statement": "x" * 301}, "statement: is too long (301 characters, and 300 fit"),
        ({"statement": "Bridges\u202e are closed."}, "invisible character that can turn text round (U+202E"),
        ({"statement": "Bridges \x1b[2J"}, "statement: holds a control character (U+001B"),
        ({"statement": "Bridges\0"}, "holds a NUL character"),
        ({"said": "2023-02-30"}, "said: is no date (“2023-02-30”)"),
        ({"said": "2999-01-01"}, "said: is in the future"),
        ({"said": "0000-01-01"}, "said: is no date"),
        ({"said": "soon"}, "said: is no date"),
        ({"stand": "maybe"}, "stand: is none of affirms, denies, questions, withdraws (“maybe”"),
        ({"link": "http://exa mple.org/"}, "link: is no http or https address (“http://exa mple.org/”)"),
        ({"link": "javascript:alert(1)"}, "link: is no http or https address (“javascript:alert(1)”)"),
        ({"what": ""}, "the claimant is new, and the row says not what kind (Nora Pell)"),
        ({"what": "outlet"}, "what: is none of person, organisation, government, unnamed"),
    ],
)
def test_a_row_is_refused_with_a_reason(importing, values, reason):
    status, report = importing(HEADING + row(**values))
    assert status == 2
    assert f"line 2: {reason}" in report or reason in report
    assert "\x1b" not in report
    assert importing.refused.exists()


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"who": ""}, "no claimant is named"),
        ({"who": "Viral image"}, "no claimant is named"),
        ({"said": ""}, "no date"),
        ({"stand": "neutral"}, "the row takes none"),
        ({"role": ""}, "the role of the claimant is not known"),
        ({"what": "unnamed", "party": ""}, "an unnamed source speaks for a party, and none is named"),
    ],
)
def test_a_row_is_kept_without_a_position(importing, values, reason):
    status, report = importing(HEADING + row(**values))
    assert status == 0
    assert f"1 without a position: {reason}" in report
    assert [Claim.objects.count(), Statement.objects.count(), Lead.objects.count()] == [1, 0, 1]
    assert not Claimant.objects.exists()


@pytest.mark.parametrize(("what", "notes"), [("person", 1), ("organisation", 1), ("government", 0)])
def test_a_new_claimant_without_a_party_speaks_for_itself_and_that_is_told(importing, what, notes):
    _status, report = importing(HEADING + row(what=what, party=""))
    assert Statement.objects.get().party.name == "Nora Pell"
    assert report.count("note: 1 with a new claimant who speaks for nobody else") == notes


class TestWhatIsOnTheRecord:
    def test_is_met(self, importing):
        """The claim by its words, claimants by an alias, the position by all that makes it."""
        party = make.PartyFactory(name="Freeport")
        mayor = make.ClaimantFactory(name="Eleonora Pell")
        make.AliasFactory(claimant=mayor, name="Nora Pell")
        make.AffiliationFactory(claimant=mayor, party=party, role="Mayor")
        claim = make.DraftClaimFactory(text="The bridge\u00a0is  closed.")
        text = HEADING + row(role="", party="") + row(nr="2", link="")
        status, report = importing(text)
        assert status == 0
        assert "0 created, 2 met" in report
        said = Statement.objects.get()
        assert (said.claim, said.claimant, said.party, said.capacity) == (claim, mayor, party, "Mayor")
        assert Claimant.objects.count() == 2

    def test_an_address_at_which_an_article_is_recorded_is_taken_up(self, importing):
        article = make.ArticleFactory(canonical_url="http://www.example.org/a/")
        _status, report = importing(HEADING + BRIDGE)
        lead = Lead.objects.get()
        assert (lead.outcome, lead.article, lead.settled_by) == ("taken_up", article, importing.user)
        assert "note: 1 with an address that nobody has to read" in report
        assert undo_import(run=ImportRun.objects.get(), by=importing.user, now=make.MOMENT) == 1

    def test_namesakes_are_refused_with_both_named(self, importing):
        one, other = make.ClaimantFactory(name="Nora Pell"), make.PartyFactory(name="Nora Pell")
        status, report = importing(HEADING + BRIDGE)
        assert status == 2
        names = f"Nora Pell, a person ({one.pk}) and Nora Pell, a government ({other.pk})"
        assert f"more than one claimant has this name (Nora Pell: {names})" in report

    def test_stays_retracted_or_deleted(self, importing):
        retracted = make.StatementFactory(claim__text="The bridge is closed.").claim
        retract_claim(claim=retracted, by=importing.user, now=make.MOMENT, reason="A mistake.")
        status, report = importing(HEADING + BRIDGE)
        assert status == 2
        assert f"the claim was retracted, and stays so (claim {retracted.pk})" in report
        ferry = HEADING + row(statement="The ferry is slow.")
        importing(ferry)
        Lead.objects.all().delete()
        Statement.objects.filter(state=State.DRAFT).delete()
        Claim.objects.filter(state=State.DRAFT).delete()
        status, report = importing(ferry)
        assert status == 2
        assert "its claim was deleted, and stays so" in report

    def test_is_the_claim_that_another_is_part_of(self, importing):
        duplicate = make.DraftClaimFactory(text="The bridge is closed.")
        target = make.DraftClaimFactory(text="Nobody can cross the bridge.")
        merge_claims(duplicate=duplicate, target=target, by=importing.user, now=make.MOMENT, reason="Same.")
        importing(HEADING + BRIDGE)
        assert Statement.objects.get().claim == target


class TestAChangedRow:
    def test_changes_the_drafts_that_it_made(self, importing):
        importing(HEADING + BRIDGE)
        claim, said = Claim.objects.get(), Statement.objects.get()
        text = HEADING + row(statement="The bridge is shut.", said="2024-03-07", stand="contra")
        status, report = importing(text)
        assert status == 0
        assert "0 created, 0 met, 1 updated, 0 unchanged" in report
        assert Claim.objects.get().text == "The bridge is shut."
        assert Statement.objects.get() == said
        said.refresh_from_db()
        assert (said.claim, said.stance, said.said_on) == (claim, "denies", datetime.date(2024, 3, 7))
        assert "1 unchanged" in importing(text)[1]
        assert "1 updated" in importing(HEADING + BRIDGE)[1]

    def test_leaves_drafts_of_others(self, importing):
        make.DraftClaimFactory(text="The bridge is closed.")
        importing(HEADING + BRIDGE)
        importing(HEADING + row(statement="The bridge is shut."))
        assert {*Claim.objects.values_list("text", flat=True)} == {
            "The bridge is closed.",
            "The bridge is shut.",
        }

    def test_offers_what_it_would_change_of_what_is_published(self, importing):
        importing(HEADING + BRIDGE)
        said = Statement.objects.get()
        make.CitationFactory(statement=said)
        published = {"published_at": make.MOMENT, "published_by": importing.user}
        Statement.objects.update(state=State.PUBLISHED)
        Claim.objects.update(state=State.PUBLISHED, **published)
        status, report = importing(HEADING + row(said="2024-03-07", role="Ex-mayor"))
        assert status == 0
        assert "0 created, 1 met, 0 updated" in report and "made: 1 change to review" in report
        assert "note: 1 with changes that wait for review" in report
        first = OfferedChange.objects.get()
        assert (first.claim, first.statement, first.offered_by) == (said.claim, said, importing.user)
        assert first.changes == {
            "said_on": ["2024-03-05", "2024-03-07"],
            "capacity": ["Mayor", "Ex-mayor"],
        }
        status, report = importing(HEADING + row(statement="The bridge is shut.", said="2024-03-09"))
        assert status == 0 and "made: 2 changes to review" in report
        first.refresh_from_db()
        assert first.outcome == "superseded"
        waiting = OfferedChange.objects.filter(outcome="").order_by("statement")
        assert [offered.statement for offered in waiting] == [said, None]
        assert waiting[1].changes == {"text": ["The bridge is closed.", "The bridge is shut."]}
        report = importing(HEADING + row(statement="The bridge is shut.", said="2024-03-09"))[1]
        assert "1 unchanged" in report and "note: 1 with changes that an earlier import offered" in report
        said.refresh_from_db()
        assert (said.said_on, said.capacity) == (datetime.date(2024, 3, 5), "Mayor")
        assert [claim.text for claim in Claim.objects.all()] == ["The bridge is closed."]
        assert Statement.objects.get() == said

    def test_offers_what_it_would_change_of_what_an_editor_has_edited(self, importing):
        importing(HEADING + BRIDGE)
        importing(HEADING + row(statement="The bridge is shut."))
        with pghistory.context(user=make.UserFactory().pk):
            Claim.objects.update(context="Since Monday.", text="The old bridge is shut.")
        _status, report = importing(HEADING + row(statement="The bridge is blocked.", said="2024-03-07"))
        assert "1 met" in report and "made: 1 change to review" in report
        claim, said = Claim.objects.get(), Statement.objects.get()
        assert (claim.text, claim.context) == ("The old bridge is shut.", "Since Monday.")
        assert said.said_on == datetime.date(2024, 3, 7)  # nobody has edited the position
        offered = OfferedChange.objects.get()
        assert offered.changes == {"text": ["The old bridge is shut.", "The bridge is blocked."]}
        importing(HEADING + row(nr="2", statement="The bridge is blocked."))
        assert Claim.objects.count() == 2

    def test_offers_to_take_a_reservation_back_where_it_says_so(self, importing):
        heading, mapping = HEADING.strip() + "\tguarded\n", (*MAPPING, "--map=hedged=guarded")
        importing(heading + BRIDGE.strip() + "\tyes\n", mapping=mapping)
        with pghistory.context(user=make.UserFactory().pk):
            Statement.objects.update(place="Freeport")
        importing(heading + BRIDGE.strip() + "\t\n", mapping=mapping)
        assert not OfferedChange.objects.exists()
        importing(heading + BRIDGE.strip() + "\tno\n", mapping=mapping)
        assert OfferedChange.objects.get().changes == {"hedged": [True, False]}

    def test_leaves_what_waits_if_it_is_refused(self, importing):
        importing(HEADING + BRIDGE)
        with pghistory.context(user=make.UserFactory().pk):
            Claim.objects.update(text="The old bridge is shut.")
        importing(HEADING + row(statement="The bridge is blocked."))
        make.ClaimantFactory.create_batch(2, name="Odo Lark")
        bad = row(statement="The bridge is open.", who="Odo Lark")
        report = importing(HEADING + bad + row(nr="2"), "--keep-going")[1]
        assert "1 refused" in report
        assert OfferedChange.objects.get(outcome="").changes["text"][1] == "The bridge is blocked."

    @pytest.mark.parametrize("state", [State.DRAFT, State.PUBLISHED])
    def test_follows_what_waits_through_a_merge(self, importing, state):
        importing(HEADING + BRIDGE)
        claim, said = Claim.objects.get(), Statement.objects.get()
        with pghistory.context(user=make.UserFactory().pk):
            Claim.objects.update(context="Since Monday.")
            Statement.objects.update(place="Freeport")
        importing(HEADING + row(said="2024-03-07"))
        same = {name: getattr(said, name) for name in ("claimant", "party", "stance", "said_on")}
        factory = make.StatementFactory if state == State.PUBLISHED else make.DraftStatementFactory
        target = factory(claim__text="The Freeport bridge is closed.", **same)
        merge_claims(duplicate=claim, target=target.claim, by=importing.user, now=make.MOMENT, reason="Same.")
        importing(HEADING + row(statement="The bridge is shut.", said="2024-03-09"))
        waiting = OfferedChange.objects.filter(outcome="").order_by("statement")
        assert [(each.claim, each.statement) for each in waiting] == [
            (target.claim, target),
            (target.claim, None),
        ]
        assert waiting[0].changes["said_on"] == ["2024-03-05", "2024-03-09"]
        assert Claim.objects.count() == 2

    def test_can_be_undone_until_what_it_offered_is_accepted(self, importing):
        importing(HEADING + BRIDGE)
        with pghistory.context(user=make.UserFactory().pk):
            Claim.objects.update(text="The old bridge is shut.")
        changed = HEADING + row(statement="The bridge is blocked.", link="", said="2024-03-05")
        importing(changed)
        undo_import(run=ImportRun.objects.latest("pk"), by=importing.user, now=make.MOMENT)
        assert not OfferedChange.objects.exists()
        importing(changed)
        importing(HEADING + row(statement="The bridge is open.", link="", said="2024-03-05"))
        undo_import(run=ImportRun.objects.latest("pk"), by=importing.user, now=make.MOMENT)
        assert OfferedChange.objects.get(outcome="").changes["text"][1] == "The bridge is blocked."
        settled = {"settled_at": make.MOMENT, "settled_by": importing.user}
        OfferedChange.objects.update(outcome="accepted", **settled)
        with pytest.raises(Refused, match="A change that it offered was accepted"):
            undo_import(run=OfferedChange.objects.get().origin.run, by=importing.user, now=make.MOMENT)

    def test_cannot_stand_beside_what_it_changes(self, importing):
        status, report = importing(HEADING + BRIDGE + row(statement="The bridge is shut."))
        assert status == 2
        assert "has the identity of an earlier row, and says something else (line 2)" in report


class TestBatchByBatch:
    @pytest.fixture(autouse=True)
    def small_batches(self, monkeypatch):
        monkeypatch.setattr("exchange.importing.run.FileImport.batch", 2)

    BAD = row(nr="8", statement="")
    GOOD = tuple(row(nr=str(number), statement=f"{number}.") for number in range(7))
    ROWS = HEADING + GOOD[0] + BAD + "".join(GOOD[1:3]) + BAD + "".join(GOOD[3:])

    def test_what_can_be_taken_is_stored(self, importing):
        _, dry = importing(self.ROWS, "--keep-going", "--dry-run")
        assert not ImportRun.objects.exists()
        status, report = importing(self.ROWS, "--keep-going")
        assert status == 1
        assert "Imported: 7 of 9 rows." in report
        assert dry.replace("Would import", "Imported") == report
        assert Claim.objects.count() == 7
        assert importing(HEADING + row(statement=""), "--keep-going")[0] == 2

    def test_an_interrupted_import_goes_on(self, importing, monkeypatch):
        """The batch that was under way leaves nothing, and its refused row is in the file once."""
        _, whole = importing(self.ROWS, "--keep-going", "--dry-run")
        store, calls = BatchWriter.store, []

        def store_one(writer, rows):
            calls.append(rows)
            if len(calls) == 2:
                raise KeyboardInterrupt
            return store(writer, rows)

        monkeypatch.setattr(BatchWriter, "store", store_one)
        with pytest.raises(KeyboardInterrupt):
            importing(self.ROWS, "--keep-going")
        monkeypatch.undo()
        assert Claim.objects.count() == 2
        with pytest.raises(CommandError, match="A file that was changed is begun anew"):
            importing(self.ROWS + row(nr="9"), "--resume")
        with pytest.raises(CommandError, match="had another mapping"):
            importing(self.ROWS, "--resume", "--default=hedged=yes")
        former = importing.refused.read_bytes()
        importing.refused.write_bytes(former[:9])
        with pytest.raises(CommandError, match="lacks rows that were refused before"):
            importing(self.ROWS, "--resume")
        importing.refused.write_bytes(former)
        status, report = importing(self.ROWS, "--resume")
        assert (status, report) == (1, whole.replace("Would import", "Imported"))
        assert [Claim.objects.count(), Origin.objects.count(), ImportRun.objects.count()] == [7, 7, 1]
        assert len(importing.refused.read_text().splitlines()) == 3
        assert ImportRun.objects.get().state == "finished"


class TestUndoing:
    def undo(self, importing):
        return undo_import(run=ImportRun.objects.latest("pk"), by=importing.user, now=make.MOMENT)

    def test_leaves_the_record_as_it_was(self, importing):
        topic = make.TopicFactory(name="Bridges")
        party = make.PartyFactory(name="Freeport")
        importing(HEADING + BRIDGE, "--default=topics=Bridges")
        doubled = make.DraftClaimFactory()
        ProbableDouble.objects.create(
            claim=Claim.objects.earliest("pk"), other=doubled, score=0.9, found_at=make.MOMENT
        )
        assert topic.claims.count() == 1
        assert self.undo(importing) == 1
        assert [*Claim.objects.all()] == [doubled]
        assert [*Claimant.objects.all()] == [party]
        assert not (Statement.objects.exists() or Lead.objects.exists() or Affiliation.objects.exists())
        assert ImportRun.objects.get().state == "undone"
        with pytest.raises(Refused, match="is undone already"):
            self.undo(importing)
        assert "1 created" in importing(HEADING + BRIDGE)[1]

    def test_keeps_claimants_that_others_use(self, importing):
        importing(HEADING + BRIDGE)
        make.DraftStatementFactory(party=Claimant.objects.get(name="Freeport"))
        self.undo(importing)
        assert Claimant.objects.get().name == "Freeport"

    @pytest.mark.parametrize("further", [row(nr="2", statement="The ferry is slow."), ""])
    def test_stops_an_import_that_is_under_way(self, importing, monkeypatch, further):
        monkeypatch.setattr("exchange.importing.run.FileImport.batch", 1)
        monkeypatch.setattr(Progress, "show", lambda *_done: self.undo(importing))  # after the first batch
        with pytest.raises(CommandError, match="omebody has undone"):
            importing(HEADING + BRIDGE + further, "--keep-going")
        assert not Statement.objects.exists()
        assert ImportRun.objects.get().state == "undone"

    def test_is_refused_of_an_interrupted_import_that_changed_drafts(self, importing, monkeypatch):
        importing(HEADING + BRIDGE)
        monkeypatch.setattr("exchange.importing.run.FileImport.batch", 1)
        monkeypatch.setattr(Progress, "show", lambda *_done: [][0])  # after the first batch
        with pytest.raises(IndexError):
            importing(HEADING + row(said="2024-03-09") + row(nr="2"), "--keep-going")
        with pytest.raises(Refused, match="changed drafts that earlier ones had made"):
            self.undo(importing)

    @pytest.mark.parametrize(
        ("build", "reason"),
        [
            (lambda said: Claim.objects.update(context="More."), "has been edited"),
            (lambda said: make.DraftStatementFactory(claim=said.claim), "A position was added"),
            (lambda said: make.LeadFactory(claim=said.claim), "An address to read was added"),
            (lambda said: make.CitationFactory(statement=said), "depends on this"),
        ],
    )
    def test_is_refused_once_somebody_has_built_on_it(self, importing, build, reason):
        importing(HEADING + BRIDGE)
        build(Statement.objects.get())
        with pytest.raises(Refused, match=reason):
            self.undo(importing)
        assert Claim.objects.exists() and Lead.objects.exists()

    def test_is_refused_once_a_later_import_met_it(self, importing):
        importing(HEADING + BRIDGE)
        importing(HEADING + row(nr="2"))
        with pytest.raises(Refused, match="A later import goes on from rows of this one"):
            undo_import(run=ImportRun.objects.earliest("pk"), by=importing.user, now=make.MOMENT)
        self.undo(importing)
        undo_import(run=ImportRun.objects.earliest("pk"), by=importing.user, now=make.MOMENT)
        importing(HEADING + BRIDGE)
        importing(HEADING + row(said="2024-03-09"))
        with pytest.raises(Refused, match="changed drafts that earlier ones had made"):
            self.undo(importing)


def test_a_fact_check_needs_reviewer_address_and_rating(importing):
    heading = "statement,by,at,verdict,tongue\n"
    mapping = (
        *("--map=claim=statement", "--map=reviewer=by", "--map=review_address=at", "--map=rating=verdict"),
        *("--default=nature=fact", "--map=review_language=tongue", "--keep-going"),
    )
    text = f"{heading}A.,Checkers,https://example.org/1,False,en\nB.,Checkers,,False,\n"
    text += "C.,Checkers,https://example.org/3,False,English\n"
    status, report = importing(text, mapping=mapping)
    assert status == 1
    assert "is no language tag" in report
    assert "1 without the fact-check: reviewer, address and rating are not all there" in report
    checked = FactCheck.objects.get()
    assert (checked.claim.text, checked.reviewer, checked.rating) == ("A.", "Checkers", "False")
    assert checked.language == "en"


STORED = """
dataset = "speeches"
no_claimant = ["Viral image"]
[map]
claim = "text"
claimant = "by.0.name"
said_on = "said"
topics = "tags"
[default]
nature = "forecast"
claimant_kind = "person"
[values.claimant]
"n/a" = ""
"""


def test_json_is_read_by_a_mapping_in_toml(importing, tmp_path):
    bridges = make.TopicFactory(name="Bridges")
    (tmp_path / "mapping.toml").write_text(STORED)
    mapping = [f"--mapping={tmp_path / 'mapping.toml'}", "--default=stance=denies", "--default=nature=fact"]
    items = """[{"text": "It is\\nclosed.", "by": [{"name": "Nora Pell"}],
        "said": "1/2/2020", "tags": ["Bridges"]}, {"text": "A.",
        "by": [{"name": "n/a"}], "said": "20/2/2020"},
        {"text": ["A"], "said": null}]"""
    status, report = importing(items, mapping=mapping, name="list.json")
    assert status == 2
    assert "Dates: day-month-year (20/2/2020 in item 2)." in report
    assert 'item 3: text: holds a list where a text belongs: “{"text": ["A"]' in report
    refused = (tmp_path / "list.refused.jsonl").read_text()
    reason = "refused: text: holds a list where a text belongs"
    assert refused == f'{{"refused_because": "{reason}", "text": ["A"], "said": null}}\n'
    status, _ = importing(items.replace('["A"]', '"B."'), mapping=mapping, name="list.json")
    assert status == 0
    assert set(Claim.objects.values_list("text", flat=True)) == {"It is closed.", "A.", "B."}
    said = Statement.objects.get()
    assert (said.stance, said.said_on, said.claimant.name) == (
        "denies",
        datetime.date(2020, 2, 1),
        "Nora Pell",
    )
    assert [*said.claim.topics.all()] == [bridges]
    assert said.claim.nature == "fact"
    mended = refused.replace('["A"]', '"C."').replace("null", '"2020"')
    status, report = importing(mended, mapping=mapping, name="back.jsonl")
    assert status == 0
    assert "mapped, but in no item: by.0.name, tags" in report
    assert Origin.objects.get(payload='{"text": "C.", "said": "2020"}\n')


def test_a_feed_of_reviews_becomes_claims_with_fact_checks(importing):
    reviews = [
        REVIEW,
        REVIEW | {"claimReviewed": "By themselves.", "itemReviewed": {"author": {"name": "Checkers"}}},
        REVIEW | {"claimReviewed": "No address.", "url": None, "itemReviewed": None},
    ]
    feed = json.dumps(
        {"@type": "DataFeed", "dataFeedElement": [{"item": [each]} for each in reviews]}, indent=1
    )
    mapping = ("--format=claimreview", "--default=nature=fact", "--default=claimant_kind=person")
    status, report = importing(feed, mapping=mapping)
    assert status == 0
    assert "1 without a position: the claimant is the reviewer" in report
    assert "1 without the fact-check: reviewer, address and rating are not all there" in report
    said = Statement.objects.get()
    assert (said.claim.text, said.claimant.name) == (REVIEW["claimReviewed"], "Nora Pell")
    assert {(lead.url[-5:], lead.kind, lead.source) for lead in said.claim.leads.all()} == {
        ("first", "first", "Checkers"),
        *((f"org/{name}", "appearance", "Checkers") for name in "ab"),
    }
    assert FactCheck.objects.filter(claim=said.claim).get().rating == "Not so"
    assert Origin.objects.earliest("pk").identity.startswith("speeches/review/")
    assert "3 unchanged" in importing(feed, mapping=mapping)[1]


def test_a_file_may_have_a_name_that_is_no_text(importing):
    status, report = importing(HEADING + row(statement=""), name="a\udcff.tsv")
    assert status == 2 and "a?.refused.tsv" in report
    assert importing(HEADING + BRIDGE, name="a\udcff.tsv")[0] == 0
    assert ImportRun.objects.get().file_name == "a?.tsv"


@pytest.mark.parametrize(
    ("stored", "message"),
    [
        ("claim = ", "is no TOML"),
        ("[mapp]", "A mapping has no mapp"),
        ("[map]\nclaim = 3", "map is a table of texts"),
        ('quoting = "all"', "--quoting all: use minimal or none"),
    ],
)
def test_a_mapping_in_toml_is_checked(importing, tmp_path, stored, message):
    (tmp_path / "mapping.toml").write_text(stored)
    with pytest.raises(CommandError, match=message):
        importing(HEADING + BRIDGE, f"--mapping={tmp_path / 'mapping.toml'}")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--user=nobody"], "There is no active account nobody"),
        (["--map=nothing=statement"], "there is no field nothing. Fields are id, claim"),
        (["--map=place=where"], "can be read as a table with the columns"),
        (["--default=stance=perhaps"], "stance cannot be “perhaps”. It is one of affirms"),
        (["--encoding=rot13"], "rot13 is no encoding"),
        (["--map=id=nr"], "--map id is there twice"),
        (["--date-format=%Y %Y"], "--date-format %Y %Y is no pattern of a date"),
        (["--date-format=%d.%m."], "--date-format %d.%m. leaves out the year"),
    ],
)
def test_what_is_not_clear_is_asked_for(importing, options, message):
    with pytest.raises(CommandError, match=message) as error:
        importing(HEADING + BRIDGE, *options)
    assert error.value.returncode == 2


def test_the_example_of_the_docs_works(importing):
    page = (settings.BASE_DIR / "docs/import.md").read_text("utf-8")
    file, command, report = (
        "\n".join(textwrap.dedent(block).splitlines()) for block in BLOCK.findall(page)[:3]
    )
    options = shlex.split(command)[7:]
    status, dry = importing(f"{file}\n", mapping=options)
    assert (status, dry.replace("Would import", "Imported")) == (0, f"{report}\n")


def test_a_row_that_is_too_long_is_in_no_file(importing):
    _, report = importing(f"{HEADING}{BRIDGE}{'x' * (MAX_RECORD + 1)}\n")
    assert "line 3: is longer than the 8 million" in report and "refused rows" not in report
    assert not importing.refused.exists()


def test_refused_rows_need_a_place(importing, tmp_path):
    with pytest.raises(CommandError, match="Say with --refused where refused rows are to go"):
        importing(HEADING + row(statement=""), f"--refused={tmp_path / 'nowhere' / 'rows'}")
    with pytest.raises(CommandError, match="full cannot be written: No space left on device"):
        importing(HEADING + row(statement=""), "--refused=/dev/full")
    with pytest.raises(CommandError, match="need a file of their own"):
        importing(HEADING + BRIDGE, f"--refused={tmp_path / 'speeches.tsv'}")
