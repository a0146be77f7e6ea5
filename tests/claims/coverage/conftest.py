import pytest

from tests.support.coverage_article import Desk


@pytest.fixture
def work(db):
    """An editor who has brought an article in."""
    return Desk()
