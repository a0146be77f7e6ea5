"""What the people of `make load` ask for exists, and what is made of how they fared; nothing is timed."""

import random
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from benchmarks.load.addresses import find_visits
from benchmarks.load.course import FILES_ALONE, MARGIN, SLOW, TIMES, Overwhelmed, Seconds, Trial, plan_course
from benchmarks.load.report import LoadReport, Request, find_highest, find_recovery
from benchmarks.load.visits import ADDING, EDITORS, FILES, LISTS, READERS, SEARCHERS, Visits, fill_in
from benchmarks.load.watching import Connections, Memory
from claims.models import Claim, Topic

LENGTHS = Seconds(step=6, steady=3, overload=2, recovery=1)


@pytest.mark.django_db
@pytest.mark.usefixtures("moscow_record")
def test_every_address_exists(client):
    """One of each kind; and searches, lists and forms of editors, who save what they have opened."""
    Topic.objects.create(name="Load 0")  # no reader's: nothing is published under it
    visits, chance = find_visits(), random.Random(1)
    assert visits.pages.keys() == visits.weights.keys()
    paths = [pages[-1] for pages in visits.pages.values()]
    paths += [visits.choose_search(chance) for _ in range(8)]
    client.force_login(User.objects.create_superuser("publisher"))
    paths += LISTS
    answers = {path: client.get(path).status_code for path in paths}
    assert {path: status for path, status in answers.items() if status != 200} == {}
    form = fill_in(client.get(ADDING).content.decode(), name="Load 1")
    assert client.post(ADDING, form).status_code == 302
    assert Topic.objects.filter(name="Load 1").exists()
    path = visits.changed[0]
    form = fill_in(client.get(path).content.decode(), public_note="A note.", change_reason="It is measured.")
    assert client.post(path, form).status_code == 302
    assert Claim.objects.order_by("pk")[0].public_note == "A note."


def test_what_is_asked_for_comes_back_from_a_file(tmp_path: Path):
    visits = Visits(
        {"claim": ["/a/", "/b/"]}, {"claim": 1}, ["bridge", "ferry"], [], {"/a/": "/f"}, "me", "pass"
    )
    visits.write(tmp_path / "visits.json")
    assert Visits.read(tmp_path / "visits.json") == visits
    chance = random.Random(1)
    asked = [visits.choose_page(chance) for _ in range(200)]
    assert asked.count("/a/") > 2 * asked.count("/b/") > 0


def test_a_page_without_the_form_is_no_silent_success():
    with pytest.raises(ValueError, match="no form for name"):
        fill_in("<form><input name='csrfmiddlewaretoken' value='a'></form>", name="b")


def follow_course(capacity: float, rate: float = 0) -> list[tuple[str, float]]:
    """Follow a course on a site that keeps up with so many requests a second, and 1,000 of files."""
    seconds: list[tuple[str, float]] = []

    def measure(_seconds: int) -> Trial:
        part, rate = seconds[-1]
        return Trial(SLOW / 2 if rate <= (1000 if part == FILES_ALONE else capacity) else SLOW, 0)

    for second in plan_course(LENGTHS, measure, rate):
        seconds.append(second)
    return seconds


def test_the_highest_rate_is_found_and_kept_up_and_then_exceeded():
    seconds = follow_course(capacity=130)
    highest = max(rate for part, rate in seconds if part == "search" and rate <= 130)
    assert highest > 110
    kept = [second for second in seconds if second[0] in ("steady", "overload", "recovery")]
    rate = highest * MARGIN
    assert kept == [("steady", rate)] * 3 + [("overload", rate * TIMES)] * 2 + [("recovery", rate)]
    assert max(rate for part, rate in seconds if part == FILES_ALONE) > 1000


def test_a_rate_may_be_given_and_a_site_that_keeps_up_with_nothing_is_told():
    assert [part for part, _rate in follow_course(capacity=0, rate=50)] == (
        ["warm-up"] * 12 + ["steady"] * 3 + ["overload"] * 2 + ["recovery"]
    )
    with pytest.raises(Overwhelmed):
        follow_course(capacity=10)


def ask(
    at: float, part: str, kind: str = READERS, seconds: float = 0.01, status: int = 200, **more
) -> Request:
    given = {"rate": 10, "works": status == 200, "cache": "", "retry_after": ""} | more
    return Request(ended=at, part=part, kind=kind, seconds=seconds, status=status, **given)


def make_requests(**overload) -> list[Request]:
    """Make a run of 12 seconds for each part, in which everything is as it should be but for the overload."""
    requests = [
        ask(12 * place + second, part, kind)
        for place, part in enumerate(("steady", "overload", "recovery"))
        for second in range(12)
        for kind in (READERS, SEARCHERS, EDITORS, FILES)
    ]
    return [*requests, ask(14, "overload", **overload)]


@pytest.mark.parametrize(
    ("overload", "fault"),
    [
        ({"status": 503, "retry_after": "10"}, None),
        ({"status": 503}, "got 503, not when"),
        ({"status": 0}, "got no answer"),
        ({"status": 503, "retry_after": "10", "kind": EDITORS}, "12 of 13 requests of editors"),
    ],
)
def test_who_is_not_served_in_the_overload_is_told_when_to_come_again(overload, fault):
    faults = LoadReport(make_requests(**overload), [], [Connections(1, 20, 1, 0)], pool=50).list_faults()
    assert [fault in each for each in faults] == ([True] if fault else [])


def test_faults_of_memory_connections_and_the_steady_rate_are_told():
    slow = [*[ask(3, "steady", SEARCHERS, seconds=0.5)] * 3, ask(4, "steady", EDITORS, status=502)]
    memory = [Memory("gunicorn", 7, 12, 100, 140, 4.4), Memory("nginx", 8, 9, 10, 10, 0.0)]
    report = LoadReport([*make_requests(), *slow], memory, [Connections(1, 60, 1, 0)], pool=50)
    assert [fault.split(" (")[0] for fault in report.list_faults()] == [
        "At the steady rate 1 requests",
        "At the steady rate more than 5 of 100 requests took longer than 300 ms.",
        "gunicorn",
        "The site had more connections to the database than its pools may have.",
    ]
    assert "| steady | searches | 15 |" in report.format()
    assert "gunicorn | 7 | 12.0 | 100 | 140 | +4.40" in report.format()


def test_the_highest_rate_and_the_recovery_are_read_from_the_requests():
    search = [
        ask(at, "search", rate=rate, seconds=seconds)
        for rate, seconds in ((20, 0.1), (30, 0.2), (45, 0.4))
        for at in range(rate * 10, rate * 10 + 8)
    ]
    assert find_highest(search, "search") == 30
    after = [ask(at, "recovery", status=503 if at < 104 else 200) for at in range(100, 120)]
    assert find_recovery(after) == 4
    assert find_recovery(after[:4]) == float("inf")
