"""The lines of docs/api.md answer as it says, on the record that is shipped."""

import shlex
import textwrap
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import factories as make
from tests.editorial.conftest import in_group

PAGE = Path(__file__).resolve().parents[2] / "docs" / "api.md"
LINES = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("    curl ")]
REFUSED = {"/api/v1/claims?status=nonsense"}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moscow_record")]


def read_file(name: str) -> str:
    """Read the file that a line sends from the block that the page says it is."""
    block = PAGE.read_text("utf-8").partition(f"`{name}` is:\n\n")[2].partition("\n\n    curl ")[0]
    return textwrap.dedent(block)


def make_file(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"nr\tstatement\n1\tThe bridge is closed.\n")


@pytest.mark.parametrize("line", LINES)
def test_every_line_runs(client, line, settings, tmp_path):
    settings.IMPORT_FOLDER = tmp_path
    _curl, *arguments = shlex.split(line)
    headers, sent, form = {}, "", {}
    while len(arguments) > 1:
        option, value, *arguments = arguments
        if option == "-d":
            sent = read_file(value.removeprefix("@"))
        elif option == "-F":
            field, text = value.split("=")
            form[field] = make_file(text.removeprefix("@")) if text.startswith("@") else text
        else:
            name, text = value.split(": ")
            headers[name] = text
    if "Authorization" in headers:
        headers["Authorization"] = f"Bearer {make.TokenFactory(user=in_group('Publisher')).secret}"
    address = urlsplit(arguments[0])
    path = f"{address.path}?{address.query}" if address.query else address.path
    if "/imports/" in path:
        pk = int(path.rpartition("/")[2])
        make.ImportUploadFactory(pk=pk, uploaded_by=User.objects.get(username="publisher"))
    if form:
        make.ImportMappingFactory(name=form["mapping"])
        assert client.post(path, form, headers=headers).status_code == 202
        return
    if sent:
        response = client.post(path, sent, content_type=headers.pop("Content-Type"), headers=headers)
        assert response.status_code == 201, response.content
        assert response.json()["added"]["statements"]
        return
    response = client.get(path, headers=headers)
    assert response.status_code == (400 if path in REFUSED else 200)
    assert response.json().get("results", ["of a row"])
