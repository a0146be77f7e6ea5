"""Who saves during a drill, and about whom: made inside Django, and told to the drill as JSON."""

import json
import re
import sys
from datetime import timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from api.models import PersonalToken, Scope
from claims.models import ImportMapping
from project.demo.run import ACCOUNTS, reset_account
from tests.support.coverage_article import CoverageScenario

MAPPING = 'dataset = "drill"\n[map]\nid = "nr"\nclaim = "statement"\n[default]\nnature = "fact"\n'


def main() -> None:
    """Make accounts, a token of each, a mapping for imports and two people of two parties; print them."""
    lines = [reset_account(name, group) for name, group in ACCOUNTS.items()]
    passwords = dict(re.search(r"as (\S+), password (\S+)", line).groups() for line in lines)
    tokens = {}
    for name in ("editor", "publisher"):
        owner = User.objects.get(username=name)
        made = {"user": owner, "name": f"Drill of the {name}", "scopes": Scope.values}
        tokens[name] = PersonalToken.objects.create(expiry=timedelta(days=1), **made)[1]
    ImportMapping.objects.create(name="Drill", content=MAPPING, saved_by=owner, saved_at=timezone.now())
    cast = CoverageScenario(begun=False, editor=owner)
    people = {name: getattr(cast, name).pk for name in ("brook", "dane", "freedonia", "sylvania", "outlet")}
    json.dump({"passwords": passwords, "tokens": tokens, **people}, sys.stdout)
