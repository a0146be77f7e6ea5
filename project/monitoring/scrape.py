"""What is measured when Prometheus asks: the queue, imports, the store of pages, changes and replicas."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connection, connections
from prometheus_client import CollectorRegistry, Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from project.health import OLDEST_JOB
from project.replicas.lag import connect, read_position

JOBS = """
SELECT status::text, count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing', 'failed') GROUP BY 1
"""
IMPORTED = """
SELECT outcome, sum(rows::bigint)
FROM claims_importrun,
     jsonb_each_text(coalesce(counts->'rows', checkpoint->'report'->'rows', '{}')) total(outcome, rows)
GROUP BY 1
"""
TABLES = """
SELECT relname, n_tup_ins, n_live_tup FROM pg_stat_user_tables
WHERE relname IN ('claims_change', 'claims_stamp', 'claims_storedpage')
"""
"""PostgreSQL's own counts, kept as it writes: no table is read."""


class RecordCollector(Collector):
    """Asks the database. If that is away, only this is told. Queries: 4."""

    def collect(self) -> Iterator[Metric]:
        try:
            metrics = list(_ask())
        except Error:
            metrics = []
        finally:
            connection.close()
        yield GaugeMetricFamily(
            "record_database_up", "1 if the primary answered, else 0.", value=int(bool(metrics))
        )
        yield from metrics
        yield from _look_at_replicas()


def _ask() -> Iterator[Metric]:
    with connection.cursor() as cursor:
        cursor.execute(OLDEST_JOB)
        (seconds,) = cursor.fetchone()
        yield GaugeMetricFamily(
            "record_oldest_job_seconds", "How long the oldest job that is due has waited.", value=seconds or 0
        )
        cursor.execute(JOBS)
        jobs = GaugeMetricFamily("record_jobs", "Jobs that wait, run, or have failed.", labels=["status"])
        for status, number in [*cursor.fetchall()]:
            jobs.add_metric([status], number)
        yield jobs
        cursor.execute(IMPORTED)
        rows = CounterMetricFamily(
            "record_import_rows", "Rows of imported files by outcome.", labels=["outcome"]
        )
        for outcome, number in cursor.fetchall():
            rows.add_metric([outcome], float(number))
        yield rows
        cursor.execute(TABLES)
        tables = {name: (written, there) for name, written, there in cursor.fetchall()}
    yield CounterMetricFamily(
        "record_changes",
        "Changes that readers are told of: of status, corrections, retractions.",
        value=tables["claims_change"][0],
    )
    yield CounterMetricFamily(
        "record_stamps_raised", "How often pages ceased to be up to date.", value=tables["claims_stamp"][0]
    )
    yield GaugeMetricFamily(
        "record_stored_pages", "Pages in the store, about.", value=tables["claims_storedpage"][1]
    )


def _look_at_replicas() -> Iterator[Metric]:
    up = GaugeMetricFamily("record_replica_up", "1 if a replica answered, else 0.", labels=["server"])
    behind = GaugeMetricFamily(
        "record_replica_behind_bytes", "How much of the primary's log a replica lacks.", labels=["server"]
    )
    primary = _read_lsn(DEFAULT_DB_ALIAS) if settings.DATABASE_REPLICAS else None
    for alias in settings.DATABASE_REPLICAS:
        position = _read_lsn(alias)
        up.add_metric([alias], int(position is not None))
        if position is not None and primary is not None:
            behind.add_metric([alias], max(0, primary - position))
    yield up
    yield behind


def _read_lsn(alias: str) -> int | None:
    """Ask a server how far its log has come; None if it does not answer."""
    try:
        with closing(connect(connections[alias])) as server:
            return read_position(server).lsn
    except psycopg.Error:
        return None


def make_registry(folder: Path) -> CollectorRegistry:
    """Make what Prometheus is answered from: what processes have counted in `folder`, and the database."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(folder))
    registry.register(RecordCollector())
    return registry
