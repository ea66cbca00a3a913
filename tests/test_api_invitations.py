"""People answer by a link: its token is all the permission, and reaches their own answer alone."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api_support import CALL, held_in, problem, settings_in
from fulcrum_api.app import create_app
from fulcrum_api.services import keys
from fulcrum_api.services.keeping import tidy
from fulcrum_api.services.keys import new_key
from fulcrum_api.services.shared import Services
from fulcrum_api.storage import Storage

pytestmark = pytest.mark.usefixtures("either_database")
GATHERINGS, VOICES = "/v1/gatherings", "/v1/voices"
SITUATION = {"change": "major", "morale": ["low", "mixed"]}


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setattr(keys, "FRESH", 0.0)
    settings = settings_in(tmp_path, rate_limit="40/minute", public_url="https://x.example/")
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        yield client


@pytest.fixture
def storage(client: TestClient) -> Storage:
    services: Services = client.app.state.services  # type: ignore[attr-defined]
    return services.storage


@pytest.fixture
def owner(storage: Storage) -> dict[str, str]:
    return {"Authorization": f"Bearer {new_key(storage, 'north')}"}


@pytest.fixture
def gathering(client: TestClient, owner: dict[str, str]) -> str:
    about = {"team": "Quay", "note": "for the board alone"}
    return str(client.post(GATHERINGS, json=about, headers=owner).headers["location"])


@pytest.fixture
def invited(client: TestClient, owner: dict[str, str], gathering: str) -> list[dict[str, Any]]:
    """Return what the owner was told of two links."""
    asked = [{"name": "Ada"}, {"name": "Ben"}]
    made = [
        client.post(f"{gathering}/invitations", json=each, headers=owner).json() for each in asked
    ]
    assert [each["link"] for each in made] == [
        f"https://x.example{VOICES}/{each['token']}" for each in made
    ]
    return made


def link_of(invitation: dict[str, Any]) -> str:
    return f"{VOICES}/{invitation['token']}"


def test_who_has_a_link_answers_without_a_key_and_the_owner_sees_it(
    client: TestClient, owner: dict[str, str], gathering: str, invited: list[dict[str, Any]]
) -> None:
    ada, ben = invited
    before = client.get(gathering, headers=owner).json()
    assert [each["name"] for each in before["awaited"]] == ["Ada", "Ben"]
    kept = client.put(link_of(ada), json={"situation": SITUATION})
    assert kept.status_code == 200
    assert kept.json()["id"] == ada["id"]
    seen = client.get(gathering, headers=owner).json()
    assert [(each["name"], each["situation"]) for each in seen["voices"]] == [("Ada", SITUATION)]
    assert [each["id"] for each in seen["awaited"]] == [ben["id"]]


def test_an_answer_can_be_changed_and_is_still_one_voice(
    client: TestClient, owner: dict[str, str], gathering: str, invited: list[dict[str, Any]]
) -> None:
    for situation in (SITUATION, {"trust": "fair"}):
        said = {"situation": situation, "name": "Ada L."}
        assert client.put(link_of(invited[0]), json=said).status_code == 200
    (voice,) = client.get(gathering, headers=owner).json()["voices"]
    assert (voice["name"], voice["situation"]) == ("Ada L.", {"trust": "fair"})


def test_a_link_tells_its_own_answer_and_nobody_elses(
    client: TestClient, invited: list[dict[str, Any]]
) -> None:
    ada, ben = invited
    client.put(link_of(ada), json={"situation": SITUATION})
    assert client.get(link_of(ben)).json() == {"team": "Quay", "name": "Ben", "situation": None}
    told = client.get(link_of(ada)).json()
    assert told == {"team": "Quay", "name": "Ada", "situation": SITUATION}


@pytest.mark.parametrize("token", ["x", "", "a" * 43, "%00", "../gatherings"])
def test_a_token_that_is_none_reveals_nothing(
    client: TestClient, invited: list[dict[str, Any]], token: str
) -> None:
    for answered in (
        client.get(f"{VOICES}/{token}"),
        client.put(f"{VOICES}/{token}", json={"situation": {"chnage": "x"}}),
    ):
        assert problem(answered)["status"] in (401, 404)
        assert "errors" not in answered.json()


def test_a_token_opens_nothing_else(
    client: TestClient, gathering: str, invited: list[dict[str, Any]]
) -> None:
    token = invited[0]["token"]
    bearer = {"Authorization": f"Bearer {token}"}
    for path in (gathering, CALL, "/v1/export", f"{gathering}/voices"):
        assert problem(client.get(path, headers=bearer))["status"] in (401, 405)
    said = {"situation": {}, "token": token}
    assert problem(client.post(f"{gathering}/voices", json=said))["status"] == 401
    assert problem(client.delete(gathering))["status"] == 401


def test_another_key_sees_no_gathering_and_invites_nobody(
    client: TestClient, storage: Storage, gathering: str, invited: list[dict[str, Any]]
) -> None:
    other = {"Authorization": f"Bearer {new_key(storage, 'south')}"}
    for answered in (
        client.get(gathering, headers=other),
        client.delete(gathering, headers=other),
        client.post(f"{gathering}/voices", json={"situation": {}}, headers=other),
        client.post(f"{gathering}/invitations", json={}, headers=other),
        client.delete(f"{gathering}/voices/{invited[0]['id']}", headers=other),
    ):
        assert problem(answered)["status"] == 404
    assert "Quay" not in client.get("/v1/export", headers=other).text


def test_a_withdrawn_link_answers_nothing(
    client: TestClient, owner: dict[str, str], gathering: str, invited: list[dict[str, Any]]
) -> None:
    ada, ben = invited
    client.put(link_of(ada), json={"situation": SITUATION})
    for each in (ada, ben):
        withdrawn = client.delete(f"{gathering}/voices/{each['id']}", headers=owner)
        assert withdrawn.status_code == 204
        assert problem(client.get(link_of(each)))["status"] == 404
        assert problem(client.put(link_of(each), json={"situation": {}}))["status"] == 404
    assert client.get(gathering, headers=owner).json()["voices"] == []


def test_strangers_are_told_when_they_ask_too_often(
    client: TestClient, owner: dict[str, str]
) -> None:
    answers = [client.get(f"{VOICES}/{secrets.token_urlsafe(32)}") for _ in range(50)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert len(refused) >= 5
    assert client.get(CALL, headers=owner).status_code == 200


def test_all_that_is_held_of_a_gathering_is_exported(
    client: TestClient, owner: dict[str, str], gathering: str, invited: list[dict[str, Any]]
) -> None:
    client.put(link_of(invited[0]), json={"situation": SITUATION})
    (line,) = client.get("/v1/export?team=Quay", headers=owner).text.splitlines()
    for held in ("for the board alone", "Ada", "Ben", '"low","mixed"', invited[1]["id"]):
        assert held in line
    assert invited[0]["token"] not in line
    assert client.get("/v1/export?team=Other", headers=owner).text == ""


def test_what_is_deleted_or_replaced_is_nowhere_in_the_database(
    client: TestClient, owner: dict[str, str], gathering: str, tmp_path: Path
) -> None:
    about = {"team": "fleeting team", "note": "fleeting" * 200}
    other = client.post(GATHERINGS, json=about, headers=owner).headers["location"]
    for address in (gathering, other):
        asked = {"name": "fleeting guest"}
        made = client.post(f"{address}/invitations", json=asked, headers=owner).json()
        client.put(link_of(made), json={"situation": {}, "name": "fleeting name"})
        client.put(link_of(made), json={"situation": {}, "name": "another"})
        assert b"fleeting name" not in held_in(tmp_path)
        client.delete(f"{gathering}/voices/{made['id']}", headers=owner)
    assert b"fleeting guest" in held_in(tmp_path)
    client.delete(other, headers=owner)
    assert b"fleeting" not in held_in(tmp_path)
    assert problem(client.put(link_of(made), json={"situation": {}}))["status"] == 404
    assert b"for the board alone" in held_in(tmp_path)


def test_an_old_gathering_is_deleted_with_its_voices(
    client: TestClient, storage: Storage, invited: list[dict[str, Any]], tmp_path: Path
) -> None:
    client.put(link_of(invited[0]), json={"situation": SITUATION})
    now = datetime.now(UTC)
    assert not tidy(storage, 30, now + timedelta(days=29))
    assert str(tidy(storage, 30, now + timedelta(days=31))) == "0 consultations and 1 gathering"
    assert storage.voices.get(invited[0]["id"]) is None
    for text in (b"Quay", b"Ada", b"Ben", invited[0]["id"].encode()):
        assert text not in held_in(tmp_path)
