"""What the drill of the cluster counts; the drill itself is `make cluster-test`, for it takes minutes."""

import os
import subprocess
import sys

import pytest

from project.cluster import site
from project.cluster.load import Asked, Form, find_outage
from project.embedded import EmbeddedError

WORKS, FAILS = True, False


@pytest.mark.parametrize(
    ("requests", "seconds"),
    [
        ([], 0),
        ([(0, 1, WORKS), (1, 2, WORKS)], 0),
        ([(0, 1, WORKS), (1, 3, FAILS), (4, 5, WORKS)], 4),
        ([(0, 9, FAILS), (1, 3, FAILS), (10, 11, WORKS), (12, 13, FAILS), (13, 15, WORKS)], 11),
        ([(4, 5, WORKS), (1, 3, FAILS)], 4),
        ([(0, 1, WORKS), (2, 3, FAILS), (3, 7, FAILS)], 5),
    ],
)
def test_an_outage_lasts_from_the_first_failure_to_the_next_answer(requests, seconds):
    asked = [Asked(began, ended, works, "GET /") for began, ended, works in requests]
    assert find_outage(asked) == seconds


def test_a_form_is_sent_as_a_browser_would_untouched():
    form = Form()
    form.feed(
        '<input name="token" value="a"><input name="name"><input type="checkbox" name="no" value="1">'
        '<input type="checkbox" name="yes" value="1" checked><input type="submit" name="_save" value="Save">'
        '<textarea name="text">\nTwo\n&amp; three</textarea>'
        '<select name="first"><option value="1">one<option value="2">two</select>'
        '<select name="chosen"><option value="1">one<option value="2" selected>two</select>'
        '<select name="several" multiple><option value="1">one</select>'
    )
    assert form.fields == {
        **{"token": "a", "name": "", "yes": "1"},
        **{"text": "Two\n& three", "first": "1", "chosen": "2"},
    }


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(site, "FOLDER", tmp_path)
    return tmp_path


def test_a_second_cluster_leaves_the_first_alone(folder):
    (folder / "port").write_text("8765")
    site.note_process(folder / "pid", os.getpid())
    with pytest.raises(EmbeddedError) as refused, site.run_site(8766):
        pass
    assert "runs on port 8765" in str(refused.value)
    assert (folder / "port").read_text() == "8765"


STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print(flush=True)
time.sleep(60)
"""


def test_what_a_killed_cluster_has_left_is_ended_and_told(folder, monkeypatch, capsys):
    """Also what does not end when asked to; and nothing that has its number by chance."""
    monkeypatch.setattr(site, "SECONDS_TO_END", 0.1)
    (folder / "worker_1.pid").write_text(f"{os.getpid()} 1.0")
    key = folder / "otr-nginx-abc" / "key.pem"
    key.parent.mkdir()
    key.touch()
    with subprocess.Popen([sys.executable, "-c", STUBBORN], stdout=subprocess.PIPE) as left:
        assert left.stdout is not None
        left.stdout.readline()
        site.note_process(folder / "web_1.pid", left.pid)
        site.bring_down()
        assert site.find_process(folder / "web_1.pid") is None
    assert not key.parent.exists()
    assert capsys.readouterr().out == "Ended: web_1.\n"
