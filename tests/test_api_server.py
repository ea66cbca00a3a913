"""The service on a real socket."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest

from api_support import CALL, JSON, problem, server_in
from fulcrum_api.requests import bodies

pytestmark = pytest.mark.usefixtures("either_database")


@pytest.fixture(scope="module")
def address(either_database: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with server_in(tmp_path_factory.mktemp("server")) as address:
        yield address


def send(address: str, data: bytes) -> bytes:
    """Return all that a server answers to raw bytes before it closes the connection."""
    at = urlsplit(address)
    assert at.hostname
    assert at.port
    with socket.create_connection((at.hostname, at.port), timeout=10) as connection:
        connection.sendall(data)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def test_a_consultation_goes_over_the_wire_and_comes_back(address: str) -> None:
    first = httpx2.post(address + CALL, json={"situation": {"change": "major"}})
    assert first.status_code == 201
    assert "server" not in first.headers
    assert httpx2.get(address + first.headers["location"]).content == first.content


def test_what_was_stored_outlives_the_server(tmp_path: Path) -> None:
    with server_in(tmp_path) as address:
        first = httpx2.post(address + CALL, json={"situation": {}})
    with server_in(tmp_path) as address:
        assert httpx2.get(address + first.headers["location"]).content == first.content


def test_many_clients_are_answered_at_once(address: str) -> None:
    def ask(number: int) -> tuple[str, bytes, bytes]:
        with httpx2.Client(base_url=address) as client:
            first = client.post(CALL, json={"situation": {"change": "major"}, "team": str(number)})
            assert first.status_code == 201
            again = client.get(first.headers["location"])
        return str(number), first.content, again.content

    with ThreadPoolExecutor(8) as pool:
        for number, first, again in pool.map(ask, range(40)):
            assert first == again
            assert json.loads(again)["team"] == number


def test_a_large_body_is_refused_while_it_is_still_being_sent(address: str) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(2000):
            sent += 10_000
            yield b"x" * 10_000

    response = httpx2.post(address + CALL, content=endless(), headers=JSON)
    assert problem(response)["status"] == 413
    assert sent < 20_000_000


def test_a_large_length_is_refused_before_anything_is_sent(address: str) -> None:
    head = f"POST {CALL} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    answer = send(address, f"{head}Content-Length: 999999999\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"application/problem+json" in answer


def test_a_body_that_never_ends_is_given_up(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "SECONDS", 0.2)
    head = f"POST {CALL} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    answer = send(address, f"{head}Content-Length: 100\r\n\r\n{{".encode())
    assert answer.startswith(b"HTTP/1.1 408 ")


def test_a_client_that_hangs_up_hurts_nobody(address: str) -> None:
    at = urlsplit(address)
    head = f"POST {CALL} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    for _ in range(5):
        with socket.create_connection((at.hostname, at.port or 0), timeout=10) as connection:
            connection.sendall(f"{head}Content-Length: 100\r\n\r\n{{".encode())
    assert httpx2.get(f"{address}/healthz").status_code == 200


@pytest.mark.parametrize("path", ["/v1/consultations/%00", "/v1/rules/%ff%fe", "/%"])
def test_garbled_addresses_are_not_found(address: str, path: str) -> None:
    head = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    assert send(address, head.encode()).split(b" ")[1] in (b"400", b"404")


def test_nobody_waits_for_somebody_elses_slow_body(address: str) -> None:
    at = urlsplit(address)
    head = f"POST {CALL} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    slow = [socket.create_connection((at.hostname, at.port or 0), timeout=10) for _ in range(30)]
    try:
        for connection in slow:
            connection.sendall(f"{head}Content-Length: 100\r\n\r\n{{".encode())
        assert httpx2.post(address + CALL, json={"situation": {}}).status_code == 201
    finally:
        for connection in slow:
            connection.close()
    assert threading.active_count() < 100
