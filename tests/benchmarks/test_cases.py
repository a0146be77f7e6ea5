"""The pages that are measured: each answers, on a record of two claims."""

import pytest
from django.contrib.auth import get_user_model

from benchmarks.pages.cases import DeepPage, make_cases
from benchmarks.pages.subjects import Subjects
from tests import factories as make
from tests.support.transactions import run_deferred_triggers

pytestmark = pytest.mark.django_db


def make_subjects() -> Subjects:
    citations = [make.CitationFactory(statement=make.StatementFactory()) for _ in range(2)]
    claims = [citation.statement.claim for citation in citations]
    topic = make.TopicFactory()
    topic.claims.add(*claims)
    run_deferred_triggers()
    return Subjects(
        typical=claims,
        large=claims,
        topic=topic,
        narrow_topic=topic,
        claimant=citations[0].statement.claimant,
        party=citations[0].statement.party,
        outlets=[citation.article.outlet for citation in citations],
        article=citations[0].article,
        year=2017,
        common="bridge",
        rare="toll",
        phrase='"the bridge"',
        typo="brigde",
    )


def test_every_page_answers(client):
    client.force_login(get_user_model().objects.create_superuser("benchmark"))
    deep = DeepPage("/claims/", (make.MOMENT, 1), ())
    cases = make_cases(make_subjects(), deep, "record")
    assert len({case.name for case in cases}) == len(cases) > 40
    answers = {(case.name, path): client.get(path).status_code for case in cases for path in case.paths}
    assert {page: status for page, status in answers.items() if status != 200} == {}


def test_a_deep_page_of_the_peer_names_its_place():
    deep = DeepPage("", (make.MOMENT, 7), ())
    moment = f"{make.MOMENT:%Y-%m-%dT%H}~3A{make.MOMENT:%M}~3A{make.MOMENT:%S}~2E000000Z"
    assert (
        deep.peer("/record/claims", 25) == f"/record/claims?_sort_desc=changed_at&_next={moment}%2C7&_size=25"
    )
