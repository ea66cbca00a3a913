"""An old answer is explained and replayed by the rules of its day, and compared with today's."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml
from starlette.testclient import TestClient

from api_support import CALL, client_in, problem, settings_in
from fulcrum_api.app import create_app
from fulcrum_api.consulting.comparing import differences
from fulcrum_api.services.shared import Services
from fulcrum_engine.files.loading import default_folder

pytestmark = pytest.mark.usefixtures("either_database")
SITUATION = {"change": "major", "direction": "none", "morale": ["low", "mixed"]}


@contextmanager
def day(folder: Path, rules: Path) -> Iterator[TestClient]:
    """Lend a client of a service with another rule book on the same database."""
    app = create_app(settings_in(folder, rules=rules))
    with TestClient(app, base_url="http://localhost") as client:
        yield client


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """Return a rule book in which an attribute is called otherwise and a rule is weaker."""
    rules = tmp_path / "rules"
    shutil.copytree(default_folder(), rules)
    for file in rules.rglob("*.yaml"):
        text = file.read_text("utf-8")
        text = text.replace("attribute: direction", "attribute: heading")
        file.write_text(text.replace("id: direction\n", "id: heading\n"), "utf-8")
    version = rules / "rulebook.yaml"
    plain = yaml.safe_load(version.read_text("utf-8"))
    version.write_text(json.dumps(plain | {"version": "99.0.0"}), "utf-8")
    table = {"since": "99.0.0", "attribute": "direction", "becomes": "heading"}
    table["levels"] = {"foggy": "blurred"}
    (rules / "migrations.yaml").write_text(json.dumps({"format": 1, "migrations": [table]}))
    return rules


def test_an_answer_of_today_is_the_same_to_the_byte(tmp_path: Path) -> None:
    with client_in(tmp_path) as client:
        first = client.post(CALL, json={"situation": SITUATION, "team": "T", "note": "ü"})
        found = client.post(f"{first.headers['location']}/replay").json()
    assert found["same_rulebook"]
    assert found["same_engine"]
    for part in (found["then"], found["now"]):
        assert part["same_bytes"]
        assert part["same_advice"]
        assert part["differences"] == []
    assert found["obstacles"] == []


def test_a_replay_takes_no_fields(tmp_path: Path) -> None:
    with client_in(tmp_path) as client:
        address = f"{client.post(CALL, json={'situation': {}}).headers['location']}/replay"
        refused = problem(client.post(address, json={"rulebook": "x", "y": 1}))
        assert refused["status"] == 422
        assert [error["pointer"] for error in refused["errors"]] == ["/rulebook", "/y"]
        assert {error["expected"] for error in refused["errors"]} == {"no fields"}
        assert problem(client.post(address, content=b"x"))["status"] == 415
        assert problem(client.post(address, json=[]))["status"] == 422
        assert client.post(address, json={}).status_code == 200


def test_an_old_answer_is_reproduced_by_the_rules_of_its_day(tmp_path: Path, changed: Path) -> None:
    with client_in(tmp_path) as client:
        first = client.post(CALL, json={"situation": SITUATION})
    address, old = first.headers["location"], first.json()["recommendation"]["receipt"]["rulebook"]
    with day(tmp_path, changed) as client:
        assert client.get(address).content == first.content
        found = client.post(f"{address}/replay").json()
        explained = client.get(f"{address}/explanation").json()
    assert found["rulebook"] == old
    assert not found["same_rulebook"]
    assert found["then"]["rulebook"] == old
    assert found["then"]["same_bytes"]
    assert found["now"]["rulebook"]["version"] == "99.0.0"
    assert not found["now"]["same_bytes"]
    assert found["now"]["migrated"][0]["new_attribute"] == "heading"
    assert found["now"]["differing"] == len(found["now"]["differences"]) > 0
    assert (explained["rulebook"], explained["rulebook_changed"]) == (old, False)


def test_a_request_can_pin_a_rule_book_by_hash_or_version(tmp_path: Path, changed: Path) -> None:
    with client_in(tmp_path) as client:
        first = client.post(CALL, json={"situation": SITUATION}).json()
    old = first["recommendation"]["receipt"]["rulebook"]
    with day(tmp_path, changed) as client:
        for name in (old["sha256"], old["version"]):
            asked = {"situation": SITUATION, "rulebook": name}
            answer = client.post(CALL, json=asked).json()
            for each in (answer, first):
                each["recommendation"]["receipt"]["time"] = ""
            assert answer["recommendation"] == first["recommendation"]
            assert answer["migrated"] == []


@pytest.mark.parametrize("name", ["0" * 64, "1.2.3", "", "\n", "ü", "x" * 64])
def test_a_rule_book_that_is_not_held_is_refused(tmp_path: Path, name: str) -> None:
    with client_in(tmp_path) as client:
        asked = {"situation": {"chnage": "major"}, "rulebook": name}
        found = problem(client.post(CALL, json=asked))
    pointers = [error["pointer"] for error in found["errors"]]
    assert (found["status"], pointers) == (422, ["/situation/chnage", "/rulebook"])


def test_older_words_are_read_as_newer_ones_and_it_is_told(tmp_path: Path, changed: Path) -> None:
    with day(tmp_path, changed) as client:
        asked = {"situation": {"direction": "foggy", "change": "major"}}
        old = client.post(CALL, json=asked).json()
        new = client.post(CALL, json={"situation": old["situation"]}).json()
    assert old["situation"] == {"change": "major", "heading": "blurred"}
    assert old["migrated"] == [
        {
            "since": "99.0.0",
            "attribute": "direction",
            "answer": "foggy",
            "new_attribute": "heading",
            "new_answer": "blurred",
        }
    ]
    assert new["migrated"] == []
    assert new["recommendation"]["lean"] == old["recommendation"]["lean"]
    with day(tmp_path, changed) as client:
        assert client.post(f"{CALL}/{old['id']}/replay").json()["then"]["same_bytes"]


@pytest.mark.parametrize("value", [7, None, {"a": 1}, [1], True])
def test_older_words_with_no_answer_are_refused_as_they_were_given(
    tmp_path: Path, changed: Path, value: Any
) -> None:
    with day(tmp_path, changed) as client:
        found = problem(client.post(CALL, json={"situation": {"direction": value}}))
    assert found["errors"][0]["pointer"] == "/situation/direction"


def test_what_cannot_be_replayed_says_why(tmp_path: Path, changed: Path) -> None:
    with day(tmp_path, changed) as client:
        answer = client.post(CALL, json={"situation": {"heading": "none"}}).json()
        services: Services = client.app.state.services  # type: ignore[attr-defined]
        with services.storage.database.writing() as connection:
            connection.exec_driver_sql("DELETE FROM rulebooks")
    with client_in(tmp_path) as client:
        found = client.post(f"{CALL}/{answer['id']}/replay").json()
    assert (found["then"], found["now"]) == (None, None)
    assert found["obstacles"][0] == "the rule book of its day was never kept here"
    assert "heading" in found["obstacles"][1]


def test_replaying_keeps_and_changes_nothing(tmp_path: Path) -> None:
    with client_in(tmp_path) as client:
        first = client.post(CALL, json={"situation": SITUATION})
        client.post(f"{first.headers['location']}/replay")
        assert client.get(first.headers["location"]).content == first.content
        assert len(client.get(CALL).json()["consultations"]) == 1
        assert problem(client.post(f"{CALL}/{'0' * 32}/replay"))["status"] == 404


def test_differences_are_told_place_by_place() -> None:
    then = {"a/b": [1, {"c": "x"}], "same": None, "gone": 1, "list": [1]}
    now = {"a/b": [1, {"c": "y"}], "same": None, "new": True, "list": [1, 2]}
    found = {each.pointer: (each.then, each.now) for each in differences(then, now)}
    assert found == {
        "/a~1b/1/c": ("x", "y"),
        "/gone": (1, None),
        "/list": ([1], [1, 2]),
        "/new": (None, True),
    }
