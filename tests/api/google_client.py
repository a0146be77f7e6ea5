"""Google's own client of its Fact Check Tools API reads ours (`make google-client`, which installs it)."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from django.db import transaction

from project.checkout import DATA
from tests import factories as make

SCRIPT = Path(__file__).with_suffix(".js")
MODULES = DATA / "google-client" / "node_modules"


def ask(address: str, query: str) -> dict:
    done = subprocess.run(
        ["node", SCRIPT, address, query],
        env={"PATH": os.environ["PATH"], "NODE_PATH": str(MODULES)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.django_db(transaction=True)
def test_it_finds_fact_checks_and_understands_errors(live_server):
    with transaction.atomic():
        claim = make.StatementFactory(claim__text="The bridge is closed").claim
        for reviewer in ("Checkers", "Others"):
            make.FactCheckFactory(
                claim=claim, reviewer=reviewer, url=f"https://{reviewer.lower()}.example/1", language="en"
            )
    answer = ask(f"{live_server.url}/api/factcheck/", "bridge")["data"]
    [found] = answer["claims"]
    assert found["text"] == "The bridge is closed"
    reviews = found["claimReview"]
    assert {review["publisher"]["site"] for review in reviews} == {"checkers.example", "others.example"}
    assert {review["languageCode"] for review in reviews} == {"en"}
    assert ask(live_server.url, "xylophone")["data"] == {}
    refused = ask(live_server.url, "")
    assert refused["status"] == 400 and "query" in refused["message"]
