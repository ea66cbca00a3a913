"""What other answers would do, over HTTP; each fault of a request at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from api_support import JSON, client_in, problem
from fulcrum_api.documented.hypothetical import WHAT_IF
from fulcrum_api.requests.bodies import LIMIT
from fulcrum_api.requests.hypothetical import MOST_CHANGES
from fulcrum_engine import Rulebook, consult
from fulcrum_engine.advice.what_if import WhatIf

CALL = "/v1/what-if"
SITUATION = {"change": "major", "direction": "blurred"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client_in(tmp_path_factory.mktemp("api")) as client:
        yield client


def asked(client: TestClient, **body: Any) -> dict[str, Any]:
    response = client.post(CALL, json={"situation": SITUATION, **body})
    assert response.status_code == 200
    WhatIf.model_validate_json(response.content)
    found: dict[str, Any] = response.json()
    return found


def test_before_and_after_are_what_the_engine_advises(
    client: TestClient, rulebook: Rulebook
) -> None:
    answer = asked(client, changes={"change": "none", "routineness": "routine"})
    (comparison,) = answer["comparisons"]
    changed = {**SITUATION, "change": "none", "routineness": "routine"}
    for found, situation in ((answer["before"], SITUATION), (comparison["after"], changed)):
        advice = consult(situation, rulebook).plain
        for field in ("lean", "strength", "need", "settled", "stability"):
            assert found[field] == advice[field]
        assert found["style"]["primary"] == advice["style"]["primary"]
    assert answer["flips"] is None


def test_rules_that_start_and_stop_firing_are_told(client: TestClient) -> None:
    (comparison,) = asked(client, changes={"direction": "clear"})["comparisons"]
    stopped = [rule["rule"] for rule in comparison["stopped"]]
    started = [rule["rule"] for rule in comparison["started"]]
    assert "change-without-direction" in stopped
    assert not set(started) & set(stopped)
    assert all(rule["title"] for rule in comparison["stopped"])


def test_a_change_says_what_was_answered(client: TestClient) -> None:
    changes = {"direction": "clear", "morale": ["low", "mixed"], "change": "unknown"}
    (comparison,) = asked(client, changes=changes)["comparisons"]
    assert comparison["changes"] == {
        "direction": {"from": "blurred", "to": "clear"},
        "morale": {"from": "not_asked", "to": ["low", "mixed"]},
        "change": {"from": "major", "to": "unknown"},
    }


def test_several_changes_are_each_tried_on_their_own(client: TestClient) -> None:
    alone = asked(client, changes={"change": "none"})["comparisons"][0]
    first, second = asked(client, changes=[{"direction": "clear"}, {"change": "none"}])[
        "comparisons"
    ]
    assert list(first["changes"]) == ["direction"]
    assert second == alone


def test_what_turned_is_the_target(client: TestClient, rulebook: Rulebook) -> None:
    changes = {"change": "none"}
    before, after = consult(SITUATION, rulebook), consult({**SITUATION, **changes}, rulebook)
    lean = asked(client, changes=changes)["comparisons"][0]
    style = asked(client, changes=changes, target="style")["comparisons"][0]
    assert lean["turned"] == (before.lean != after.lean)
    assert style["turned"] == (before.style.primary != after.style.primary)


def test_without_changes_all_smallest_flips_are_told(
    client: TestClient, rulebook: Rulebook
) -> None:
    answer = asked(client)
    assert answer["comparisons"] is None
    assert answer["flips"] == consult(SITUATION, rulebook).plain["flips"]
    assert answer["flips"]["target"] == "lean"


def test_each_flip_of_the_style_turns_it(client: TestClient) -> None:
    answer = asked(client, target="style")
    assert answer["flips"]["target"] == "style"
    assert answer["flips"]["sets"]
    for flip in answer["flips"]["sets"][:3]:
        changes = {name: change["to"] for name, change in flip["changes"].items()}
        (comparison,) = asked(client, changes=changes, target="style")["comparisons"]
        assert comparison["turned"]
        assert comparison["after"]["style"]["primary"] == flip["style"]


@pytest.mark.parametrize("example", WHAT_IF)
def test_every_example_of_the_documentation_is_answered(client: TestClient, example: str) -> None:
    assert client.post(CALL, json=WHAT_IF[example]["value"]).status_code == 200


# Faults


def test_every_fault_is_reported_at_once(client: TestClient) -> None:
    asked = {
        "situation": {"chnage": "major", "morale": "lwo"},
        "changes": [{"direction": "claer"}, {}, "none"],
        "target": "leam",
        "experimental": 1,
        "chagnes": {},
    }
    found = problem(client.post(CALL, json=asked))
    assert found["status"] == 422
    assert {(error["pointer"], error["code"]) for error in found["errors"]} == {
        ("/situation/chnage", "unknown-attribute"),
        ("/situation/morale", "unknown-level"),
        ("/changes/0/direction", "unknown-level"),
        ("/changes/1", "wrong-type"),
        ("/changes/2", "wrong-type"),
        ("/target", "unknown-level"),
        ("/experimental", "wrong-type"),
        ("/chagnes", "unknown-attribute"),
    }


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/situation"),
        ([], ""),
        ("x", ""),
        ({"situation": None}, "/situation"),
        ({"situation": {}, "changes": None}, "/changes"),
        ({"situation": {}, "changes": {}}, "/changes"),
        ({"situation": {}, "changes": []}, "/changes"),
        ({"situation": {}, "changes": [{"change": "none"}] * (MOST_CHANGES + 1)}, "/changes"),
        ({"situation": {}, "target": None}, "/target"),
        ({"situation": {}, "experimental": None}, "/experimental"),
    ],
)
def test_a_faulty_request_is_refused(client: TestClient, body: Any, pointer: str) -> None:
    found = problem(client.post(CALL, json=body))
    assert found["status"] == 422
    assert found["errors"][0]["pointer"] == pointer


def test_no_changes_and_too_many_are_told_apart(client: TestClient) -> None:
    for number, code in ((0, "wrong-type"), (MOST_CHANGES + 1, "too-large")):
        body = {"situation": {}, "changes": [{"change": "none"}] * number}
        (error,) = problem(client.post(CALL, json=body))["errors"]
        assert (error["pointer"], error["code"]) == ("/changes", code)


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b"", JSON, 400),
        (b'{"situation": NaN}', JSON, 400),
        (b'{"situation": {}, "situation": {}}', JSON, 400),
        (b'{"situation": {"\\udfff": 1}}', JSON, 400),
        (b"{}", {"Content-Type": "text/plain"}, 415),
        (b" " * (LIMIT + 1), JSON, 413),
    ],
)
def test_what_cannot_be_read_is_refused(
    client: TestClient, content: bytes, headers: dict[str, str], status: int
) -> None:
    assert problem(client.post(CALL, content=content, headers=headers))["status"] == status


def test_answers_are_not_kept_by_caches(client: TestClient) -> None:
    response = client.post(CALL, json={"situation": {}})
    assert response.headers["cache-control"] == "no-store"
