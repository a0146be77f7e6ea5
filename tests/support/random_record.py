"""Small random records and random edits, drawn by hypothesis.

A cast is made once; most of what is drawn are positions in its lists, and numbers that are too big wrap
round.
"""

import datetime
from types import SimpleNamespace

from django.db import IntegrityError, connection, transaction
from hypothesis import strategies as st

from claims.actions.mouthpieces import follow_outlet
from claims.models import Affiliation, Citation, Claim, Claimant, Precision, Stance, Statement
from tests.factories import MOMENT, ArticleFactory, CaptureFactory, OutletFactory, UserFactory

STATUSES = ["open", "asserted", "agreed", "disputed"]
DAYS = [datetime.date(2017, *day) for day in [(1, 1), (1, 31), (2, 1), (2, 28), (3, 14)]]
any_index = st.integers(0, 11)
# Most of it happens on one claim and among people of one party, or nothing would meet anything.
some_claim = st.sampled_from([1, 1, 1, 1, 2, 0])
some_speaker = st.sampled_from([5, 6, 5, 6, 5, 6, 0, 10, *range(11)])
days = st.sampled_from(DAYS)
maybe_days = st.none() | days
states = st.sampled_from(["published"] * 6 + ["draft", "retracted"])
relays = st.sampled_from([None] * 5 + [0, 1, 5])
citation_kinds = st.sampled_from(["quote", "quote", "paraphrase", "proved"])
positions = st.fixed_dictionaries(
    {
        "claim": some_claim,
        "speaker": some_speaker,
        "stance": st.sampled_from(Stance.values),
        "said_on": days,
        "precision": st.sampled_from(["day", "day", *Precision.values]),
        "state": states,
        "relays": st.lists(relays, min_size=1, max_size=2) | st.just([]),
        "article": any_index,
        "kind": citation_kinds,
    }
)
quiet_positions = st.fixed_dictionaries(
    {
        "claim": st.sampled_from([1, 1, 2]),
        "speaker": st.sampled_from([5, 6, 1]),
        "stance": st.sampled_from(["affirms", "affirms", "denies"]),
        "said_on": days,
        "precision": st.sampled_from(["day", "by"]),
        "state": st.just("published"),
        "relays": st.lists(relays, min_size=1, max_size=1),
        "article": any_index,
        "kind": citation_kinds,
    }
)
affiliations = st.lists(
    st.tuples(st.sampled_from([0, 1, 0, 1, *range(6)]), days | maybe_days), min_size=1, unique=True
)


def make_cast():
    """Make claims, articles and claimants of every kind.

    There are three parties, five people and two outlets.
    """
    user = UserFactory()
    make = Claimant.objects.create
    parties = [
        make(name="Here", kind="government"),
        make(name="There", kind="government"),
        make(name="The Society", kind="organisation", speaks_for_itself=True),
    ]
    people = [make(name=f"Person {n}", kind="person") for n in range(4)]
    people.append(make(name="An official", kind="unnamed"))
    voices = [make(name=f"Voice {n}", kind="outlet", outlet=OutletFactory()) for n in range(2)]
    published = {"published_at": MOMENT, "published_by": user}
    claims = [Claim.objects.create(text=f"Claim {n}", nature="fact") for n in range(3)]
    articles = [ArticleFactory(published_on=day) for day in (DAYS[0], DAYS[4], None)]
    here, there, society = parties
    mouthpiece = make(
        name="Mouthpiece", kind="outlet", outlet=articles[0].outlet, speaks_for=there, speaks_for_source="x"
    )
    captures = [CaptureFactory(article=article) for article in articles]
    speakers = [(p, p) for p in [*parties, *voices]]
    speakers += [(people[0], here), (people[1], here), (people[1], there), (people[2], there)]
    speakers += [(people[3], society), (people[4], here)]
    return SimpleNamespace(
        **{"user": user, "claims": claims, "articles": articles, "speakers": speakers},
        **{"published": published, "mouthpiece": mouthpiece, "captures": captures, "parties": parties},
    )


def pick_row(rows, index):
    return rows[index % len(rows)]


def state_fields(cast, state):
    if state != "retracted":
        return {"state": state, "retracted_at": None, "retracted_by": None, "retraction_reason": ""}
    return {"state": state, "retracted_at": MOMENT, "retracted_by": cast.user, "retraction_reason": "x"}


def date_fields(day, precision):
    return {
        "said_on": {"month": day.replace(day=1), "year": day.replace(month=1, day=1)}.get(precision, day),
        "said_on_precision": precision,
    }


def relay_fields(cast, index):
    if index is None:
        return {"relayed_by": None, "relayed_for": None}
    claimant, party = pick_row(cast.speakers, index)
    return {"relayed_by": claimant, "relayed_for": party}


def build_statement(cast, given_):
    claimant, party = pick_row(cast.speakers, given_["speaker"])
    return Statement(
        claim=pick_row(cast.claims, given_["claim"]),
        claimant=claimant,
        party=party,
        capacity="somebody",
        stance=given_["stance"],
        **date_fields(given_["said_on"], given_["precision"]),
        **state_fields(cast, given_["state"]),
    )


def kind_fields(cast, article, kind, n):
    """Return the fields of a quotation, proved or not, or of a paraphrase."""
    if kind != "proved":
        return {"kind": kind}
    capture = cast.captures[cast.articles.index(article)]
    return {"kind": "quote", "capture": capture, "start": 0, "end": 6, "proved_at": MOMENT}


def build_citations(cast, statement, given_):
    article = pick_row(cast.articles, given_["article"])
    return [
        Citation(
            statement=statement,
            article=article,
            excerpt=f"word {n}",
            **kind_fields(cast, article, given_.get("kind", "quote"), n),
            **relay_fields(cast, index),
        )
        for n, index in enumerate(given_["relays"])
    ]


def write_record(cast, given_positions, given_affiliations):
    """Write the record as a bulk import does.

    The first claim stays a draft.
    """
    published = [claim.pk for claim in cast.claims[1:]]
    Claim.objects.filter(pk__in=published).update(state="published", **cast.published)
    for index, until in given_affiliations:
        affiliate(cast, index, until)
    made = [build_statement(cast, p) for p in given_positions]
    Statement.objects.bulk_create(made, ignore_conflicts=True)
    kept = zip(Statement.objects.order_by("pk"), given_positions, strict=False)
    Citation.objects.bulk_create([c for s, p in kept for c in build_citations(cast, s, p)])


# --- edits: each takes the cast and what hypothesis drew -------------------------------------------


def add(cast, index, given_, value):
    statement = build_statement(cast, given_)
    statement.save()
    for citation in build_citations(cast, statement, given_):
        citation.save()


def rewrite(cast, index, given_, value):
    """Save every column, some of them changed, as a form does."""
    statement = pick_row(Statement.objects.order_by("pk"), index)
    statement.stance, statement.state = given_["stance"], given_["state"]
    for name, new in (
        date_fields(given_["said_on"], given_["precision"]) | state_fields(cast, given_["state"])
    ).items():
        setattr(statement, name, new)
    statement.save()


def redate(cast, index, given_, value):
    statement = pick_row(Statement.objects.order_by("pk"), index)
    changes = date_fields(given_["said_on"], given_["precision"])
    Statement.objects.filter(pk=statement.pk).update(**changes)


def change_precision(cast, index, given_, value):
    statement = pick_row(Statement.objects.filter(said_on_precision__in=["day", "by"]).order_by("pk"), index)
    other = {"day": "by", "by": "day"}[statement.said_on_precision]
    Statement.objects.filter(pk=statement.pk).update(said_on_precision=other)


def move(cast, index, given_, value):
    statement = pick_row(Statement.objects.order_by("pk"), index)
    Statement.objects.filter(pk=statement.pk).update(claim=pick_row(cast.claims, given_["claim"]))


def change_speaker(cast, index, given_, value):
    claimant, party = pick_row(cast.speakers, given_["speaker"])
    statement = pick_row(Statement.objects.order_by("pk"), index)
    Statement.objects.filter(pk=statement.pk).update(claimant=claimant, party=party)


def change_many(cast, index, given_, value):
    changed = list(Statement.objects.order_by("pk")[index % 3 :: 2])
    for row in changed:
        row.stance = given_["stance"]
    Statement.objects.bulk_update(changed, ["stance"])


def remove(cast, index, given_, value):
    statement = pick_row(Statement.objects.order_by("pk"), index)
    statement.citations.all().delete()
    statement.delete()


def cite(cast, index, given_, value):
    statement = pick_row(Statement.objects.order_by("pk"), index)
    for citation in build_citations(cast, statement, given_):
        citation.excerpt = f"{value % 10} {index:02}+1"
        citation.save()


def stop_citing(cast, index, given_, value):
    pick_row(Citation.objects.order_by("pk"), index).delete()


def move_citation(cast, index, given_, value):
    citation = pick_row(Citation.objects.order_by("pk"), index)
    citation.statement = pick_row(Statement.objects.order_by("pk"), value)
    citation.save()


def relay_citation(cast, index, given_, value):
    citation = pick_row(Citation.objects.order_by("pk"), index)
    index = given_["relays"][0] if given_["relays"] else None
    Citation.objects.filter(pk=citation.pk).update(**relay_fields(cast, index))


def change_kind_of_citation(cast, index, given_, value):
    citation = pick_row(Citation.objects.order_by("pk"), index)
    fields = {"capture": None, "start": None, "end": None, "proved_at": None}
    fields |= kind_fields(cast, citation.article, given_.get("kind", "quote"), index)
    Citation.objects.filter(pk=citation.pk).update(**fields)


def change_article(cast, index, given_, value):
    citation = pick_row(Citation.objects.order_by("pk"), index)
    citation.article = pick_row(cast.articles, value)
    citation.save()


def change_mouthpiece(cast, index, given_, value):
    """Let the outlet speak for another party or for none, and its articles be followed."""
    party = pick_row([None, *cast.parties], value)
    source = "x" if party else ""
    Claimant.objects.filter(pk=cast.mouthpiece.pk).update(speaks_for=party, speaks_for_source=source)
    follow_outlet(cast.mouthpiece.outlet_id)


def move_article(cast, index, given_, value):
    """Move an article to the mouthpiece, or away from it."""
    article = pick_row(cast.articles, index)
    outlet = cast.mouthpiece.outlet if value % 2 else pick_row(cast.articles, value).outlet
    type(article).objects.filter(pk=article.pk).update(outlet=outlet)


def affiliate(cast, index, until):
    """Affiliate somebody until a day; every other one begins on the day, or in March."""
    claimant, party = pick_row(cast.speakers[5:], index)
    since = (until or DAYS[4]) if index % 2 else None
    Affiliation.objects.create(claimant=claimant, party=party, role=f"role {until}", since=since, until=until)


def add_affiliation(cast, index, given_, value):
    affiliate(cast, index, pick_row([None, *DAYS], value))


def alter_affiliation(cast, index, given_, value):
    row = pick_row(Affiliation.objects.order_by("pk"), index)
    row.since, row.until = None, pick_row([None, *DAYS], value)
    row.claimant, row.party = pick_row(cast.speakers[5:], given_["speaker"])
    row.save()


def change_until(cast, index, given_, value):
    row = pick_row(Affiliation.objects.order_by("pk"), index)
    Affiliation.objects.filter(pk=row.pk).update(since=None, until=pick_row([None, *DAYS], value))


def end_every_affiliation(cast, index, given_, value):
    Affiliation.objects.update(since=None, until=pick_row([None, *DAYS], value))


def drop_affiliation(cast, index, given_, value):
    pick_row(Affiliation.objects.order_by("pk"), index).delete()


def change_kind(cast, index, given_, value):
    claimant, _ = pick_row(cast.speakers, index)
    row = Claimant.objects.get(pk=claimant.pk)
    row.kind, row.outlet = ("person", None) if row.kind == "outlet" else ("outlet", OutletFactory())
    row.save()


def change_state_of_claim(cast, index, given_, value):
    state = given_["state"]
    how = dict.fromkeys(["published_at", "published_by"]) if state == "draft" else cast.published
    Claim.objects.filter(pk=pick_row(cast.claims, value).pk).update(**state_fields(cast, state), **how)


def save_a_stale_claim(cast, index, given_, value):
    stale = pick_row(cast.claims, value)
    fresh = Claim.objects.get(pk=stale.pk)
    fresh.status = pick_row(STATUSES, index)
    fresh.save()


def type_in_a_status(cast, index, given_, value):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE claims_claim SET status = %s", [pick_row(STATUSES, index)])


EDITS = [
    *[add, add, rewrite, rewrite, redate, move, move, change_speaker, change_many, remove],
    *[cite, stop_citing, move_citation, relay_citation, relay_citation, relay_citation],
    *[change_kind_of_citation, change_article, change_mouthpiece, move_article],
    *[
        change_precision,
        add_affiliation,
        alter_affiliation,
        change_until,
        change_until,
        end_every_affiliation,
    ],
    *[drop_affiliation, change_kind, change_state_of_claim, save_a_stale_claim, type_in_a_status],
]
QUIET_EDITS = [
    *[redate, change_precision, change_precision, relay_citation, relay_citation],
    *[change_kind_of_citation, change_mouthpiece, move_article],
    *[change_until, change_kind, change_kind, move, move],
]


def edits_from(kinds):
    return st.tuples(st.sampled_from(kinds), any_index, positions, any_index)


def apply_edit(cast, edit, *drawn):
    """Apply one edit.

    It changes nothing if there is no row to edit, or if the database refuses a duplicate.
    """
    try:
        with transaction.atomic():
            edit(cast, *drawn)
    except (IntegrityError, ZeroDivisionError):
        pass
