"""The files for containers and for systemd name what there is; no linter for them is in a package."""

import configparser
import re
import shlex
import tomllib

import pytest
import yaml

from project.checkout import CHECKOUT
from project.install import UV

DEPLOY = CHECKOUT / "deploy"
CONTAINERFILE = (DEPLOY / "container/Containerfile").read_text("utf-8").replace("\\\n", " ")
COMPOSE = yaml.safe_load((DEPLOY / "container/compose.yaml").read_text("utf-8"))
EXAMPLE = (CHECKOUT / ".env.example").read_text("utf-8")
PROGRAMS = {
    "site": [".venv/bin/python", "-m", "gunicorn", "project.wsgi"],
    "worker": [".venv/bin/python", "manage.py", "procrastinate", "worker"],
}
METRICS = [".venv/bin/python", "manage.py", "serve_metrics"]


def instructions(name: str) -> list[str]:
    return re.findall(rf"^{name} (.+)$", CONTAINERFILE, re.MULTILINE)


def test_the_image_is_made_of_what_is_pinned():
    assert f"pip install --no-cache-dir {UV}" in CONTAINERFILE
    requires = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]["requires-python"]
    for image in instructions("FROM"):
        version = re.match(r"docker\.io/library/python:3\.(\d+)-slim-\w+", image)
        assert int(version[1]) >= int(requires.rpartition(".")[2]), image
    for copied in instructions("COPY"):
        *sources, _target = [word for word in copied.split() if not word.startswith("--")]
        assert "--from=" in copied or all((CHECKOUT / source).exists() for source in sources)


def test_the_image_holds_no_secret_and_runs_as_nobody_in_particular():
    ignored = (CHECKOUT / ".containerignore").read_text("utf-8").split()
    assert {".git", ".data", ".venv", "**/.env"} <= set(ignored)
    assert instructions("USER")[-1].isdigit()
    assert not re.search(r"^(?:ENV|ARG) .*(?:SECRET|PASSWORD)", CONTAINERFILE, re.MULTILINE)
    assert yaml.safe_load(instructions("CMD")[-1])[:4] == PROGRAMS["site"]


def test_compose_runs_what_one_machine_needs():
    services = COMPOSE["services"]
    assert set(services) == {"database", "migrate", "site", "worker", "nginx"}
    for name, program in PROGRAMS.items():
        assert services[name]["command"][: len(program)] == program
        assert services[name]["restart"] == "always"
        assert services[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
        assert set(services[name]["environment"]) <= set(re.findall(r"^(\w+)=", EXAMPLE, re.MULTILINE))
        assert "secrets" not in services[name]
    assert COMPOSE["secrets"].keys() == {"owner_password"}
    assert (
        "MIGRATE_DATABASE_URL=" in EXAMPLE and "MIGRATE_DATABASE_URL=" in services["migrate"]["command"][-1]
    )
    [role] = re.findall(r"CREATE ROLE (\w+)", (DEPLOY / "container/site_role.sh").read_text("utf-8"))
    assert services["site"]["environment"]["DATABASE_URL"].startswith(f"postgresql://{role}:")
    template = (DEPLOY / "nginx/record.conf.template").read_text("utf-8")
    given = {variable for variable in services["nginx"]["environment"] if variable.startswith("RECORD_")}
    assert given == set(re.findall(r"\$\{(RECORD_\w+)\}", template))
    used = {volume.split(":")[0] for service in services.values() for volume in service.get("volumes", [])}
    assert {volume for volume in used if not volume.startswith(".")} == set(COMPOSE["volumes"])


@pytest.mark.parametrize(
    ("unit", "program"),
    [
        ("record-web", PROGRAMS["site"]),
        ("record-worker", PROGRAMS["worker"]),
        ("record-metrics", METRICS),
    ],
)
def test_units_start_the_same_programs_and_stop_them_in_time(unit, program):
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str
    parser.read_string((DEPLOY / f"systemd/{unit}.service").read_text("utf-8"))
    service = parser["Service"]
    first, *arguments = shlex.split(service["ExecStart"])
    assert [first.removeprefix(f"{service['WorkingDirectory']}/"), *arguments] == program
    assert service["Restart"] == "always"
    assert int(service["TimeoutStopSec"]) > 15
    assert "owner" not in service["EnvironmentFile"]


def test_a_unit_migrates_with_what_the_others_are_not_given():
    text = (DEPLOY / "systemd/record-migrate.service").read_text("utf-8")
    assert "\nExecStart=/srv/record/.venv/bin/python manage.py migrate\n" in text
    assert re.findall("^EnvironmentFile=(.+)", text, re.MULTILINE) == [
        "/etc/record.env",
        "/etc/record-owner.env",
    ]
