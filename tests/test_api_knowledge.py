"""The rule book over HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from api_support import client_in, problem
from fulcrum_engine import Rulebook

PAGES = ["/v1/vocabulary", "/v1/rules", "/v1/styles", "/v1/rulebook"]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client_in(tmp_path_factory.mktemp("api")) as client:
        yield client


def test_the_vocabulary_has_every_attribute_with_its_levels(
    client: TestClient, rulebook: Rulebook
) -> None:
    attributes = client.get("/v1/vocabulary").json()["attributes"]
    levels = {each["id"]: [level["id"] for level in each["levels"]] for each in attributes}
    assert levels == {
        attribute.id: list(attribute.level_ids) for attribute in rulebook.vocabulary.attributes
    }
    assert all(attribute["question"] and attribute["why"] for attribute in attributes)


def test_the_rules_are_listed_by_id_with_their_reasons(
    client: TestClient, rulebook: Rulebook
) -> None:
    rules = client.get("/v1/rules").json()["rules"]
    assert [rule["id"] for rule in rules] == sorted(rulebook.rules)
    expected = {"id", "title", "status", "because", "sources", "when", "then", "place"}
    assert all(rule.keys() == expected for rule in rules)


def test_every_rule_says_what_it_rests_on(client: TestClient, rulebook: Rulebook) -> None:
    for id, rule in rulebook.rules.items():
        found = client.get(f"/v1/rules/{id}").json()
        assert [each["citation"] for each in found["citations"]] == list(rule.sources)
        for each in found["citations"]:
            source, _, claim = each["citation"].partition("#")
            assert each["source"]["id"] == source
            assert each["source"]["note"]
            if claim:
                assert each["claim"]["claim"] == rulebook.claims[claim].claim


def test_a_misspelt_rule_is_not_found_but_guessed(client: TestClient, rulebook: Rulebook) -> None:
    id = min(rulebook.rules)
    found = problem(client.get(f"/v1/rules/{id[:-1]}"))
    assert found["status"] == 404
    assert f"`{id}`" in found["detail"]


def test_the_rule_book_tells_which_it_is(client: TestClient, rulebook: Rulebook) -> None:
    about = client.get("/v1/rulebook").json()
    assert (about["version"], about["sha256"]) == (rulebook.version, rulebook.sha256)
    assert about["counts"]["rules"] == sum(about["rules_by_status"].values())
    assert [side["id"] for side in about["sides"]] == [s.id for s in rulebook.hypotheses.sides]
    assert about["lean"] == rulebook.hypotheses.lean.model_dump(mode="json")
    assert len(about["dimensions"]) == len(rulebook.hypotheses.dimensions)


def test_every_style_comes_with_its_cautions(client: TestClient, rulebook: Rulebook) -> None:
    styles = client.get("/v1/styles").json()["styles"]
    assert [style["id"] for style in styles] == [s.id for s in rulebook.hypotheses.styles]
    for style in styles:
        assert {caution["caution_on"] for caution in style["cautions"]} <= {style["id"]}


@pytest.mark.parametrize("page", PAGES)
def test_every_answer_names_its_rule_book(
    client: TestClient, rulebook: Rulebook, page: str
) -> None:
    found = client.get(page).json()
    assert found.get("rulebook", found)["sha256"] == rulebook.sha256


@pytest.mark.parametrize("page", [*PAGES, "/v1/rules/{first}"])
def test_what_one_has_already_is_not_sent_again(
    client: TestClient, rulebook: Rulebook, page: str
) -> None:
    page = page.format(first=min(rulebook.rules))
    first = client.get(page)
    etag = first.headers["etag"]
    assert rulebook.sha256[:32] in etag
    assert not etag.startswith("W/")
    for known in (etag, f'"other", {etag}', f"W/{etag}", "*"):
        again = client.get(page, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == etag
    assert client.get(page, headers={"If-None-Match": '"other"'}).content == first.content


def test_different_pages_have_different_validators(client: TestClient) -> None:
    assert len({client.get(page).headers["etag"] for page in PAGES}) == len(PAGES)
