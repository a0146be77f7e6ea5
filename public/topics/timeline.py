"""The statements on a topic's claims by date: what was said when, party by party."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from django.db import connection
from django.utils.translation import gettext as _

from claims.labels import said_when, stance
from claims.models import Claim, Claimant, Statement
from claims.positions import evidence_url
from claims.querysets import CLAIMS_AROUND
from public.charts.timeline import EVENTS_SHOWN, Event, Timeline, timeline

LATEST = """
SELECT s.id, s.claim_id, c.text, s.stance, s.hedged, s.said_on, s.said_on_precision, k.id, k.name, k.kind,
       p.name, (SELECT count(*) FROM claims_statement o WHERE o.claim_id = c.id AND o.state = 'published')
FROM (SELECT s.* FROM unnest(%(claims)s::bigint[]) AS wanted (id)
      CROSS JOIN LATERAL {statements} s
      ORDER BY s.said_on DESC, s.id DESC LIMIT %(most)s) s
JOIN claims_claim c ON c.id = s.claim_id
JOIN claims_claimant k ON k.id = s.claimant_id
JOIN claims_claimant p ON p.id = s.party_id
ORDER BY s.said_on, s.id
"""
TODAY = "(SELECT * FROM claims_statement WHERE claim_id = wanted.id AND state = 'published' OFFSET 0)"
THEN = """(SELECT t.* FROM claims_standings(ARRAY[wanted.id], %(as_of)s) n
           JOIN claims_statement t ON t.id = n.statement_id OFFSET 0)"""


def topic_timeline(claim_ids: Sequence[int], title: str, *, as_of: date | None = None) -> Timeline | None:
    """The latest statements on the first CLAIMS_AROUND of these claims, the busiest party's lane first;
    None if there are none. One query."""
    values = {"claims": list(claim_ids[:CLAIMS_AROUND]), "as_of": as_of, "most": EVENTS_SHOWN + 1}
    with connection.cursor() as cursor:
        cursor.execute(LATEST.format(statements=THEN if as_of else TODAY), values)
        events = [_event(row, as_of) for row in cursor.fetchall()]
    busy = Counter(event.lane for event in events)
    return timeline(sorted(events, key=lambda event: (-busy[event.lane], event.lane)), title)


def _event(row: tuple, as_of: date | None) -> Event:
    pk, claim_id, text, taken, hedged, said_on, precision, claimant_id, name, kind, party, size = row
    claim, claimant = Claim(pk=claim_id, text=text), Claimant(pk=claimant_id, name=name, kind=kind)
    statement = Statement(
        pk=pk, claimant=claimant, stance=taken, hedged=hedged, said_on=said_on, said_on_precision=precision
    )
    own_voice = kind == "outlet"
    return Event(
        lane=_("Outlets in their own voices") if own_voice else party,
        starts=said_on,
        precision=precision,
        stance=taken,
        words=_("%(who)s %(stance)s: %(claim)s") % {"who": name, "stance": stance(statement), "claim": text},
        when=said_when(statement),
        url=evidence_url(claim, size, pk, f"statement-{pk}", as_of),
        who=(claim_id, claimant_id, party),
        own_voice=own_voice,
    )
