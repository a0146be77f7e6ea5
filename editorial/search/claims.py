"""Claims: those that readers see by the readers' search, the others by their propositions."""

from collections.abc import Iterable, Sequence

from claims.duplicates.similarity import score_claims
from claims.models import Claim, State, Status
from claims.search.filters import ClaimFilter
from claims.search.ranking import rank_by_relevance
from claims.search.snippets import build_snippets, read_snippets
from core.sql_statements import NO_ROWS, SqlStatement
from editorial.admin.workflow.similar_claims import make_proposition_query

from .results import MOST_SHOWN, FoundRow, Group, SearchText, link_page, make_group

UNSEEN = (State.DRAFT, State.RETRACTED)
MOST_SIMILAR = 40
"""How many similar claims are looked through for those that readers do not see."""


class PublishedFinder:
    """Finds claims that readers see, the best matches first."""

    model = Claim

    def __init__(self, filters: ClaimFilter) -> None:
        """Rank the claims that match `filters`. Queries: 2, up to 15 if very many match."""
        self.filters = filters
        ranking = rank_by_relevance(
            filters.matches(), filters.parsed, MOST_SHOWN, status=filters.question.status
        )
        self.ids = ranking.ids[:MOST_SHOWN]

    def build(self, words: SearchText) -> list[SqlStatement]:
        rows = Claim.objects.filter(pk__in=self.ids or [0]).values_list("pk", "text", "status")
        return [rows.query.sql_with_params(), build_snippets(self.ids, self.filters.parsed) or NO_ROWS]

    def read(self, words: SearchText, *answers: Sequence[tuple]) -> Group:
        rows, marked = answers
        snippets = read_snippets(marked)
        found = {
            pk: FoundRow(
                text,
                link_page(Claim, pk),
                str(Status(status).label),
                [part for part in (snippets[pk], snippets[pk].further) if part] if pk in snippets else (),
            )
            for pk, text, status in rows
        }
        return make_group(
            Claim, "Claims that readers see", words, [found[pk] for pk in self.ids if pk in found]
        )


class DraftFinder:
    """Finds drafts and retracted claims, newest first; if none has the words, those that say nearly that."""

    model = Claim

    def __init__(self, text: str) -> None:
        """Score the claims that resemble `text`. Queries: at most 5."""
        [scored] = score_claims([text], limit=MOST_SIMILAR)
        self.similar = [row.pk for row in scored]

    def build(self, words: SearchText) -> list[SqlStatement]:
        unseen = Claim.objects.filter(state__in=UNSEEN).values_list("pk", "text", "state")
        query = make_proposition_query(words.text)
        having_words = unseen.filter(search=query).order_by("-pk")[:MOST_SHOWN]
        similar = unseen.filter(pk__in=self.similar or [0])
        return [statement.query.sql_with_params() for statement in (having_words, similar)]

    def read(self, words: SearchText, *answers: Sequence[tuple]) -> Group:
        having_words, similar = answers
        rows = having_words or sorted(similar, key=lambda row: self.similar.index(row[0]))
        return make_group(
            Claim,
            "Drafts and retracted claims",
            words,
            list(describe_unseen(rows)),
            is_alike=not having_words,
        )


def describe_unseen(rows: Iterable[tuple]) -> Iterable[FoundRow]:
    for pk, text, state in rows:
        yield FoundRow(text, link_page(Claim, pk), str(State(state).label))
