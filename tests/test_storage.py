"""Consultations are kept, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import json
import multiprocessing
import secrets
import stat
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from fulcrum_api.storage import (
    Once,
    Storage,
    StorageError,
    StoredConsultation,
    StoredFeedback,
    open_storage,
)
from fulcrum_api.storage.engines import make_engine
from fulcrum_api.storage.tables import consultations, metadata

MANY = 40


@pytest.fixture
def storage(url: str) -> Iterator[Storage]:
    with closing(open_storage(url)) as storage:
        yield storage


def consultation(body: bytes = b"{}") -> StoredConsultation:
    return StoredConsultation(
        id=secrets.token_hex(16),
        created_at=datetime.now(UTC),
        team="Nord 🤷",
        situation='{"change":"major"}',
        experimental=False,
        rulebook_sha256="0" * 64,
        engine="0.1.0",
        body=body,
    )


def add_many(url: str) -> list[str]:
    """Keep some consultations from a process of its own; return their ids."""
    with closing(open_storage(url)) as storage:
        kept = [consultation() for _ in range(MANY)]
        for each in kept:
            storage.add(each)
    return [each.id for each in kept]


def test_what_is_kept_comes_back_to_the_byte(storage: Storage) -> None:
    body = json.dumps({"note": "ü\u2028🤷"}, ensure_ascii=False).encode() + bytes(range(256))
    kept = consultation(body)
    storage.add(kept)
    assert storage.body(kept.id) == body


def test_what_was_never_kept_is_none(storage: Storage) -> None:
    assert storage.body("nobody") is None


def test_an_id_is_never_given_twice(storage: Storage) -> None:
    first = consultation(b"first")
    storage.add(first)
    with pytest.raises(StorageError, match=r"cannot be used \((Integrity|Unique)"):
        storage.add(replace(first, body=b"second"))
    assert storage.body(first.id) == b"first"


def test_it_survives_being_closed_and_opened(url: str) -> None:
    kept = consultation()
    with closing(open_storage(url)) as storage:
        storage.add(kept)
    with closing(open_storage(url)) as storage:
        assert storage.body(kept.id) == kept.body


def test_times_come_back_in_utc_whatever_zone_they_had(url: str, storage: Storage) -> None:
    kept = replace(
        consultation(), created_at=datetime(2026, 5, 1, 1, tzinfo=timezone(timedelta(hours=2)))
    )
    storage.add(kept)
    engine = make_engine(url)
    with engine.connect() as connection:
        query = select(consultations.c.created_at).where(consultations.c.id == kept.id)
        found = connection.scalar(query)
    engine.dispose()
    assert found == kept.created_at
    assert found.utcoffset() == timedelta(0)


def test_many_threads_lose_nothing(storage: Storage) -> None:
    kept = [consultation(str(number).encode()) for number in range(200)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(storage.add, kept))
    assert all(storage.body(each.id) == each.body for each in kept)


def test_many_processes_open_a_new_database_at_once_and_lose_nothing(url: str) -> None:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(4, context) as pool:
        ids = [id for part in pool.map(add_many, [url] * 4) for id in part]
    with closing(open_storage(url)) as storage:
        assert len(ids) == 4 * MANY
        assert all(storage.body(id) is not None for id in ids)


def test_the_migrations_make_the_tables_that_the_code_knows(url: str, storage: Storage) -> None:
    engine = make_engine(url)
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()
    assert differences == []


def test_a_database_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/newer.db"
    open_storage(url).close()
    engine = make_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(StorageError, match="another version"):
        open_storage(url)


def test_a_check_fails_when_the_tables_are_gone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/gone.db"
    with closing(open_storage(url)) as storage:
        storage.check()
        engine = make_engine(url)
        with engine.begin() as connection:
            connection.execute(text("DROP TABLE consultations"))
        engine.dispose()
        with pytest.raises(StorageError):
            storage.check()


def test_a_server_that_does_not_answer_is_a_storage_error() -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(StorageError, match="OperationalError"):
        open_storage("postgres://nobody@127.0.0.1:1/none")


def test_a_storage_error_quotes_nothing_that_was_to_be_kept(storage: Storage) -> None:
    kept = replace(consultation(b"secret"), team="secret")
    storage.add(kept)
    with pytest.raises(StorageError) as refused:
        storage.add(kept)
    assert "secret" not in str(refused.value)
    assert not isinstance(refused.value.__cause__, IntegrityError)


def test_sqlite_is_durable_private_and_forgets_what_is_deleted(tmp_path: Path) -> None:
    file = tmp_path / "fulcrum.db"
    open_storage(f"sqlite:///{file}").close()
    engine = make_engine(f"sqlite:///{file}")
    with engine.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "secure_delete", "busy_timeout")
        }
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    engine.dispose()
    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,
        "secure_delete": 1,
        "busy_timeout": 10000,
    }


def test_two_processes_with_the_same_idempotency_key_keep_one_answer(storage: Storage) -> None:
    once = Once(secrets.token_hex(8), "f" * 64)
    tries = [consultation(str(number).encode()) for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        earlier = list(pool.map(lambda each: storage.consultations.add(each, once), tries))
    (winner,) = [each for each, found in zip(tries, earlier, strict=True) if found is None]
    assert all(found.body == winner.body for found in earlier if found)
    assert [storage.body(each.id) is not None for each in tries].count(True) == 1


def test_what_is_older_is_purged_with_all_that_hangs_on_it(storage: Storage) -> None:
    now = datetime.now(UTC)
    old = replace(consultation(), created_at=now - timedelta(days=4000))
    storage.consultations.add(old, Once(old.id, "f" * 64))
    said = StoredFeedback(old.id, old.id, now, "overridden", None, "reason")
    assert storage.feedback.add(said, ["a-rule"])
    young = consultation()
    storage.add(young)
    before = now - timedelta(days=3999)
    assert storage.consultations.count_before(before) == 1
    assert storage.consultations.purge(before) == 1
    assert storage.consultations.purge(before) == 0
    assert storage.body(old.id) is None
    assert storage.feedback.get(old.id) is None
    assert storage.consultations.earlier(None, old.id, old.created_at) is None
    assert storage.body(young.id) == young.body


def test_feedback_on_what_has_been_deleted_is_not_kept(storage: Storage) -> None:
    kept = consultation()
    storage.add(kept)
    assert storage.consultations.delete(kept.id)
    said = StoredFeedback("f" * 32, kept.id, datetime.now(UTC), "agreed")
    assert not storage.feedback.add(said, [])


def test_an_owner_sees_its_own_alone(storage: Storage) -> None:
    mine = replace(consultation(), owner="north")
    storage.add(mine)
    assert storage.body(mine.id, "north") == mine.body
    assert storage.body(mine.id) is None
    assert storage.consultations.delete(mine.id, "south") is False
    assert [each.id for each in storage.consultations.page("north", 9)] == [mine.id]
    assert mine.id not in [each.id for each in storage.consultations.held(None)]
    assert mine.id in [each.id for each in storage.consultations.held(mine.team, anyones=True)]


def test_a_rule_book_is_kept_once_and_found_by_hash_and_version(storage: Storage) -> None:
    now, sha256, version = datetime.now(UTC), secrets.token_hex(32), secrets.token_hex(4)
    for _ in range(2):
        storage.rulebooks.keep(sha256, version, {"title": "Gärten"}, now)
    assert storage.rulebooks.content(sha256) == {"title": "Gärten"}
    assert storage.rulebooks.sha256_of(version) == sha256
    assert storage.rulebooks.content("0" * 64) is None
    assert storage.rulebooks.sha256_of("none") is None
