"""A local site to fetch from."""

from collections.abc import Iterator

import pytest

from tests.support.local_site import LocalSite, local_site


@pytest.fixture
def site(settings) -> Iterator[LocalSite]:
    """Provide a local site, which the setting for development lets us reach."""
    with local_site() as made:
        settings.FETCH_PRIVATE_HOSTS = [made.host]
        yield made
