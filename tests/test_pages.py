"""The pages in the order in which people come to them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from starlette.testclient import TestClient

from api_support import client_in
from fulcrum_engine import Rulebook
from pages_support import ANSWERS, FULL, Reader, numbers_of, random_query, words_of

PAGES = (
    "/",
    f"/?{ANSWERS}",
    f"/check?{ANSWERS}",
    "/guided",
    f"/guided?{ANSWERS}",
    "/result",
    f"/result?{FULL}",
    f"/result?{FULL}&answers-before=change%3Dnone",
    f"/result/trace?{ANSWERS}",
    "/rulebook",
    "/rulebook/change-is-large",
    "/styles",
    "/glossary",
    "/compare",
    "/compare?first-link=change%3Dmajor&second-link=change%3Dnone",
    "/deleted",
    "/teams",
    "/voices",
    "/over-time",
    "/batch",
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client_in(tmp_path_factory.mktemp("pages")) as client:
        yield client


@pytest.mark.parametrize("address", PAGES)
def test_a_page_needs_one_style_sheet_and_nothing_from_elsewhere(
    client: TestClient, address: str
) -> None:
    response = client.get(address)
    tags = Reader(response.text).tags
    assert response.status_code == 200
    assert sum(tag == "link" and a.get("rel") == "stylesheet" for tag, a in tags) == 1
    for tag, attributes in tags:
        assert "style" not in attributes, tag
        assert not any(name.startswith("on") for name in attributes), tag
        assert tag not in ("style", "img", "iframe")
        for name in ("href", "src", "action"):
            assert (attributes.get(name) or "/")[0] in "/#", attributes


@pytest.mark.parametrize("address", PAGES)
def test_no_id_stands_twice_on_a_page(client: TestClient, address: str) -> None:
    ids = Reader(client.get(address).text).ids
    assert len(ids) == len(set(ids))


def test_pages_run_no_script_but_their_own_and_are_kept_nowhere(client: TestClient) -> None:
    headers = client.get(f"/result?{ANSWERS}").headers
    assert "script-src 'self'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"


def test_the_form_asks_everything_with_an_example_for_each_level_and_preselects_nothing(
    client: TestClient, rulebook: Rulebook
) -> None:
    page = Reader(client.get("/").text)
    for attribute in rulebook.vocabulary.attributes:
        assert attribute.id in page.ids
        for text in (attribute.question, attribute.hint, attribute.why):
            assert " ".join(text.split()) in page.text
        for level in attribute.levels:
            assert " ".join(level.example.split()) in page.text
    assert not any("checked" in attributes for _, attributes in page.tags)


def test_answers_stay_when_they_are_changed(client: TestClient) -> None:
    tags = Reader(client.get(f"/?{ANSWERS}").text).tags
    checked = {(a["name"], a["value"]) for tag, a in tags if "checked" in a}
    assert ("change", "major") in checked
    assert ("morale", "low,mixed") in checked


def test_without_an_answer_the_form_says_what_to_do(client: TestClient) -> None:
    response = client.get("/check")
    assert response.status_code == 422
    assert "<title>Error:" in response.text
    assert "Answer at least one question" in response.text


def test_an_answer_that_does_not_exist_is_named_and_the_others_stay(client: TestClient) -> None:
    response = client.get("/check?change=huge&morale=low&chnage=major")
    assert response.status_code == 422
    assert 'href="#change"' in response.text
    assert "did you mean “change”?" in response.text
    assert ("morale", "low") in {
        (a["name"], a["value"]) for _, a in Reader(response.text).tags if "checked" in a
    }


def test_the_list_of_answers_leads_back_to_each_question(client: TestClient) -> None:
    page = client.get("/check?change=major&morale=low,mixed").text
    assert "Between Low and Mixed" in page
    assert 'href="/?change=major&amp;morale=low,mixed#morale"' in page


@pytest.mark.parametrize("seed", range(12))
def test_a_result_agrees_with_its_json_in_every_number_and_word(
    client: TestClient, rulebook: Rulebook, seed: int
) -> None:
    query = random_query(rulebook, seed, share=(seed + 1) / 12)
    page = Reader(client.get(f"/result?{query}").text)
    advice = client.get(f"/result/advice.json?{query}").json()["recommendation"]
    assert numbers_of(advice) <= set(page.numbers)
    shown = page.text.replace(" ", "")
    missing = [told for told in words_of(advice, rulebook) if "".join(told.split()) not in shown]
    assert missing == []


@pytest.mark.parametrize("seed", range(0, 60, 2))
def test_a_result_is_small_whatever_is_answered(
    client: TestClient, rulebook: Rulebook, seed: int
) -> None:
    query = random_query(rulebook, seed, share=1 if seed % 4 else 0.9)
    assert len(client.get(f"/result?{query}").content) < 60_000


def test_a_result_tells_what_a_change_did(client: TestClient) -> None:
    page = client.get("/result?change=none&answers-before=change%3Dmajor%26direction%3Dnone").text
    assert "Before the change: a strong lean to leadership" in page
    assert 'href="/result?change=major&amp;direction=none"' in page
    assert 'class="moved"' in page


def test_a_result_can_be_saved_as_a_case_that_replays(client: TestClient) -> None:
    case = yaml.safe_load(client.get(f"/result/situation.case.yaml?{ANSWERS}").text)["cases"][0]
    advice = client.get(f"/result/advice.json?{ANSWERS}").json()
    assert case["given"] == advice["situation"]
    assert case["expect"]["lean"] == advice["recommendation"]["lean"]


def test_the_interview_says_why_it_asks_and_ends_where_nothing_matters(
    client: TestClient, rulebook: Rulebook
) -> None:
    first = client.get("/guided").text
    assert "the question whose answer tells most" in first
    everything = "&".join(f"{a.id}={a.level_ids[0]}" for a in rulebook.vocabulary.attributes)
    last = client.get(f"/guided?{everything}").text
    assert "Nothing left to ask could change the advice" in last


def test_the_interview_offers_to_stop_when_the_lean_will_hardly_change(
    client: TestClient, rulebook: Rulebook
) -> None:
    offered, query = False, ""
    for _ in range(40):
        page = Reader(client.get(f"/guided?{query}").text)
        offered = offered or "You can stop here." in page.text
        asked = next((a["name"] for _, a in page.tags if a.get("type") == "radio"), None)
        if asked is None:
            break
        level = rulebook.vocabulary.by_id[str(asked)].level_ids[0]
        query = f"{query}&{asked}={level}".strip("&")
    assert asked is None
    assert offered


def test_going_on_without_an_answer_is_an_error_that_says_so(client: TestClient) -> None:
    page = client.get("/guided?just-asked=change").text
    assert "<title>Error:" in page


def test_every_rule_has_a_page_with_what_it_rests_on(
    client: TestClient, rulebook: Rulebook
) -> None:
    overview = client.get("/rulebook").text
    for rule in rulebook.rules.values():
        assert f'href="/rulebook/{rule.id}"' in overview
    for id in list(rulebook.rules)[::9]:
        page = Reader(client.get(f"/rulebook/{id}").text)
        links = [a.get("href") or "" for tag, a in page.tags if tag == "a"]
        for source, _, claim in (each.partition("#") for each in rulebook.rules[id].sources):
            text = " ".join(rulebook.claims[claim].claim.split()) if claim else ""
            assert text in page.text if claim else f"/rulebook#source-{source}" in links


def test_a_misspelt_rule_is_answered_with_the_nearest(client: TestClient) -> None:
    response = client.get("/rulebook/change-is-larg")
    assert response.status_code == 404
    assert "change-is-large" in response.text


def test_two_results_are_compared_by_their_links(client: TestClient) -> None:
    links = {"first-link": "http://host/result?change=major", "second-link": "change=none"}
    page = client.get("/compare", params=links).text
    assert "<td>Major</td><td>None</td>" in page


def test_what_is_no_link_to_a_result_is_refused(client: TestClient) -> None:
    response = client.get("/compare?first-link=nonsense&second-link=change%3Dnone")
    assert response.status_code == 422
    assert "paste the address of a result page" in response.text


def test_the_wheel_can_show_pages(client: TestClient) -> None:
    folder = Path(__file__).parents[1] / "api" / "fulcrum_api" / "pages"
    assert sorted(p.name for p in (folder / "static").iterdir()) == [
        "fulcrum.css",
        "fulcrum.js",
        "fulcrum.svg",
    ]
