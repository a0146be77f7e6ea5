"""What monitors and load balancers ask."""

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from tests.project.test_error_pages import server_away  # noqa: F401 - a fixture


def test_a_process_says_that_it_answers(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    response = client.get("/healthz", headers={"host": "10.0.0.7"})
    assert (response.status_code, response.content) == (200, b"ok\n")


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
def test_a_site_without_its_newest_tables_is_not_ready(client):
    last = MigrationRecorder.Migration.objects.filter(app="sources").latest("name")
    last.delete()
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["migrations"] == f"not applied: sources.{last.name}"


def test_a_site_without_its_database_is_not_ready(client, server_away):  # noqa: F811 - the fixture
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"database": "OperationalError"}
