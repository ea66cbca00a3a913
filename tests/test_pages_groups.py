"""Several voices, a team over time, many teams at once, and links that expire."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from starlette.testclient import TestClient

from api_support import client_in, settings_in
from fulcrum_api.app import create_app
from fulcrum_api.consulting.advising import moment
from fulcrum_api.services.keys import new_key
from fulcrum_engine import Rulebook
from pages_support import ANSWERS, Reader, answer_links, save

CALM = "change=none&execution=slipping&process_maturity=absent"
BROWSER = {"Accept": "text/html,application/xhtml+xml"}
TABLE = "reference,change,morale\nNorth,major,low|mixed\nSouth,huge,low\n,none,\n"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client_in(tmp_path_factory.mktemp("groups")) as client:
        yield client


def test_each_respondent_has_a_link_and_the_owner_sees_all(client: TestClient) -> None:
    gathering, links = answer_links(client, people=3, team="Night shift")
    assert len(set(links)) == 3
    assert "Night shift" in client.get(links[0]).text
    client.post(links[0], data={"change": "major", "direction": "none", "your-name": "Ada"})
    client.post(links[1], data={"change": "none", "execution": "slipping"})
    seen = client.get(gathering).text
    page = Reader(seen).text
    assert "What 2 voices say about Night shift" in page
    assert "Ada" in page
    assert "Voice 2" in page
    assert "has not answered yet" in page
    assert "How large is the change under way or needed?" in page
    assert "None , said Voice 2." in page
    told = client.get(f"/v1/gatherings/{gathering[-32:]}").json()
    needs = {n["value"] for v in told["voices"] for n in v["recommendation"]["need"].values()}
    assert needs <= set(Reader(seen).numbers)
    assert {each["spread"] for each in told["disagreements"]} <= set(Reader(seen).numbers)


def test_an_answer_by_link_can_be_changed_and_withdrawn(client: TestClient) -> None:
    gathering, (link,) = answer_links(client, people=1)
    assert client.post(link, data={"your-name": ""}).status_code == 422
    assert "Thank you" in client.post(link, data={"change": "major"}).text
    assert 'value="major" checked' in client.get(link).text
    client.post(link, data={"change": "none"})
    told = client.get(f"/v1/gatherings/{gathering[-32:]}").json()
    (voice,) = told["voices"]
    assert voice["situation"] == {"change": "none"}
    client.post(f"{gathering}/withdraw/{voice['id']}")
    gone = client.get(link)
    assert gone.status_code == 404
    assert "Ask whoever sent it" in gone.text
    assert client.post(f"{gathering}/delete").status_code == 200
    assert client.get(gathering).status_code == 404


def test_a_link_needs_no_sign_in_but_what_it_brought_does(client_with_key: TestClient) -> None:
    gathering, links, shared = (client_with_key.headers[f"x-{n}"] for n in ("g", "l", "s"))
    assert client_with_key.get(links).status_code == 200
    assert client_with_key.get(shared).status_code == 200
    assert client_with_key.get(gathering).status_code == 401


def test_a_respondent_can_delete_the_answers(client: TestClient) -> None:
    gathering, (link,) = answer_links(client, people=1)
    client.post(link, data={"change": "major"})
    assert "deleted" in client.post(f"{link}/delete").text
    assert client.get(link).status_code == 404
    assert client.get(f"/v1/gatherings/{gathering[-32:]}").json()["voices"] == []


@pytest.fixture
def client_with_key(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Lend a client that nobody signed in, its links made before there was a key."""
    with client_in(tmp_path_factory.mktemp("keyed")) as client:
        gathering, (link,) = answer_links(client, people=1)
        client.headers |= {"x-g": gathering, "x-l": link, "x-s": shared_link(client, save(client))}
        services = client.app.state.services  # type: ignore[attr-defined]
        new_key(services.storage, "office")
        services.keyring._read = -10.0
        yield client


def shared_link(client: TestClient, address: str, days: str = "7") -> str:
    made = client.post(f"{address}/links", data={"days": days})
    assert made.status_code == 201
    found = re.search(r'href="http://[^/]+(/shared/[^"]+)"', made.text)
    assert found
    return found[1]


def test_a_shared_result_has_no_text_that_somebody_wrote(client: TestClient) -> None:
    address = save(client, team="Secret team", note="Secret note")
    client.post(f"{address}/opinion", data={"verdict": "agreed", "reason": "Secret reason"})
    page = client.get(shared_link(client, address)).text
    assert "Secret" not in page
    assert address not in page
    assert "The link works until" in page


def test_a_link_ends_by_itself_and_on_request(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = save(client)
    link = shared_link(client, address, days="1")
    later = moment() + timedelta(days=1, seconds=1)
    with monkeypatch.context() as patched:
        patched.setattr("fulcrum_api.pages.sharing.moment", lambda: later)
        assert client.get(link).status_code == 404
        assert "Expired on" in client.get(address).text
    assert client.get(link).status_code == 200
    named = re.search(rf'action="({address}/links/\w+/delete)"', client.get(address).text)
    assert named
    client.post(named[1])
    gone = client.get(link)
    assert gone.status_code == 404
    assert "Ask whoever sent it for a new one" in gone.text


def test_with_a_result_its_links_go(client: TestClient) -> None:
    address = save(client)
    link = shared_link(client, address)
    client.post(f"{address}/delete")
    assert client.get(link).status_code == 404


def test_a_team_over_time_tells_what_moved_it(client: TestClient, rulebook: Rulebook) -> None:
    first, second = (save(client, answers, team="South") for answers in (CALM, ANSWERS))
    text = client.get("/over-time?team-name=South").text
    page = Reader(text).text
    told = client.post("/v1/portfolio", json={"team": "South"}).json()["courses"][0]["steps"][0]
    assert f"From {told['lean']['before']} to" in page
    assert len(re.findall('class="dot', text)) == 2
    for name in {name for group in told["moved_by"] for name in group}:
        assert f"“{rulebook.vocabulary.by_id[name].title.lower()}”" in page
    by_links = client.get("/over-time", params={"saved-links": f"{first}\n{second}"}).text
    assert "What changed" in by_links
    assert client.get("/over-time?team-name=Nobody").status_code == 422


def test_where_everybody_may_look_no_team_is_found_by_name(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, public_form=True)
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        address = save(client, team="Hidden team")
        assert client.get("/over-time?team-name=Hidden+team").status_code == 403
        assert "Hidden team" not in client.get("/over-time").text
        assert "/over-time?saved-links=" in client.get(address).text


def test_a_table_is_answered_line_by_line_and_all_together(client: TestClient) -> None:
    text = client.post("/batch", files={"file": ("t.csv", TABLE)}).text
    page = Reader(text).text
    assert "2 teams, seen together" in page
    assert "no such level: “huge”" in page
    assert "Line 3" in page
    whole = client.post("/v1/batches", content=TABLE, headers={"Content-Type": "text/csv"}).text
    as_csv = client.post("/batch", files={"file": ("t.csv", TABLE)}, data={"as": "csv"})
    assert as_csv.text == whole
    ndjson = '{"change": "major"}\nnonsense\n'
    assert "1 line could not be read" in client.post("/batch", files={"file": ("t", ndjson)}).text


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "The file has no lines"),
        ("chnage\nmajor\n", "did you mean"),
        ("change\n" + "major\n" * 501, "too long for this page"),
        ("x" * 2_000_000, "too long"),
        (b"\xff\xfe\x00change", "names that do not exist"),
    ],
)
def test_a_file_that_cannot_be_used_is_answered_with_what_to_do(
    client: TestClient, content: str | bytes, told: str
) -> None:
    refused = client.post("/batch", files={"file": ("t.csv", content)})
    assert refused.status_code in (413, 422)
    assert refused.headers["content-type"].startswith("text/html")
    assert told in refused.text


def test_a_form_without_a_file_or_of_another_kind_is_refused(client: TestClient) -> None:
    assert client.post("/batch", data={"as": "page"}).status_code == 400
    boundary = {"Content-Type": "multipart/form-data"}
    assert client.post("/batch", content=b"--x", headers=boundary).status_code == 400
    empty = client.post("/batch", files={"other": ("t.csv", "x")})
    assert (empty.status_code, "Go back, choose a file" in empty.text) == (422, True)


@pytest.mark.parametrize("path", ["/nothing", "/save", "/consultations/x/y", "/batch/x"])
def test_a_browser_that_is_lost_gets_a_page_and_a_program_gets_json(
    client: TestClient, path: str
) -> None:
    page = client.get(path, headers=BROWSER)
    assert page.status_code in (404, 405)
    assert page.headers["content-type"].startswith("text/html")
    assert 'href="/"' in page.text
    assert client.get(path).headers["content-type"] == "application/problem+json"
    api = client.get(f"/v1{path}", headers=BROWSER)
    assert api.headers["content-type"] == "application/problem+json"
    assert client.head(path, headers=BROWSER).status_code == page.status_code


def test_an_opinion_becomes_a_case_that_expects_what_was_chosen(client: TestClient) -> None:
    address = save(client)
    said = {"verdict": "overridden", "lean": "management", "reason": "Too late: # {x}\x07\n- y"}
    client.post(f"{address}/opinion", data=said)
    link = re.search(r'href="([^"]+\.case\.yaml)" download>Save this as', client.get(address).text)
    assert link
    for path in (link[1], f"{address}/situation.case.yaml"):
        text = client.get(path).text
        (case,) = yaml.safe_load(text)["cases"]
        assert case["draft"] is True
    assert yaml.safe_load(client.get(link[1]).text)["cases"][0]["expect"] == {"lean": "management"}
