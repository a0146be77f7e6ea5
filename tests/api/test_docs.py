"""The lines of docs/api.md answer as it says, on the record that is shipped."""

import shlex
from pathlib import Path
from urllib.parse import urlsplit

import pytest

PAGE = Path(__file__).resolve().parents[2] / "docs" / "api.md"
LINES = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("    curl ")]
REFUSED = {"/api/v1/claims?status=nonsense"}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moscow_record")]


@pytest.mark.parametrize("line", LINES)
def test_every_line_runs(client, line):
    _curl, *arguments = shlex.split(line)
    headers = {}
    while arguments[0] == "-H":
        name, value = arguments[1].split(": ")
        headers[name], arguments = value, arguments[2:]
    address = urlsplit(arguments[0])
    path = f"{address.path}?{address.query}" if address.query else address.path
    response = client.get(path, headers=headers)
    assert response.status_code == (400 if path in REFUSED else 200)
    assert response.json().get("results", ["of a row"])
