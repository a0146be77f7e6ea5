"""Files are imported by programs as in the admin: as drafts, by the worker, for the token's owner."""

import json

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from jsonschema import Draft202012Validator
from procrastinate.contrib.django.models import ProcrastinateJob

from api.models import StoredAnswer
from api.schema import describe_api
from claims.models import Claim, ImportRun, ImportState, ImportUpload, State
from exchange.importing.uploads import find_file
from exchange.tasks import import_upload
from tests import factories as make
from tests.editorial.conftest import in_group, signed_in
from tests.support.admin_html import address

pytestmark = pytest.mark.django_db

PATH = "/api/v1/imports"
SPEECHES = "nr\tstatement\n1\tThe bridge is closed.\n2\tThe ferry is slow.\n"
BAD = "3\t\n"
OWN = {
    **{"key": "bridge", "proposition": "The bridge is closed.", "nature": "fact", "status": "open"},
    **{"statements": [], "topics": [], "version": {"number": 1}},
}


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.IMPORT_FOLDER = tmp_path / "import"
    return settings.IMPORT_FOLDER


@pytest.fixture
def token():
    return make.TokenFactory(user=in_group("Publisher"), name="Feeder", scopes=["import"])


@pytest.fixture
def mapping():
    return make.ImportMappingFactory(
        name="Speeches",
        content='dataset = "speeches"\n[map]\nid = "nr"\nclaim = "statement"\n[default]\nnature = "fact"\n',
    )


@pytest.fixture
def send(client, token, mapping):
    """Return a function that sends a file: it returns the answer."""

    def send(content=SPEECHES, status: int = 202, secret: str = token.secret, key: str = "a-1", **fields):
        content = content if isinstance(content, bytes) else content.encode()
        sent = {"file": SimpleUploadedFile("speeches.tsv", content), "mapping": "speeches", **fields}
        sent = {name: value for name, value in sent.items() if value is not None}
        headers = {"authorization": f"Bearer {secret}", "idempotency-key": key}
        response = client.post(PATH, sent, headers=headers)
        assert response.status_code == status, response.content
        return response.json()

    return send


@pytest.fixture
def ask(client, token):
    def ask(path: str, status: int = 200, secret: str = token.secret, method: str = "get"):
        response = getattr(client, method)(path, headers={"authorization": f"Bearer {secret}"})
        assert response.status_code == status, response.content
        return response

    return ask


def work() -> None:
    """Do what the worker does next."""
    args = ProcrastinateJob.objects.latest("pk").args  # with those that the worker takes out of them
    import_upload.func(None, upload_id=args["upload_id"], token=args["token"])


def errors_of(problem) -> dict:
    return {error["field"]: error["detail"] for error in problem["errors"]}


def test_a_file_becomes_drafts(send, ask, token, folder):
    sent = send()
    upload = ImportUpload.objects.get()
    assert (upload.uploaded_by, sent["id"], sent["state"]) == (token.user, upload.pk, "waiting")
    assert sent["url"] == f"http://testserver{PATH}/{upload.pk}"
    work()
    answer = ask(sent["url"]).json()
    assert answer["counts"] == {"created": 2} and answer["made"] == {"claims": 2}
    assert (answer["state"], answer["run"], answer["refused_rows"]) == (
        "finished",
        ImportRun.objects.get().pk,
        None,
    )
    assert "Imported: 2 of 2 rows." in answer["report"] and str(folder) not in json.dumps(answer)
    described = {"$ref": "#/components/schemas/Import", "components": describe_api()["components"]}
    for each in (sent, answer):
        assert [error.message for error in Draft202012Validator(described).iter_errors(each)] == []
    assert {claim.state for claim in Claim.objects.all()} == {State.DRAFT}
    history = signed_in(token.user).get(address(Claim, "history", Claim.objects.first().pk))
    assert "publisher, by the token “Feeder”" in history.text
    ImportRun.objects.update(state=ImportState.UNDONE)
    assert ask(sent["url"]).json()["state"] == "undone"


def test_the_answer_says_where_it_will_be_told(client, token, mapping):
    headers = {"authorization": f"Bearer {token.secret}"}
    sent = {"file": SimpleUploadedFile("speeches.tsv", SPEECHES.encode()), "mapping": "Speeches"}
    response = client.post(PATH, sent, headers=headers)
    assert (response.status_code, response["Location"]) == (202, response.json()["url"])
    assert response["Cache-Control"] == "private, no-store" and "RateLimit" in response


def test_what_is_refused_comes_back_as_a_file(send, ask):
    sent = send(SPEECHES + BAD)
    ask(f"{sent['url']}/refused", 404)
    work()
    answer = ask(sent["url"]).json()
    assert (answer["state"], answer["run"], answer["counts"]["refused"]) == ("refused", None, 1)
    assert sum(answer["reasons"].values()) == 1 and not Claim.objects.exists()
    rows = ask(answer["refused_rows"])
    assert b"".join(rows.streaming_content).splitlines()[1].startswith(b"refused: statement: has no prop")
    assert rows["Content-Type"] == "application/octet-stream" and "attachment" in rows["Content-Disposition"]


def test_the_report_names_what_a_mapping_has_and_no_option_of_the_command(send, ask, mapping):
    mapping.content = mapping.content.replace("[default]", 'nature = "nature"\n[default]')
    mapping.save()
    sent = send("nr\tstatement\tnature\n1\tThe bridge is closed.\trumour\n")
    work()
    report = "\n".join(ask(sent["url"]).json()["report"])
    assert "“rumour”; say with `values` what it means" in report
    assert "--" not in report


@pytest.mark.parametrize(
    ("fields", "state", "claims"),
    [({"keep_going": "true"}, "finished", 2), ({"keep_going": "true", "dry_run": "true"}, "finished", 0)],
)
def test_it_goes_on_or_is_taken_back_if_asked(send, ask, fields, state, claims):
    sent = send(SPEECHES + BAD, **fields)
    work()
    answer = ask(sent["url"]).json()
    assert (answer["state"], answer["dry_run"], Claim.objects.count()) == (state, "dry_run" in fields, claims)
    assert answer["counts"] == {"created": 2, "refused": 1}


def test_our_own_files_need_no_mapping(send, ask):
    sent = send(json.dumps(OWN), mapping=None, dataset="mirror")
    work()
    assert ask(sent["url"]).json()["state"] == "finished"
    assert ImportRun.objects.get().mapping["dataset"] == "mirror"
    assert Claim.objects.get().key == "bridge"


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"mapping": "none"}, "mapping", "There is no saved mapping of this name."),
        ({"mapping": None}, "mapping", "This is not a file of our export"),
        ({"mapping": "No nature"}, "mapping", "`default` nature=fact"),
        ({"dataset": "Two words"}, "dataset", "small letters"),
        ({"dry_run": "perhaps"}, "dry_run", "boolean"),
        ({"publish": "true"}, "publish", "There is no such parameter."),
        ({"file": None}, "file", "No file was submitted."),
        ({"content": b""}, "file", "speeches.tsv is empty."),
        ({"content": b"\x1f\x8b\x08\0"}, "file", "packed"),
    ],
)
def test_what_is_not_taken_names_its_field_and_leaves_nothing(send, folder, fields, field, sentence):
    make.ImportMappingFactory(name="No nature", content='dataset = "x"\n[map]\nclaim = "statement"\n')
    problem = send(status=400, **fields)
    assert sentence in errors_of(problem)[field] and "--" not in errors_of(problem)[field]
    assert not ImportUpload.objects.exists() and not StoredAnswer.objects.exists()
    assert not ProcrastinateJob.objects.exists() and not [*folder.glob("*")]


def test_the_worker_says_what_it_could_not_read(send, ask):
    sent = send("other\nwords\n")
    work()
    answer = ask(sent["url"]).json()
    assert answer["state"] == "refused" and "--" not in answer["problem"] and answer["problem"]


def test_the_same_request_is_done_once(send, token):
    first = send()
    assert send() == first
    send(SPEECHES + BAD, 422)
    send(status=422, dry_run="true")
    assert ImportUpload.objects.count() == ProcrastinateJob.objects.count() == 1


def test_only_so_much_waits_for_one_person(send, ask, monkeypatch):
    monkeypatch.setattr("exchange.importing.uploads.MAX_WAITING", 1)
    sent = send(dry_run="true")
    assert "You have 1 file waiting" in errors_of(send(status=400, key="a-2"))["file"]
    ask(sent["url"], 409, method="delete")
    work()
    folder = find_file(ImportUpload.objects.get()).parent
    ask(sent["url"], 204, method="delete")
    assert not folder.exists()
    send(key="a-2")


def test_what_is_too_large_is_not_kept(send, settings, folder):
    settings.UPLOAD_MEGABYTES = 1
    assert send(b"x" * (1 << 20) + b"x", 413)["detail"] == "A file may have 1 MB."
    assert not folder.exists()


@pytest.mark.parametrize(
    ("content_type", "content", "status"),
    [("application/json", "{}", 415), ("multipart/form-data; boundary=x", b"--x\r\nbroken", 400)],
)
def test_what_is_no_form_is_refused(client, token, content_type, content, status):
    headers = {"authorization": f"Bearer {token.secret}"}
    response = client.post(PATH, content, content_type=content_type, headers=headers)
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")


class TestWhoMay:
    def test_nobody_without_a_token(self, client, token, send, ask):
        client.force_login(token.user)
        for method, path in (("post", PATH), ("get", f"{PATH}/1"), ("get", f"{PATH}/1/refused")):
            assert getattr(client, method)(path).status_code == 401

    @pytest.mark.parametrize(
        ("scopes", "group", "status"),
        [(["write:coverage"], "Publisher", 403), (["import"], "Editor", 403), (["import"], "Publisher", 202)],
    )
    def test_the_scope_and_the_owner_decide(self, send, token, folder, scopes, group, status):
        token.user.groups.set([Group.objects.get(name=group)])
        other = make.TokenFactory(user=token.user, scopes=scopes)
        send(status=status, secret=other.secret)
        assert ImportUpload.objects.exists() == (status == 202)

    def test_others_see_what_the_admin_shows_of_a_run(self, send, ask):
        """And nothing of it before: not that there is a file, nor its refused rows."""
        editor = make.TokenFactory(user=in_group("Editor"), scopes=["import"]).secret
        sent = send(SPEECHES + BAD, keep_going="true")
        ask(sent["url"], 404, secret=editor)
        work()
        answer = ask(sent["url"], secret=editor).json()
        assert (answer["counts"]["created"], answer["refused_rows"]) == (2, None)
        assert f"/importrun/{answer['run']}/" in answer["html"]
        ask(f"{sent['url']}/refused", 403, secret=editor)
        ask(sent["url"], 403, secret=editor, method="delete")
        nobody = make.TokenFactory(scopes=["import"]).secret
        ask(sent["url"], 403, secret=nobody)
        publisher = make.UserFactory(is_staff=True)
        publisher.groups.add(Group.objects.get(name="Publisher"))
        other = make.TokenFactory(user=publisher, scopes=["import"]).secret
        ask(f"{sent['url']}/refused", 404, secret=other)
        ask(sent["url"], 404, secret=other, method="delete")
        ask(f"{PATH}/{2**64}", 404)
