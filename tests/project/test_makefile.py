"""The Makefile, and the script that makes .venv."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from project import install
from project.checkout import CHECKOUT

MAKEFILE = (CHECKOUT / "Makefile").read_text("utf-8")
TARGETS = re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE)


def make(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=CHECKOUT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        timeout=180,
    )


@pytest.mark.parametrize("arguments", [[], ["help"]])
def test_help_lists_every_target(arguments):
    done = make(*arguments)
    listed = re.findall(r"^  make ([a-z-]+) +\S", done.stdout, re.MULTILINE)
    assert listed == TARGETS
    assert done.stdout.count("\n") == len(TARGETS)


def test_every_target_is_phony():
    assert re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)[1].split() == TARGETS


def test_text_is_utf_8_whatever_the_locale():
    show = f"show: ; @'{sys.executable}' -c 'import sys; print(sys.flags.utf8_mode)'"
    assert make("--eval", show, "show", PYTHONUTF8="0").stdout == "1\n"


def test_formatting_mends_all_that_checking_refuses_and_a_program_can_mend():
    config = yaml.safe_load((CHECKOUT / ".pre-commit-config.yaml").read_text("utf-8"))
    hooks = [hook["id"] for repository in config["repos"] for hook in repository["hooks"]]
    mending = re.search(r"^MENDING_HOOKS = (.*)$", MAKEFILE, re.MULTILINE)[1].split()
    ruff = ["ruff-check", "ruff-format"]
    assert [hook for hook in hooks if not hook.startswith(("check-", "detect-"))] == [*ruff, *mending]


@pytest.mark.parametrize("target", ["install", "demo", "run", "shell", "test", "check"])
def test_a_missing_python_is_one_line(target):
    done = make(target, "PYTHON=python-that-is-not-here")
    assert done.returncode != 0
    assert done.stdout == ""
    assert done.stderr.splitlines()[0] == (
        "There is no python-that-is-not-here here: install Python 3.11 or newer, or say which with PYTHON=."
    )


def test_a_python_that_is_too_old_is_one_line(tmp_path: Path):
    old = tmp_path / "old-python"
    old.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "import sys; sys.version_info = (2, 7, 18); $2"\n')
    old.chmod(0o755)
    done = make("install", f"PYTHON={old}")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[0] == (
        f"Python 3.11 or newer is needed, and {old} is 2.7: install one and say which with PYTHON=."
    )


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 6), (3, 10, 99)])
def test_an_old_python_is_refused(version):
    with pytest.raises(install.InstallError, match=r"^Python 3\.11 or newer is needed, and this is "):
        install.check_python(version)


@pytest.mark.parametrize("version", [(3, 11), (3, 14, 1), (4, 0)])
def test_a_new_python_is_welcome(version):
    install.check_python(version)


@pytest.mark.parametrize("module", ["ensurepip", "venv"])
def test_a_python_without_its_venv_module_is_one_line(tmp_path: Path, module: str):
    # As Debian ships it without the package python3-venv.
    (tmp_path / f"{module}.py").write_text(f"raise ModuleNotFoundError({module!r})\n")
    done = subprocess.run(
        [sys.executable, CHECKOUT / "project" / "install.py"],
        env={"PATH": os.defpath, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        "install: This Python cannot make a virtual environment: its venv module is not all there. "
        "On Debian or Ubuntu: apt-get install python3-venv (as root). Then run this again.\n"
    )


def test_a_pip_or_a_venv_of_the_user_s_does_not_matter(monkeypatch, capsys):
    monkeypatch.setenv("PIP_USER", "1")
    monkeypatch.setenv("VIRTUAL_ENV", "/elsewhere")
    script = "import os; print(os.environ['PIP_USER'], os.environ.get('VIRTUAL_ENV')); exit(1)"
    with pytest.raises(install.InstallError, match="not installed"):
        install.run([sys.executable, "-c", script], "not installed")
    assert capsys.readouterr().err == "0 None\n"


@pytest.mark.parametrize("script", ["install.py", "demo/port.py"])
def test_what_the_makefile_runs_first_needs_nothing_installed(script):
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import runpy; runpy.run_path({script!r})"],
        cwd=CHECKOUT / "project",
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_installing_happens_again_when_the_lock_the_place_or_uv_changes(checkout):
    ask = "from project import install; print(install.is_installed())"

    def is_installed() -> str:
        done = subprocess.run([sys.executable, "-c", ask], cwd=checkout, capture_output=True, text=True)
        return done.stdout.strip() or done.stderr

    assert is_installed() == "True"
    lock = checkout / "uv.lock"
    before = lock.read_text("utf-8")
    lock.write_text(before + "\n")
    assert is_installed() == "False"
    lock.write_text(before)
    assert is_installed() == "True"
    (checkout / ".venv" / "bin" / "python").unlink()
    assert is_installed() == "False"


@pytest.fixture
def bare_machine(tmp_path: Path):
    """Provide a PATH without what browser tests need: `bare_machine(uid)`."""
    for tool in ("sh", "make", "grep", "ls"):
        (tmp_path / tool).symlink_to(shutil.which(tool))

    def path_for(uid: int) -> str:
        for tool, script in {"find": "", "id": f"echo {uid}", "apt-get": 'echo "apt-get $*"'}.items():
            (tmp_path / tool).write_text(f"#!/bin/sh\n{script}\n")
            (tmp_path / tool).chmod(0o755)
        return str(tmp_path)

    return path_for


def test_root_gets_the_browser_and_its_fonts_installed(bare_machine):
    done = make("browser", PATH=bare_machine(uid=0))
    packages = "chromium-headless-shell fonts-dejavu-core fonts-liberation"
    update, install_packages = done.stdout.splitlines()
    assert (update, done.stderr) == ("apt-get update -q", "")
    assert install_packages.endswith(f"--no-install-recommends {packages}")


def test_where_its_part_without_windows_is_no_package_the_whole_of_it_is_installed(bare_machine, tmp_path):
    path = bare_machine(uid=0)
    refuses = 'case "$*" in *headless*) echo "E: Unable to locate it" >&2; exit 100;; esac'
    (tmp_path / "apt-get").write_text(f'#!/bin/sh\n{refuses}\necho "apt-get $*"\n')
    done = make("browser", PATH=path)
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1].endswith(" chromium fonts-dejavu-core fonts-liberation")


@pytest.mark.parametrize("name", ["chromium-headless-shell", "chromium", "chromium-browser"])
def test_the_browser_that_is_there_is_enough(bare_machine, tmp_path, name):
    path = bare_machine(uid=0)
    (tmp_path / name).write_text("#!/bin/sh\n")
    (tmp_path / name).chmod(0o755)
    assert (
        make("browser", PATH=path)
        .stdout.splitlines()[-1]
        .endswith("--no-install-recommends fonts-dejavu-core fonts-liberation")
    )


def test_others_are_told_which_packages_the_browser_tests_need(bare_machine):
    done = make("browser", PATH=bare_machine(uid=1000))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[0] == (
        "Install these with your system's package manager; on Debian, as root: "
        "apt-get install chromium-headless-shell fonts-dejavu-core fonts-liberation"
    )


def test_root_gets_the_server_of_the_version_that_was_named_and_no_database(bare_machine, tmp_path):
    path, settings = bare_machine(uid=0), tmp_path / "createcluster.d"
    for tool in ("mkdir", "rm", "cat"):
        (tmp_path / tool).symlink_to(shutil.which(tool))
    (tmp_path / "apt-get").write_text(f'#!/bin/sh\necho "apt-get $*"\ncat "{settings}/tests.conf"\n')
    done = make("postgres", "POSTGRES=7", f"CREATE_CLUSTER={settings}", PATH=path)
    update, setting, install_packages, same = done.stdout.splitlines()
    assert (update, setting, done.stderr) == ("apt-get update -q", "create_main_cluster = false", "")
    assert " --no-install-recommends postgresql-7" in install_packages
    assert same == setting
    assert list(settings.iterdir()) == []
