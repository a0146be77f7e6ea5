"""What tests have committed is taken away while a browser's last request still writes."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

from django.db import connection, transaction

from sources.models import Outlet
from tests import factories as make
from tests.support.databases import empty_tables
from tests.support.sql import sql


def test_a_request_that_still_writes_is_waited_for():
    """It has locked a row, and then writes to a table that comes earlier in the alphabet."""
    outlet, claim = make.OutletFactory(), make.DraftClaimFactory()
    has_locked = threading.Event()

    def write():
        try:
            with transaction.atomic():
                Outlet.objects.select_for_update().get(pk=outlet.pk)
                has_locked.set()
                time.sleep(0.5)  # for the other to begin
                sql("UPDATE claims_claim SET context = 'Late.' WHERE id = %s", claim.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor() as pool:
        request = pool.submit(write)
        assert has_locked.wait(10)
        empty_tables()
        request.result()
    assert not Outlet.objects.exists()
