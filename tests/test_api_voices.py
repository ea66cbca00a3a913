"""Gatherings and portfolios over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from api_support import CALL, client_in, problem
from fulcrum_api.consulting import gathering

pytestmark = pytest.mark.usefixtures("either_database")
GATHERINGS, PORTFOLIO = "/v1/gatherings", "/v1/portfolio"


@pytest.fixture(scope="module")
def client(either_database: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client_in(tmp_path_factory.mktemp("api")) as client:
        yield client


def begun(client: TestClient, **about: str) -> dict[str, Any]:
    answered = client.post(GATHERINGS, json=about)
    assert answered.status_code == 201
    found: dict[str, Any] = answered.json()
    assert answered.headers["location"] == f"{GATHERINGS}/{found['id']}"
    return found


def test_voices_are_heard_alone_and_together(client: TestClient) -> None:
    id = begun(client, team="north")["id"]
    empty = client.get(f"{GATHERINGS}/{id}").json()
    assert (empty["voices"], empty["agreement"], empty["disagreements"]) == ([], None, [])
    for name, change in (("Ada", "none"), ("Ben", "transformational")):
        said = {"situation": {"change": change, "morale": "low"}, "name": name}
        assert client.post(f"{GATHERINGS}/{id}/voices", json=said).status_code == 201
    seen = client.get(f"{GATHERINGS}/{id}").json()
    assert [voice["name"] for voice in seen["voices"]] == ["Ada", "Ben"]
    assert seen["agreement"]["situation"] == {
        "change": ["none", "transformational"],
        "morale": "low",
    }
    for part in (*seen["voices"], seen["agreement"]):
        alone = client.post(CALL, json={"situation": part["situation"], "store": False}).json()
        assert part["recommendation"]["lean"] == alone["recommendation"]["lean"]
        assert part["recommendation"]["need"] == alone["recommendation"]["need"]
    assert [each["attribute"] for each in seen["disagreements"]] == ["change"]
    assert seen["disagreements"][0]["answers"][0]["voices"] == [seen["voices"][0]["id"]]


def test_a_deleted_gathering_is_gone_with_its_voices(client: TestClient) -> None:
    id = begun(client)["id"]
    client.post(f"{GATHERINGS}/{id}/voices", json={"situation": {}})
    assert client.delete(f"{GATHERINGS}/{id}").status_code == 204
    for answered in (
        client.get(f"{GATHERINGS}/{id}"),
        client.delete(f"{GATHERINGS}/{id}"),
        client.post(f"{GATHERINGS}/{id}/voices", json={"situation": {}}),
        client.get(f"{GATHERINGS}/x"),
    ):
        assert problem(answered)["status"] == 404


def test_one_voice_is_deleted_and_the_others_stay(client: TestClient) -> None:
    address = f"{GATHERINGS}/{begun(client)['id']}"
    ids = [
        client.post(f"{address}/voices", json={"situation": {}, "name": name}).json()["id"]
        for name in ("Ada", "Ben")
    ]
    assert client.delete(f"{address}/voices/{ids[0]}").status_code == 204
    assert [voice["id"] for voice in client.get(address).json()["voices"]] == ids[1:]
    elsewhere = f"{GATHERINGS}/{begun(client)['id']}/voices/{ids[1]}"
    for path in (f"{address}/voices/{ids[0]}", f"{address}/voices/x", elsewhere):
        assert problem(client.delete(path))["status"] == 404


def test_a_voice_with_faults_is_refused_with_all_of_them(client: TestClient) -> None:
    id = begun(client)["id"]
    said = {"situation": {"chnage": "major"}, "nmae": "Ada"}
    refused = problem(client.post(f"{GATHERINGS}/{id}/voices", json=said))
    assert [each["suggestion"] for each in refused["errors"]] == ["name", "change"]
    assert problem(client.post(GATHERINGS, json={"team": 1}))["status"] == 422


def test_a_gathering_has_an_end(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("voices", "invitations"):
        monkeypatch.setattr(f"fulcrum_api.routes.{module}.MOST_VOICES", 2)
    assert gathering.MOST_VOICES > 2
    id = begun(client)["id"]
    link = client.post(f"{GATHERINGS}/{id}/invitations", json={}).json()["link"]
    assert client.post(f"{GATHERINGS}/{id}/voices", json={"situation": {}}).status_code == 201
    refused = client.post(f"{GATHERINGS}/{id}/voices", json={"situation": {}})
    assert problem(refused)["status"] == 409
    refused = client.post(f"{GATHERINGS}/{id}/invitations", json={})
    assert problem(refused)["status"] == 409
    assert client.put(link, json={"situation": {}}).status_code == 200


def test_a_team_over_time_tells_what_moved_its_lean(client: TestClient) -> None:
    calm = {"execution": "slipping", "process_maturity": "absent", "change": "none"}
    storm = {**calm, "change": "transformational", "direction": "none"}
    ids = [
        client.post(CALL, json={"situation": each, "team": "south"}).json()["id"]
        for each in (calm, storm)
    ]
    by_team = client.post(PORTFOLIO, json={"team": "south"}).json()
    assert by_team == client.post(PORTFOLIO, json={"consultations": ids[::-1]}).json()
    (step,) = by_team["courses"][0]["steps"]
    assert [step["before"], step["after"]] == ids
    assert step["changes"]["direction"] == {"before": "not_asked", "after": "none"}
    assert by_team["shares"]["count"] == 2


def test_a_consultation_named_twice_counts_once(client: TestClient) -> None:
    ids = [client.post(CALL, json={"situation": {}}).json()["id"] for _ in range(2)]
    once = client.post(PORTFOLIO, json={"consultations": ids}).json()
    assert client.post(PORTFOLIO, json={"consultations": [*ids, *ids]}).json() == once
    gone = ["0" * 32] * 2
    refused = problem(client.post(PORTFOLIO, json={"consultations": gone}))
    assert [error["pointer"] for error in refused["errors"]] == ["/consultations/0"]


def test_nothing_need_be_said_to_begin_and_to_invite(client: TestClient) -> None:
    begun = client.post(GATHERINGS)
    assert (begun.status_code, begun.json()["team"]) == (201, None)
    invited = client.post(f"{begun.headers['location']}/invitations")
    assert (invited.status_code, invited.json()["name"]) == (201, None)


def test_situations_alone_are_counted(client: TestClient) -> None:
    seen = client.post(PORTFOLIO, json={"situations": [{}, {"change": "major"}]}).json()
    assert seen["shares"]["leans"] == {"leadership": 1, "undetermined": 1}
    assert seen["courses"] == []


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        ({}, ""),
        ({"team": "x", "situations": []}, ""),
        ({"consultations": ["0" * 32]}, "/consultations/0"),
        ({"situations": [{}, {"chnage": "x"}]}, "/situations/1/chnage"),
        ({"situations": [{}] * 501}, "/situations"),
        ({"teams": "x"}, "/teams"),
        ([], ""),
    ],
)
def test_what_is_not_there_cannot_be_seen(client: TestClient, asked: Any, pointer: str) -> None:
    refused = problem(client.post(PORTFOLIO, json=asked))
    assert (refused["status"], refused["errors"][0]["pointer"]) == (422, pointer)
