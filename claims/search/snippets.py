"""Snippets: the text of a claim around the search terms, with the matches marked.

PostgreSQL marks matches with control characters, which are removed from the texts before, and the
marked text is split here: no HTML is made of people's texts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from core.sql_statements import SqlStatement

from .query_parser import ParsedQuery

MOST_CITATIONS = 20
MOST_NAMES = 20
"""The number of excerpts and claimants of a claim that are searched.

They are taken in the order in which they were recorded.
"""

START, STOP, LESS = "\1", "\2", "\3"
"""Control characters before a match, after a match, and instead of "<".

"<" is replaced because ts_headline leaves out text that looks like HTML.
"""
WHOLE = f"StartSel={START}, StopSel={STOP}, HighlightAll=true"
PART = f"StartSel={START}, StopSel={STOP}, MaxFragments=1, MinWords=12, MaxWords=30"

# Of each claim the text in which most of the words stand, then the one in which most of the others stand; of
# equal ones in the order of their places, excerpts by how many claims their party is on, and names by id.
# OFFSET 0 has each text parsed once, not once for each term.
SNIPPETS_SQL = """
WITH seen AS MATERIALIZED (
    SELECT c.id, c.text, c.context FROM claims_claim c WHERE c.id = ANY (%(ids)s) AND c.state = 'published'
), texts AS (
    SELECT c.id, 1 AS place, 0::bigint AS prominence, 0::bigint AS item, 'proposition' AS field, c.text,
           '' AS name, 'en' AS lang, NULL::date AS corrected_on, NULL::date AS retracted_on
    FROM seen c
    UNION ALL
    SELECT c.id, 2, 0, 0, 'context', c.context, '', 'en', NULL, NULL FROM seen c
    UNION ALL
    SELECT w.id, 3, COALESCE(of_party.claims, 0), e.id, 'excerpt', e.excerpt, o.name, e.language,
           e.corrected_on, e.retracted_on
    FROM seen w CROSS JOIN LATERAL (
        SELECT e.id, e.excerpt, a.language, a.outlet_id, a.corrected_on, a.retracted_on, s.party_id
        FROM claims_statement s
        JOIN claims_citation e ON e.statement_id = s.id
        JOIN sources_article a ON a.id = e.article_id
        WHERE s.claim_id = w.id AND s.state = 'published' ORDER BY e.id LIMIT %(citations)s) e
    JOIN sources_outlet o ON o.id = e.outlet_id
    CROSS JOIN LATERAL (
        SELECT sum(change)::bigint AS claims FROM claims_facetcount WHERE code = claims_facet(3, e.party_id)
    ) of_party
    UNION ALL
    SELECT w.id, 4, 0, k.id, 'name', k.name, a.names, 'en', NULL, NULL
    FROM seen w CROSS JOIN LATERAL (
        SELECT s.claimant_id AS id FROM claims_statement s WHERE s.claim_id = w.id AND s.state = 'published'
        UNION SELECT s.party_id FROM claims_statement s WHERE s.claim_id = w.id AND s.state = 'published'
        ORDER BY id LIMIT %(names)s) p
    JOIN claims_claimant k ON k.id = p.id
    CROSS JOIN LATERAL (
        SELECT COALESCE(string_agg(x.name, ', ' ORDER BY x.name), '') AS names FROM (
            SELECT name FROM claims_alias
            WHERE claimant_id = k.id AND EXISTS (
                SELECT FROM unnest(%(wanted)s::text[]) AS q (words)
                WHERE to_tsvector('english_unaccent', name) @@ q.words::tsquery
                  AND NOT to_tsvector('english_unaccent', k.name) @@ q.words::tsquery)
            ORDER BY id LIMIT 3) x) a
), weighed AS (
    SELECT t.id, t.place, t.prominence, t.item, t.field, t.name, t.lang, t.corrected_on, t.retracted_on,
           t.text, ARRAY(
        SELECT q.place FROM unnest(%(wanted)s::text[]) WITH ORDINALITY AS q (words, place)
        WHERE t.vector @@ q.words::tsquery) AS words
    FROM (SELECT *, to_tsvector('english_unaccent', CASE field WHEN 'name' THEN text || ' the ' || name
                                                    ELSE text END) AS vector FROM texts OFFSET 0) t
), best AS (
    SELECT DISTINCT ON (id) *, 1 AS rank
    FROM weighed WHERE words <> '{}' ORDER BY id, cardinality(words) DESC, place, prominence DESC, item
), besides AS (
    SELECT DISTINCT ON (w.id) w.*, 2
    FROM weighed w JOIN best b ON b.id = w.id
    CROSS JOIN LATERAL (SELECT count(*) AS number FROM unnest(w.words) x WHERE x <> ALL (b.words)) other
    WHERE other.number > 0 ORDER BY w.id, other.number DESC, w.place, w.prominence DESC, w.item
), chosen AS (
    SELECT *, translate(text, %(marks)s, %(less)s) AS plain
    FROM (SELECT * FROM best UNION ALL SELECT * FROM besides) both_of_them
)
SELECT id, field, name, lang, COALESCE(corrected_on, said.corrected), COALESCE(retracted_on, said.retracted),
       ts_headline('english_unaccent',
                   CASE WHEN said.speaker <> '' THEN translate(said.party, %(marks)s, %(less)s)
                        ELSE plain END,
                   %(any)s::tsquery, CASE field WHEN 'context' THEN %(part)s ELSE %(whole)s END),
       ts_headline('english_unaccent', CASE field WHEN 'name' THEN translate(name, %(marks)s, %(less)s)
                                       ELSE '' END, %(any)s::tsquery, %(whole)s),
       COALESCE(said.excerpt, ''), said.language, COALESCE(said.speaker, ''), COALESCE(said.party, '')
FROM chosen LEFT JOIN LATERAL (
    SELECT e.excerpt, a.language, a.corrected_on AS corrected, a.retracted_on AS retracted,
           CASE WHEN s.claimant_id <> item THEN speaker.name END AS speaker,
           CASE WHEN s.claimant_id <> s.party_id
                THEN COALESCE(NULLIF(party.sentence_name, ''), party.name) END AS party
    FROM claims_statement s
    JOIN claims_claimant speaker ON speaker.id = s.claimant_id
    JOIN claims_claimant party ON party.id = s.party_id
    JOIN claims_citation e ON e.statement_id = s.id
    JOIN sources_article a ON a.id = e.article_id
    WHERE field = 'name' AND s.claim_id = chosen.id AND s.state = 'published'
      AND item IN (s.claimant_id, s.party_id)
    ORDER BY e.id LIMIT 1) said ON true
ORDER BY id, rank DESC
"""


@dataclass(frozen=True)
class Snippet:
    """A piece of one text of a claim, with the matches marked."""

    field: str
    """The field: proposition, context, excerpt or name."""
    where: str
    """The field in words for readers."""
    pieces: tuple[tuple[str, bool], ...]
    """The parts of the text in order: (text, whether it is a match)."""
    lang: str
    """Language of the text."""
    corrected_on: date | None = None
    retracted_on: date | None = None
    """When its outlet corrected or retracted the article of an excerpt."""
    words: str = ""
    """What somebody of a matching name, or who speaks for it, is cited with, in the language `words_lang`."""
    words_lang: str = ""
    further: "Snippet | None" = None
    """A text with terms that this one lacks, if no text has all."""


def build_snippets(claim_ids: Iterable[int], parsed: ParsedQuery) -> SqlStatement | None:
    """Return the query for the text of each published claim in which most of the terms stand.

    Claims without any of the terms are left out. None without ids or terms.
    """
    ids = list(claim_ids)
    if not ids or not parsed.positive:
        return None
    return SNIPPETS_SQL, {
        "ids": ids,
        "wanted": list(parsed.positive),
        "any": parsed.any_term,
        "citations": MOST_CITATIONS,
        "names": MOST_NAMES,
        "marks": "<" + START + STOP + LESS,
        "less": LESS,
        "whole": WHOLE,
        "part": PART,
    }


def read_snippets(rows: Iterable[tuple]) -> dict[int, Snippet]:
    """Read the rows of `build_snippets`."""
    by_claim: dict[int, Snippet] = {}
    for pk, field, name, lang, corrected_on, retracted_on, marked, aliases, words, words_lang, *who in rows:
        where, pieces = _describe_place(field, name), _split_marked(marked)
        if field == "name" and aliases:
            before, after = (_(" (also %(names)s)") % {"names": START}).split(START)
            pieces += [(before, False), *_split_marked(aliases), (after, False)]
        before, after = _describe_speaker(*who)
        pieces = [(text, is_match) for text, is_match in ((before, False), *pieces, (after, False)) if text]
        further = by_claim.get(pk)
        by_claim[pk] = Snippet(
            *(field, where, tuple(pieces), lang, corrected_on, retracted_on, words, words_lang or ""), further
        )
    return by_claim


def _describe_place(field: str, name: str) -> str:
    if field == "excerpt":
        return _("In the words cited from %(outlet)s") % {"outlet": name}
    if field == "name":
        return _("Whose position")
    return _("In the proposition") if field == "proposition" else _("In the context")


def _describe_speaker(speaker: str, party: str) -> tuple[str, str]:
    """Say what stands before and after a matching name: who speaks for it, or for whom it speaks.

    `speaker`: who speaks for the one of that name; "" if it speaks itself. `party`: for whom somebody speaks;
    "" for nobody else.
    """
    if not party:
        return "", ""
    names = {"who": speaker, "party": START} if speaker else {"who": START, "party": party}
    before, _mark, after = (_("%(who)s for %(party)s") % names).partition(START)
    return before, after


def _split_marked(marked: str) -> list[tuple[str, bool]]:
    """Split a marked text into (text, whether it is a match)."""
    pieces: list[tuple[str, bool]] = []
    for number, part in enumerate(marked.replace(LESS, "<").split(START)):
        match, stop, rest = part.partition(STOP)
        pieces += [(match, True), (rest, False)] if number and stop else [(part, False)]
    return [(text, is_match) for text, is_match in pieces if text]
