"""Bringing a database to the tables of this version, once, however many workers start."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, text

from fulcrum_api.storage.engines import WRITING

SCRIPTS = Path(__file__).parent / "migrations"
LOCK = 0x46756C6372756D  # "Fulcrum"


def migrate(engine: Engine) -> None:
    """Bring the database to the newest tables; a second starter waits, then finds it done.

    SQLite: the transaction begins as a writer, which locks out other writers.
    PostgreSQL: an advisory lock until the transaction ends.
    """
    with engine.connect() as connection:
        connection.execution_options(**WRITING)
        with connection.begin():
            if engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            command.upgrade(config(connection), "head")


def config(connection: Connection) -> Config:
    """Return Alembic's configuration for the scripts that ship with this package."""
    configuration = Config()
    configuration.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    configuration.set_main_option("path_separator", "os")
    configuration.attributes["connection"] = connection
    return configuration
