"""gunicorn.conf.py, which gunicorn reads by itself."""

import logging
import runpy
from types import SimpleNamespace

import pytest

from project import settings
from project.checkout import CHECKOUT


@pytest.mark.parametrize(("behind_proxy", "warnings"), [(True, 0), (False, 1)])
def test_warns_where_nothing_stands_in_front(monkeypatch, caplog, behind_proxy, warnings):
    monkeypatch.setattr(settings, "BEHIND_PROXY", behind_proxy)
    monkeypatch.setattr(settings, "SECOND_FACTOR", True)
    configuration = runpy.run_path(str(CHECKOUT / "gunicorn.conf.py"))
    configuration["when_ready"](SimpleNamespace(log=logging.getLogger("gunicorn")))
    assert [record.levelname for record in caplog.records] == ["WARNING"] * warnings
    assert all("16 connections" in record.message for record in caplog.records)


def test_warns_where_a_password_is_enough_to_publish(monkeypatch, caplog):
    monkeypatch.setattr(settings, "BEHIND_PROXY", True)
    monkeypatch.setattr(settings, "SECOND_FACTOR", False)
    configuration = runpy.run_path(str(CHECKOUT / "gunicorn.conf.py"))
    configuration["when_ready"](SimpleNamespace(log=logging.getLogger("gunicorn")))
    assert [record.message for record in caplog.records] == [
        "Second factors are switched off: a password is enough to publish."
    ]
