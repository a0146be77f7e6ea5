"""The description of the API is valid, is what was agreed on, and holds for what is answered."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from api.schema import describe_api
from api.urls import RESOURCES
from claims.models import Claim
from tests import factories as make
from tests.api.test_docs import read_file

COPY = Path(__file__).resolve().parents[2] / "docs" / "openapi.json"


def test_it_is_valid_and_as_the_copy_says():
    """A change that would break a program shows in the copy, and is made on purpose."""
    document = json.loads(json.dumps(describe_api()))
    validate(document)
    assert document["openapi"] == "3.1.0"
    command = "manage.py spectacular --format openapi-json --file docs/openapi.json"
    assert json.loads(COPY.read_text("utf-8")) == document, f"run {command}"


def test_what_is_sent_has_an_example_that_can_be_sent():
    """Of coverage the one in docs/api.md, which is tried there; else Swagger UI makes one of all fields.

    A form, by which files are sent, is shown with its fields.
    """
    document = describe_api()
    bodies = {
        (path, method): operation["requestBody"]["content"]["application/json"]
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if "application/json" in operation.get("requestBody", {}).get("content", ())
    }
    assert len(bodies) == 4
    for body in bodies.values():
        [example] = body["examples"].values()
        schema = {**body["schema"], "components": document["components"]}
        assert [error.message for error in Draft202012Validator(schema).iter_errors(example["value"])] == []
    [coverage] = bodies["/api/v1/coverage", "post"]["examples"].values()
    assert coverage["value"] == json.loads(read_file("coverage.json"))


@pytest.mark.django_db
@pytest.mark.usefixtures("moscow_record")
def test_what_is_answered_is_as_described(client):
    claim = Claim.objects.get(key="syrian-forces-did-it")
    make.FactCheckFactory(claim=claim)
    make.CorrectionFactory(claim=claim)
    document = client.read("openapi.json")
    for name, resource in RESOURCES.items():
        described = document["paths"][f"/api/v1/{name}"]["get"]["responses"]["200"]
        schema = {**described["content"]["application/json"]["schema"], "components": document["components"]}
        validator = Draft202012Validator(schema)
        for shape in ({}, *({"expand": expand} for expand in resource.expansions)):
            page = client.read(name, shape | {"page_size": 5, "count": "1"})
            assert page["results"]
            assert [error.message for error in validator.iter_errors(page)] == []
    problem = {"$ref": "#/components/schemas/Problem", "components": document["components"]}
    for path, status in (("claims?colour=red", 400), ("claims/0", 404)):
        errors = Draft202012Validator(problem).iter_errors(client.read(path, status=status))
        assert [error.message for error in errors] == []


def test_the_page_for_people_runs_under_our_policy(client):
    page = client.get("/api/")
    assert page.status_code == 200
    policy = page["Content-Security-Policy"].split("; ")
    assert {"script-src 'self'", "style-src 'self'", "img-src 'self' data:"} <= set(policy)
    assert 'data-description="/api/v1/openapi.json"' in page.text
