"""A client that reads JSON."""

from typing import Any

import pytest

from tests.support.transactions import CommittedClient


class ApiClient(CommittedClient):
    """A client of the API, with addresses below its root."""

    def read(self, path: str, query: Any = None, status: int = 200, **headers: str) -> Any:
        response = self.get(f"/api/v1/{path}", query, headers=headers)
        assert response.status_code == status, response.content
        return response.json()


@pytest.fixture
def client() -> ApiClient:
    return ApiClient()
