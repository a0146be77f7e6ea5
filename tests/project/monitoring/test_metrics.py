"""What Prometheus is answered, and that the dashboard and the alerts ask for what there is."""

import asyncio
import json
import re
from types import SimpleNamespace

import pytest
import yaml
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import resolve
from django.utils import timezone
from prometheus_client import generate_latest
from prometheus_client.values import close_all_multiprocess_files

from claims.models import ImportRun
from claims.versions.stored_pages import FOR_NOBODY
from project.checkout import CHECKOUT
from project.monitoring import instruments, measuring, queries
from project.monitoring.instruments import Instruments, take_slot
from project.monitoring.scrape import make_registry
from tests import factories as make

MONITORING = CHECKOUT / "deploy/monitoring"


@pytest.fixture
def folder(tmp_path, monkeypatch, settings):
    """Count into a folder, as a process does for which it is set."""
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    settings.METRICS_FOLDER = str(tmp_path)
    instruments.get_instruments.cache_clear()
    monkeypatch.setattr(queries, "observers", [measuring.measure_query])
    yield tmp_path
    instruments.get_instruments()._held.close()
    instruments.get_instruments.cache_clear()
    close_all_multiprocess_files()


def scrape(folder) -> str:
    return generate_latest(make_registry(folder)).decode()


def answer(path: str, status: int, *, is_from_store: bool = False, **environ: bool):
    def respond(request):
        if status != 404:
            request.resolver_match = resolve(path)
        request.is_from_store = is_from_store
        return HttpResponse(status=status)

    measuring.measure_requests(respond)(RequestFactory().get(path, **environ))


def use_everything():
    for number in (1, 2, 3):
        answer(f"/claims/{number}/", 200, is_from_store=number == 3)
        answer(f"/nowhere/{number}/", 404)
    answer("/claims/1/", 304)
    answer("/claims/1/", 200, **{FOR_NOBODY: True})
    with connection.execute_wrapper(queries.execute_watched), connection.cursor() as cursor:
        cursor.execute("SELECT 1")

    async def fail():
        raise ValueError

    job = SimpleNamespace(job=SimpleNamespace(task_name="check_link"))
    with pytest.raises(ValueError):
        asyncio.run(measuring.measure_job(fail, job, None))


@pytest.mark.django_db
def test_what_is_counted_has_the_names_of_views_and_not_of_what_they_show(folder):
    use_everything()
    text = scrape(folder)
    counted = dict(re.findall(r"^record_http_requests_total\{(.+)\} (\S+)$", text, re.MULTILINE))
    assert counted == {
        'source="view",status="200",view="claim_detail"': "2.0",
        'source="store",status="200",view="claim_detail"': "1.0",
        'source="view",status="304",view="claim_detail"': "1.0",
        'source="view",status="404",view="none"': "3.0",
    }
    assert 'record_http_request_seconds_count{view="claim_detail"} 4.0' in text
    assert 'record_database_query_seconds_count{server="default"} 1.0' in text
    assert 'record_job_seconds_count{outcome="failed",task="check_link"} 1.0' in text
    assert "record_database_up 1.0" in text


@pytest.mark.django_db
def test_the_next_process_goes_on_counting_where_the_last_has_stopped(folder):
    first, held = take_slot(folder)
    second = Instruments(folder)
    second.job_seconds.labels("t", "failed").observe(1)
    assert (first, second.slot) == ("0", "1")
    held.close()
    second._held.close()
    close_all_multiprocess_files()
    again = Instruments(folder)
    again._held.close()
    assert again.slot == "0"
    held = take_slot(folder)[1], (third := Instruments(folder))._held
    third.job_seconds.labels("t", "failed").observe(1)
    [file.close() for file in held]
    assert 'record_job_seconds_count{outcome="failed",task="t"} 2.0' in scrape(folder)


@pytest.mark.django_db
def test_the_queue_and_imports_are_counted(folder):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_jobs (queue_name, task_name) VALUES ('default', 'x')")
        cursor.execute("UPDATE procrastinate_events SET at = now() - interval '90 seconds'")
    ImportRun.objects.create(
        begun_at=timezone.now(),
        begun_by=make.UserFactory(),
        file_name="a.csv",
        sha256="0" * 64,
        format="csv",
        checkpoint={"report": {"rows": {"refused": 7}}},
    )
    text = scrape(folder)
    assert 'record_jobs{status="todo"} 1.0' in text
    assert "record_oldest_job_seconds 90.0" in text
    assert 'record_import_rows_total{outcome="refused"} 7.0' in text


def test_a_database_that_is_away_is_measured_as_such(folder, server_away):
    text = scrape(folder)
    assert "record_database_up 0.0" in text
    assert "record_jobs" not in text


@pytest.mark.django_db
def test_the_dashboard_and_the_alerts_name_what_is_measured(folder, settings):
    settings.DATABASE_REPLICAS = ["default"]
    use_everything()
    measured = set(re.findall(r"^(?:# TYPE )?(record_\w+)", scrape(folder), re.MULTILINE))
    groups = yaml.safe_load((MONITORING / "alerts.yml").read_text("utf-8"))["groups"]
    rules = [rule for group in groups for rule in group["rules"]]
    panels = json.loads((MONITORING / "dashboard.json").read_text("utf-8"))["panels"]
    asked = [rule["expr"] for rule in rules]
    asked += [target["expr"] for panel in panels for target in panel["targets"]]
    named = set(re.findall(r"\brecord_\w+", " ".join(asked)))
    assert len(rules) == 5
    assert named - measured == set()
    families = {re.sub(r"_(?:bucket|count|sum|total|created)$", "", name) for name in measured}
    assert {re.sub(r"_(?:bucket|count|sum|total)$", "", name) for name in named} == families


def test_nothing_of_it_is_at_an_address_of_the_site(client):
    assert client.get("/metrics").status_code == 404
