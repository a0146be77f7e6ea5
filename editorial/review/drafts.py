"""Draft statements with what a publisher decides by: their words in the text, their editors, what changes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import Q, QuerySet

from claims.actions import preview_statuses
from claims.actions.last_editor import OWN_WORK, list_work
from claims.duplicates.negation import is_clearly_denied
from claims.duplicates.similarity import CloseClaim, find_close_claims
from claims.labels import format_said_on
from claims.models import (
    Citation,
    Claim,
    Claimant,
    Review,
    ReviewOutcome,
    Stance,
    State,
    Statement,
    Status,
    Topic,
)
from claims.visibility import outlets_on_record
from quotations.positions.open_references import quote_open_references
from sources.models import Outlet

MAX_ROWS = 100
"""How many drafts one page shows, and one decision concerns, at most."""
WORDS_AROUND = 240
"""How many characters of the captured text stand before and after an excerpt."""
NO_CITATION = "Nothing is cited for it yet."
CLAIM_RETRACTED = "Its claim is retracted: nothing is added to it any more."

# Only the surroundings leave the database: a text may have millions of characters.
SURROUNDINGS = """
SELECT c.id, substr(t.text, greatest(c.start - %(n)s, 0) + 1, least(c.start, %(n)s)),
       substr(t.text, c."end" + 1, %(n)s), c.start > %(n)s, c."end" + %(n)s < char_length(t.text)
FROM claims_citation c JOIN sources_capturetext t ON t.capture_id = c.capture_id
WHERE c.id = ANY (%(ids)s) AND c.proved_at IS NOT NULL
"""


@dataclass
class Evidence:
    """A citation of a draft, with the captured text around its excerpt where it was found."""

    citation: Citation
    before: str = ""
    after: str = ""

    @property
    def has_text(self) -> bool:
        return bool(self.before or self.after)


@dataclass(frozen=True)
class Newcomer:
    """A claimant whom readers meet nowhere yet, and for whom they speak here."""

    claimant: Claimant
    party: Claimant


@dataclass
class Draft:
    """A draft statement as a publisher sees it."""

    statement: Statement
    evidence: list[Evidence] = field(default_factory=list)
    newcomers: list[Newcomer] = field(default_factory=list)
    """Who would become public with it."""
    new_outlets: list[Outlet] = field(default_factory=list)
    """The outlets that would become public with it: of its articles, and those that these credit."""
    editors: list[str] = field(default_factory=list)
    """The names of those who worked on it, the last one first."""
    review: Review | None = None
    """The request for review that waits: its own, or that of its draft claim."""
    sent_back: Review | None = None
    """The last decision, if it was sent back and has not been submitted again."""
    is_ticked: bool = False
    refusal: str = ""
    """Why this person cannot publish it; empty if nothing is known to be in the way."""

    @property
    def said_on(self) -> str:
        return format_said_on(self.statement)

    @cached_property
    def is_denial(self) -> bool:
        """Whether it affirms its claim, although words cited for it seem to deny that."""
        claim, words = self.statement.claim.text, (each.citation.excerpt for each in self.evidence)
        affirms = self.statement.stance == Stance.AFFIRMS
        return affirms and any(is_clearly_denied(claim, excerpt) for excerpt in words)

    @property
    def speakers(self) -> list[Newcomer]:
        """Who speaks, who is spoken for, and who passes the words on."""
        claimant, party = self.statement.claimant, self.statement.party
        relays = (each.citation for each in self.evidence)
        relayers = [
            Newcomer(relay.relayed_by, relay.relayed_for)
            for relay in relays
            if relay.relayed_by and relay.relayed_for
        ]
        return list(dict.fromkeys([Newcomer(claimant, party), Newcomer(party, party), *relayers]))

    @property
    def outlets(self) -> list[Outlet]:
        """The outlets of its articles, and those that these credit."""
        citations = [each.citation for each in self.evidence]
        outlets = [row.article.outlet for row in citations] + [row.via for row in citations if row.via]
        return list(dict.fromkeys(outlets))


@dataclass
class DraftClaim:
    """The drafts on one claim, and what publishing them would do to its status."""

    claim: Claim
    drafts: list[Draft] = field(default_factory=list)
    editors: list[str] = field(default_factory=list)
    """The names of those who worked on the proposition itself, the last one first."""
    topics: list[Topic] = field(default_factory=list)
    new_topics: list[Topic] = field(default_factory=list)
    """The topics that would become public with it."""
    closest: CloseClaim | None = None
    """The published claim that probably says the same or the opposite, while this is a draft."""
    before: str = ""
    after: str = ""

    @cached_property
    def status_change(self) -> str:
        """From → to, in the words that readers see; "draft" before a claim is published."""
        before = Status(self.before).label if self.before else "draft"
        after = "no position that counts" if self.after == Status.OPEN else Status(self.after).label
        return f"{before} → {after}" if before != after else f"stays {after}"

    @cached_property
    def open_references(self) -> str:
        """What a draft claim says without saying which: "“the gate” and “Friday”", empty for nothing."""
        return quote_open_references(self.claim.text) if self.claim.state == State.DRAFT else ""

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


def load_drafts(statements: Iterable[Statement], *, by) -> list[DraftClaim]:
    """Load these draft statements by claim, in the given order.

    The statements come with claim, claimant and party selected; at most MAX_ROWS.

    Queries: the same number for any number of rows.
    """
    drafts = {row.pk: Draft(row) for row in statements}
    groups: dict[int, DraftClaim] = {}
    for draft in drafts.values():
        claim = draft.statement.claim
        groups.setdefault(claim.pk, DraftClaim(claim)).drafts.append(draft)
    if not drafts:
        return []
    _load_evidence(drafts)
    _load_newcomers(list(drafts.values()))
    _load_topics(groups)
    _load_reviews(groups)
    _load_editors(groups, drafts, by)
    _load_closest(groups)
    for change in preview_statuses(publishing=[draft.statement for draft in drafts.values()]):
        groups[change.claim.pk].before, groups[change.claim.pk].after = change.before, change.after
    return list(groups.values())


def _load_evidence(drafts: dict[int, Draft]) -> None:
    related = ("article__outlet", "relayed_by", "relayed_for", "via")
    citations = Citation.objects.filter(statement__in=drafts).select_related(*related).order_by("pk")
    evidence = {row.pk: Evidence(row) for row in citations}
    with connection.cursor() as cursor:
        cursor.execute(SURROUNDINGS, {"ids": list(evidence), "n": WORDS_AROUND})
        for pk, before, after, is_cut_before, is_cut_after in cursor.fetchall():
            evidence[pk].before = f"… {before.partition(' ')[2]}" if is_cut_before else before
            evidence[pk].after = f"{after.rpartition(' ')[0]} …" if is_cut_after else after
    for each in evidence.values():
        drafts[each.citation.statement_id].evidence.append(each)


def _load_newcomers(drafts: list[Draft]) -> None:
    """Find the claimants and outlets that would become public with each draft. Queries: 2."""
    claimant_ids = {speaker.claimant.pk for draft in drafts for speaker in draft.speakers}
    claimants = _list_known(Claimant.objects.on_record(), claimant_ids)
    outlets = _list_known(outlets_on_record(), {outlet.pk for draft in drafts for outlet in draft.outlets})
    for draft in drafts:
        draft.newcomers = [speaker for speaker in draft.speakers if speaker.claimant.pk not in claimants]
        draft.new_outlets = [outlet for outlet in draft.outlets if outlet.pk not in outlets]


def _load_topics(groups: dict[int, DraftClaim]) -> None:
    """Load the topics of each claim, and find those that would become public with it. Queries: 2."""
    filed = Claim.topics.through.objects.filter(claim__in=groups).select_related("topic")
    for each in filed.order_by("topic__name", "topic"):
        groups[each.claim_id].topics.append(each.topic)
    known = _list_known(
        Topic.objects.on_record(), {topic.pk for group in groups.values() for topic in group.topics}
    )
    for group in groups.values():
        group.new_topics = [topic for topic in group.topics if topic.pk not in known]


def _list_known(on_record: QuerySet, ids: set[int]) -> set[int]:
    """List which of these ids readers meet already."""
    return set(on_record.filter(pk__in=ids).values_list("pk", flat=True))


def _load_reviews(groups: dict[int, DraftClaim]) -> None:
    drafts = [draft for group in groups.values() for draft in group.drafts]
    ids = [draft.statement.pk for draft in drafts]
    latest: dict[tuple[str, int], Review] = {}
    reviews = Review.objects.filter(Q(claim__in=groups) | Q(statement__in=ids))
    for review in reviews.select_related("asked_by", "settled_by").order_by("pk"):
        key = ("claim", review.claim_id) if review.claim_id else ("statement", review.statement_id or 0)
        latest[key] = review
    for draft in drafts:
        row = draft.statement
        key = ("claim", row.claim_id) if row.claim.state == State.DRAFT else ("statement", row.pk)
        last = latest.get(key)
        if last and last.outcome == ReviewOutcome.WAITING:
            draft.review = last
        elif last and last.outcome == ReviewOutcome.SENT_BACK:
            draft.sent_back = last


def _load_editors(groups: dict[int, DraftClaim], drafts: dict[int, Draft], by) -> None:
    """Name the editors, and say why `by` cannot publish a row.

    Of a draft claim the last change to it or to any of these statements counts; publishing looks at all.
    """
    work = list_work(claims=groups, statements=drafts)
    users = get_user_model().objects.filter(pk__in={each.user for each in work})
    names = {user.pk: str(user) for user in users}
    last: dict[tuple[str, int], int] = {}
    for each in work:
        if each.kind == "claim":
            groups[each.row].editors.append(names[each.user])
        else:
            drafts[each.row].editors.append(names[each.user])
            last.setdefault(("claim", drafts[each.row].statement.claim_id), each.user)
        last.setdefault((each.kind, each.row), each.user)
    for draft in drafts.values():
        row = draft.statement
        key = ("claim", row.claim_id) if row.claim.state == State.DRAFT else ("statement", row.pk)
        draft.refusal = _find_refusal(draft, is_own_work=last.get(key) == by.pk)


def _load_closest(groups: dict[int, DraftClaim]) -> None:
    new = [group for group in groups.values() if group.claim.state == State.DRAFT]
    for group, close in zip(new, find_close_claims([group.claim.text for group in new]), strict=True):
        group.closest = next((each for each in close if each.claim.is_published), None)


def _find_refusal(draft: Draft, *, is_own_work: bool) -> str:
    if draft.statement.claim.state == State.RETRACTED:
        return CLAIM_RETRACTED
    if not draft.evidence:
        return NO_CITATION
    return OWN_WORK if is_own_work and not settings.PUBLISH_OWN_WORK else ""
