"""Phrases of two common words: by the pairs that claims keep, and by the index of words alone.

python -m benchmarks.phrases [--claims N] [--copies N]

Rows of the search are copied as in benchmarks.relevance. Both ways must find the same claims. Of a
phrase that more than 10,000 claims have no pairs are looked up.
"""

import sys
from dataclasses import replace
from functools import partial

from django.core.management import call_command
from django.db import connection

from .relevance import copied_record, report, time_runs
from .results import format_table

PHRASES = 10

FILL = """
SELECT claims_refresh_pairs(ARRAY(SELECT claim_id FROM claims_claimsearch WHERE mod(claim_id, 50) = part))
FROM generate_series(0, 49) part
"""
# The phrases whose words are in most claims, by a sample.
COMMON_PHRASES = """
WITH sample AS MATERIALIZED (SELECT claim_id, words FROM claims_claimsearch WHERE mod(claim_id, 29) = 0),
placed AS MATERIALIZED (
    SELECT claim_id, word.lexeme AS word, unnest(word.positions) AS place FROM sample, unnest(words) word
    WHERE word.lexeme ~ '^[a-z]+$' AND word.lexeme IN (SELECT unnest(words) FROM claims_commonwords)
), known AS (SELECT word, count(DISTINCT claim_id) AS claims FROM placed GROUP BY word)
SELECT a.word || ' ' || b.word
FROM placed a JOIN placed b ON b.claim_id = a.claim_id AND b.place = a.place + 1
JOIN known first ON first.word = a.word JOIN known second ON second.word = b.word
GROUP BY 1 ORDER BY max(first.claims * second.claims) DESC, 1
"""
SIZE = """
SELECT pg_relation_size('claims_wordpairs') / count(*), pg_relation_size('word_pairs_of_phrase') / count(*),
       pg_relation_size('claims_wordpairs_pkey') / count(*) FROM claims_wordpairs
"""
BOTH_WORDS = "SELECT count(*) FROM claims_claimsearch WHERE words @@ plainto_tsquery('english_unaccent', %s)"
HEADS = ["phrase", "claims with both words", "with the phrase", "by words, ms", "with pairs, ms"]


def main() -> int:
    """Measure, and write the results; 1 if the two ways find different claims."""
    with copied_record(__doc__.partition("\n")[0]) as options:
        call_command("renew_common_words")
        with connection.cursor() as cursor:
            cursor.execute(FILL)
            cursor.execute("VACUUM FULL ANALYZE claims_wordpairs")
            cursor.execute(SIZE)
            [(table, index, key)] = cursor.fetchall()
            cursor.execute(COMMON_PHRASES)
            phrases = [phrase for (phrase,) in cursor.fetchmany(PHRASES)]
        rows = [measure(phrase) for phrase in phrases]
        findings = (
            f" The pairs take {table + index + key} bytes a claim: {table} the table, {index} the index of"
            f" pairs, {key} the key.\n\n{format_table(HEADS, [row for row, _is_same in rows])}"
        )
        report("Phrases", "phrases", options, findings)
    return int(not all(is_same for _row, is_same in rows))


def measure(phrase: str) -> tuple[list, bool]:
    """Search for a phrase in both ways. Returns a row of the table, and whether they find the same."""
    from claims.models import ClaimSearch  # noqa: PLC0415 - once Django is set up
    from claims.search.query_parser import parse_query  # noqa: PLC0415 - once Django is set up
    from claims.search.ranking import rank_by_relevance  # noqa: PLC0415 - once Django is set up

    by_pairs = parse_query(f'"{phrase}"')
    answers, times = [], []
    for parsed in (replace(by_pairs, pairs=()), by_pairs):
        entries = ClaimSearch.objects.matching(parsed)
        answers.append(rank_by_relevance(entries, parsed))
        times.append(time_runs(partial(rank_by_relevance, entries, parsed))[0])
    with connection.cursor() as cursor:
        cursor.execute(BOTH_WORDS, [phrase])
        [(both,)] = cursor.fetchall()
    row = [phrase, f"{both:,}", f"{answers[0][1]:,}", *(f"{milliseconds:.1f}" for milliseconds in times)]
    return row, answers[0] == answers[1]


if __name__ == "__main__":
    sys.exit(main())
