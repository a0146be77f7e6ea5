"""Names that claimants had before."""

import datetime

from claims.models import Alias, Claimant
from core.errors import translate_refusals


@translate_refusals()
def keep_former_name(*, claimant: Claimant, name: str, sentence_name: str, until: datetime.date) -> Alias:
    """Keep the name that `claimant` had until a day: pages of earlier days show it.

    A name that it had twice is one alias, until the later day.
    """
    values = {"sentence_name": sentence_name, "until": until}
    alias, _created = Alias.objects.update_or_create(claimant=claimant, name=name, defaults=values)
    return alias
