"""A button that is pressed twice does once what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.testclient import TestClient

from api_support import client_in
from pages_support import ANSWERS


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client_in(tmp_path_factory.mktemp("once")) as client:
        yield client


def word_in(client: TestClient, address: str) -> str:
    """Return the word that a form was shown with."""
    found = re.search(r'name="only-once" value="([^"]+)"', client.get(address).text)
    assert found
    return found[1]


def sent(client: TestClient, path: str, form: dict[str, str]) -> str:
    """Return where a form leads to."""
    response = client.post(path, data=form, follow_redirects=False)
    assert response.status_code == 303
    return str(response.headers["location"])


def test_a_result_is_saved_once_however_often_the_button_is_pressed(client: TestClient) -> None:
    word = word_in(client, f"/result?{ANSWERS}")
    form = {"all-answers": ANSWERS, "team": "Twice", "only-once": word}
    with ThreadPoolExecutor(3) as several:
        led = set(several.map(lambda _: sent(client, "/save", form), range(3)))
    assert len(led) == 1
    assert len(client.get("/v1/consultations?team=Twice").json()["consultations"]) == 1
    assert sent(client, "/save", {**form, "note": "Another thought"}) not in led
    assert sent(client, "/save", {**form, "only-once": word_in(client, "/result")}) not in led


def test_a_form_with_a_word_that_nobody_gave_it_is_refused(client: TestClient) -> None:
    form = {"all-answers": ANSWERS, "only-once": "guess"}
    assert client.post("/save", data=form).status_code == 400


def test_voices_are_gathered_once_and_the_links_stay_the_same(client: TestClient) -> None:
    form = {"team": "North", "people": "3", "only-once": word_in(client, "/voices")}
    with ThreadPoolExecutor(3) as several:
        led = set(several.map(lambda _: sent(client, "/voices", form), range(3)))
    (address,) = led
    shown = [client.get(address).text for _ in range(2)]
    links = set(re.findall(r"/answer/[\w-]+", shown[0]))
    assert len(links) == 3
    assert shown[0] == shown[1]
    gathering = client.get(address.removesuffix("/links")).text
    assert gathering.count("has not answered yet") == 3
    assert all(client.get(link).status_code == 200 for link in links)


def test_more_people_are_asked_once(client: TestClient) -> None:
    address = sent(client, "/voices", {"people": "1"})
    gathering = address.removesuffix("/links")
    form = {"people": "2", "only-once": word_in(client, gathering)}
    assert {sent(client, address, form) for _ in range(2)} == {address}
    assert len(re.findall(r"/answer/[\w-]+", client.get(address).text)) == 2
    assert client.get(gathering).text.count("has not answered yet") == 3


def test_links_are_shown_only_to_the_browser_that_made_them(client: TestClient) -> None:
    address = sent(client, "/voices", {"people": "1"})
    assert "/answer/" in client.get(address).text
    client.cookies.clear()
    elsewhere = client.get(address, follow_redirects=False)
    assert elsewhere.headers["location"] == address.removesuffix("/links")
    assert "/answer/" not in elsewhere.text
