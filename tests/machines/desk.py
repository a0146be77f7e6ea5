"""A newsroom at work on a small record: what its people can do, each deed as one request does it.

A deed picks its rows by numbers, so that any numbers are a deed. It is done, refused in a sentence, or there
is nothing to do it with; all else is a finding. `Desk.step` is called between picking and doing: in races all
wait there for each other.
"""

import datetime
import itertools
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pghistory
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Model, QuerySet
from django.test import Client
from django.utils import timezone

from claims import actions
from claims.actions.merging.merge import merge_claimants, merge_claims, merge_outlets
from claims.actions.merging.undo import list_obstacles as list_obstacles_of_merge
from claims.actions.merging.undo import undo_merge
from claims.actions.mouthpieces import follow_mouthpieces
from claims.actions.offered_changes import accept_change, offer_changes, refuse_change, withdraw_change
from claims.actions.undo_publication import list_obstacles as list_obstacles_of_publication
from claims.coverage.drafts import EditConflict, begin_coverage
from claims.coverage.intake import IntakeRefused, bring_in_article
from claims.coverage.rows import CoverageRow, build_row
from claims.coverage.save.problems import RowsRefused
from claims.coverage.save.save import save_coverage
from claims.integrity.sealing import seal_history
from claims.merges import NOUNS
from claims.models import (
    Citation,
    Claim,
    Claimant,
    ClaimantKind,
    CorrectionProposal,
    ImportRun,
    ImportState,
    Merge,
    OfferedChange,
    OfferedCitation,
    Publication,
    Review,
    Statement,
    Topic,
)
from claims.versions.stamps import fold_stamps
from claims.versions.stored_pages import MEMORY
from core.errors import Refused, translate_refusals
from exchange.importing.mapping import build_mapping
from exchange.importing.run import ImportOptions, prepare_import
from exchange.importing.undo import undo_import
from sources.models import Article, Capture, CaptureText, Outlet
from tests import factories as make
from tests.machines.picking import NothingToDo, Numbers
from tests.support.admin_html import address
from tests.support.databases import empty_tables

MAPPING = build_mapping(
    {
        "dataset": "speeches",
        "map": {"id": "nr", "claim": "claim", "claimant": "who", "said_on": "said", "stance": "stance"},
        "default": {"nature": "fact", "role": "envoy", "party": "Norland", "claimant_kind": "person"},
    }
)
SECRET = "secret{}"
"""The word in every row of a draft by which it is known if a reader meets it."""
LONG = "after an hour the guests went home again, as it was about to rain. "
"""An article says more than is quoted of it."""
REFUSALS = (Refused, RowsRefused, IntakeRefused, EditConflict)


class Desk:
    """The people, and what was done by whom how often.

    `attempts`: each deed that found its rows, with the claims of these. `focus`: see Numbers.
    """

    def __init__(self, step: Callable[[], None] = lambda: None) -> None:
        self.step, self.outcomes = step, Counter[tuple[str, str]]()
        self.why, self.refusals = "", Counter[str]()
        self.focus: int | None = None
        self.attempts: list[tuple[Deed, set[int]]] = []
        self._count = itertools.count(1)
        with transaction.atomic():
            self.editors = [make.UserFactory(username=name, is_staff=True) for name in ("ada", "bea")]
            self.publishers = [
                make.UserFactory(username=name, is_staff=True, is_superuser=True) for name in ("cyd", "dan")
            ]
            norland, sudland = (make.PartyFactory(name=name) for name in ("Norland", "Sudland"))
            people = [make.ClaimantFactory(name=name) for name in ("Nora Pell", "Sam Reed")]
            make.AffiliationFactory(claimant=people[0], party=norland, role="envoy")
            make.AffiliationFactory(claimant=people[1], party=sudland, role="envoy")
            make.ClaimantFactory(name="Nora Pel")
            self.speakers = [
                (norland, norland),
                (sudland, sudland),
                (people[0], norland),
                (people[1], sudland),
            ]
            make.OutletFactory(name="Gazette")
            voice = make.VoiceFactory(outlet__name="Norland Times", speaks_for=norland, speaks_for_source="x")
            self.speakers.append((voice, voice))
            make.TopicFactory(name="The bridge")

    @property
    def number(self) -> int:
        return next(self._count)

    @property
    def now(self) -> datetime.datetime:
        """The real time: PostgreSQL compares it with that of the versions, which it writes itself."""
        return timezone.now()

    def do(self, deed: "Deed", numbers: Sequence[int]) -> str:
        """Do a deed; return what came of it."""
        self.why = ""
        picking = Numbers(numbers, self.focus)
        try:
            deed(self, picking)
            outcome = "done"
        except NothingToDo:
            outcome = "nothing"
        except REFUSALS as refused:
            assert str(refused) or isinstance(refused, RowsRefused | EditConflict)
            outcome, self.why = "refused", str(getattr(refused, "errors", "") or refused)
            self.refusals[f"{deed.__name__}: {type(refused).__name__} {self.why}"[:160]] += 1
        if outcome != "nothing":
            self.attempts.append((deed, picking.claims))
        follow_mouthpieces()
        self.outcomes[deed.__name__, outcome] += 1
        return outcome


Deed = Callable[[Desk, Numbers], None]


def begin() -> Desk:
    """Begin with an empty record, an empty store of pages, and a desk."""
    empty_tables()
    MEMORY.clear()
    desk = Desk()
    fold_stamps()
    return desk


def secret(desk: Desk) -> str:
    return SECRET.format(desk.number)


# --- the desk ---------------------------------------------------------------------------------------


def add_coverage(desk: Desk, numbers: Numbers) -> None:
    """Take one or two positions from a new article, on new claims or on some that are there."""
    by: User = numbers.pick(desk.editors + desk.publishers)
    excerpts = [write_excerpt(desk) for _ in range(numbers.pick([1, 1, 2]))]
    rows = [
        build_row(id=f"r{at}", accepted=True, excerpt=excerpt, **build_position(desk, numbers))
        for at, excerpt in enumerate(excerpts)
    ]
    cover(desk, numbers, by, excerpts, rows)


def cite_again(desk: Desk, numbers: Numbers) -> None:
    """Find what readers see in another article: an editor offers the words, a publisher adds them."""
    by: User = numbers.pick([*desk.editors, *desk.editors, *desk.publishers])
    statement, excerpt = numbers.pick(select_citable()), write_excerpt(desk)
    row = build_row(
        **{"id": "r0", "accepted": True, "excerpt": excerpt, "claim": statement.claim_id},
        **{"claimant": statement.claimant_id, "party": statement.party_id, "capacity": statement.capacity},
        **{"stance": statement.stance, "said_on": str(statement.said_on)},
    )
    cover(desk, numbers, by, [excerpt], [row])


def select_citable() -> QuerySet[Statement]:
    seen = Statement.objects.filter(state="published", claim__state="published")
    return seen.exclude(claimant__kind=ClaimantKind.OUTLET)


def write_excerpt(desk: Desk) -> str:
    return f"the bridge number {desk.number} is open"


def cover(desk: Desk, numbers: Numbers, by: User, excerpts: list[str], rows: list[CoverageRow]) -> None:
    """Bring in an article with these excerpts, and save the rows."""
    number, outlet = desk.number, numbers.pick(Outlet.objects.filter(merges_from=None))
    said = "".join(f"“I say {excerpt},” she said. Nobody else was there, and {LONG}" for excerpt in excerpts)
    text = f"Piece {number}\n\n{said}\n"
    submit = numbers.pick([True, False])
    desk.step()
    coverage = begin_coverage(by=by, now=desk.now)
    intake = {
        **{"way": "text", "title": f"Piece {number}", "published_on": "2017-04-13"},
        **{"outlet": outlet.pk, "text": text},
    }
    coverage = bring_in_article(
        **{"coverage": coverage, "intake": intake, "by": by, "now": desk.now, "revision": coverage.revision},
        is_another=True,  # all these articles read alike
    )
    save_coverage(
        coverage=coverage, rows=rows, by=by, now=desk.now, revision=coverage.revision, submit=submit
    )


def build_position(desk: Desk, numbers: Numbers) -> dict:
    claimant, party = numbers.pick(desk.speakers)
    claim = numbers.pick([None, None, *Claim.objects.exclude(state="retracted").order_by("pk")])
    words = secret(desk)
    wording = f"Norland owns {words}"
    subject = {"claim": claim.pk} if claim else {"new_claim": wording, "nature": "fact", "settled": [wording]}
    return {
        **{"claimant": claimant.pk, "party": party.pk, "capacity": f"envoy {words}"},
        **{"stance": numbers.pick(["affirms", "affirms", "denies", "withdraws"])},
        **{"said_on": f"2017-04-{numbers.pick([10, 11, 12]):02}"},
        **subject,
    }


def submit(desk: Desk, numbers: Numbers) -> None:
    claim = numbers.prefer(select_waitable_claims(), Claim.objects.filter(state="draft"))
    by = numbers.pick(desk.editors)
    desk.step()
    actions.submit_for_review(claim=claim, by=by, now=desk.now)


def select_waitable_claims() -> QuerySet[Claim]:
    cited = Claim.objects.filter(
        state="draft", statements__state="draft", statements__citations__isnull=False
    )
    return Claim.objects.filter(pk__in=cited.values("pk")).exclude(reviews__outcome="")


def select_waitable_statements() -> QuerySet[Statement]:
    drafts = Statement.objects.filter(state="draft", claim__state="published", citations__isnull=False)
    return Statement.objects.filter(pk__in=drafts.values("pk")).exclude(reviews__outcome="")


def submit_statement(desk: Desk, numbers: Numbers) -> None:
    statement = numbers.prefer(select_waitable_statements(), Statement.objects.filter(state="draft"))
    by = numbers.pick(desk.editors)
    desk.step()
    actions.submit_for_review(statement=statement, by=by, now=desk.now)


def settle_review(desk: Desk, numbers: Numbers) -> None:
    review = numbers.pick(Review.objects.filter(outcome=""))
    is_withdrawn, by = numbers.pick([True, False]), numbers.pick(desk.publishers)
    desk.step()
    if is_withdrawn:
        actions.withdraw_review(review=review, by=review.asked_by, now=desk.now)
    else:
        actions.send_back(review=review, note="Say who.", by=by, now=desk.now)


def edit_statement(desk: Desk, numbers: Numbers) -> None:
    by, statement = numbers.pick(desk.publishers + desk.editors), numbers.pick(Statement.objects.all())
    if statement.state != "draft" and not by.is_superuser:
        raise NothingToDo
    stance = numbers.pick(["affirms", "denies", "questions"])
    desk.step()
    with pghistory.context(user=by.pk, reason="Misheard."), translate_refusals():
        Statement.objects.filter(pk=statement.pk).update(stance=stance)


def edit_claim(desk: Desk, numbers: Numbers) -> None:
    """Say something else about a claim; where readers see it, a correction is proposed with it."""
    by, claim = numbers.pick(desk.publishers), numbers.pick(Claim.objects.exclude(state="retracted"))
    desk.step()
    with pghistory.context(user=by.pk, reason="Clearer."), translate_refusals():
        claim.context = f"Since {desk.number} days."
        claim.save(update_fields=["context"])
        if claim.is_published:
            actions.propose_correction(claim=claim, change="Context", reason="Clearer.", by=by, now=desk.now)


# --- publishers -------------------------------------------------------------------------------------


def publish_claim(desk: Desk, numbers: Numbers) -> None:
    claim, by = numbers.pick(Claim.objects.filter(state="draft")), numbers.pick(desk.publishers)
    desk.step()
    with pghistory.context(user=by.pk):
        actions.publish_rows(rows=[claim], by=by, now=desk.now)


def publish_rows(desk: Desk, numbers: Numbers) -> None:
    by = numbers.pick(desk.publishers)
    rows: list[Claim | Statement] = [*Claim.objects.filter(state="draft").order_by("-pk")[:3]]
    rows += Statement.objects.filter(state="draft", claim__state="published").order_by("-pk")[:3]
    rows = list({numbers.pick(rows): True, numbers.pick(rows): True, numbers.pick(rows): True})
    desk.step()
    with pghistory.context(user=by.pk):
        actions.publish_rows(rows=rows, by=by, now=desk.now)


def publish_statement(desk: Desk, numbers: Numbers) -> None:
    on_seen = Statement.objects.filter(state="draft", claim__state="published")
    statement = numbers.prefer(on_seen, Statement.objects.filter(state="draft"))
    by = numbers.pick(desk.publishers)
    desk.step()
    with pghistory.context(user=by.pk):
        actions.publish_statement(statement=statement, by=by, now=desk.now)


def undo_publication(desk: Desk, numbers: Numbers) -> None:
    done = Publication.objects.filter(undone_at=None)
    publication = numbers.prefer([p for p in done if not list_obstacles_of_publication(p, desk.now)], done)
    by = numbers.pick(desk.publishers)
    desk.step()
    actions.undo_publication(publication=publication, by=by, now=desk.now)


def retract_claim(desk: Desk, numbers: Numbers) -> None:
    claim, by = numbers.pick(Claim.objects.filter(state="published")), numbers.pick(desk.publishers)
    desk.step()
    with pghistory.context(user=by.pk):
        actions.retract_claim(claim=claim, by=by, now=desk.now, reason="It was never said.")


def retract_statement(desk: Desk, numbers: Numbers) -> None:
    statement, by = numbers.pick(Statement.objects.filter(state="published")), numbers.pick(desk.publishers)
    desk.step()
    with pghistory.context(user=by.pk):
        actions.retract_statement(statement=statement, by=by, now=desk.now, reason="It was never said.")


def settle_offer(desk: Desk, numbers: Numbers) -> None:
    offered, way = numbers.pick(OfferedCitation.objects.filter(outcome="")), numbers.pick([0, 0, 1, 2])
    by = numbers.pick(desk.publishers)
    desk.step()
    if way == 0:
        actions.accept_citation(offered=offered, by=by, now=desk.now)
    elif way == 1:
        actions.send_back_citation(offered=offered, note="Not there.", by=by, now=desk.now)
    else:
        actions.withdraw_citation(offered=offered, by=offered.offered_by, now=desk.now)


def offer_change(desk: Desk, numbers: Numbers) -> None:
    """Offer another name of an outlet or another title of an article."""
    before = numbers.pick([*Outlet.objects.order_by("pk"), *Article.objects.order_by("pk")])
    after = type(before).objects.get(pk=before.pk)
    name = "name" if isinstance(before, Outlet) else "title"
    setattr(after, name, f"Renamed {numbers.pick([1, 2, 3])}")
    by = numbers.pick(desk.editors)
    desk.step()
    offer_changes(rows=[(before, after)], reason="So it calls itself.", by=by, now=desk.now)


def settle_change(desk: Desk, numbers: Numbers) -> None:
    offered, way = numbers.pick(OfferedChange.objects.filter(outcome="")), numbers.pick([0, 0, 1, 2])
    by = numbers.pick(desk.publishers)
    desk.step()
    if way == 0:
        accept_change(offered=offered, reason="It does.", by=by, now=desk.now)
    elif way == 1:
        refuse_change(offered=offered, note="It does not.", by=by, now=desk.now)
    else:
        withdraw_change(offered=offered, by=offered.offered_by, now=desk.now)


def settle_correction(desk: Desk, numbers: Numbers) -> None:
    proposal = numbers.pick(CorrectionProposal.objects.filter(outcome=""))
    is_published, by = numbers.pick([True, False]), numbers.pick(desk.publishers)
    desk.step()
    if is_published:
        actions.publish_correction(proposal=proposal, notice="Merged.", reason="One.", by=by, now=desk.now)
    else:
        actions.waive_correction(proposal=proposal, note="A comma.", by=by, now=desk.now)


def retract_article(desk: Desk, numbers: Numbers) -> None:
    """Note that an outlet has retracted an article, or that it has not."""
    article, by = numbers.pick(Article.objects.all()), numbers.pick(desk.publishers)
    desk.step()
    with pghistory.context(user=by.pk), translate_refusals():
        article.retracted_on = None if article.retracted_on else datetime.date(2017, 4, 15)
        article.save(update_fields=["retracted_on"])


def file_under_topic(desk: Desk, numbers: Numbers) -> None:
    topic, claim = numbers.pick(Topic.objects.all()), numbers.pick(Claim.objects.all())
    is_added = numbers.pick([True, True, False])
    desk.step()
    with translate_refusals():
        (topic.claims.add if is_added else topic.claims.remove)(claim)


# --- merges -----------------------------------------------------------------------------------------


def merge(desk: Desk, numbers: Numbers) -> None:
    """Merge two claims, claimants or outlets: mostly two that can be one."""
    model, act, more = numbers.pick(
        [
            *[(Claim, merge_claims, {"although_opposite": True})] * 3,
            (Claimant, merge_claimants, {}),
            (Outlet, merge_outlets, {}),
        ]
    )
    duplicate = numbers.prefer(select_mergeable(model), model.objects.all())
    others = select_mergeable(model).exclude(pk=duplicate.pk)
    if isinstance(duplicate, Claim) and duplicate.is_published:
        others = others.filter(state="published")
    target, by = numbers.prefer(others, model.objects.all()), numbers.pick(desk.publishers)
    desk.step()
    act(duplicate=duplicate, target=target, by=by, now=desk.now, reason="They are one.", **more)


def select_mergeable(model: type[Model]) -> QuerySet:
    merged = Merge.objects.filter(undone_at=None)
    noun = NOUNS[model]
    rows = model._default_manager.exclude(
        pk__in=merged.exclude(**{f"{noun}_from": None}).values(f"{noun}_from")
    )
    if model is Claim:
        return rows.exclude(state="retracted")
    return rows.exclude(kind=ClaimantKind.OUTLET) if model is Claimant else rows


def undo(desk: Desk, numbers: Numbers) -> None:
    """Undo a merge, mostly one on which nothing was built."""
    merged = Merge.objects.filter(undone_at=None)
    done = numbers.prefer([each for each in merged if not list_obstacles_of_merge(each)], merged)
    by = numbers.pick(desk.publishers)
    desk.step()
    undo_merge(merge=done, by=by, now=desk.now, reason="They are two.")


# --- removal ----------------------------------------------------------------------------------------

REMOVABLE: list[type[Model]] = [
    *[Claim, Claim, Statement, Statement, Citation, Citation],
    *[Article, Capture, CaptureText, Claimant, Outlet, Topic],
]


def select_removable(model: type[Model]) -> QuerySet:
    """Select what nothing published rests on, as far as its kind is often removed."""
    rows = model._default_manager.all()
    if model is Citation:
        return rows.filter(statement__state="draft")
    if model is Statement:
        return rows.filter(state="draft", citations=None)
    return rows.filter(state="draft", statements=None) if model is Claim else rows


def delete(desk: Desk, numbers: Numbers) -> None:
    """Delete a row in the admin, with a reason."""
    model, by = numbers.pick(REMOVABLE), numbers.pick(desk.publishers)
    row = numbers.prefer(select_removable(model), model._default_manager.all())
    client = Client()
    client.force_login(by, backend="django.contrib.auth.backends.ModelBackend")
    page = address(model, "delete", row.pk)
    desk.step()
    answer = client.post(page, {"post": "yes", "reason": "Added by mistake."})
    assert answer.status_code in (200, 302, 403, 404), answer.status_code
    if model._default_manager.filter(pk=row.pk).exists():
        raise Refused("It is still there.")


# --- imports ----------------------------------------------------------------------------------------


def import_file(desk: Desk, numbers: Numbers) -> None:
    """Import a few rows, of which some may have come before, with the same words or with others."""
    by = numbers.pick(desk.publishers)
    lines = ["nr,claim,who,said,stance"]
    for _ in range(numbers.pick([1, 2, 3])):
        nr, wording = numbers.pick([1, 2, 3, 4]), numbers.pick(["open", "open", "shut"])
        lines.append(f"{nr},The tunnel secret{90_000 + nr} is {wording},Nora Pell,2017-04-11,affirms")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "speeches.csv"
        path.write_text("\n".join([*lines, ""]))
        desk.step()
        options = ImportOptions(by=by, now=desk.now, refused_path=Path(folder) / "refused.csv")
        prepare_import(path, MAPPING, options).execute()


def take_back_import(desk: Desk, numbers: Numbers) -> None:
    runs, by = ImportRun.objects.exclude(state=ImportState.UNDONE), numbers.pick(desk.publishers)
    run = numbers.prefer(list(runs.order_by("-pk")[:1]), runs)
    desk.step()
    undo_import(run=run, by=by, now=desk.now)


def seal(desk: Desk, numbers: Numbers) -> None:
    desk.step()
    seal_history()


DEEDS: list[Deed] = [
    *[add_coverage, cite_again, submit, submit_statement, settle_review, edit_statement, edit_claim],
    *[publish_claim, publish_rows, publish_statement, undo_publication, retract_claim, retract_statement],
    *[settle_offer, offer_change, settle_change, settle_correction, retract_article, file_under_topic],
    *[merge, undo, delete, import_file, take_back_import, seal],
]
NEEDS: dict[Deed, Callable[[], QuerySet]] = {
    cite_again: select_citable,
    submit: lambda: Claim.objects.filter(state="draft"),
    submit_statement: select_waitable_statements,
    settle_review: lambda: Review.objects.filter(outcome=""),
    publish_claim: lambda: Claim.objects.filter(state="draft"),
    publish_rows: lambda: Claim.objects.filter(state="draft"),
    publish_statement: lambda: Statement.objects.filter(state="draft"),
    undo_publication: lambda: Publication.objects.filter(undone_at=None),
    retract_claim: lambda: Claim.objects.filter(state="published"),
    retract_statement: lambda: Statement.objects.filter(state="published"),
    settle_offer: lambda: OfferedCitation.objects.filter(outcome=""),
    settle_change: lambda: OfferedChange.objects.filter(outcome=""),
    settle_correction: lambda: CorrectionProposal.objects.filter(outcome=""),
    undo: lambda: Merge.objects.filter(undone_at=None),
    take_back_import: lambda: ImportRun.objects.exclude(state=ImportState.UNDONE),
}
"""Of which rows there must be one before a deed can be done; the others can be done at any time."""


def is_possible(deed: Deed) -> bool:
    return deed not in NEEDS or NEEDS[deed]().exists()
