"""An invented article for the tests of Add coverage, and an editor at work on it."""

import datetime

from django.contrib.auth.models import Permission

from claims.coverage.drafts import begin_coverage
from claims.coverage.intake import bring_in_article
from claims.coverage.rows import build_row
from claims.coverage.save.problems import RowsRefused
from claims.coverage.save.save import save_coverage
from tests import factories as make

NOW = datetime.datetime(2017, 4, 20, 12, tzinfo=datetime.UTC)

TEXT = """Bridge talks end without a deal

HARBOUR TOWN — Freedonia and Sylvania ended two days of talks about the harbour bridge.

“The bridge was closed because it is not safe,” Freedonian Foreign Minister Ada Brook said on Wednesday. \
“We will not open it before the summer.”

Carl Dane, who speaks for the government of Sylvania, denied that the bridge is unsafe. “It may be \
old, but it is safe,” he said.

The bridge, with no evidence of any damage, has been closed since March. It carries forty trains a day, \
and the towns on either side have no other way of sending their children to school or their fish to market.
"""
ARTICLE_ON = datetime.date(2017, 4, 13)
DAY = datetime.date(2017, 4, 12)
"""The Wednesday of the article."""


class CoverageScenario:
    """The people of the article on the record, and one editor's coverage of it."""

    def __init__(self, text: str = TEXT, *, editor=None, begun: bool = True):
        self.text = text
        self.editor = editor or make.UserFactory()
        self.freedonia = make.PartyFactory(name="Freedonia")
        self.sylvania = make.PartyFactory(name="Sylvania")
        self.brook = make.ClaimantFactory(name="Ada Brook")
        self.dane = make.ClaimantFactory(name="Carl Dane")
        make.AffiliationFactory(claimant=self.brook, party=self.freedonia, role="Foreign Minister")
        make.AffiliationFactory(claimant=self.dane, party=self.sylvania, role="spokesman")
        make.AliasFactory(claimant=self.brook, name="Minister Brook")
        self.outlet = make.OutletFactory(name="Harbour Gazette")
        if begun:
            self.begin()

    def begin(self) -> None:
        self.coverage = begin_coverage(by=self.editor, now=NOW)
        self.coverage = bring_in_article(coverage=self.coverage, intake=self.build_intake(), **self.context)

    @property
    def context(self) -> dict:
        return {"by": self.editor, "now": NOW, "revision": self.coverage.revision}

    def build_intake(self, **more) -> dict:
        return {
            "way": "text",
            "title": "Bridge talks end without a deal",
            "published_on": ARTICLE_ON.isoformat(),
            "outlet": self.outlet.pk,
            "text": self.text,
            **more,
        }

    def row(self, excerpt: str = "it is not safe", **more) -> dict:
        """Build a row that can be saved: Ada Brook affirms a new claim."""
        given = {
            "id": "r1",
            "accepted": True,
            "excerpt": excerpt,
            "claimant": self.brook.pk,
            "party": self.freedonia.pk,
            "capacity": "Foreign Minister",
            "stance": "affirms",
            "said_on": "2017-04-12",
            "new_claim": "The bridge of Vale is unsafe",
            "nature": "fact",
        }
        if "claim" in more:
            given |= {"new_claim": "", "nature": ""}
        return build_row(**{**given, **more})

    def save(self, *rows, **more):
        return save_coverage(coverage=self.coverage, rows=list(rows), **{**self.context, **more})

    def errors(self, *rows, **more) -> dict:
        """Return the errors of rows that cannot be saved.

        The work continues with its new revision.
        """
        try:
            self.save(*rows, **more)
        except RowsRefused as refused:
            self.coverage = refused.coverage
            self.offers = refused.offers
            return refused.errors
        raise AssertionError("Nothing was refused.")


def allow_publishing(user) -> None:
    user.user_permissions.add(Permission.objects.get(codename="publish_statement"))


def publish_position(work, **fields):
    """Publish the position that `work.row` takes."""
    given = {
        "claimant": work.brook,
        "party": work.freedonia,
        "said_on": DAY,
        "capacity": "Foreign Minister",
        **fields,
    }
    return make.StatementFactory(**given)
