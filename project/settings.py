"""Settings: the only module of the project that reads the environment.

`DATABASE_URL` decides. Set, this is production: secrets are required and HTTPS is assumed.
Unset, this is development on one machine: the embedded PostgreSQL, and a secret key made
once and kept beside its data. `.env.example` says what each variable means.
"""

import os
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pghistory
import pgtrigger
from django.core.exceptions import ImproperlyConfigured

from . import connection_url

BASE_DIR = Path(__file__).resolve().parent.parent


def text(name: str, default: str = "") -> str:
    """Return an environment variable without surrounding white space.

    Returns `default` if it is unset or blank.
    """
    return os.environ.get(name, "").strip() or default


def required(name: str, hint: str) -> str:
    """Return an environment variable that production cannot do without.

    Raises ImproperlyConfigured if it is unset or blank.
    """
    value = text(name)
    if not value:
        raise ImproperlyConfigured(f"{name} is not set, and DATABASE_URL is: {hint}")
    return value


def secret(name: str, hint: str) -> str:
    """Return an environment variable that nobody can guess.

    Raises ImproperlyConfigured if it is unset, or short, or made of few letters.
    """
    value = required(name, hint)
    if len(value) < 32 or len(set(value)) < 8:
        raise ImproperlyConfigured(f"{name} can be guessed, it has to be 32 characters at least: {hint}")
    return value


def flag(name: str) -> bool:
    """Return an environment variable that is on or off; off when unset.

    Raises ImproperlyConfigured for any other value.
    """
    value = text(name, "0").lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is on or off (1 or 0), and not {value!r}")


def second_factor(hosts: list[str], *, is_production: bool) -> bool:
    """Return whether whoever may publish or manage accounts signs in with a second factor: SECOND_FACTOR.

    Raises ImproperlyConfigured where it is off and others than this machine reach the site.
    """
    is_local = set(hosts) <= {"127.0.0.1", "localhost", "[::1]"}
    is_on = flag("SECOND_FACTOR") if text("SECOND_FACTOR") else is_production or not is_local
    if not is_on and not is_local:
        raise ImproperlyConfigured(
            "SECOND_FACTOR=0 lets a password alone publish: it is for trying things out on this machine. "
            "Unset it, or have ALLOWED_HOSTS name 127.0.0.1 and localhost only."
        )
    return is_on


def number(name: str, default: int, least: int = 1) -> int:
    """Return an environment variable that is a whole number from `least` up.

    Raises ImproperlyConfigured for any other value.
    """
    value = text(name, str(default))
    if not (value.isascii() and value.isdigit() and int(value) >= least):
        raise ImproperlyConfigured(f"{name} is a whole number from {least} up, and not {value!r}")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """Return the words of an environment variable.

    They are separated by commas or spaces.
    """
    return text(name, default).replace(",", " ").split()


def zone_name(name: str, default: str) -> str:
    """Return an environment variable that names a time zone.

    Raises ImproperlyConfigured for a name that this machine does not know.
    """
    value = text(name, default)
    try:
        ZoneInfo(value)
    except (KeyError, OSError, ValueError):
        raise ImproperlyConfigured(
            f"{name} is the name of a time zone, such as Europe/London, and not {value!r}"
        ) from None
    return value


def tag_authority(name: str, host: str) -> str:
    """Return an environment variable that says who makes `tag:` ids: a domain and a day (RFC 4151).

    Without it, the name of `host`. Raises ImproperlyConfigured for any other value.
    """
    value = text(name, f"{host.strip('.*[]').replace(':', '-') or 'localhost'},2026")
    if not re.fullmatch(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?,[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?", value):
        raise ImproperlyConfigured(
            f"{name} is a domain and a year or day on which it was yours, such as example.org,2026,"
            f" and not {value!r}"
        )
    return value


def site_address(name: str, default: str) -> str:
    """Return an environment variable that is the address of the site: scheme, host and perhaps a port.

    Raises ImproperlyConfigured for any other value.
    """
    value = text(name, default).removesuffix("/")
    if not re.fullmatch(r"https?://[a-z0-9.-]+(?::[0-9]{1,5})?", value):
        raise ImproperlyConfigured(
            f"{name} is the address of the site, such as https://record.example.org, and not {value!r}"
        )
    return value


def mail_address(name: str, default: str = "") -> str:
    """Return an environment variable that is a plain e-mail address.

    Raises ImproperlyConfigured for any other value.
    """
    value = text(name, default)
    if value and not re.fullmatch(r"[\w.!#$%&'*/=?^`{|}~-]+@[a-z0-9.-]+", value, re.ASCII):
        raise ImproperlyConfigured(f"{name} is an e-mail address without a name, and not {value!r}")
    return value


REMOVED = {"REPORTS_A_DAY": "set REPORTS_AN_HOUR instead, which limits an hour of the clock."}
"""Variables that are not read any more, each with what replaces it. Ignored, they would seem to hold."""

for _name, _replacement in REMOVED.items():
    if text(_name):
        raise ImproperlyConfigured(f"{_name} is no setting any more: {_replacement}")

PRODUCTION = bool(text("DATABASE_URL"))
DEBUG = flag("DEBUG")
if DEBUG and PRODUCTION:
    raise ImproperlyConfigured("DEBUG shows the code and the settings to visitors: unset it in production.")
CONTACT_EMAIL = text("CONTACT_EMAIL")
PUBLISHER_NAME = text("PUBLISHER_NAME")
DATA_LICENCE = text("DATA_LICENCE")
# Whether requests come through a proxy of ours, whose headers for scheme and address are trusted.
BEHIND_PROXY = PRODUCTION and flag("BEHIND_PROXY")
# How many readers' reports are taken in an hour of the clock, from everybody together.
REPORTS_AN_HOUR = number("REPORTS_AN_HOUR", 100)
# How many mails to follow something can be asked for in an hour of the clock, by everybody together.
FOLLOWS_AN_HOUR = number("FOLLOWS_AN_HOUR", 200)
# How many requests programs at one address may send to the API in an hour of the clock.
API_REQUESTS_AN_HOUR = number("API_REQUESTS_AN_HOUR", 3600)
PUBLISH_OWN_WORK = flag("PUBLISH_OWN_WORK")
# Where uploaded files lie until they are imported, and how many megabytes one upload may have.
IMPORT_FOLDER = Path(text("IMPORT_FOLDER") or BASE_DIR / ".data" / "import")
UPLOAD_MEGABYTES = number("UPLOAD_MEGABYTES", 100)
FILE_UPLOAD_HANDLERS = [
    "exchange.importing.upload_limit.LimitedUploads",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# The sites to which addresses that came by import are links; of all sites if empty.
LINKED_HOSTS = [name.lower().strip(".") for name in words("LINKED_HOSTS")]
# Whether readers' pages have ETags (project/stamped_pages.py). With DEBUG templates change while the site
# runs; the tests count the queries of pages without it.
STAMP_PAGES = not DEBUG
# How much of these pages lies in the database as it was sent, at most; 0: each is made anew.
PAGE_STORE_MEGABYTES = number("PAGE_STORE_MEGABYTES", 1024, least=0)
# Where the nightly export of the record lies, for the readers' page of data.
EXPORT_FOLDER = Path(text("EXPORT_FOLDER") or BASE_DIR / ".data" / "export")
# The file, outside the database, to which the head of the history's hash chain is added every day.
HISTORY_HEADS = Path(text("HISTORY_HEADS") or EXPORT_FOLDER / "history-heads.jsonl")

# "host:port" of machines that may be fetched from though they are private. Never in production.
FETCH_PRIVATE_HOSTS: list[str] = []

# --- the database, and what else differs between the two -------------------------------------

# True when this process should bring up, or join, the embedded server (manage.py and the demo do).
EMBEDDED_DATABASE = not PRODUCTION and not text("DEVELOPMENT_DATABASE_URL")

# Whom the tables belong to: the role that `manage.py migrate` and a few commands more connect as. DATABASE
# names the role that serves the site, which can then rewrite nothing of the history (project/database/).
if PRODUCTION:
    DATABASE = connection_url.parse("DATABASE_URL", text("DATABASE_URL"))
    DATABASE_OWNER = connection_url.parse_owner(
        "MIGRATE_DATABASE_URL", text("MIGRATE_DATABASE_URL"), site=DATABASE
    )
    SECRET_KEY = secret(
        "SECRET_KEY",
        "make one with `python -c 'import secrets; print(secrets.token_urlsafe(50))'` and keep it.",
    )
    ALLOWED_HOSTS = words("ALLOWED_HOSTS") or [
        required("ALLOWED_HOSTS", "give the site's host names, for example record.example.org.")
    ]
else:
    from . import development

    if EMBEDDED_DATABASE:
        DATABASE, DATABASE_OWNER = development.databases()
    else:
        DATABASE = connection_url.parse("DEVELOPMENT_DATABASE_URL", text("DEVELOPMENT_DATABASE_URL"))
        DATABASE_OWNER = DATABASE
    SECRET_KEY = development.secret_key()
    FETCH_PRIVATE_HOSTS = words("FETCH_PRIVATE_HOSTS")
    ALLOWED_HOSTS = words("ALLOWED_HOSTS", "127.0.0.1 localhost [::1]")

SECOND_FACTOR = second_factor(ALLOWED_HOSTS, is_production=PRODUCTION)

# Whom security.txt names.
SECURITY_CONTACT = mail_address("SECURITY_CONTACT", CONTACT_EMAIL)

# What links in mails begin with: whoever sends them has no request that would tell.
SITE_URL = site_address(
    "SITE_URL",
    f"https://{ALLOWED_HOSTS[0].lower().lstrip('*.')}" if PRODUCTION else "http://127.0.0.1:8000",
)
TAG_AUTHORITY = tag_authority("TAG_AUTHORITY", ALLOWED_HOSTS[0].lower())

DATABASES = {
    "default": {
        "ENGINE": "project.database.pooled",
        **DATABASE,
        "CONN_MAX_AGE": 0,  # the pool keeps connections; Django must not keep them as well
        "CONN_HEALTH_CHECKS": False,  # project.database.pooled looks, and asks nobody
    }
}
# Left to itself the pool holds four connections, and more threads than that starve.
# `timeout` is how many seconds a request waits for a free connection; then it is told to come again (503),
# within two seconds, even if it has waited for a replica before.
DATABASES["default"]["OPTIONS"]["pool"] = {
    "min_size": 1,
    "max_size": number("DATABASE_POOL_SIZE", 10),
    "timeout": 1.4,
    # The pool waits twice as long after each failure to connect, for as long as this in all; then the next
    # request tries anew. So the site is back some seconds after the database, however long that was away.
    "reconnect_timeout": 5,
}
DATABASE_OWNER = {**DATABASE_OWNER, "OPTIONS": DATABASES["default"]["OPTIONS"] | DATABASE_OWNER["OPTIONS"]}
# Whom `migrate` gives what it needs, unless the tables are its own.
SITE_ROLE = DATABASE["USER"]
# Replicas of the database, kept by PostgreSQL's streaming replication, that readers' pages are read from, and
# how many seconds behind they may be (project/replicas/). One that is away must not be waited for.
DATABASE_REPLICA_URLS = text("DATABASE_REPLICA_URLS").split() if PRODUCTION else []
DATABASE_REPLICA_LAG = number("DATABASE_REPLICA_LAG", 5, least=2)
DATABASE_REPLICAS = [f"replica_{place}" for place in range(1, len(DATABASE_REPLICA_URLS) + 1)]
for _alias, _url in zip(DATABASE_REPLICAS, DATABASE_REPLICA_URLS, strict=True):
    _replica = connection_url.parse("DATABASE_REPLICA_URLS", _url)
    _replica["OPTIONS"] = {
        "tcp_user_timeout": "2000",  # milliseconds
        **_replica["OPTIONS"],
        "connect_timeout": 2,
        "pool": DATABASES["default"]["OPTIONS"]["pool"] | {"timeout": 0.5},
    }
    DATABASES[_alias] = DATABASES["default"] | _replica
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = number("HSTS_SECONDS", 365 * 24 * 3600)
    if BEHIND_PROXY:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Whether every neighbour under the same domain speaks HTTPS is not ours to promise.
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

# --- mail --------------------------------------------------------------------------------------

# Where mail goes: to the server of EMAIL_URL. Without it into files, and a public site offers none.
_mail_server = text("EMAIL_URL")
FOLLOW_BY_MAIL = bool(_mail_server) or not PRODUCTION
EMAIL_FILE_PATH = BASE_DIR / ".data" / "mail"
if _mail_server:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    _mail = connection_url.parse_mail("EMAIL_URL", _mail_server)
    EMAIL_HOST, EMAIL_PORT, EMAIL_TIMEOUT = _mail.host, _mail.port, connection_url.SECONDS_TO_SEND
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
    EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.has_starttls, _mail.has_tls
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
DEFAULT_FROM_EMAIL = mail_address("MAIL_FROM", f"no-reply@{SITE_URL.partition('://')[2].partition(':')[0]}")
# To which address, with a + and the reader's key before the @, undeliverable mail returns.
MAIL_BOUNCES = mail_address("MAIL_BOUNCES")

# --- the application -------------------------------------------------------------------------

INSTALLED_APPS = [
    "claims",
    "sources",
    "public",
    "exchange",
    "api",
    "subscriptions",
    "project.database",
    "project.monitoring",
    "editorial.apps.RecordAdminConfig",  # django.contrib.admin, with our site
    "django.contrib.auth",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django.contrib.humanize",  # for templates of allauth
    "editorial.apps.EditorialConfig",  # after the accounts, whose admin it replaces
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",  # `runserver` then serves files as production does
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "knox",
    "django_htmx",
    "csp",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
]
MIDDLEWARE = [
    "project.monitoring.request_ids.identify_request",
    "project.health.answer_probes",
    "project.page_store.PageStore",  # what it sends has all its headers
    "project.headers.add_headers",
    "project.methods.refuse_methods",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Adds a random number of bytes, so that a page's length reveals nothing of a secret in it (BREACH);
    # the one secret in our pages, a form's token, is written differently each time as well.
    "project.compression.CompressionMiddleware",
    "project.stamped_pages.StampedPages",  # what has its ETag is compressed, and gets another
    "django.contrib.sessions.middleware.SessionMiddleware",
    "public.languages.speak_language_of_url",  # before what completes URLs
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pghistory.middleware.HistoryMiddleware",
]
# Where processes count what they do, for `manage.py serve_metrics`; unset, nothing is counted. The variable
# is the Prometheus client's own, which reads it as well.
METRICS_FOLDER = text("PROMETHEUS_MULTIPROC_DIR")
if METRICS_FOLDER:
    MIDDLEWARE.insert(
        MIDDLEWARE.index("project.page_store.PageStore"), "project.monitoring.measuring.measure_requests"
    )
if DATABASE_REPLICAS:  # outside what reads first: the stamps of a page come from where the page does
    MIDDLEWARE.insert(
        MIDDLEWARE.index("project.page_store.PageStore"), "project.replicas.middleware.ReadReplicas"
    )
ROOT_URLCONF = "project.urls"
CSRF_FAILURE_VIEW = "project.error_pages.csrf_failure"
WSGI_APPLICATION = "project.wsgi.application"
# Readers' pages are Jinja2, for its speed; the admin's are Django's. The first engine that has a template of
# the name renders it.
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates" / "public"],
        "OPTIONS": {"environment": "public.environment.make_environment"},
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
# Readers' pages come in these languages, the first without a prefix in its URLs; nothing asks what a browser
# prefers (docs/languages.md). Numbers are not grouped everywhere (ids in addresses would be as well) but
# where a template says `counted`.
LANGUAGE_CODE = "en-gb"
FORMAT_MODULE_PATH = "project.formats"
LANGUAGES = [("en-gb", "English"), ("ru", "Русский")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = zone_name("RECORD_TIME_ZONE", "UTC")
USE_TZ = True

# --- the API for programs --------------------------------------------------------------------

# One format in, one out, and errors as problem details. Sessions are no sign-in here, only tokens are.
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["api.access.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
    "EXCEPTION_HANDLER": "api.problems.handle_exception",
    "DEFAULT_SCHEMA_CLASS": "api.schema.ApiSchema",
}
# Tokens are ours, hashed as knox does it; its own table is not made. The prefix lets scanners find lost ones.
KNOX_TOKEN_MODEL = "api.PersonalToken"  # noqa: S105 - the name of a model
MIGRATION_MODULES = {"knox": None}
REST_KNOX = {"TOKEN_PREFIX": "otr_"}
# What describes it (api/schema.py). A row need not have all fields: `fields` chooses.
SPECTACULAR_SETTINGS = {
    "TITLE": "On the Record",
    "VERSION": "1",
    "DESCRIPTION": "Who says what, who disputes it, and where you can read them saying it.",
    "OAS_VERSION": "3.1.0",
    "COMPONENT_NO_READ_ONLY_REQUIRED": True,
    "APPEND_COMPONENTS": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    "POSTPROCESSING_HOOKS": ["api.schema.let_fields_be_chosen"],
    "ENABLE_DJANGO_DEPLOY_CHECK": False,
}

# --- history ---------------------------------------------------------------------------------

# Row-level triggers cost quadratic time per statement.
PGHISTORY_LEVEL = pgtrigger.Statement
# Who and why are copied into each event, where append-only holds for them too.
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()
PGHISTORY_CONTEXT_ID_FIELD = pghistory.ContextUUIDField()
PGHISTORY_APPEND_ONLY = True
# What only reads writes no history: so nobody's session is looked up for a page that is the same for all.
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")

# --- background work -------------------------------------------------------------------------

# How `manage.py procrastinate worker` works by default; the tasks are in */tasks.py and public/follow/.
PROCRASTINATE_WORKER_DEFAULTS = {
    "concurrency": 4,  # jobs at once; they mostly wait for other sites
    "shutdown_graceful_timeout": 15,  # seconds for a job to finish on a stop signal
    # After how many seconds without a sign of life (one every ten) a worker is dead and others take its jobs.
    # Longer than it takes to replace the primary: meanwhile nobody can give any.
    "stalled_worker_timeout": 60.0,
}
PROCRASTINATE_ON_APP_READY = "project.monitoring.apps.prepare_jobs"

# --- static files ----------------------------------------------------------------------------

# Whether claims are compared by meaning as well as by words (claims/duplicates/). The tests switch it off:
# they run without the sentence model, except its own.
COMPARE_BY_MEANING = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if PRODUCTION:
    STATIC_ROOT = BASE_DIR / "staticfiles"
    STORAGES["staticfiles"]["BACKEND"] = "whitenoise.storage.CompressedManifestStaticFilesStorage"
else:
    WHITENOISE_USE_FINDERS = True  # files are served from where they lie; nothing to collect

# --- response headers and cookies ------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "style-src": ["'self'"],
        "script-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# --- accounts ------------------------------------------------------------------------------------

# The first hashes; passwords hashed by another one still work, and are hashed anew at the next sign-in.
PASSWORD_HASHERS = [
    "editorial.accounts.hashers.DeskArgon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# A session ends after 12 hours without a request, and seven days after somebody signed in.
SESSION_ENGINE = "editorial.accounts.sessions"
SESSION_COOKIE_AGE = 12 * 3600
# Signing in is allauth's, at the admin's address; nobody signs up, people are invited.
LOGIN_URL = "/admin/login/"
ACCOUNT_ADAPTER = "editorial.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]  # nobody fills them in; a check wants them to fit
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60  # seconds after which what does most harm asks for the password
# Guesses are counted in the database (editorial/accounts/lockout.py): allauth counts in each process alone.
ACCOUNT_RATE_LIMITS = False
MFA_RATE_LIMITS = False
ACCOUNT_FORMS = {
    "change_password": "editorial.accounts.forms.LimitedChangePasswordForm",
    "reset_password": "editorial.accounts.forms.RequestLinkForm",
    "reset_password_from_key": "editorial.accounts.forms.ChosenPasswordForm",
}
PASSWORD_RESET_TIMEOUT = 24 * 3600  # of links in invitations, too
MFA_ADAPTER = "editorial.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "activate_totp": "editorial.accounts.forms.SetUpAppForm",
    "authenticate": "editorial.accounts.forms.LimitedAuthenticateForm",
    "reauthenticate": "editorial.accounts.forms.LimitedReauthenticateForm",
}
MFA_TOTP_ISSUER = "On the Record"
MFA_TOTP_TOLERANCE = 1  # half minutes by which the clock of a phone may be wrong
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION  # http://localhost

# --- what operators see ----------------------------------------------------------------------

# Whether lines of the log are JSON, for programs that gather them.
JSON_LOGS = flag("JSON_LOGS")
# Whether the database is told with each statement which request it is for.
SQL_COMMENTS = flag("SQL_COMMENTS")
# From how many milliseconds on a statement is logged, without its values; 0: none is.
SLOW_QUERY_MS = number("SLOW_QUERY_MS", 0, least=0)
# Errors go to standard error, with their tracebacks; what serves the site keeps them.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "lines": {
            "()": "project.monitoring.logs.LineFormatter",
            "format": "{asctime} {levelname} {name}{number}: {message}",
            "style": "{",
        },
        "json": {"()": "project.monitoring.logs.JsonFormatter"},
    },
    "filters": {"news": {"()": "project.monitoring.logs.OnlyNews"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "json" if JSON_LOGS else "lines",
            "filters": ["news"],
        }
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.request": {"level": "ERROR"},  # a reader's 404 is not news
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # anybody can send any name
        "trafilatura": {"level": "CRITICAL"},  # pages that hold no article are not news
        "htmldate": {"level": "CRITICAL"},
        "gunicorn.http": {"level": "ERROR"},  # warns that Django leaves HEAD's empty body to it
    },
}
