"""Two writers in a deadlock: one succeeds, the other may try again.

The other sees a message that says so.
"""

import threading

import pytest
from django.db import connection

from core.errors import Refused, translate_refusals
from sources.models import Outlet
from tests import factories as make


@pytest.mark.django_db(transaction=True)
def test_of_two_that_wait_for_each_other_one_is_refused_kindly():
    first, second = make.OutletFactory(), make.OutletFactory()
    both_hold_one = threading.Barrier(2, timeout=30)
    refused, broken = [], []

    def change(mine, others, country):
        try:
            with translate_refusals():
                Outlet.objects.filter(pk=mine.pk).update(country=country)
                both_hold_one.wait()
                Outlet.objects.filter(pk=others.pk).update(country=country)
        except Refused as error:
            refused.append(str(error))
        except Exception as error:
            broken.append(error)
        finally:
            connection.close()

    other = threading.Thread(target=change, args=(second, first, "Freedonia"))
    other.start()
    change(first, second, "Ruritania")
    other.join()
    assert broken == []
    [said] = refused
    assert "Nothing was saved: try again." in said
    assert len(set(Outlet.objects.values_list("country", flat=True))) == 1
