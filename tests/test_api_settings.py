"""What can be set from outside, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from fulcrum_api.app import create_app
from fulcrum_api.server import serve
from fulcrum_api.settings import read_settings, refuse_strangers
from fulcrum_api.storage import StorageError
from fulcrum_engine import InputError, RulebookError


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOST", "PORT", "DATABASE_URL", "RULES"):
        monkeypatch.delenv(f"FULCRUM_{name}", raising=False)


def test_the_defaults_are_this_machine_alone_and_a_file() -> None:
    settings = read_settings()
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.database_url == "sqlite:///fulcrum.db"
    assert settings.rules is None


def test_the_environment_sets_and_the_command_line_sets_over_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FULCRUM_PORT", "8011")
    monkeypatch.setenv("FULCRUM_HOST", "localhost")
    assert read_settings(port=None).port == 8011
    assert read_settings(port=8012, host=None).port == 8012
    assert read_settings().host == "localhost"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_this_machines_own_addresses_are_allowed(host: str) -> None:
    assert read_settings(host=host).host == host


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org", ""])
def test_an_address_that_others_reach_is_refused_without_keys(host: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"FULCRUM_HOST: .*API keys.*fulcrum keys new"):
        serve(read_settings(host=host, database_url=f"sqlite:///{tmp_path}/fulcrum.db"))


def test_an_address_that_others_reach_is_allowed_with_keys() -> None:
    refuse_strangers(read_settings(host="0.0.0.0"), keys=True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("rate_limit", "often"),
        ("retention_days", "0"),
        ("retention_days", "a week"),
        ("workers", "0"),
        ("log_format", "xml"),
        ("public_form", "perhaps"),
    ],
)
def test_what_cannot_be_used_is_refused(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"FULCRUM_{name.upper()}", value)
    with pytest.raises(InputError, match=f"FULCRUM_{name.upper()}: this setting cannot be used"):
        read_settings()


def test_names_are_listed_with_commas() -> None:
    settings = read_settings(allowed_hosts="advice.example.org, fulcrum ,")
    assert settings.host_names == ["advice.example.org", "fulcrum"]


@pytest.mark.parametrize("port", ["-1", "65536", "http", "80.5", ""])
def test_a_port_that_is_none_is_refused(port: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FULCRUM_PORT", port)
    with pytest.raises(InputError, match="FULCRUM_PORT"):
        read_settings()


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(InputError) as refused:
        read_settings(workers=0, port=70000, colour="green")
    assert [fault.where for fault in refused.value.faults] == [
        "FULCRUM_PORT",
        "FULCRUM_WORKERS",
        "FULCRUM_COLOUR",
    ]


def test_the_databases_password_is_not_shown() -> None:
    settings = read_settings(database_url="postgresql://me:hunter2@127.0.0.1/x")
    assert "hunter2" not in repr(settings)


@pytest.mark.parametrize(
    "url",
    ["nonsense", "mysql://localhost/x", "sqlite://", "sqlite:///:memory:", "", "sqlite+x:///y"],
)
def test_a_database_that_cannot_keep_anything_is_refused(url: str) -> None:
    with pytest.raises(InputError, match="FULCRUM_DATABASE_URL"):
        serve(read_settings(database_url=url))


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        serve(read_settings(database_url=f"sqlite:///{tmp_path}/none/fulcrum.db"))


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "fulcrum.db").write_text("This is a letter, and no database at all.\n" * 100)
    with pytest.raises(StorageError, match="FULCRUM_DATABASE_URL: the database cannot be used"):
        serve(read_settings(database_url=f"sqlite:///{tmp_path}/fulcrum.db"))


def test_a_rule_book_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RulebookError, match="no such folder"):
        create_app(read_settings(rules=tmp_path / "none"))


def test_making_an_app_touches_no_database(tmp_path: Path) -> None:
    create_app(read_settings(database_url=f"sqlite:///{tmp_path}/fulcrum.db"))
    assert list(tmp_path.iterdir()) == []
