"""Asking for advice over HTTP, and having the answer again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from api_support import CALL, JSON, client_in, held_in, problem, settings_in
from fulcrum_api.documented.examples import REQUESTS
from fulcrum_api.storage.engines import make_engine
from fulcrum_api.storage.tables import consultations
from fulcrum_engine import Recommendation, Rulebook, consult

pytestmark = pytest.mark.usefixtures("either_database")


@pytest.fixture(scope="module")
def folder(either_database: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("api")


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[TestClient]:
    with client_in(folder) as client:
        yield client


def test_a_situation_is_answered_with_advice_and_an_address(client: TestClient) -> None:
    response = client.post(CALL, json={"situation": {"change": "major"}, "team": "North"})
    answer = response.json()
    assert response.status_code == 201
    assert response.headers["location"] == f"{CALL}/{answer['id']}"
    assert answer["situation"] == {"change": "major"}
    assert (answer["team"], answer["note"]) == ("North", None)
    Recommendation.model_validate_json(json.dumps(answer["recommendation"]))


def test_the_advice_is_that_of_the_engine(client: TestClient, rulebook: Rulebook) -> None:
    answer = client.post(CALL, json={"situation": {"change": "major"}}).json()
    expected = consult({"change": "major"}, rulebook).plain
    expected["receipt"]["time"] = answer["created_at"]
    assert answer["recommendation"] == expected


def test_a_stored_answer_is_given_again_byte_for_byte(client: TestClient) -> None:
    asked = {"situation": {"morale": ["mixed", "low"]}, "note": "Größe 🤷\n'\"\\"}
    first = client.post(CALL, json=asked)
    for _ in range(2):
        again = client.get(first.headers["location"])
        assert again.status_code == 200
        assert again.content == first.content
        assert again.headers["content-type"] == "application/json"


def test_nothing_known_is_an_answer_too(client: TestClient) -> None:
    answer = client.post(CALL, json={"situation": {}})
    assert answer.status_code == 201
    assert answer.json()["recommendation"]["lean"] == "undetermined"


def test_what_was_asked_without_storing_is_kept_nowhere(client: TestClient, folder: Path) -> None:
    asked = {"situation": {}, "store": False, "team": "kept-nowhere", "note": "kept-nowhere"}
    response = client.post(CALL, json=asked)
    assert response.status_code == 200
    assert "location" not in response.headers
    assert response.json()["id"] is None
    client.post(CALL, json={"situation": {}, "team": "kept-somewhere"})
    assert b"kept-somewhere" in held_in(folder)
    assert b"kept-nowhere" not in held_in(folder)


def test_what_was_acknowledged_is_in_the_database(client: TestClient, folder: Path) -> None:
    response = client.post(CALL, json={"situation": {"trust": "fair"}, "team": "Kept"})
    engine = make_engine(settings_in(folder).database_url)
    with engine.connect() as connection:
        query = select(consultations).where(consultations.c.id == response.json()["id"])
        found = connection.execute(query).one()
    engine.dispose()
    sha256 = response.json()["recommendation"]["receipt"]["rulebook"]["sha256"]
    assert (found.body, found.team) == (response.content, "Kept")
    assert (found.situation, found.rulebook_sha256) == ('{"trust":"fair"}', sha256)


def test_the_time_is_now_and_the_same_in_the_receipt(client: TestClient) -> None:
    answer = client.post(CALL, json={"situation": {}}).json()
    created = datetime.fromisoformat(answer["created_at"])
    assert abs(datetime.now(UTC) - created) < timedelta(minutes=1)
    assert answer["recommendation"]["receipt"]["time"] == answer["created_at"]


def test_ids_do_not_tell_of_each_other(client: TestClient) -> None:
    ids = [client.post(CALL, json={"situation": {}}).json()["id"] for _ in range(20)]
    assert len({id[:8] for id in ids}) == 20
    assert all(len(id) == 32 for id in ids)


@pytest.mark.parametrize("example", REQUESTS)
def test_every_example_of_the_documentation_is_answered(client: TestClient, example: str) -> None:
    assert client.post(CALL, json=REQUESTS[example]["value"]).status_code in (200, 201)


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "application/json; charset=UTF-8", 'Application/JSON;charset="utf-8"'],
)
def test_json_is_read_however_its_type_is_written(client: TestClient, content_type: str) -> None:
    response = client.post(
        CALL, content=b'{"situation":{}}', headers={"Content-Type": content_type}
    )
    assert response.status_code == 201


def test_texts_may_be_as_long_as_promised(client: TestClient) -> None:
    asked = {"situation": {}, "team": "ü" * 200, "note": "🤷" * 2000}
    answer = client.post(CALL, json=asked).json()
    assert (answer["team"], answer["note"]) == (asked["team"], asked["note"])


def test_experimental_rules_fire_only_when_asked_for(client: TestClient) -> None:
    asked: dict[str, Any] = {"situation": {"change": "major"}}
    assert client.post(CALL, json=asked).json()["experimental"] is False
    asked["experimental"] = True
    assert client.post(CALL, json=asked).json()["experimental"] is True


def test_every_fault_is_reported_at_once(client: TestClient) -> None:
    asked = {
        "situation": {"chnage": "major", "morale": "lwo", "trust": None, "role": ["x"]},
        "team": "t" * 201,
        "note": 7,
        "store": "no",
        "experimental": 1,
        "ntoe": "",
    }
    found = problem(client.post(CALL, json=asked))
    assert found["status"] == 422
    assert {(error["pointer"], error["code"]) for error in found["errors"]} == {
        ("/situation/chnage", "unknown-attribute"),
        ("/situation/morale", "unknown-level"),
        ("/situation/trust", "wrong-type"),
        ("/situation/role/0", "unknown-level"),
        ("/team", "too-large"),
        ("/note", "wrong-type"),
        ("/store", "wrong-type"),
        ("/experimental", "wrong-type"),
        ("/ntoe", "unknown-attribute"),
    }


def test_a_fault_says_what_was_found_and_what_to_do(client: TestClient) -> None:
    (error,) = problem(client.post(CALL, json={"situation": {"chnage": "major"}}))["errors"]
    assert error == {
        "pointer": "/situation/chnage",
        "code": "unknown-attribute",
        "found": "chnage",
        "expected": None,
        "suggestion": "change",
        "message": "situation.chnage: no such attribute; did you mean `change`?",
    }


def test_a_request_without_a_situation_is_refused(client: TestClient) -> None:
    (error,) = problem(client.post(CALL, json={"team": "North"}))["errors"]
    assert (error["pointer"], error["code"]) == ("/situation", "wrong-type")


@pytest.mark.parametrize(
    "id", ["0" * 32, "x", "0" * 5000, "%00", "%ff%fe", "%2e%2e", "..%2f..%2fetc", "A" * 32, "'--"]
)
def test_an_unknown_id_is_not_found(client: TestClient, id: str) -> None:
    assert problem(client.get(f"{CALL}/{id}"))["status"] == 404


def test_answers_are_not_kept_by_caches(client: TestClient) -> None:
    response = client.post(CALL, content=b'{"situation":{}}', headers=JSON)
    assert response.headers["cache-control"] == "no-store"
    assert client.get(response.headers["location"]).headers["cache-control"] == "no-store"
