"""Databases to test on: SQLite files, and schemas of a PostgreSQL, a new one for each test."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import api_support

POSTGRESQL = "postgresql://postgres@127.0.0.1:5432/test"


class Schemas:
    """Schemas of a PostgreSQL, one for each folder, as an SQLite file would be."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._names: dict[Path | None, str] = {}

    def url_in(self, folder: Path | None) -> str:
        """Return the URL of a folder's schema, made when it is first asked for."""
        if folder not in self._names:
            self._names[folder] = f"fulcrum_test_{secrets.token_hex(8)}"
            self._connection.execute(f'CREATE SCHEMA "{self._names[folder]}"')
        return f"{POSTGRESQL}?options=-csearch_path%3D{self._names[folder]}"

    def drop(self) -> None:
        """Drop all of them."""
        for name in self._names.values():
            self._connection.execute(f'DROP SCHEMA "{name}" CASCADE')
        self._names.clear()


@pytest.fixture(scope="session")
def server() -> Iterator[Any]:
    """Lend a connection to a PostgreSQL; skip where there is none, but never in CI."""
    try:
        import psycopg

        connection = psycopg.connect(POSTGRESQL, autocommit=True, connect_timeout=3)
    except Exception as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no PostgreSQL at 127.0.0.1:5432 ({type(error).__name__})")
    with closing(connection):
        yield connection


@pytest.fixture(scope="session")
def postgresql(server: Any) -> Iterator[str]:
    """Lend the URL of a schema of this session's own."""
    schemas = Schemas(server)
    yield schemas.url_in(None)
    schemas.drop()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the URL of a database, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/fulcrum.db"
    address: str = request.getfixturevalue("postgresql")
    return address


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def either_database(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let a module's services keep things in SQLite, and all its tests run again on PostgreSQL.

    A fixture of the module's own scope that starts a service must ask for this one, too.
    """
    if request.param == "sqlite":
        yield
        return
    schemas = Schemas(request.getfixturevalue("server"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(api_support, "database_in", schemas.url_in)
        yield
    schemas.drop()
