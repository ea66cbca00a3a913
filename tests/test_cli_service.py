"""The commands that look after the service's data."""

from __future__ import annotations

import json
import socket
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from fulcrum_api import server
from fulcrum_api.commands.app import app
from fulcrum_api.services.keys import LINK, Signer, hash_of
from fulcrum_api.storage import Storage, StoredConsultation, StoredGathering, open_storage


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path}/fulcrum.db"
    monkeypatch.setenv("FULCRUM_DATABASE_URL", url)
    return url


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def keep(url: str, *kept: StoredConsultation) -> None:
    with closing(open_storage(url)) as storage:
        for each in kept:
            storage.add(each)


CONSULTATION = StoredConsultation(
    "a" * 32, datetime.now(UTC), "North", "{}", False, "0" * 64, "1", b'{"note":"\xc3\xbc"}'
)


def keys_of(url: str) -> Storage:
    return open_storage(url)


def test_a_key_is_shown_once_listed_by_name_and_revoked(database: str) -> None:
    made = run("keys", "new", "north")
    assert made.exit_code == 0
    key = made.stdout.strip()
    assert "cannot be shown again" in made.stderr
    with closing(keys_of(database)) as storage:
        assert [each.sha256 for each in storage.keys.all()] == [hash_of(key)]
    assert "north\t" in run("keys", "list").stdout
    assert key not in run("keys", "list").output
    assert run("keys", "new", "north").exit_code == 2
    assert run("keys", "revoke", "north").exit_code == 0
    assert "revoked" in run("keys", "list").stdout
    assert run("keys", "link", "north").exit_code == 2
    assert run("keys", "revoke", "south").exit_code == 2


def test_a_link_is_signed_for_the_owner_of_a_key(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FULCRUM_PUBLIC_URL", "https://advice.example.org/")
    run("keys", "new", "north")
    address = run("keys", "link", "north", "--minutes", "5").stdout.strip()
    before, _, token = address.rpartition("/")
    assert before == "https://advice.example.org/sign-in"
    with closing(keys_of(database)) as storage:
        signer, (key,) = Signer(storage.keys.secret()), storage.keys.all()
    assert signer.read(LINK, token, datetime.now(UTC)) == key.id


def test_a_link_leads_to_where_the_server_is(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("keys", "new", "north")
    link = run("keys", "link", "north", "--url", "http://10.0.0.7:8201/")
    assert link.stdout.startswith("http://10.0.0.7:8201/sign-in/")
    assert link.stderr == ""
    plain = run("keys", "link", "north")
    assert plain.stdout.startswith("http://127.0.0.1:8000/sign-in/")
    assert "--url" in plain.stderr
    monkeypatch.setenv("FULCRUM_PORT", "8201")
    assert run("keys", "link", "north").stdout.startswith("http://127.0.0.1:8201/sign-in/")
    for wrong in ("nonsense", "ftp://x", "http://", "http://x/?a=1"):
        assert run("keys", "link", "north", "--url", wrong).exit_code == 2


def test_a_port_in_use_is_told_before_anything_is_done(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        refused = run("serve", "--port", str(port))
    assert refused.exit_code == 2
    assert refused.stderr == f"port {port} is already in use; choose another with --port\n"
    assert list(tmp_path.iterdir()) == []


def test_a_host_that_is_not_ours_is_told(database: str) -> None:
    run("keys", "new", "north")
    refused = run("serve", "--host", "192.0.2.1", "--port", "0")
    assert refused.exit_code == 2
    assert "cannot listen on 192.0.2.1" in refused.stderr


def test_without_keys_no_place_is_tried_that_others_reach(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []
    monkeypatch.setattr(server, "refuse_taken", lambda host, port: tried.append(host))
    assert run("serve", "--host", "192.0.2.1").exit_code == 2
    assert tried == []


def test_what_is_too_old_is_purged(database: str) -> None:
    old = replace(CONSULTATION, created_at=datetime.now(UTC) - timedelta(days=40))
    keep(database, old, replace(CONSULTATION, id="b" * 32))
    assert run("purge").exit_code == 2
    with closing(open_storage(database)) as storage:
        storage.gatherings.add(StoredGathering("c" * 32, old.created_at, None, "North", None))
    found = "1 consultation and 1 gathering"
    assert run("purge", "--days", "30", "--dry-run").stdout == f"{found} would be deleted.\n"
    assert run("purge", "--days", "30").stdout == f"{found} deleted.\n"
    assert run("purge", "--days", "30").stdout == "0 consultations and 0 gatherings deleted.\n"


def test_everything_about_a_team_is_exported_whole(database: str, tmp_path: Path) -> None:
    keep(database, CONSULTATION, replace(CONSULTATION, id="b" * 32, team="South", owner="key"))
    file = tmp_path / "out.ndjson"
    assert run("export", "--team", "North", str(file)).exit_code == 0
    (line,) = file.read_bytes().splitlines()
    assert json.loads(line) == {"consultation": {"note": "ü"}, "feedback": []}
    assert file.stat().st_mode & 0o077 == 0
    assert len(run("export").stdout.splitlines()) == 2


def test_a_backup_is_a_database_like_the_first(database: str, tmp_path: Path) -> None:
    keep(database, CONSULTATION)
    copy = tmp_path / "copy.db"
    assert run("backup", str(copy)).exit_code == 0
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    with closing(open_storage(f"sqlite:///{copy}")) as storage:
        assert storage.body(CONSULTATION.id) == CONSULTATION.body
    assert run("backup", str(copy)).exit_code == 2


def test_postgresql_has_a_tool_of_its_own_for_backups(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FULCRUM_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    refused = run("backup", str(tmp_path / "copy"))
    assert refused.exit_code == 2
    assert "pg_dump" in refused.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["nonsense", "sqlite:///none/there.db"])
def test_a_database_that_is_not_there_is_not_copied(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, url: str
) -> None:
    monkeypatch.setenv("FULCRUM_DATABASE_URL", url)
    refused = run("backup", str(tmp_path / "copy"))
    assert refused.exit_code == 2
    assert "FULCRUM_DATABASE_URL" in refused.stderr
