"""What `make check` asks about packages and secrets, and what `make sbom` writes."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import yaml

from project.checkout import CHECKOUT
from tests.project.test_makefile import make

WEAKNESS = {
    "id": "PYSEC-0000-1",
    "modified": "2026-01-01T00:00:00Z",
    "published": "2026-01-01T00:00:00Z",
    "summary": "An example",
    "affected": [
        {
            "package": {"ecosystem": "PyPI", "name": "django"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}]}],
        }
    ],
}


@contextmanager
def advisories(weak: str | None) -> Iterator[str]:
    """Yield the address of a server as OSV is one, which knows one weakness; None: it answers 503."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            pass

        def reply(self, status: int, body: object) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
            known = {"vulns": [{"id": WEAKNESS["id"], "modified": WEAKNESS["modified"]}]}
            found = [known if query["package"]["name"] == weak else {} for query in asked]
            self.reply(503 if weak is None else 200, {"results": found})

        def do_GET(self) -> None:
            self.reply(200, WEAKNESS)

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.mark.parametrize(
    ("weak", "fails", "words"),
    [
        pytest.param("django", True, "django 5", id="a weak package"),
        pytest.param(None, False, "No package was asked about", id="nobody answers"),
    ],
)
def test_an_audit_fails_for_a_weak_package_and_never_for_want_of_an_answer(weak, fails, words):
    with advisories(weak) as address:
        done = make("audit", f"ARGS=--service-url {address}", UV_HTTP_TIMEOUT="1")
    assert bool(done.returncode) is fails
    assert words in done.stdout + done.stderr


def test_the_bill_of_materials_names_what_production_installs():
    assert make("sbom").returncode == 0
    bill = json.loads((CHECKOUT / "sbom.cdx.json").read_text("utf-8"))
    names = {component["name"] for component in bill["components"]}
    assert bill["bomFormat"] == "CycloneDX"
    assert {"django", "psycopg", "duckdb"} <= names
    assert "pytest" not in names


@pytest.mark.parametrize(
    ("is_secret", "text"),
    [
        (True, "AKIA" + "A1B2C3D4E5F6G7H8"),
        (True, "ghp_" + "a1" * 18),
        (True, "glpat-" + "a1" * 10),
        (True, "xoxb-" + "1234567890"),
        (True, "sk_live_" + "a1" * 8),
        (True, "sk-" + "a1" * 16),
        (True, "pypi-AgE" + "a1" * 8),
        (True, "whsec_" + "a1" * 16),
        (True, "otr_" + "a1" * 16),
        (True, "eyJ" + "hbGciOiJIUzI1NiJ9" + ".eyJ" + "zdWIiOiIxMjM0"),
        (True, "postgresql://record:" + "correct-horse@db.example.org/record"),
        (False, "postgresql://record:PASSWORD@localhost/record"),
        (False, "https://example.org/a:b@c"),
        (False, "task-" + "a1" * 16),
    ],
)
def test_tokens_of_services_are_noticed(is_secret, text):
    config = yaml.safe_load((CHECKOUT / ".pre-commit-config.yaml").read_text("utf-8"))
    (entry,) = [hook["entry"] for hook in config["repos"][0]["hooks"] if hook["id"] == "detect-tokens"]
    assert bool(re.search(entry, f"it is {text} and")) is is_secret
