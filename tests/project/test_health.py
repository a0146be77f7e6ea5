"""What monitors and load balancers ask."""

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from project.replicas.lag import LogPosition, Replicas
from project.replicas.middleware import ReadReplicas
from tests.support.sql import acting_as_owner


def test_a_process_says_that_it_answers(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    response = client.get("/healthz", headers={"host": "10.0.0.7"})
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_monitors_only_read(client, method, path):
    response = client.generic(method, path)
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")


@pytest.mark.django_db
def test_the_site_says_that_it_works(client, django_assert_num_queries):
    with django_assert_num_queries(2):
        response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"database": "ok", "migrations": "ok", "oldest_job_seconds": 0}


@pytest.mark.django_db
def test_how_long_a_job_has_waited_for_a_worker(client):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, scheduled_at) VALUES"
            " ('default', 'due', 'todo', NULL), ('default', 'later', 'todo', now() + interval '1 day')"
        )
        cursor.execute("UPDATE procrastinate_events SET at = now() - interval '90 seconds'")
    assert client.get("/readyz").json()["oldest_job_seconds"] == 90


@pytest.mark.django_db
def test_how_far_replicas_are_behind(client, settings, monkeypatch):
    """One lacks what the primary had two seconds ago, one has all, and one has never answered."""
    settings.DATABASE_REPLICAS = ["replica_1", "replica_2", "replica_3"]
    replicas = Replicas(settings.DATABASE_REPLICAS, 5, clock=lambda: 100.0)
    for alias, lsn, asked_at in (
        ("default", 10, 97.0),
        ("default", 20, 98.0),
        ("default", 30, 99.0),
        ("replica_1", 10, 99.0),
        ("replica_2", 30, 99.0),
    ):
        replicas.note(alias, LogPosition(lsn, asked_at))
    monkeypatch.setattr(replicas, "start", lambda: None)
    monkeypatch.setattr(ReadReplicas, "in_use", replicas)
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["replicas"] == {"replica_1": 2.0, "replica_2": 0.0, "replica_3": None}


@pytest.mark.django_db
def test_a_site_without_its_newest_tables_is_not_ready(client):
    last = MigrationRecorder.Migration.objects.filter(app="sources").latest("name")
    with acting_as_owner():
        last.delete()
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["migrations"] == f"not applied: sources.{last.name}"


def test_a_site_without_its_database_is_not_ready(client, server_away):
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"database": "OperationalError"}
