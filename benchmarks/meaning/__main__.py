"""The benchmark of the same claim in other words, on invented claims.

    python -m benchmarks.meaning [--set SET] [--by words|meaning|joined] [--misses] [--write]

By words: no claim has a vector yet. By meaning: the nearest vectors alone, which know no opposites. Joined:
what editors get. Without --by all that this checkout can do. Exits 1 if what editors get misses a goal.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.core.management import CommandError, call_command
from django.db import connection

from ..results import format_table, write_section
from ..scratch import scratch_database
from .figures import (
    Offer,
    PairAnswer,
    find_missed,
    group_by_kind,
    is_miss,
    measure_places,
    share_with_others_as_same,
    share_with_verdict,
)
from .sets import HALVES, MORE, SETS, Pair, read_pairs, read_propositions

HEADINGS = {"words": "By words", "meaning": "By meaning", "joined": "Joined"}
AT_ONCE = 20
OFFERED = 8
Ask = Callable[[Sequence[str]], list[list[Offer]]]


def main() -> str | None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.meaning")
    parser.add_argument("--set", choices=HALVES + MORE, default="development")
    parser.add_argument("--by", choices=HEADINGS)
    parser.add_argument("--misses", action="store_true", help="Print each pair that is not answered right.")
    parser.add_argument("--write", action="store_true", help="Write the figures into results.md.")
    options = parser.parse_args()
    with scratch_database():
        create_claims(read_propositions(options.set))
        tables: list[str] = []
        missed: list[str] = []
        for way, ask in prepare(options.by):
            answers = {name: answer(read_pairs(options.set, name), ask) for name in SETS}
            tables.append(f"{HEADINGS[way]}:\n\n{report(answers)}")
            sys.stdout.write(tables[-1] + "\n\n")
            if options.misses:
                sys.stdout.write("\n".join(describe_misses(answers)) + "\n\n")
            missed = find_missed(answers) if way != "meaning" else missed
        if options.write:
            heading = f"The same claim in other words ({options.set.replace('_', ' ')} half)"
            write_section(heading, f"python -m benchmarks.meaning --set {options.set}", "\n\n".join(tables))
    return f"Missed: {', '.join(missed)}." if missed else None


def create_claims(propositions: Sequence[str]) -> None:
    """Put them on the record, as drafts: a published claim would need an article as well."""
    from claims.models import Claim

    Claim.objects.bulk_create(Claim(text=text, nature="fact") for text in propositions)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE claims_claim")


def prepare(wanted: str | None) -> Iterator[tuple[str, Ask]]:
    """Yield the ways that are wanted (None for all) and possible, each ready to be asked."""
    if wanted in (None, "words"):
        yield "words", ask_for_similar
    if wanted == "words":
        return
    try:
        call_command("embed_claims")
    except CommandError as error:
        sys.stderr.write(f"{error}\n")
        return
    if wanted in (None, "meaning"):
        yield "meaning", ask_for_nearest
    if wanted in (None, "joined"):
        yield "joined", ask_for_similar


def answer(pairs: Sequence[Pair], ask: Ask) -> list[PairAnswer]:
    answers = []
    for first in range(0, len(pairs), AT_ONCE):
        some = pairs[first : first + AT_ONCE]
        offers = ask([pair.text for pair in some])
        answers += [PairAnswer(pair, each) for pair, each in zip(some, offers, strict=True)]
    return answers


def ask_for_similar(texts: Sequence[str]) -> list[list[Offer]]:
    """Ask as editors' pages do."""
    from claims.duplicates.similarity import find_similar_to_each

    found = find_similar_to_each(texts, limit=OFFERED)
    return [[Offer(similar.claim.text, str(similar.kind)) for similar in each] for each in found]


def ask_for_nearest(texts: Sequence[str]) -> list[list[Offer]]:
    """Ask for the nearest vectors, which cannot tell what is the same."""
    from claims.duplicates.embeddings import find_nearest
    from claims.models import Claim

    found = find_nearest(texts, limit=OFFERED)
    wordings = dict(Claim.objects.values_list("pk", "text"))
    return [[Offer(wordings[pk], "related") for pk, _cosine in each] for each in found]


def report(answers: dict[str, list[PairAnswer]]) -> str:
    """Format the figures of each set as a table."""
    rows = [
        [kind, len(some), *_format(measure_places(some).values()), *_format([*_verdicts(some)])]
        for name in ("rewordings", "languages")
        if answers[name]
        for kind, some in group_by_kind(answers[name]).items()
    ]
    heads = ["says the same", "texts", "first", "first five", "MAP@5", "nothing offered"]
    heads += ["as the same", "as the opposite", "others as the same"]
    parts = [format_table(heads, rows)]
    for name, head in (("opposites", "says the opposite"), ("different", "says something else")):
        rows = [
            [kind, len(some), *_format([1 - share_with_verdict(some, ""), *_verdicts(some)])]
            for kind, some in group_by_kind(answers[name]).items()
        ]
        heads = [head, "texts", "claim offered", "as the same", "as the opposite", "others as the same"]
        parts.append(format_table(heads, rows))
    return "\n\n".join(parts)


def _verdicts(answers: Sequence[PairAnswer]) -> Iterator[float]:
    yield share_with_verdict(answers, "same")
    yield share_with_verdict(answers, "opposite")
    yield share_with_others_as_same(answers)


def _format(figures: Any) -> list[str]:
    return [f"{figure:.2f}" for figure in figures]


def describe_misses(answers: dict[str, list[PairAnswer]]) -> Iterator[str]:
    """Describe each answer that is not right: the pair, where its claim is, and what came first."""
    for name, some in answers.items():
        for each in some:
            if is_miss(name, each):
                place = f"place {each.place()}, {each.verdict()}" if each.place() else "not offered"
                first = f"; first: {each.offers[0].claim}" if each.offers and each.place() != 1 else ""
                yield f"[{name}, {each.pair.kind}] {each.pair.text}\n    {each.pair.claim} ({place}){first}"


if __name__ == "__main__":
    sys.exit(main())
