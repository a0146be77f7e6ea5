import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection

from claims.models import Claim
from tests.support.sql import sql


@pytest.fixture(autouse=True)
def db(django_db_setup, django_db_blocker):
    """Replace pytest-django's fixture by one without a transaction around the test.

    Other connections must see what the test writes.

    Only the record is emptied afterwards. A flush of everything would also take the groups that
    a migration made, which later tests need.
    """
    record = [model for model in apps.get_models() if model._meta.app_label in {"claims", "sources"}]
    tables = {model._meta.db_table for model in record if not model._meta.proxy}
    with django_db_blocker.unblock():
        yield
        sql(f"TRUNCATE {', '.join(tables)}, {Claim.topics.through._meta.db_table}")
        get_user_model().objects.all().delete()
        connection.close()
