"""Batches over a real socket: streamed both ways, memory flat, nobody else kept waiting."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest

from fulcrum_engine import Rulebook

LINES = 100_000 if os.environ.get("THOROUGH") else 20_000
BATCHES = "/v1/batches"
COARSE = ("change", "morale", "direction")


@contextmanager
def process_in(folder: Path) -> Iterator[tuple[str, int]]:
    """Lend the address and the id of a server in a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "fulcrum_api.cli", "serve", "--port", str(port)]
    environment = {**os.environ, "FULCRUM_DATABASE_URL": f"sqlite:///{folder}/fulcrum.db"}
    with subprocess.Popen(command, env=environment) as process:
        address = f"http://127.0.0.1:{port}"
        try:
            _wait_for(f"{address}/healthz")
            yield address, process.pid
        finally:
            process.terminate()
            process.wait(20)


def _wait_for(url: str) -> None:
    for _ in range(200):
        try:
            if httpx2.get(url).status_code == 200:
                return
        except httpx2.TransportError:
            time.sleep(0.1)
    raise AssertionError("the server did not start")


def family(pid: int) -> list[int]:
    """Return a process and all that came of it."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in family(int(child)))]


def peak(pid: int) -> int:
    """Return the most memory that a process has had, in bytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def coarse_rows(rulebook: Rulebook, count: int) -> Iterator[bytes]:
    """Yield CSV of few columns, so that lines are quick to answer."""
    yield (",".join(("reference", *COARSE)) + "\n").encode()
    levels = [("", *rulebook.vocabulary.by_id[name].level_ids) for name in COARSE]
    combinations = [",".join(row) for row in product(*levels)]
    for number in range(count):
        yield f"row {number},{combinations[number % len(combinations)]}\n".encode()


def post(address: str, rows: Iterator[bytes]) -> int:
    """Return how many lines answer, their order checked, without keeping them."""
    headers = {"Content-Type": "text/csv"}
    count = -1
    with httpx2.stream(
        "POST", address + BATCHES, content=rows, headers=headers, timeout=600
    ) as response:
        assert response.status_code == 200
        for line in response.iter_lines():
            if count >= 0:
                assert line.startswith(f"{count},row {count},")
            count += 1
    return count


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc")
def test_memory_is_flat_however_many_lines_there_are(tmp_path: Path, rulebook: Rulebook) -> None:
    with process_in(tmp_path) as (address, pid):
        post(address, coarse_rows(rulebook, 2000))
        before = {each: peak(each) for each in family(pid)}
        assert post(address, coarse_rows(rulebook, LINES)) == LINES
        grown = {each: peak(each) - before.get(each, peak(each)) for each in family(pid)}
    assert max(grown.values()) < 24 * 1024 * 1024, grown


def arrived(connection: socket.socket) -> bytes:
    """Return what came next; a connection closed before the end is a failure, not a wait."""
    part = connection.recv(65536)
    assert part, "the server closed the connection"
    return part


def test_answers_come_while_lines_are_still_to_be_sent(tmp_path: Path) -> None:
    with process_in(tmp_path) as (address, _):
        at = urlsplit(address)
        head = (
            f"POST {BATCHES} HTTP/1.1\r\nHost: {at.netloc}\r\nTransfer-Encoding: chunked\r\n"
            "Content-Type: application/x-ndjson\r\n\r\n"
        )
        some = b'{"change":"major"}\n' * 64
        with socket.create_connection((at.hostname, at.port or 0), timeout=30) as connection:
            connection.sendall(head.encode() + b"%x\r\n%s\r\n" % (len(some), some))
            received = b""
            while b'"index":63' not in received:
                received += arrived(connection)
            assert httpx2.get(f"{address}/healthz").status_code == 200
            connection.sendall(b"0\r\n\r\n")
            while not received.endswith(b"0\r\n\r\n"):
                received += arrived(connection)
    assert received.count(b'"recommendation"') == 64


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc")
def test_workers_end_with_the_server_however_that_ends(tmp_path: Path, rulebook: Rulebook) -> None:
    with process_in(tmp_path) as (address, pid):
        post(address, coarse_rows(rulebook, 200))
        workers = family(pid)[1:]
        assert workers
        os.kill(pid, 9)
        ended = time.monotonic() + 10
        while any(Path(f"/proc/{each}").exists() for each in workers):
            assert time.monotonic() < ended, "a worker outlived its server"
            time.sleep(0.1)
