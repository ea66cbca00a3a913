"""Saving, disagreeing, deleting; who may; and that nobody's text becomes markup."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path

import pytest
import yaml
from starlette.testclient import TestClient

from api_support import client_in
from fulcrum_api.services.keys import LINK, Signer, new_key, sign_in_path
from pages_support import ANSWERS, HOSTILE, Reader, answer_links, numbers_of, save

SENT_TO = (
    "/save",
    "/consultations/0/opinion",
    "/consultations/0/delete",
    "/consultations/0/links",
    "/consultations/0/links/0/delete",
    "/voices",
    "/voices/0/links",
    "/voices/0/delete",
    "/voices/0/withdraw/0",
    "/answer/0",
    "/answer/0/delete",
    "/batch",
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client_in(tmp_path_factory.mktemp("saved")) as client:
        yield client


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[TestClient]:
    """Lend a client of a service of which nobody else knows."""
    with client_in(tmp_path) as client:
        yield client


def test_a_saved_result_shows_what_was_advised(client: TestClient) -> None:
    address = save(client, team="Night shift", note="Before the move")
    page = Reader(client.get(address).text)
    kept = client.get(f"{address}/advice.json").json()
    assert numbers_of(kept["recommendation"]) <= set(page.numbers)
    assert "Night shift" in page.text
    assert "Before the move" in page.text


def test_nothing_is_kept_of_a_result_that_is_not_saved(fresh: TestClient) -> None:
    fresh.get(f"/result?{ANSWERS}")
    assert fresh.get("/v1/consultations").json()["consultations"] == []


def test_disagreement_is_kept_and_shown(client: TestClient) -> None:
    address = save(client)
    said = {"verdict": "overridden", "lean": "management", "style": "", "reason": "Too late."}
    assert client.post(f"{address}/opinion", data=said).status_code == 200
    page = Reader(client.get(address).text).text
    assert "Would have chosen otherwise" in page
    assert "Too late." in page


@pytest.mark.parametrize(
    ("said", "told"),
    [({"reason": "x"}, "Say whether"), ({"verdict": "agreed", "reason": "x" * 2001}, "long")],
)
def test_an_opinion_with_a_fault_is_answered_with_what_to_do(
    client: TestClient, said: dict[str, str], told: str
) -> None:
    response = client.post(f"{save(client)}/opinion", data=said)
    assert response.status_code == 422
    assert told in response.text


def test_answers_can_be_deleted_for_good(client: TestClient) -> None:
    address = save(client)
    assert "deleted" in client.post(f"{address}/delete").text
    assert client.get(address).status_code == 404
    assert client.post(f"{address}/delete").status_code == 404


@pytest.mark.parametrize("path", SENT_TO)
@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://evil.example"}]
)
def test_what_another_site_sends_is_refused(
    client: TestClient, path: str, headers: dict[str, str]
) -> None:
    response = client.post(path, data={"all-answers": ANSWERS}, headers=headers)
    assert response.status_code == 403


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_stays_text_wherever_it_was_written(
    client: TestClient, hostile: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "fulcrum")
    address = save(client, team=hostile, note=hostile)
    client.post(f"{address}/opinion", data={"verdict": "overridden", "reason": hostile})
    shown = [client.get(address).text]
    case = re.search(r'href="([^"]+\.case\.yaml)" download>Save this', shown[0])
    assert case
    assert yaml.safe_load(client.get(case[1]).text)["cases"][0]["draft"] is True
    for path in ("/check", "/result", "/guided", "/"):
        shown.append(client.get(path, params={"change": hostile, hostile: "x"}).text)
        shown.append(client.get(path, params={"ask-again": hostile, "just-asked": hostile}).text)
        shown.append(client.get(path, params={"answers-before": hostile}).text)
    shown.append(client.get("/compare", params={"first-link": hostile, "second-link": "x"}).text)
    shown += written_elsewhere(client, hostile)
    shown.append(client.get("/rulebook/" + hostile.replace("/", "")).text)
    assert all(hostile not in page for page in shown)
    assert escape(hostile).replace("&#x27;", "&#39;").replace("&quot;", "&#34;") in shown[0]
    assert hostile not in caplog.text


def written_elsewhere(client: TestClient, hostile: str) -> list[str]:
    """Return what is shown after a text was put into every field of the other pages."""
    gathering, (link, _) = answer_links(client, people=2, team=hostile)
    said = {"change": "major", hostile: hostile, "your-name": hostile}
    shown = [client.post(link, data={**said, "change": hostile}).text]
    client.post(link, data={"change": "major", "your-name": hostile})
    shown += [client.get(address).text for address in (link, gathering, f"{link}/thanks")]
    for path, name in (
        ("/over-time", "team-name"),
        ("/over-time", "saved-links"),
        ("/result/with", "answers-so-far"),
    ):
        shown.append(client.get(path, params={name: hostile}).text)
    quoted = hostile.replace('"', '""')
    table = f'reference,change\n"{quoted}",major\n"{quoted}","{quoted}"\n'
    shown.append(client.post("/batch", files={"file": (hostile, table)}).text)
    cells = client.post("/batch", files={"file": ("t", table)}, data={"as": "csv"}).text
    assert not re.search(r'(?m)(^|,)"?[=+@\-]', cells)
    shown.append(client.post("/batch", files={"file": ("t", f"{hostile}\nx\n")}).text)
    return shown


def test_with_a_key_in_use_pages_want_a_sign_in_link(fresh: TestClient) -> None:
    storage = fresh.app.state.services.storage  # type: ignore[attr-defined]
    address = save(fresh)
    new_key(storage, "office")
    fresh.app.state.services.keyring._read = -10.0  # type: ignore[attr-defined]
    assert fresh.get("/").status_code == 401
    until = datetime.now(UTC) + timedelta(minutes=5)
    token = Signer(storage.keys.secret()).sign(LINK, storage.keys.all()[0].id, until)
    assert fresh.get(sign_in_path(token + "x")).status_code == 403
    assert "Sign in" in fresh.get(sign_in_path(token)).text
    assert fresh.get("/").status_code == 401
    assert fresh.post(sign_in_path(token)).status_code == 200
    for again in (fresh.get(sign_in_path(token)), fresh.post(sign_in_path(token))):
        assert again.status_code == 403
        assert "used before" in again.text
    assert fresh.get(address).status_code == 404  # saved before: nobody's, not this key's
    assert fresh.get(save(fresh)).status_code == 200
    fresh.post("/sign-out")
    assert fresh.get("/").status_code == 401
