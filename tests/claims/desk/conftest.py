import pytest

from tests.claims.desk.work import Desk


@pytest.fixture
def work(db):
    """An editor who has brought an article in."""
    return Desk()
