"""Reports that arrive at the same moment do not slip past the limits together."""

import datetime
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from claims.models import ReportKey, ReportSender
from claims.rate_limits import HOURLY_LIMIT, TooManyReports, count_report

NOON = datetime.datetime(2026, 3, 4, 12, 20, tzinfo=datetime.UTC)


def send(_) -> bool:
    try:
        count_report(sender="192.0.2.7", now=NOON)
    except TooManyReports:
        return False
    finally:
        connection.close()
    return True


def test_of_many_at_once_as_many_are_taken_as_one_by_one():
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(send, range(24)))
    assert taken.count(True) == HOURLY_LIMIT
    assert ReportKey.objects.count() == 1
    assert set(ReportSender.objects.values_list("sent", flat=True)) == {HOURLY_LIMIT}
