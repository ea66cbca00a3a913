"""Whatever is sent, the answer is a problem that says what is wrong, never a 500."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from api_support import CALL, JSON, client_in, problem
from fulcrum_api.problems import CODES, KINDS
from fulcrum_api.requests.bodies import LIMIT
from fulcrum_api.routes import consultations
from fulcrum_api.services.shared import Services
from fulcrum_api.storage import StorageError
from invalid_inputs import INVALID_JSON, InvalidInput

HOSTILE: dict[str, bytes] = {
    "empty": b"",
    "white space": b" \r\n\t ",
    "null": b"null",
    "an array": b'[{"situation": {}}]',
    "a text": b'"situation"',
    "true": b"true",
    "a number": b"0",
    "minus zero": b"-0.0",
    "no situation": b"{}",
    "null for a situation": b'{"situation": null}',
    "a number for a situation": b'{"situation": 1}',
    "NaN at the top": b"NaN",
    "NaN for a team": b'{"situation": {}, "team": NaN}',
    "Infinity for store": b'{"situation": {}, "store": Infinity}',
    "1e999 for a note": b'{"situation": {}, "note": 1e999}',
    "a number of 4,300 digits": b'{"situation": {"change": ' + b"9" * 4300 + b"}}",
    "a note of 4,300 digits": b'{"situation": {}, "note": ' + b"9" * 4300 + b"}",
    "a team of 4,300 digits": b'{"situation": {}, "team": -' + b"9" * 4300 + b"}",
    "a number of 4,301 digits": b'{"situation": {"change": ' + b"9" * 4301 + b"}}",
    "a number of 100,000 digits": b'{"situation": ' + b"9" * 100_000 + b"}",
    "a lone surrogate in the team": b'{"situation": {}, "team": "\\udfff"}',
    "a lone surrogate in the note": b'{"situation": {}, "note": "a\\ud800b"}',
    "a lone surrogate for a field": b'{"situation": {}, "\\ud800": 1}',
    "NUL in the team": b'{"situation": {}, "team": "a\\u0000b"}',
    "NUL in the note": b'{"situation": {}, "note": "\\u0000"}',
    "NUL for a field": b'{"situation": {}, "\\u0000": 1}',
    "an empty field": b'{"situation": {}, "": 1}',
    "a field with a slash": b'{"situation": {}, "a/b~c": 1}',
    "a long field": b'{"situation": {}, "' + b"f" * 100_000 + b'": 1}',
    "a team twice": b'{"situation": {}, "team": "a", "team": "a"}',
    "a nested key twice": b'{"situation": {"change": {"a": 1, "a": 2}}}',
    "true for a team": b'{"situation": {}, "team": true}',
    "a list for a team": b'{"situation": {}, "team": ["a"]}',
    "an object for a note": b'{"situation": {}, "note": {}}',
    "a team too long": b'{"situation": {}, "team": "' + b"t" * 201 + b'"}',
    "a note too long": b'{"situation": {}, "note": "' + b"n" * 2001 + b'"}',
    "one for store": b'{"situation": {}, "store": 1}',
    "a text for store": b'{"situation": {}, "store": "false"}',
    "null for store": b'{"situation": {}, "store": null}',
    "zero for experimental": b'{"situation": {}, "experimental": 0}',
    "an id": b'{"situation": {}, "id": "0123"}',
    "a recommendation": b'{"situation": {}, "recommendation": {}}',
    "a list where a level should be": b'{"situation": {"change": [[["major"]]]}}',
    "a list of states": b'{"situation": {"change": ["unknown", "not_applicable"]}}',
    "nested as deep as the reader goes": b'{"situation": ' + b"[" * 190 + b"]" * 190 + b"}",
    "nested deeper": b'{"situation": ' + b"[" * 60_000 + b"]" * 60_000 + b"}",
    "ten thousand fields": b"{" + b",".join(b'"f%d":1' % n for n in range(10_000)) + b"}",
    "ten thousand levels": b'{"situation": {"change": [' + b'"x",' * 10_000 + b'"x"]}}',
    "invalid UTF-8": b'{"situation": {}, "team": "\xff\xfe"}',
    "UTF-16": '{"situation": {}}'.encode("utf-16"),
    "a form": b"situation=%7B%7D",
    "YAML": b"situation:\n  change: major\n",
    "a comment": b'{"situation": {}} // done',
    "single quotes": b"{'situation': {}}",
    "a byte too many": b" " * (LIMIT + 1),
    "a megabyte": b'{"situation": {"change": "' + b"x" * 1_000_000 + b'"}}',
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client_in(tmp_path_factory.mktemp("api")) as client:
        yield client


def in_pieces(data: bytes) -> Iterator[bytes]:
    """Yield a body without its length being known beforehand."""
    for start in range(0, len(data), 10_000):
        yield data[start : start + 10_000]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_body_is_refused_with_its_faults(client: TestClient, name: str) -> None:
    found = problem(client.post(CALL, content=HOSTILE[name], headers=JSON))
    assert 400 <= found["status"] < 500
    assert found["errors"]
    assert all(error["code"] in CODES and error["message"] for error in found["errors"])


@pytest.mark.parametrize("name", HOSTILE)
def test_an_answer_never_repeats_a_long_input(client: TestClient, name: str) -> None:
    response = client.post(CALL, content=HOSTILE[name], headers=JSON)
    for error in response.json()["errors"]:
        assert len(error["found"] or "") <= 40
        assert len(str(error)) < 1000


@pytest.mark.parametrize("wrong", INVALID_JSON, ids=lambda wrong: wrong.name)
def test_an_invalid_input_is_refused_with_its_code(client: TestClient, wrong: InvalidInput) -> None:
    found = problem(client.post(CALL, content=wrong.data, headers=JSON))
    assert 400 <= found["status"] < 500
    assert wrong.code in {error["code"] for error in found["errors"]}


@pytest.mark.parametrize(
    ("data", "status"),
    [(b"[NaN]", 400), (b'{"a": 1, "a": 1}', 400), (b"{}", 422), (b" " * (LIMIT + 1), 413)],
)
def test_statuses_tell_unreadable_invalid_and_too_large_apart(
    client: TestClient, data: bytes, status: int
) -> None:
    assert problem(client.post(CALL, content=data, headers=JSON))["status"] == status
    assert problem(client.post(CALL, content=in_pieces(data), headers=JSON))["status"] == status


@pytest.mark.parametrize(
    ("data", "twice"),
    [
        (b'{"situation": {"change": "major", "change": "none"}}', ["/situation/change"]),
        (b'{"situation": {}, "situation": {}, "team": "a", "team": "b"}', ["/situation", "/team"]),
        (b'{"a": [{"b~/": 1, "b~/": 2}], "x": 1e999}', ["/a/0/b~0~1"]),
        (b'{"\\u0061": 1, "a": 2, "a": 3}', ["/a"]),
        (b'{"a": 1, "a": 2, ', [""]),
        (b'{"a": 1, "a": ' + b"[" * 60_000, [""]),
    ],
)
def test_a_key_that_stands_twice_is_pointed_to(
    client: TestClient, data: bytes, twice: list[str]
) -> None:
    found = problem(client.post(CALL, content=data, headers=JSON))
    assert found["status"] == 400
    assert [error["pointer"] for error in found["errors"]] == twice
    assert {error["code"] for error in found["errors"]} == {"duplicate-key"}
    if all(twice):
        assert {error["expected"] for error in found["errors"]} == {"it once"}


def test_a_key_that_stands_twice_is_named(client: TestClient) -> None:
    data = b'{"situation": {"change": "major", "change": "none"}}'
    (error,) = problem(client.post(CALL, content=data, headers=JSON))["errors"]
    assert error["found"] == "change"
    assert error["message"] == "situation.change: this key is here twice; expected it once"


def test_a_body_of_exactly_the_limit_is_read(client: TestClient) -> None:
    data = b'{"situation": {}}'.ljust(LIMIT)
    assert client.post(CALL, content=data, headers=JSON).status_code == 201


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Content-Type": ""},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "application/json; charset=latin-1"},
        {"Content-Type": "application/jsonx"},
        {**JSON, "Content-Encoding": "gzip"},
    ],
    ids=str,
)
def test_another_type_of_body_is_refused(client: TestClient, headers: dict[str, str]) -> None:
    response = client.post(CALL, content=b'{"situation": {}}', headers=headers)
    assert problem(response)["status"] == 415


@pytest.mark.parametrize("path", ["/nothing", "/v1", "/v1/", "/v1/rules/", "/redoc", "/%00"])
def test_an_unknown_address_is_a_problem(client: TestClient, path: str) -> None:
    response = client.get(path, follow_redirects=False)
    assert problem(response)["type"] == "/problems/not-found"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"])
def test_another_method_is_a_problem_that_names_the_right_one(
    client: TestClient, method: str
) -> None:
    response = client.request(method, CALL)
    assert problem(response)["status"] == 405
    assert response.headers["allow"] == "GET, HEAD, POST"


def test_another_site_is_not_let_in(client: TestClient) -> None:
    headers = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    response = client.options(CALL, headers=headers)
    assert not any(name.startswith("access-control") for name in response.headers)


@pytest.mark.parametrize("name", KINDS)
def test_every_type_of_problem_can_be_looked_up(client: TestClient, name: str) -> None:
    kind = KINDS[name]
    found = client.get(kind.type).json()
    assert (found["type"], found["status"], found["title"]) == (kind.type, kind.status, kind.title)


def test_what_nobody_foresaw_is_a_plain_500_and_logged_without_text(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    written = "somebody's text"

    def fail(*_: object) -> None:
        raise RuntimeError(written)

    monkeypatch.setattr(consultations, "answer", fail)
    with caplog.at_level(logging.ERROR):
        response = client.post(CALL, json={"situation": {}})
    found = problem(response)
    assert found["status"] == 500
    assert found["instance"] in caplog.text
    assert "RuntimeError" in caplog.text
    assert written not in caplog.text + response.text
    assert response.headers["x-content-type-options"] == "nosniff"


def test_a_database_that_fails_is_a_503(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> Any:
        raise StorageError("the database cannot be used (OperationalError)")

    monkeypatch.setattr(Services, "storage", property(fail))
    for response in (client.post(CALL, json={"situation": {}}), client.get("/readyz")):
        assert problem(response)["type"] == "/problems/storage-unavailable"
        assert response.headers["retry-after"]
    assert client.post(CALL, json={"situation": {}, "store": False}).status_code == 200
    assert client.get("/healthz").status_code == 200


def test_inputs_are_not_logged(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="fulcrum"):
        client.post(CALL, json={"situation": {"secret-attribute": "secret-level"}})
        client.post(CALL, json={"situation": {}, "note": "secret-note"})
    assert not [record for record in caplog.records if "secret-" in record.getMessage()]
