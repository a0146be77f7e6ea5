"""Claims with statements, described in a few words."""

import datetime

from claims.models import Claim
from tests import factories as make

from .sql import sql

APRIL = datetime.date(2017, 4, 12)


def april(day: int) -> datetime.date:
    return datetime.date(2017, 4, day)


class Scenario:
    """One published claim and the statements on it.

    Parties and people are made when they are first named.

    "A" is a party; "A.ann" is a person who speaks for it; "=Herald" is an outlet in its own voice.
    """

    def __init__(self):
        self.claim = make.ClaimFactory()
        self.known = {}

    def speaker(self, name):
        """Return the claimant and the party."""
        if name not in self.known:
            party, _, person = name.partition(".")
            if name.startswith("="):
                voice = make.VoiceFactory(name=name)
                self.known[name] = (voice, voice)
            elif person:
                claimant, party = make.ClaimantFactory(name=person), self.speaker(party)[1]
                make.AffiliationFactory(claimant=claimant, party=party)
                self.known[name] = (claimant, party)
            else:
                made = make.PartyFactory(name=party)
                self.known[name] = (made, made)
        return self.known[name]

    def say(self, name, stance, on=APRIL, relayed_by=None, **given):
        claimant, party = self.speaker(name)
        citation = {}
        if claimant.kind == "outlet":
            citation = {"citation__kind": "own_words", "citation__article__outlet": claimant.outlet}
        if relayed_by:
            relayer, relayed_for = self.speaker(relayed_by)
            citation |= {"citation__relayed_by": relayer, "citation__relayed_for": relayed_for}
        given = {"stance": stance, "said_on": on, **given, **citation}
        return make.StatementFactory(claim=self.claim, claimant=claimant, party=party, **given)

    def end_affiliation(self, name, until):
        claimant, party = self.speaker(name)
        claimant.affiliations.filter(party=party).update(until=until)

    @property
    def status(self):
        return Claim.objects.get(pk=self.claim.pk).status

    def status_as_of(self, day, drafts=False):
        [(_, status)] = sql("SELECT * FROM claims_status(%s, %s, %s)", [self.claim.pk], day, drafts)
        return status

    def standing(self, statement, as_of=None, drafts=False):
        rows = sql(
            "SELECT statement_id, standing FROM claims_standings(%s, %s, %s)",
            *([self.claim.pk], as_of, drafts),
        )
        return dict(rows).get(statement.pk)
