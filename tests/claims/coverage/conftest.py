import pytest

from tests.support.coverage_article import CoverageScenario


@pytest.fixture
def work(db):
    """Return the work of an editor who has brought an article in."""
    return CoverageScenario()
