"""Consultations are listed, had again, repeated safely and really deleted."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api_support import CALL, JSON, client_in, held_in, problem
from fulcrum_api.consulting import advising

pytestmark = pytest.mark.usefixtures("either_database")


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with client_in(tmp_path) as client:
        yield client


def make(client: TestClient, **asked: Any) -> str:
    """Return the id of a new consultation."""
    response = client.post(CALL, json={"situation": {}, **asked})
    assert response.status_code == 201
    id: str = response.json()["id"]
    return id


def pages(client: TestClient, **query: Any) -> Iterator[list[str]]:
    """Yield the ids of each page."""
    while True:
        page = client.get(CALL, params=query).json()
        yield [each["id"] for each in page["consultations"]]
        if page["next"] is None:
            return
        query["cursor"] = page["next"]


def test_the_newest_come_first_page_by_page(client: TestClient) -> None:
    made = [make(client) for _ in range(7)]
    found = list(pages(client, limit=3))
    assert [len(page) for page in found] == [3, 3, 1]
    assert sorted(id for page in found for id in page) == sorted(made)
    rows = client.get(CALL).json()["consultations"]
    assert rows == sorted(rows, key=lambda row: (row["created_at"], row["id"]), reverse=True)


def test_what_comes_meanwhile_moves_no_page(client: TestClient) -> None:
    made = {make(client) for _ in range(4)}
    first = client.get(CALL, params={"limit": 2}).json()
    make(client)
    rest = client.get(CALL, params={"limit": 9, "cursor": first["next"]}).json()
    found = [each["id"] for page in (first, rest) for each in page["consultations"]]
    assert len(found) == 4
    assert set(found) == made


def test_a_team_is_found_alone(client: TestClient) -> None:
    north = [make(client, team="Nörd & süd") for _ in range(3)]
    make(client, team="South")
    make(client)
    (found,) = pages(client, team="Nörd & süd")
    assert sorted(found) == sorted(north)
    link = client.get(CALL, params={"team": "Nörd & süd", "limit": 2}).headers["link"]
    address, relation = link.split(">; ")
    assert relation == 'rel="next"'
    assert len(client.get(address.removeprefix("<")).json()["consultations"]) == 1


def test_a_line_tells_what_was_advised(client: TestClient) -> None:
    answer = client.post(CALL, json={"situation": {"change": "major"}, "team": "T"}).json()
    (line,) = client.get(CALL).json()["consultations"]
    advice = answer["recommendation"]
    assert line["situation"] == {"change": "major"}
    assert (line["team"], line["lean"]) == ("T", advice["lean"])
    assert line["rulebook"] == advice["receipt"]["rulebook"]


@pytest.mark.parametrize(
    ("query", "pointers"),
    [
        ("limit=0", {"/limit"}),
        ("limit=101", {"/limit"}),
        ("limit=x&cursor=%00", {"/limit", "/cursor"}),
        ("limit=0&cursor=zzz&team=%00&x=1", {"/limit", "/cursor", "/team", "/x"}),
        ("limti=3", {"/limti"}),
        ("limit=1&limit=2", {"/limit"}),
        ("cursor=nonsense", {"/cursor"}),
        ("cursor=", {"/cursor"}),
        ("cursor=MTIz", {"/cursor"}),
        ("cursor=ZmZmZmZmZmZmZmZmZmZmZmZmLmFh", {"/cursor"}),
        ("team=%00", {"/team"}),
    ],
)
def test_a_wrong_parameter_is_refused(client: TestClient, query: str, pointers: set[str]) -> None:
    found = problem(client.get(f"{CALL}?{query}"))
    assert found["status"] == 422
    assert pointers == {error["pointer"] for error in found["errors"]}


@pytest.mark.parametrize(
    ("address", "suggestion"),
    [
        (f"{CALL}?limti=3", "limit"),
        (f"{CALL}?teem=x", "team"),
        ("/v1/feedback?verdikt=agreed", "verdict"),
        ("/v1/export?teem=x", "team"),
    ],
)
def test_a_misspelt_parameter_is_refused_with_the_nearest(
    client: TestClient, address: str, suggestion: str
) -> None:
    found = problem(client.get(address))
    assert found["status"] == 422
    assert [(e["code"], e["suggestion"]) for e in found["errors"]] == [
        ("unknown-attribute", suggestion)
    ]


def test_whoever_has_these_bytes_is_told_so(client: TestClient) -> None:
    address = f"{CALL}/{make(client)}"
    etag = client.get(address).headers["etag"]
    response = client.get(address, headers={"If-None-Match": f'"other", W/{etag}'})
    assert (response.status_code, response.content) == (304, b"")


@pytest.mark.parametrize("path", [CALL, "/v1/rules", "/healthz", "/openapi.json"])
def test_head_is_answered_as_get_without_the_body(client: TestClient, path: str) -> None:
    head, get = client.head(path), client.get(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == get.headers["content-length"]


def test_what_was_deleted_is_gone_from_every_list(client: TestClient) -> None:
    id, other = make(client), make(client)
    response = client.delete(f"{CALL}/{id}")
    assert (response.status_code, response.content) == (204, b"")
    assert problem(client.get(f"{CALL}/{id}"))["status"] == 404
    assert problem(client.delete(f"{CALL}/{id}"))["status"] == 404
    assert list(pages(client)) == [[other]]


@pytest.mark.parametrize("id", ["0" * 32, "x", "%00", "'--"])
def test_what_is_not_there_cannot_be_deleted(client: TestClient, id: str) -> None:
    assert problem(client.delete(f"{CALL}/{id}"))["status"] == 404


def test_deleted_text_is_nowhere_in_the_files(client: TestClient, tmp_path: Path) -> None:
    kept = [make(client, team=f"staying-{n}", note="staying" * 99) for n in range(30)]
    gone = [make(client, team=f"fleeting-{n}", note="fleeting" * n) for n in range(1, 40)]
    for id in gone[:20]:
        said = {"verdict": "overridden", "reason": f"fleeting {id}"}
        assert client.post(f"{CALL}/{id}/feedback", json=said).status_code == 201
    for id in gone:
        client.delete(f"{CALL}/{id}")
    content = held_in(tmp_path)
    assert b"staying" in content
    assert b"fleeting" not in content
    assert all(client.get(f"{CALL}/{id}").status_code == 200 for id in kept)


def keyed(client: TestClient, key: str, **asked: Any) -> Any:
    body = {"situation": {}, **asked}
    return client.post(CALL, json=body, headers={"Idempotency-Key": key})


def test_a_repeated_request_is_answered_byte_for_byte_and_kept_once(client: TestClient) -> None:
    first, again = keyed(client, "k1", note="ü"), keyed(client, "k1", note="ü")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["location"] == first.headers["location"]
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert [len(page) for page in pages(client)] == [1]


def test_another_body_under_the_same_key_is_refused(client: TestClient) -> None:
    keyed(client, "k1")
    found = problem(keyed(client, "k1", note="another"))
    assert (found["status"], found["type"]) == (422, "/problems/idempotency-key-reused")


def test_a_refused_request_uses_no_key_up(client: TestClient) -> None:
    assert keyed(client, "k1", note=7).status_code == 422
    assert keyed(client, "k1").status_code == 201


def test_what_was_deleted_is_not_given_again(client: TestClient) -> None:
    first = keyed(client, "k1")
    client.delete(first.headers["location"])
    assert keyed(client, "k1").json()["id"] != first.json()["id"]


def test_a_key_counts_for_a_day(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    first = keyed(client, "k1").json()["id"]
    now = datetime.now(UTC)
    monkeypatch.setattr(advising, "moment", lambda: now + timedelta(hours=23, minutes=59))
    assert keyed(client, "k1").json()["id"] == first
    monkeypatch.setattr(advising, "moment", lambda: now + timedelta(hours=24, minutes=1))
    assert keyed(client, "k1", note="another body").status_code == 201


def test_the_same_request_at_once_is_told_to_wait(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on, advise = threading.Event(), threading.Event(), advising.advise

    def slow(*args: Any) -> Any:
        begun.set()
        assert go_on.wait(10)
        return advise(*args)

    monkeypatch.setattr(advising, "advise", slow)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(keyed, client, "k1")
        assert begun.wait(10)
        found = problem(keyed(client, "k1"))
        go_on.set()
        assert first.result().status_code == 201
    assert (found["status"], found["type"]) == (409, "/problems/idempotency-in-flight")
    assert keyed(client, "k1").content == first.result().content


@pytest.mark.parametrize("key", ["", " ", "a b", "ü", "x" * 256])
def test_a_key_that_is_none_is_refused(client: TestClient, key: str) -> None:
    headers = {**JSON, "Idempotency-Key": key.encode("latin-1").decode("latin-1")}
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    found = problem(client.post(CALL, content=b'{"situation":{}}', headers=raw))
    assert found["errors"][0]["pointer"] == "/Idempotency-Key"


def test_everything_held_about_a_team_can_be_taken_out(client: TestClient) -> None:
    first = client.post(CALL, json={"situation": {}, "team": "North", "note": "ü\n"})
    make(client, team="South")
    said = client.post(f"{first.headers['location']}/feedback", json={"verdict": "agreed"}).json()
    response = client.get("/v1/export", params={"team": "North"})
    assert response.headers["content-type"] == "application/x-ndjson"
    (line,) = response.content.splitlines()
    assert first.content in line
    assert [said] == json.loads(line)["feedback"]
    assert len(client.get("/v1/export").content.splitlines()) == 2
