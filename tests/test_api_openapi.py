"""The OpenAPI document says what the service does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient

from api_support import CALL, client_in
from fulcrum_engine import Rulebook


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client_in(tmp_path_factory.mktemp("api")) as client:
        yield client


@pytest.fixture(scope="module")
def document(client: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/openapi.json").json()
    return found


def operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path in document["paths"].values():
        yield from path.values()


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        part = list(part.values())
    for child in part if isinstance(part, list) else ():
        yield from references(child)


def validator(document: dict[str, Any], schema: dict[str, Any]) -> Draft202012Validator:
    return Draft202012Validator({**schema, "components": document["components"]})


def test_it_is_openapi_3_1_with_clean_operation_ids(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    ids = [operation["operationId"] for operation in operations(document)]
    assert len(set(ids)) == len(ids)
    assert all(id.isidentifier() and "_" not in id for id in ids)
    assert {"createConsultation", "getConsultation", "getRule"} <= set(ids)


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    found = set(references(document))
    assert found
    assert all(reference.removeprefix("#/components/schemas/") in schemas for reference in found)
    assert "HTTPValidationError" not in schemas


def test_every_failure_is_documented_as_a_problem(document: dict[str, Any]) -> None:
    for operation in operations(document):
        for status, response in operation["responses"].items():
            if status == "default" or status >= "400":
                assert list(response["content"]) == ["application/problem+json"]
    posted = document["paths"][CALL]["post"]["responses"]
    assert {"200", "201", "400", "408", "413", "415", "422", "503"} <= posted.keys()


def test_the_situation_has_every_attribute_and_level(
    document: dict[str, Any], rulebook: Rulebook
) -> None:
    properties = document["components"]["schemas"]["Situation"]["properties"]
    assert list(properties) == list(rulebook.vocabulary.by_id)
    for name, attribute in rulebook.vocabulary.by_id.items():
        one, several = properties[name]["anyOf"]
        assert one["enum"] == [*attribute.level_ids, "unknown", "not_applicable"]
        assert several["items"]["enum"] == list(attribute.level_ids)


def test_the_examples_are_as_the_schema_says(document: dict[str, Any]) -> None:
    content = document["paths"][CALL]["post"]["requestBody"]["content"]["application/json"]
    assert content["examples"]
    for example in content["examples"].values():
        validator(document, content["schema"]).validate(example["value"])


@pytest.mark.parametrize(
    "path", ["/v1/vocabulary", "/v1/rules", "/v1/styles", "/v1/rulebook", "/healthz", "/readyz"]
)
def test_answers_are_as_the_schema_says(
    client: TestClient, document: dict[str, Any], path: str
) -> None:
    response = document["paths"][path]["get"]["responses"]["200"]
    schema = response["content"]["application/json"]["schema"]
    validator(document, schema).validate(client.get(path).json())


def test_advice_and_problems_are_as_the_schema_says(
    client: TestClient, document: dict[str, Any], rulebook: Rulebook
) -> None:
    responses = document["paths"][CALL]["post"]["responses"]
    schema = responses["201"]["content"]["application/json"]["schema"]
    advice = client.post(CALL, json={"situation": {"change": "major"}}).json()
    validator(document, schema).validate(advice)
    schema = responses["422"]["content"]["application/problem+json"]["schema"]
    validator(document, schema).validate(client.post(CALL, json={"x": 1}).json())
    rule = document["paths"]["/v1/rules/{id}"]["get"]["responses"]["200"]
    schema = rule["content"]["application/json"]["schema"]
    validator(document, schema).validate(client.get(f"/v1/rules/{min(rulebook.rules)}").json())
