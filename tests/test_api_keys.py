"""Who may come in: keys, each with its own consultations, and the names we are called by."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api_support import CALL, held_in, problem, server_in, settings_in
from fulcrum_api.app import create_app
from fulcrum_api.operation import punctual
from fulcrum_api.services import keys
from fulcrum_api.services.keys import LINK, SESSION, Ring, Signer, hash_of, new_key
from fulcrum_api.services.shared import Services
from fulcrum_api.storage import Storage, StoredKey

pytestmark = pytest.mark.usefixtures("either_database")


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setattr(keys, "FRESH", 0.0)
    settings = settings_in(tmp_path, rate_limit="50/minute", allowed_hosts="fulcrum.example")
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        yield client


@pytest.fixture
def storage(client: TestClient) -> Storage:
    services: Services = client.app.state.services  # type: ignore[attr-defined]
    return services.storage


def bearer(key: str | None) -> dict[str, str]:
    assert key
    return {"Authorization": f"Bearer {key}"}


def test_a_key_is_kept_as_its_hash_alone(storage: Storage, tmp_path: Path) -> None:
    key = new_key(storage, "north")
    assert key
    assert len(key) >= 43
    content = held_in(tmp_path)
    assert key.encode() not in content
    assert hash_of(key).encode() in content


def test_a_name_is_taken_once(storage: Storage) -> None:
    assert new_key(storage, "north")
    assert new_key(storage, "north") is None


def test_once_there_is_a_key_one_is_wanted(client: TestClient, storage: Storage) -> None:
    assert client.get(CALL).status_code == 200
    key = new_key(storage, "north")
    for headers in ({}, bearer("fulcrum_x"), {"Authorization": f"Basic {key}"}, bearer("ü")):
        response = client.get(CALL, headers={k: v.encode() for k, v in headers.items()})
        assert problem(response)["status"] == 401
        assert response.headers["www-authenticate"].startswith("Bearer")
    assert client.get(CALL, headers=bearer(key)).status_code == 200
    assert client.get(CALL, headers={"authorization": f"bEARER  {key}"}).status_code == 200


@pytest.mark.parametrize("path", ["/v1/rules", "/v1/nothing", "/v1", "/v1/vocabulary"])
def test_everything_below_v1_wants_the_key(client: TestClient, storage: Storage, path: str) -> None:
    new_key(storage, "north")
    assert problem(client.get(path))["status"] == 401


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/openapi.json", "/problems/internal"])
def test_what_tells_nothing_wants_none(client: TestClient, storage: Storage, path: str) -> None:
    new_key(storage, "north")
    assert client.get(path).status_code == 200


def test_one_key_never_sees_what_is_anothers(client: TestClient, storage: Storage) -> None:
    before = client.post(CALL, json={"situation": {}, "team": "T"}).json()["id"]
    north, south = bearer(new_key(storage, "north")), bearer(new_key(storage, "south"))
    asked = {"situation": {}, "team": "T"}
    idempotent = {"Idempotency-Key": "same"}
    mine = client.post(CALL, json=asked, headers=north | idempotent).json()["id"]
    theirs = client.post(CALL, json=asked, headers=south | idempotent).json()["id"]
    assert mine != theirs
    said = client.post(f"{CALL}/{mine}/feedback", json={"verdict": "agreed"}, headers=north).json()
    for id in (mine, before):
        address = f"{CALL}/{id}"
        assert client.get(address, headers=south).status_code == 404
        assert client.delete(address, headers=south).status_code == 404
        assert client.post(f"{address}/replay", headers=south).status_code == 404
        assert client.get(f"{address}/explanation", headers=south).status_code == 404
        body = {"verdict": "agreed"}
        assert client.post(f"{address}/feedback", json=body, headers=south).status_code == 404
    listed = client.get(CALL, headers=south).json()["consultations"]
    assert [each["id"] for each in listed] == [theirs]
    assert client.get("/v1/feedback", headers=south).json()["feedback"] == []
    assert client.get("/v1/feedback/rules", headers=south).json()["rules"] == []
    for path in (f"/v1/feedback/{said['id']}", f"/v1/feedback/{said['id']}/case"):
        assert client.get(path, headers=south).status_code == 404
        assert client.get(path, headers=north).status_code == 200
    assert mine not in client.get("/v1/export", headers=south).text
    assert client.get(f"{CALL}/{mine}", headers=north).status_code == 200


def test_a_revoked_key_opens_nothing_and_opens_nobody_else_the_door(
    client: TestClient, storage: Storage
) -> None:
    key = new_key(storage, "north")
    assert storage.keys.revoke("north", datetime.now(UTC))
    assert client.get(CALL, headers=bearer(key)).status_code == 401
    assert client.get(CALL).status_code == 401
    assert not storage.keys.revoke("nobody", datetime.now(UTC))


def test_a_key_that_asks_too_often_is_told_when_to_come_back(
    client: TestClient, storage: Storage
) -> None:
    north, south = bearer(new_key(storage, "north")), bearer(new_key(storage, "south"))
    answers = [client.get("/v1/styles", headers=north) for _ in range(60)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert len(refused) >= 5
    assert problem(refused[0])["type"] == "/problems/too-many-requests"
    assert 1 <= int(refused[0].headers["retry-after"]) <= 60
    assert client.get("/v1/styles", headers=south).status_code == 200


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:8000", "127.0.0.1:80", "[::1]:8000", "fulcrum.example:443"]
)
def test_this_machines_names_are_answered(client: TestClient, host: str) -> None:
    assert client.get(CALL, headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "192.168.1.1", "", "127.0.0.1.nip.io:8000"]
)
def test_another_sites_name_is_not(client: TestClient, host: str) -> None:
    for path in (CALL, "/v1/rules", "/healthz"):
        assert problem(client.get(path, headers={"Host": host}))["status"] == 421


def test_with_keys_any_name_will_do(client: TestClient, storage: Storage) -> None:
    key = new_key(storage, "north")
    response = client.get(CALL, headers={**bearer(key), "Host": "advice.example.org"})
    assert response.status_code == 200


def test_a_service_that_others_reach_wants_a_key_even_if_there_is_none(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, host="0.0.0.0")
    with TestClient(create_app(settings), base_url="http://any.example") as client:
        assert client.get(CALL).status_code == 401


def test_a_signed_token_says_who_and_until_when() -> None:
    signer, now = Signer(b"s" * 32), datetime(2026, 5, 1, tzinfo=UTC)
    token = signer.sign(LINK, "north", now + timedelta(minutes=5))
    assert signer.read(LINK, token, now) == "north"
    assert signer.read(LINK, token, now + timedelta(minutes=6)) is None
    assert signer.read(SESSION, token, now) is None
    assert Signer(b"t" * 32).read(LINK, token, now) is None
    for forged in ("", "a", "a.b", "a.b.c", token.replace("north", "south"), token[:-1], "ü.1.ü"):
        assert signer.read(LINK, forged, now) is None


def test_the_secret_stays_the_same(storage: Storage) -> None:
    assert storage.keys.secret() == storage.keys.secret()
    assert len(storage.keys.secret()) == 32


def test_a_ring_tells_whether_a_key_still_counts() -> None:
    key = StoredKey("id", "north", hash_of("text"), datetime.now(UTC))
    ring = Ring({key.sha256: key}, any=True)
    assert ring.has("id")
    assert not ring.has("other")
    assert ring.key("text") == key


def test_a_head_that_never_ends_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(punctual, "SECONDS", 0.3)
    with server_in(tmp_path) as address:
        host, port = address.removeprefix("http://").split(":")
        for begin in (b"", b"GET /healthz HTTP/1.1\r\nHost: loc"):
            with socket.create_connection((host, int(port)), timeout=10) as connection:
                begun = time.monotonic()
                connection.sendall(begin)
                assert connection.recv(1000) == b""
                assert 0.2 < time.monotonic() - begun < 5


def test_a_connection_may_be_used_again_and_idle_between(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(punctual, "SECONDS", 0.3)
    request = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with server_in(tmp_path) as address:
        host, port = address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=10) as connection:
            for _ in range(3):
                connection.sendall(request)
                assert b"200 OK" in connection.recv(2000)
                time.sleep(0.5)
            connection.sendall(request[:20])
            assert connection.recv(1000) == b""
