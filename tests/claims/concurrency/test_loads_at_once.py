"""Two loads of a fixture at the same time: the second waits for the first from its beginning."""

import json
import time

import pytest
from django.core.management import call_command
from django.db import transaction

from claims.models import Topic

from .test_coverage_at_once import SecondWriter


@pytest.fixture
def make_fixture(tmp_path):
    def made(*keys: str) -> str:
        path = tmp_path / f"{'-'.join(keys)}.json"
        rows = [{"model": "claims.topic", "fields": {"key": key, "name": key.title()}} for key in keys]
        path.write_text(json.dumps(rows))
        return str(path)

    return made


@pytest.mark.parametrize("keys", [("a", "b"), ("c",)], ids=["crossed", "of-other-rows"])
def test_one_waits_for_the_other(make_fixture, keys):
    first, second = make_fixture(*reversed(keys)), make_fixture(*keys, "d")
    writer = SecondWriter(lambda: call_command("loaddata", second, verbosity=0))
    with transaction.atomic():
        call_command("loaddata", make_fixture("e"), verbosity=0)
        writer.start()
        while writer.is_alive() and not writer.is_waiting():
            time.sleep(0.005)
        assert writer.is_alive()
        call_command("loaddata", first, verbosity=0)
    writer.join()
    assert writer.outcome is None
    assert {topic.key for topic in Topic.objects.all()} == {*keys, "d", "e"}
