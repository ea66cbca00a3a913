"""kill -9 during writes: what was acknowledged is there, and nothing is there twice."""

from __future__ import annotations

import os
import random
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

import httpx2

from api_support import CALL
from fulcrum_api.storage import open_storage

ROUNDS = 50 if os.environ.get("THOROUGH") else 5
CLIENTS = 8
WRITING = (0.2, 1.2)
"""Seconds from the first acknowledgement of a round to the kill."""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


class Clients:
    """Eight that keep writing, and try again under the same key until they are told it is kept."""

    def __init__(self, address: str, test: str) -> None:
        self.address, self.test = address, test
        self.acknowledged: dict[str, tuple[str, bytes]] = {}
        self.stopping = threading.Event()
        self.threads = [threading.Thread(target=self._write, args=[n]) for n in range(CLIENTS)]

    def __enter__(self) -> Clients:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        for thread in self.threads:
            thread.join(60)

    def _write(self, client: int) -> None:
        number = 0
        with httpx2.Client(base_url=self.address, timeout=20) as http:
            while not self.stopping.is_set():
                key = f"{self.test}-{client}-{number}"
                answer = self._ask(http, key)
                if answer is None:
                    time.sleep(0.1)
                    continue
                self.acknowledged[key] = (answer.json()["id"], answer.content)
                number += 1

    def _ask(self, http: httpx2.Client, key: str) -> httpx2.Response | None:
        """Return the acknowledgement of a request, or None if it cannot be had now."""
        asked = {"situation": {"change": "major"}, "team": key}
        headers = {"Idempotency-Key": key}
        try:
            answer = http.post(CALL, json=asked, headers=headers)
        except httpx2.HTTPError:
            return None
        assert answer.status_code in (201, 409, 503), answer.text
        return answer if answer.status_code == 201 else None


def start(url: str, port: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "fulcrum_api.cli", "serve", "--port", str(port)]
    environment = os.environ | {"FULCRUM_DATABASE_URL": url}
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)


def wait_for_more(clients: Clients, than: int) -> None:
    deadline = time.monotonic() + 60
    while len(clients.acknowledged) <= than:
        assert time.monotonic() < deadline, "nothing was acknowledged for a minute"
        time.sleep(0.02)


def test_nothing_acknowledged_is_lost_and_nothing_is_kept_twice(url: str, tmp_path: Path) -> None:
    port, test, chance = free_port(), secrets.token_hex(4), random.Random(7)
    with Clients(f"http://127.0.0.1:{port}", test) as clients:
        for _ in range(ROUNDS):
            with start(url, port) as server:
                try:
                    wait_for_more(clients, len(clients.acknowledged))
                    time.sleep(chance.uniform(*WRITING))
                finally:
                    server.send_signal(signal.SIGKILL)
    with closing(open_storage(url)) as storage:
        for id, body in clients.acknowledged.values():
            assert storage.body(id) == body
        kept = Counter(each.team for each in storage.consultations.held(None))
    kept = Counter({team: n for team, n in kept.items() if team and team.startswith(test)})
    assert len(clients.acknowledged) >= ROUNDS
    assert clients.acknowledged.keys() <= kept.keys()
    assert [team for team, number in kept.items() if number > 1] == []
