"""Databases to test on: an SQLite file, and a PostgreSQL schema of a session's own."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

POSTGRESQL = "postgresql://postgres@127.0.0.1:5432/test"


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Lend the URL of a schema of this session's own; skip where there is no PostgreSQL."""
    try:
        import psycopg

        connection = psycopg.connect(POSTGRESQL, autocommit=True, connect_timeout=3)
    except Exception as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no PostgreSQL at 127.0.0.1:5432 ({type(error).__name__})")
    schema = f"fulcrum_test_{secrets.token_hex(8)}"
    with closing(connection):
        connection.execute(f'CREATE SCHEMA "{schema}"')
        yield f"{POSTGRESQL}?options=-csearch_path%3D{schema}"
        connection.execute(f'DROP SCHEMA "{schema}" CASCADE')


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the URL of a database, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/fulcrum.db"
    address: str = request.getfixturevalue("postgresql")
    return address
