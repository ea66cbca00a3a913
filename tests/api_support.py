"""A service to test: in this process, or on a socket."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from httpx2 import Response
from sqlalchemy import select
from starlette.testclient import TestClient

from fulcrum_api.app import create_app
from fulcrum_api.problems import KINDS
from fulcrum_api.server import make_server
from fulcrum_api.settings import Settings, read_settings
from fulcrum_api.storage.engines import make_engine
from fulcrum_api.storage.tables import metadata

CALL = "/v1/consultations"
JSON = {"Content-Type": "application/json"}


def database_in(folder: Path) -> str:
    """Return the URL of a folder's database; the fixture `either_database` puts another here."""
    return f"sqlite:///{folder}/fulcrum.db"


def held_in(folder: Path) -> bytes:
    """Return all that is kept in a folder's database: its files, or the rows of its tables."""
    engine = make_engine(database_in(folder))
    with closing(engine.connect()) as connection:
        if engine.dialect.name == "sqlite":
            return b"".join(file.read_bytes() for file in folder.iterdir())
        rows = [connection.execute(select(table)).all() for table in metadata.sorted_tables]
    engine.dispose()
    return repr(rows).encode()


def settings_in(folder: Path, **changes: Any) -> Settings:
    """Return settings with a database of their own."""
    return read_settings(**{"database_url": database_in(folder)} | changes)


@contextmanager
def client_in(folder: Path) -> Iterator[TestClient]:
    """Lend a client of a started app; exceptions of the app reach the test."""
    with TestClient(create_app(settings_in(folder)), base_url="http://localhost") as client:
        yield client


@contextmanager
def server_in(folder: Path) -> Iterator[str]:
    """Lend the address of a real server on a free port."""
    server = make_server(settings_in(folder, port=0))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield _address(server, thread)
    finally:
        server.should_exit = True
        thread.join(20)


def _address(server: Any, thread: threading.Thread) -> str:
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.01)
    host, port = server.servers[0].sockets[0].getsockname()[:2]
    return f"http://{host}:{port}"


def problem(response: Response) -> dict[str, Any]:
    """Return the problem that a response is, checked for what every problem has."""
    found: dict[str, Any] = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert found["type"].removeprefix("/problems/") in KINDS
    assert found["status"] == response.status_code
    assert found["title"]
    assert found["detail"]
    assert "Traceback" not in response.text
    return found
