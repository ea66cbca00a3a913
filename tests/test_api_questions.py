"""What to ask next, over HTTP, and what need not be asked any more."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient

from api_support import client_in, problem
from fulcrum_api.documented.hypothetical import QUESTION, WHAT_IF
from fulcrum_engine import Rulebook, consult, load_rulebook
from fulcrum_engine.advice.what_next import WhatNext

CALL = "/v1/questions/next"
REAL = load_rulebook()
FULL = {a.id: a.level_ids[0] for a in REAL.vocabulary.attributes}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client_in(tmp_path_factory.mktemp("api")) as client:
        yield client


def asked(client: TestClient, situation: dict[str, Any], **body: Any) -> WhatNext:
    response = client.post(CALL, json={"situation": situation, **body})
    assert response.status_code == 200
    return WhatNext.model_validate_json(response.content)


def without(*names: str) -> dict[str, Any]:
    return {name: level for name, level in FULL.items() if name not in names}


def test_the_question_is_that_of_the_recommendation(client: TestClient, rulebook: Rulebook) -> None:
    situation = {"change": "major", "morale": "unknown"}
    advice, answer = consult(situation, rulebook), asked(client, situation)
    assert answer.question == advice.next_question
    assert (answer.lean, answer.settled) == (advice.lean, advice.settled)
    assert answer.stability == advice.stability
    assert answer.question is not None
    assert answer.question.attribute not in situation


def test_when_all_is_known_there_is_nothing_to_ask(client: TestClient) -> None:
    answer = asked(client, FULL)
    assert answer.question is None
    assert answer.settled == "decided"
    assert answer.no_longer_matter == ()


def test_once_the_lean_is_decided_no_missing_answer_matters(client: TestClient) -> None:
    answer = asked(client, without("horizon", "morale") | {"morale": "unknown"})
    if answer.settled == "decided":
        assert set(answer.no_longer_matter) == {"horizon", "morale"}
        assert answer.question is None


@pytest.mark.parametrize("missing", [("morale", "trust", "horizon"), ("change", "workload")])
def test_what_no_longer_matters_never_turns_the_lean(
    client: TestClient, missing: tuple[str, ...]
) -> None:
    situation = without(*missing)
    answer = asked(client, situation)
    levels = {name: REAL.vocabulary.by_id[name].level_ids for name in missing}
    for name in missing:
        others = [other for other in missing if other != name]
        turns = False
        for rest in islice(product(*(levels[other] for other in others)), 30):
            given = {**situation, **dict(zip(others, rest, strict=True))}
            answers = ({**given, name: level} for level in levels[name])
            turns = turns or len({consult(each, REAL, include=()).lean for each in answers}) > 1
        assert (name in answer.no_longer_matter) == (not turns)


def test_experimental_rules_can_be_asked_for(client: TestClient) -> None:
    assert asked(client, {}, experimental=True).question is not None


@pytest.mark.parametrize("example", QUESTION)
def test_every_example_of_the_documentation_is_answered(client: TestClient, example: str) -> None:
    assert client.post(CALL, json=QUESTION[example]["value"]).status_code == 200


def test_every_fault_is_reported_at_once(client: TestClient) -> None:
    body = {"situation": {"chnage": "major", "trust": True}, "changes": {}, "experimental": "no"}
    found = problem(client.post(CALL, json=body))
    assert {(error["pointer"], error["code"]) for error in found["errors"]} == {
        ("/situation/chnage", "unknown-attribute"),
        ("/situation/trust", "wrong-type"),
        ("/changes", "unknown-attribute"),
        ("/experimental", "wrong-type"),
    }


# The document


@pytest.mark.parametrize(
    ("path", "examples"), [("/v1/what-if", WHAT_IF), (CALL, QUESTION)], ids=["what-if", "questions"]
)
def test_requests_and_answers_are_as_the_schema_says(
    client: TestClient, path: str, examples: dict[str, Any]
) -> None:
    document = client.get("/openapi.json").json()
    operation = document["paths"][path]["post"]
    content = operation["requestBody"]["content"]["application/json"]
    assert content["examples"] == examples
    answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
    for example in examples.values():
        for schema, value in (
            (content["schema"], example["value"]),
            (answer, client.post(path, json=example["value"]).json()),
        ):
            components = {**schema, "components": document["components"]}
            Draft202012Validator(components).validate(value)
