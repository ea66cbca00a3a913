"""Disagreement is data: it is kept, listed, counted by rule, and becomes a draft case."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from starlette.testclient import TestClient

from api_support import CALL, client_in, problem
from fulcrum_api.documented.examples import FEEDBACK
from fulcrum_engine import Rulebook
from fulcrum_engine.cases.reading import load_case_file

pytestmark = pytest.mark.usefixtures("either_database")
SITUATION = {"change": "major", "direction": "none", "morale": ["low", "mixed"]}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with client_in(tmp_path) as client:
        yield client


@pytest.fixture
def asked(client: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = client.post(CALL, json={"situation": SITUATION}).json()
    return found


def say(client: TestClient, asked: dict[str, Any], **said: Any) -> Any:
    return client.post(f"{CALL}/{asked['id']}/feedback", json=said)


def test_what_was_said_can_be_had_again(client: TestClient, asked: dict[str, Any]) -> None:
    said = {"verdict": "overridden", "chosen": "management", "reason": "Größe\n🤷"}
    first = say(client, asked, **said)
    assert first.status_code == 201
    assert first.json() | said == first.json()
    assert first.json()["consultation"] == asked["id"]
    assert client.get(first.headers["location"]).json() == first.json()


@pytest.mark.parametrize("example", FEEDBACK)
def test_every_example_of_the_documentation_is_kept(
    client: TestClient, asked: dict[str, Any], example: str
) -> None:
    assert say(client, asked, **FEEDBACK[example]["value"]).status_code == 201


@pytest.mark.parametrize(
    ("said", "pointer", "code"),
    [
        ({}, "/verdict", "wrong-type"),
        ({"verdict": "maybe"}, "/verdict", "unknown-level"),
        ({"verdict": 1}, "/verdict", "wrong-type"),
        ({"verdict": "agreed", "chosen": "managment"}, "/chosen", "unknown-level"),
        ({"verdict": "agreed", "chosen": 7}, "/chosen", "wrong-type"),
        ({"verdict": "agreed", "chosen": {"lean": 7}}, "/chosen/lean", "wrong-type"),
        ({"verdict": "agreed", "chosen": {"lean": "up"}}, "/chosen/lean", "unknown-level"),
        ({"verdict": "agreed", "chosen": {"?object": 1}}, "/chosen", "unknown-attribute"),
        ({"verdict": "agreed", "reason": "x" * 2001}, "/reason", "too-large"),
        ({"verdict": "agreed", "reason": "\x00"}, "/reason", "unreadable"),
        ({"verdict": "agreed", "raeson": ""}, "/raeson", "unknown-attribute"),
    ],
)
def test_what_cannot_be_feedback_is_refused(
    client: TestClient, asked: dict[str, Any], said: dict[str, Any], pointer: str, code: str
) -> None:
    found = problem(say(client, asked, **said))
    assert found["status"] == 422
    assert [(error["pointer"], error["code"]) for error in found["errors"]] == [(pointer, code)]


def test_a_misspelt_choice_is_told_the_nearest(client: TestClient, asked: dict[str, Any]) -> None:
    found = problem(say(client, asked, verdict="overridden", chosen="managment"))
    assert found["errors"][0]["suggestion"] == "management"


def test_a_verdict_is_one_of_two_words(client: TestClient, asked: dict[str, Any]) -> None:
    for said, suggestion in (({}, None), ({"verdict": "overriden"}, "overridden")):
        (error,) = problem(say(client, asked, **said))["errors"]
        assert (error["pointer"], error["suggestion"]) == ("/verdict", suggestion)
        assert error["expected"] == "`agreed` or `overridden`"


def test_who_agrees_chose_what_was_advised(client: TestClient, asked: dict[str, Any]) -> None:
    advice = asked["recommendation"]
    lean, style = advice["lean"], advice["style"]["primary"]
    for chosen in (lean, style, {"lean": lean}, {"lean": lean, "style": style}, {}):
        assert say(client, asked, verdict="agreed", chosen=chosen).status_code == 201
    other = next(each for each in ("leadership", "management") if each != lean)
    for chosen, pointer in ((other, "/chosen"), ({"lean": other, "style": style}, "/chosen/lean")):
        refused = problem(say(client, asked, verdict="agreed", chosen=chosen))
        assert [error["pointer"] for error in refused["errors"]] == [pointer]
        assert "overridden" in refused["errors"][0]["expected"]
        assert say(client, asked, verdict="overridden", chosen=chosen).status_code == 201


def test_there_is_no_feedback_on_what_is_not_there(client: TestClient) -> None:
    assert problem(say(client, {"id": "0" * 32}, verdict="agreed"))["status"] == 404
    assert problem(client.get("/v1/feedback/x"))["status"] == 404


def test_it_is_listed_by_verdict_and_by_rule(client: TestClient, asked: dict[str, Any]) -> None:
    agreed = say(client, asked, verdict="agreed").json()
    overridden = say(client, asked, verdict="overridden").json()
    found = client.get("/v1/feedback").json()["feedback"]
    assert sorted(each["id"] for each in found) == sorted([agreed["id"], overridden["id"]])
    assert client.get("/v1/feedback?verdict=overridden").json()["feedback"] == [overridden]
    rule = asked["recommendation"]["reasons"][0]["rule"]
    query = {"rule": rule, "verdict": "agreed"}
    assert client.get("/v1/feedback", params=query).json()["feedback"] == [agreed]
    assert client.get("/v1/feedback?rule=no-such-rule").json()["feedback"] == []
    assert problem(client.get("/v1/feedback?verdict=maybe"))["status"] == 422
    first = client.get("/v1/feedback?limit=1").json()
    second = client.get("/v1/feedback", params={"limit": 1, "cursor": first["next"]}).json()
    assert second["next"] is None
    assert first["feedback"] + second["feedback"] == found


def test_overrides_are_counted_by_rule(
    client: TestClient, asked: dict[str, Any], rulebook: Rulebook
) -> None:
    for verdict in ("overridden", "overridden", "agreed"):
        say(client, asked, verdict=verdict)
    counts = client.get("/v1/feedback/rules").json()["rules"]
    rules = {count["rule"] for count in counts}
    assert {reason["rule"] for reason in asked["recommendation"]["reasons"]} <= rules
    for count in counts:
        assert (count["overridden"], count["agreed"]) == (2, 1)
        assert count["title"] == rulebook.rules[count["rule"]].title


def test_it_goes_with_its_consultation(client: TestClient, asked: dict[str, Any]) -> None:
    said = say(client, asked, verdict="overridden", reason="gone").json()
    client.delete(f"{CALL}/{asked['id']}")
    assert client.get("/v1/feedback").json()["feedback"] == []
    assert client.get("/v1/feedback/rules").json()["rules"] == []
    assert client.get(f"/v1/feedback/{said['id']}").status_code == 404


def draft(client: TestClient, asked: dict[str, Any], **said: Any) -> tuple[str, dict[str, Any]]:
    response = client.get(f"/v1/feedback/{say(client, asked, **said).json()['id']}/case")
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/yaml; charset=utf-8"
    (case,) = yaml.safe_load(response.text)["cases"]
    return response.text, case


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"chosen": "management"}, {"lean": "management"}),
        ({"chosen": "bureaucratic"}, {"style": {"primary": "bureaucratic"}}),
        (
            {"chosen": {"lean": "balanced", "style": "visionary"}},
            {"lean": "balanced", "style": {"primary": "visionary"}},
        ),
        ({}, {"lean": {"any_of": ["management", "balanced"]}}),
    ],
)
def test_an_override_becomes_a_draft_that_expects_what_was_chosen(
    client: TestClient, asked: dict[str, Any], said: dict[str, Any], expected: dict[str, Any]
) -> None:
    assert asked["recommendation"]["lean"] == "leadership"
    _, case = draft(client, asked, verdict="overridden", **said)
    assert case["given"] == SITUATION
    assert case["draft"] is True
    assert case["expect"] == expected


def test_agreement_becomes_a_draft_too(client: TestClient, asked: dict[str, Any]) -> None:
    _, case = draft(client, asked, verdict="agreed")
    assert case["expect"]["lean"] == "leadership"


@pytest.mark.parametrize("reason", ["a\nb: [", "- &a *b {{", "\u2028x\u0085y\rz", "#", "ü" * 2000])
def test_a_draft_is_a_case_file_whatever_the_reason(
    client: TestClient, asked: dict[str, Any], reason: str, tmp_path: Path
) -> None:
    text, _ = draft(client, asked, verdict="overridden", reason=reason)
    file = tmp_path / "draft.case.yaml"
    file.write_text(text, "utf-8")
    (case,) = load_case_file(file).cases
    assert case.draft is True
