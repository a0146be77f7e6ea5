"""The status stays right when many writers edit the same claims at once.

Each writer has a connection of its own.
"""

import random
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from claims.models import Affiliation, Citation, Stance, Statement
from tests import factories as make
from tests.support.examples import IS_DEEP
from tests.support.scenario import Scenario, april
from tests.support.status_oracle import assert_status_is_right

WRITERS = 8
WRITES = 30


class Writer:
    """A writer that makes random edits, each in a transaction of its own.

    It repeats an edit after a deadlock, and gives up one that a constraint refuses; it counts both.
    """

    def __init__(self, number, claims, people, article):
        self.random = random.Random(number)
        self.claims, self.people, self.article = claims, people, article
        self.again = self.refused = 0

    def __call__(self):
        try:
            for _ in range(WRITES):
                self.write(self.random.choice(self.EDITS))
        finally:
            connection.close()
        return self

    def write(self, edit):
        while True:
            try:
                with transaction.atomic():
                    edit(self)
                return
            except IntegrityError:
                self.refused += 1
                return
            except OperationalError as error:
                assert isinstance(error.__cause__, psycopg.errors.DeadlockDetected)
                self.again += 1

    def any(self, model):
        return self.random.choice([*model.objects.exclude(pk__in=self.kept(model))] or [None])

    def kept(self, model):
        """Return the rows of a model that no edit may pick.

        Each claim keeps one statement and its citation, so it always has a position.
        """
        anchors = Statement.objects.filter(capacity="anchor")
        if model is Citation:
            return Citation.objects.filter(statement__in=anchors)
        return anchors if model is Statement else []

    def add(self):
        claimant, party = self.random.choice(self.people)
        statement = Statement.objects.create(
            claim=self.random.choice(self.claims),
            claimant=claimant,
            party=party,
            capacity="somebody",
            stance=self.random.choice(Stance.values),
            said_on=april(self.random.randint(1, 28)),
            state="published",
        )
        make.CitationFactory(statement=statement, article=self.article)

    def edit(self):
        if statement := self.any(Statement):
            statement.stance = self.random.choice(Stance.values)
            statement.said_on = april(self.random.randint(1, 28))
            statement.save()

    def move(self):
        if statement := self.any(Statement):
            Statement.objects.filter(pk=statement.pk).update(claim=self.random.choice(self.claims))

    def remove(self):
        if statement := self.any(Statement):
            statement.citations.all().delete()
            Statement.objects.filter(pk=statement.pk).delete()

    def cite(self):
        if statement := self.any(Statement):
            make.CitationFactory(statement=statement, article=self.article)

    def stop_citing(self):
        if citation := self.any(Citation):
            citation.delete()

    def relay(self):
        if citation := self.any(Citation):
            claimant, party = self.random.choice([*self.people, (None, None)])
            changes = {"relayed_by": claimant, "relayed_for": party}
            Citation.objects.filter(pk=citation.pk).update(**changes)

    def leave_or_return(self):
        if affiliation := self.any(Affiliation):
            until = self.random.choice([None, april(10)])
            Affiliation.objects.filter(pk=affiliation.pk).update(until=until)

    EDITS = (add, add, add, add, edit, edit, move, remove, cite, stop_citing, relay, leave_or_return)


@pytest.mark.slow
@pytest.mark.parametrize("number_of_claims", [1, 3] if IS_DEEP else [1])
def test_many_writers_leave_the_right_status(number_of_claims):
    with transaction.atomic():
        scenes = [Scenario() for _ in range(number_of_claims)]
        for scenario in scenes:
            scenario.say("Anchor", "affirms", capacity="anchor")
        people = [scenes[0].speaker(name) for name in ("A", "A.ann", "A.bob", "B", "B.carl")]
        article = make.ArticleFactory()
    claims = [scenario.claim for scenario in scenes]
    writers = [Writer(number, claims, people, article) for number in range(WRITERS)]
    with ThreadPoolExecutor(WRITERS) as pool:
        done = list(pool.map(lambda writer: writer(), writers))
    assert_status_is_right(*claims)
    refused, again = sum(w.refused for w in done), sum(w.again for w in done)
    assert refused < WRITERS * WRITES / 4, "most writes took place"
    assert again < WRITERS * WRITES / 4, "most writes took place at once"
