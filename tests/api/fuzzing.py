"""The API answers as it describes itself, whatever is asked (`make api-fuzz`): schemathesis asks."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.checks import CHECKS

from api.parameters import CHANGED_SINCE
from api.schema import describe_api
from core.keyset_pagination import AFTER, BEFORE

DESCRIPTION = schemathesis.openapi.from_dict(describe_api())
DESCRIPTION.app = get_wsgi_application()
NOT_DESCRIBED = {AFTER, BEFORE, "drafts", "q", "state"}
"""Parameters of which no schema tells what is refused.

They are cursors of other lists, signs that no text has, and what only goes with another parameter: so it is
with `changed_since`, which goes with no filter, and with the field `state`, which only drafts have.
"""


@pytest.fixture
def _open_connection(moscow_record, settings):
    """Keep the test's connection, which a server closes after each request."""
    settings.API_REQUESTS_AN_HOUR = 10**9
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.django_db
@pytest.mark.usefixtures("_open_connection")
@DESCRIPTION.parametrize()
@settings(max_examples=100, suppress_health_check=list(HealthCheck))
def test_every_answer_is_as_described(case):
    response = case.call(headers={"Accept-Encoding": "identity"})  # this client does not unpack
    refused = {error["field"] for error in response.json().get("errors", ())} if response.content else set()
    asked = case.query or {}
    is_unforeseen = CHANGED_SINCE in asked or "state" in str(asked.get("fields", ""))
    is_unforeseen |= bool(refused) and refused <= NOT_DESCRIBED
    left_out = [CHECKS.get_one("positive_data_acceptance")] if is_unforeseen else []
    case.validate_response(response, excluded_checks=left_out)
