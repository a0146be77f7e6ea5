"""docs/webhooks.md shows each kind of message as it is sent."""

import json
import re
from datetime import datetime
from pathlib import Path

import pytest

from claims.models import Change
from claims.models.change import ChangeKind
from subscriptions.models import Webhook
from subscriptions.webhooks import _make_delivery, _write_body

PAGE = Path(__file__).resolve().parents[2] / "docs" / "webhooks.md"
MESSAGES = [
    json.loads(text) for text in re.findall(r'^ {4}(\{"type": .*?)\n\n', PAGE.read_text("utf-8"), re.M | re.S)
]


def test_every_kind_has_an_example():
    kinds = {f"claim.{kind}" for kind in ChangeKind.values} | {ChangeKind.CORRECTION.value, "test"}
    assert {message["type"] for message in MESSAGES} == kinds


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message["type"])
def test_an_example_is_what_is_sent(message, settings):
    settings.SITE_URL = "https://record.example.org"
    data, moment = message["data"], datetime.fromisoformat(message["timestamp"])
    if message["type"] == "test":
        assert json.loads(_write_body("test", moment, {})) == message
        return
    change = Change(
        pk=data["change"],
        kind=message["type"].removeprefix("claim."),
        claim_id=data.get("claim"),
        version=data.get("version"),
        made_at=moment,
        status_before=data.get("status_before", ""),
        status_after=data.get("status_after", ""),
    )
    assert json.loads(_make_delivery(Webhook(), change, moment).body) == message
