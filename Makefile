# Everything one does with a checkout. `make help` says what there is.

PYTHON ?= python3
PORT ?= 8000
ARGS ?=
CLAIMS ?= 100000
# The version of PostgreSQL for the targets below that use the system's; empty: the newest that is installed.
POSTGRES ?=
LOCALE ?= C.UTF-8
# Where Debian's packages look whether to make a database.
CREATE_CLUSTER = /etc/postgresql-common/createcluster.d
IN_VENV = .venv/bin/python
# Text is UTF-8 in every locale.
export PYTHONUTF8 = 1
# Compiled modules are kept: dozens of processes need the same ones. (Empty is unset.)
export PYTHONDONTWRITEBYTECODE =
MENDING_HOOKS = djade end-of-file-fixer trailing-whitespace
PACKAGES = core meaning quotations sources claims exchange subscriptions public editorial api project

.DEFAULT_GOAL := help
.PHONY: help install demo run nginx cluster cluster-down cluster-test shell worker test test-deep test-postgres smoke-postgres mutations check audit sbom format messages browser postgres proxy coverage diagram bench load screenshots api-fuzz fuzz machines google-client desk-drill payloads drill upgrade-test manage

# Without the venv's own variables, and with names that no real site has.
AS_PRODUCTION = DATABASE_URL=postgresql://nobody@localhost/nothing ALLOWED_HOSTS=record.example.org \
	SECRET_KEY="$$($(IN_VENV) -c 'import secrets; print(secrets.token_urlsafe(50))')"

define NEED_PYTHON
@command -v "$(PYTHON)" > /dev/null || { echo "There is no $(PYTHON) here: install Python 3.11 or newer, or say which with PYTHON=." >&2; exit 1; }
@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, and $(PYTHON) is %d.%d: install one and say which with PYTHON=." % sys.version_info[:2])'
endef

# What a target found to be $$missing, for root; others are told the names of the packages.
APT_INSTALL := DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends
define INSTALL_MISSING
if [ -z "$$missing" ]; then echo "Everything needed is installed"; \
elif [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; then \
	apt-get update -q && { $(APT_INSTALL) $$missing || { [ -n "$$instead" ] && $(APT_INSTALL) $$instead; }; }; \
else echo "Install these with your system's package manager; on Debian, as root: apt-get install" $$missing >&2; exit 1; fi
endef

help: ## list what there is
	@sed -n 's/^\([a-z-]*\):.*## /  make \1	/p' Makefile | expand -t 24

install: ## make .venv as uv.lock says (the other targets do so themselves)
	$(NEED_PYTHON)
	@"$(PYTHON)" project/install.py

demo: ## serve the site with its own database on http://127.0.0.1:8000 (PORT= changes it)
	$(NEED_PYTHON)
	@"$(PYTHON)" project/demo/port.py "$(PORT)"
	@"$(PYTHON)" project/install.py
	@exec $(IN_VENV) -m project.demo "$(PORT)"

run: ## serve the code as you change it, on the same database, with DEBUG (PORT= changes the port)
	$(NEED_PYTHON)
	@"$(PYTHON)" project/demo/port.py "$(PORT)"
	@"$(PYTHON)" project/install.py
	@$(IN_VENV) manage.py migrate --verbosity 0
	@DEBUG="$${DEBUG:-1}" PYTHONUNBUFFERED=1 exec $(IN_VENV) manage.py runserver "127.0.0.1:$(PORT)"

nginx: install proxy ## serve the site as in production, with gunicorn and a worker behind nginx (PORT= changes the port)
	@"$(PYTHON)" project/demo/port.py "$(PORT)"
	@exec $(IN_VENV) -m project.demo.production "$(PORT)"

cluster: install postgres proxy ## serve the site as on many machines: replicas, PgBouncer, two of each process (PORT= changes the port)
	@"$(PYTHON)" project/demo/port.py "$(PORT)"
	@exec $(IN_VENV) -m project.cluster "$(PORT)"

cluster-down: install ## stop what `make cluster` has started, and what is left of one that was killed
	@exec $(IN_VENV) -m project.cluster down

cluster-test: install postgres proxy ## kill each part of it in turn while people read and write, and say what that costs
	@"$(PYTHON)" project/demo/port.py "$(PORT)"
	@exec $(IN_VENV) -m project.cluster "$(PORT)" test

shell: install ## open a Python shell on the same database, with every model imported (ARGS= goes to it)
	@exec $(IN_VENV) manage.py shell $(ARGS)

worker: install ## run a background worker (make demo runs one already)
	@exec $(IN_VENV) manage.py procrastinate worker $(ARGS)

test: install ## run the tests (ARGS= goes to pytest)
	@exec $(IN_VENV) -m pytest $(ARGS)

test-deep: install ## run the tests with all examples, fonts and colour schemes (ARGS= goes to pytest)
	@TEST_DEEP=1 exec $(IN_VENV) -m pytest $(ARGS)

test-postgres: install postgres ## run the tests on the system's PostgreSQL, as it runs in production (POSTGRES=15)
	@exec $(IN_VENV) -m tests.postgres --version "$(POSTGRES)" --locale "$(LOCALE)" $(IN_VENV) -m pytest $(ARGS)

smoke-postgres: install postgres ## try a little of everything on it, and through PgBouncer; compare the times
	@exec $(IN_VENV) -m tests.postgres.smoke --version "$(POSTGRES)"

mutations: install ## break the status rule on purpose: tests have to notice every mutation (ARGS= names some)
	@exec $(IN_VENV) -m tests.mutations $(ARGS)

check: install ## formatting, lint, types, imports, deployment checks, pending migrations, known weaknesses
	@$(IN_VENV) -m pre_commit run --all-files --show-diff-on-failure
	$(IN_VENV) -m mypy
	@.venv/bin/lint-imports
	@$(AS_PRODUCTION) $(IN_VENV) manage.py check --deploy --fail-level WARNING
	@$(IN_VENV) manage.py makemigrations --check --dry-run
	@$(MAKE) --no-print-directory audit

# uv ends with 1 where a package has a known weakness, and with 2 where OSV (https://osv.dev) gave no answer.
audit: install ## ask whether a package that uv.lock names has a known weakness; skipped where nobody answers (ARGS= goes to uv)
	@status=0; UV_HTTP_RETRIES=0 UV_PROJECT_ENVIRONMENT=.venv $(IN_VENV) -m uv audit --frozen --preview-features audit $(ARGS) || status=$$?; \
	if [ $$status = 2 ]; then echo "No package was asked about: the list of known weaknesses could not be read. Try again with a network."; \
	else exit $$status; fi

sbom: install ## write sbom.cdx.json, the list of all packages that production installs, as CycloneDX
	@$(IN_VENV) -m uv export --quiet --frozen --all-extras --no-dev --format cyclonedx1.5 --preview-features sbom-export \
		--output-file sbom.cdx.json && echo "sbom.cdx.json names what production installs"

format: install ## format code and templates and mend what lint can mend
	$(IN_VENV) -m ruff check --fix-only .
	$(IN_VENV) -m ruff format .
	@# A hook that has mended something fails; run again, it says whether anything is left.
	@for hook in $(MENDING_HOOKS); do \
		$(IN_VENV) -m pre_commit run --all-files $$hook > /dev/null || $(IN_VENV) -m pre_commit run --all-files $$hook || exit 1; \
	done

messages: install ## bring the translations in locale/ in line with the code, and list what they lack
	@exec $(IN_VENV) -m project.translations update

browser: ## install Chromium and the two families of fonts that the tests in tests/browser need
	@missing=""; for each in chromium-headless-shell chromium chromium-browser; do \
		command -v $$each > /dev/null && break; [ $$each != chromium-browser ] || missing=chromium-headless-shell; \
	done; \
	for font in DejaVuSans.ttf=fonts-dejavu-core LiberationSans-Regular.ttf=fonts-liberation; do \
		find /usr/share/fonts /usr/local/share/fonts "$$HOME/.local/share/fonts" -name "$${font%=*}" 2> /dev/null \
			| grep -q . || missing="$$missing $${font#*=}"; \
	done; \
	instead="$$missing"; case "$$missing" in chromium*) instead="chromium$${missing#chromium-headless-shell}";; esac; \
	$(INSTALL_MISSING)

# Debian makes a database of its own with the server, and starts it on the usual port: not unless it is asked for.
postgres: ## install the PostgreSQL server (POSTGRES=15) and PgBouncer that test-postgres and smoke-postgres need
	@missing=""; ls /usr/lib/postgresql/$(or $(POSTGRES),*)/bin/initdb > /dev/null 2>&1 \
		|| missing="postgresql$(POSTGRES:%=-%)"; \
	[ -x /usr/sbin/pgbouncer ] || missing="$$missing pgbouncer"; \
	if [ -n "$$missing" ] && [ "$$(id -u)" = 0 ]; then \
		trap 'rm -f "$(CREATE_CLUSTER)/tests.conf"' EXIT; \
		mkdir -p "$(CREATE_CLUSTER)" && echo "create_main_cluster = false" > "$(CREATE_CLUSTER)/tests.conf"; \
	fi; \
	$(INSTALL_MISSING)

# Debian starts nginx on the usual port when it installs it, unless it may not start anything.
proxy: ## install the nginx and openssl that `make nginx` and tests need
	@missing=""; [ -x /usr/sbin/nginx ] || missing=nginx-light; \
	command -v openssl > /dev/null || missing="$$missing openssl"; \
	if [ -n "$$missing" ] && [ "$$(id -u)" = 0 ] && [ ! -e /usr/sbin/policy-rc.d ]; then \
		trap 'rm -f /usr/sbin/policy-rc.d' EXIT; \
		printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d && chmod 755 /usr/sbin/policy-rc.d; \
	fi; \
	$(INSTALL_MISSING)

coverage: install ## run the tests and say how many branches of each package they reach (ARGS= goes to pytest)
	@$(IN_VENV) -m pytest --cov --cov-report= $(ARGS)
	@for package in $(PACKAGES); do \
		printf '%-11s %s %%\n' $$package "$$($(IN_VENV) -m coverage report --include="$$package/*" --format=total --precision=1)"; \
	done

diagram: install ## write docs/entities.md from the models
	@$(IN_VENV) manage.py shell --no-imports --command "from tests.support.entity_diagram import main; main()"

bench: install ## measure the pages, beside Datasette's (CLAIMS=100000; ARGS="--database NAME" keeps the record)
	@UV_PROJECT_ENVIRONMENT=.venv .venv/bin/python -m uv sync --quiet --frozen --inexact --group bench --python .venv/bin/python
	@exec $(IN_VENV) -m benchmarks.pages --claims $(CLAIMS) $(ARGS)

# The people that Locust makes have an environment of their own: what comes with it would alter the site's.
load: install proxy ## have many people read, search and edit at once, then five times as many (ARGS="--rate 50 --minutes 1" is short)
	@"$(PYTHON)" project/demo/port.py "$(PORT)"
	@UV_PROJECT_ENVIRONMENT=.data/load/venv .venv/bin/python -m uv sync --quiet --frozen --only-group load --python .venv/bin/python
	@exec $(IN_VENV) -m benchmarks.load --port "$(PORT)" $(ARGS)

screenshots: install ## write a picture of every type of page into screenshots/ (needs Chromium)
	@exec $(IN_VENV) -m pytest --numprocesses=0 --quiet tests/browser/screenshots.py

api-fuzz: install ## ask the API for everything that its description allows, a hundred times each (takes minutes)
	@exec $(IN_VENV) -m pytest --quiet tests/api/fuzzing.py $(ARGS)

# Without atheris, which has no wheel for many systems, hypothesis makes the inputs.
fuzz: install ## feed broken and hostile input to the readers of foreign texts and files (ARGS="--minutes 5 pages"; 30 minutes)
	@UV_PROJECT_ENVIRONMENT=.venv .venv/bin/python -m uv sync --quiet --frozen --inexact --no-build-package atheris --group fuzz --python .venv/bin/python \
		|| echo "atheris cannot be installed here: hypothesis makes the inputs instead."
	@exec $(IN_VENV) -m tests.fuzzing $(ARGS)

machines: install ## do what the desk can do, in any order and in parallel, and check the record after each step (ARGS="--minutes 5"; 20 minutes)
	@exec $(IN_VENV) -m pytest --numprocesses=0 --quiet tests/machines/running.py $(ARGS)

google-client: install ## ask for fact-checks with Google's own client of its API (needs npm, and installs it in .data/)
	@command -v npm > /dev/null || { echo "There is no npm here: install Node.js 18 or newer; on Debian, as root: apt-get install npm." >&2; exit 1; }
	@npm install --prefix .data/google-client --no-save --silent --no-audit --no-fund --ignore-scripts @googleapis/factchecktools@9
	@exec $(IN_VENV) -m pytest --numprocesses=0 --quiet tests/api/google_client.py $(ARGS)

desk-drill: install ## take five articles through Add coverage, counting clicks and characters (needs Chromium)
	@exec $(IN_VENV) -m pytest --numprocesses=0 --quiet --capture=no tests/browser/desk_drill.py $(ARGS)

payloads: install ## type hundreds of payloads into every form and import; none may become more than text (needs Chromium)
	@exec $(IN_VENV) -m pytest --numprocesses=0 --quiet --capture=no tests/browser/payload_drill.py $(ARGS)

drill: install ## try the worst days: restores, kill -9 in the middle of saves, power cuts, a full disk (ARGS= names parts)
	@exec $(IN_VENV) -m tests.drills $(ARGS)

upgrade-test: install ## bring databases of former releases to today's tables, and see that nothing is lost
	@exec $(IN_VENV) -m pytest --numprocesses=0 --quiet tests/upgrades/upgrading.py $(ARGS)

manage: install ## run a Django command: make manage ARGS="showmigrations"
	@exec $(IN_VENV) manage.py $(ARGS)
