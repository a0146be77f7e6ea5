"""The drills' short form: a connection ends in the middle of each kind of save.

Then nothing of it is there, and when it is not cut short all of it is. `make drill` kills whole processes.
"""

import itertools
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from claims.models import (
    Change,
    Citation,
    Claim,
    ClaimSearch,
    ClaimVersion,
    Coverage,
    ImportRun,
    ImportUpload,
    Review,
    State,
    Statement,
    Topic,
)
from exchange.importing.uploads import work_on_upload
from project.cluster.load import Form
from sources.models import Article, Capture, CaptureText
from tests import factories as make
from tests.editorial.conftest import in_group
from tests.support.coverage_article import CoverageScenario

pytestmark = pytest.mark.django_db(transaction=True)

COUNTED = (
    *(Article, Capture, CaptureText, Claim, Statement, Citation, Topic, Review),
    *(ClaimVersion, Change, ClaimSearch, ImportRun),
)
STEP = 17
"""Every seventeenth query is cut, from one of the first on."""


FULL = "DO $$ BEGIN RAISE 'No space left on device' USING ERRCODE = 'disk_full'; END $$"


class Interruption:
    """Wraps queries: at the n-th the connection ends, or the server says that its disk is full."""

    def __init__(self, number: int, *, is_full: bool) -> None:
        self.left, self.is_full = number, is_full

    def __call__(self, execute, sql, params, many, context):
        self.left -= 1
        if self.left == 0 and self.is_full:
            execute(FULL, None, False, context)
        elif self.left == 0:
            context["connection"].connection.close()
        return execute(sql, params, many, context)


def count_rows() -> dict[str, int]:
    states = {"published": Claim.objects.filter(state=State.PUBLISHED).count()}
    finished = {"finished": Coverage.objects.exclude(finished_at=None).count()}
    return {model.__name__: model.objects.count() for model in COUNTED} | states | finished


def interrupt(save, *, is_full: bool = False) -> dict[str, int]:
    """Save again and again, cut later each time, until something is there; return what has become more.

    `save` tells whether the site says that it is done. As long as it does not, nothing may be there, or all.
    """
    before = count_rows()
    for number in itertools.count(2, STEP):
        with connection.execute_wrapper(Interruption(number, is_full=is_full)):
            is_saved = save()
        connection.close()  # as after every request
        after = count_rows()
        if is_saved or after != before:
            assert number > 2
            return {name: after[name] - before[name] for name in after if after[name] != before[name]}


def sign_in(group: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(in_group(group))
    return client


def submit(client: Client, path: str, taken: int = 302, **sent) -> bool:
    """Send a form; tell whether it was taken. The site may only say that its database is away."""
    response = client.post(path, **sent)
    assert response.status_code in (taken, 503), response.content
    assert "refused" not in response.get("Location", "")
    return response.status_code == taken


def test_coverage_at_the_desk():
    client = sign_in("Editor")
    work = CoverageScenario(begun=False)
    client.post("/admin/claims/coverage/", {"way": "text", "title": "Talks", "text": work.text})
    path = f"/admin/claims/coverage/{Coverage.objects.get().pk}/"
    article = {
        **{"outlet": work.outlet.pk, "outlet_name": work.outlet.name, "published_on": "2017-04-13"},
        **{"title": "Talks", "language": "en"},
    }
    check, rows = f"{path}check/", f"{path}rows/"
    # The form anew each time: what was typed is kept apart, so the former page has another revision.
    added = interrupt(lambda: submit(client, check, data=read_form(client, check) | article))
    assert added == {"Article": 1, "Capture": 1, "CaptureText": 1}
    typed = {"rows": json.dumps([work.row()]), "do": "submit"}
    added = interrupt(lambda: submit(client, rows, data=read_form(client, rows) | typed))
    assert added == {"Claim": 1, "Statement": 1, "Citation": 1, "Review": 1, "finished": 1}


def test_coverage_by_a_program():
    work, token = CoverageScenario(begun=False), make.TokenFactory(user=in_group("Editor"))
    statement = {
        **{
            "claimant": work.brook.pk,
            "stance": "denies",
            "new_claim": "The bridge of Vale is safe",
            "nature": "fact",
        },
        **{"said_on": "2017-04-12", "citations": [{"excerpt": "it is not safe"}], "new_topics": ["Bridges"]},
    }
    article = {"outlet": work.outlet.pk, "title": "Talks", "text": work.text}
    sent = {
        "data": json.dumps({"article": article, "statements": [statement]}),
        "content_type": "application/json",
        "headers": {"authorization": f"Bearer {token.secret}", "idempotency-key": "talks-1"},
    }
    client = Client(raise_request_exception=False)
    added = interrupt(lambda: submit(client, "/api/v1/coverage", taken=201, **sent))
    expected = {"Article": 1, "Capture": 1, "CaptureText": 1, "Claim": 1, "Statement": 1, "Citation": 1}
    assert added == expected | {"Topic": 1, "finished": 1}
    assert submit(client, "/api/v1/coverage", taken=201, **sent)  # its answer was lost, and it is sent again
    assert Article.objects.count() == Claim.objects.count() == 1


def test_a_publication():
    draft = make.DraftStatementFactory()
    make.CitationFactory(statement=draft)
    client, path = sign_in("Publisher"), f"/admin/claims/claim/{draft.claim_id}/publish/"
    page = read_form(client, path) | {"unverified": "1"}
    added = interrupt(lambda: submit(client, path, data=page))
    assert added == {"ClaimVersion": 1, "Change": 1, "ClaimSearch": 1, "published": 1}


def test_a_row_of_the_admin():
    client, path = sign_in("Editor"), "/admin/claims/topic/add/"
    page = read_form(client, path) | {"name": "Bridges"}
    assert interrupt(lambda: submit(client, path, data=page)) == {"Topic": 1}


@pytest.mark.parametrize("is_full", [False, True], ids=["connection lost", "disk full"])
def test_an_import_that_is_broken_off_begins_again(settings, tmp_path, is_full):
    settings.IMPORT_FOLDER = tmp_path
    mapping = 'dataset = "speeches"\n[map]\nid = "nr"\nclaim = "statement"\n[default]\nnature = "fact"\n'
    make.ImportMappingFactory(name="Speeches", content=mapping)
    token = make.TokenFactory(user=in_group("Publisher"))
    rows = "nr\tstatement\n1\tThe bridge is closed.\n2\tThe ferry is slow.\n"
    sent = {"file": SimpleUploadedFile("speeches.tsv", rows.encode()), "mapping": "Speeches"}
    response = Client().post("/api/v1/imports", sent, headers={"authorization": f"Bearer {token.secret}"})
    assert response.status_code == 202, response.content

    def work() -> bool:
        upload = ImportUpload.objects.get()
        assert (upload.task, upload.report) == ("import", {})
        try:
            work_on_upload(upload, now=timezone.now())
        except OperationalError:
            return False
        return True

    assert interrupt(work, is_full=is_full) == {"Claim": 2, "ImportRun": 1}
    assert ImportUpload.objects.get().report["is_taken"]


def read_form(client: Client, path: str) -> dict[str, str]:
    """Return what a browser would send of the page untouched."""
    form = Form()
    form.feed(client.get(path).content.decode())
    return form.fields
