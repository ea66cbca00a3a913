"""What cannot be used is refused by a page that says what to do; nothing is dropped silently."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from api_support import client_in
from pages_support import ANSWERS, save


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client_in(tmp_path_factory.mktemp("refusing")) as client:
        yield client


@pytest.mark.parametrize("wanted", ["page", "csv"])
@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"PK\x03\x04\x14\x00\x06\x00", "This is an Excel workbook"),
        (b"PK\x03\x04\x14\x00\x06\x00", "CSV UTF-8"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "This is an Excel workbook"),
        (b"reference;change\nNorth;major\n", "separated by semicolons"),
        (b"reference;change\nNorth;major\n", "Commas are needed"),
    ],
)
def test_a_table_of_another_kind_is_named_with_how_to_save_it(
    client: TestClient, content: bytes, told: str, wanted: str
) -> None:
    refused = client.post("/batch", files={"file": ("teams", content)}, data={"as": wanted})
    assert refused.status_code == 422
    assert told in refused.text


def test_a_question_in_a_message_ends_with_its_own_mark(client: TestClient) -> None:
    pages = [
        client.post("/batch", files={"file": ("t.csv", "chnage,morael\nmajor,low\n")}),
        client.get("/result?chnage=major"),
        client.post("/save", data={"all-answers": "chnage=major"}),
    ]
    for page in pages:
        assert page.status_code == 422
        assert "did you mean" in page.text
        assert not re.search(r"[?.]\.", page.text)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"verdict": "overridden", "lean": "nope"}, "There is no lean “nope”"),
        ({"verdict": "overridden", "style": "nope"}, "There is no style “nope”"),
        ({"verdict": "agreed", "lean": "management"}, "Either agree, or say"),
    ],
)
def test_an_opinion_is_kept_as_it_was_meant_or_not_at_all(
    client: TestClient, said: dict[str, str], told: str
) -> None:
    address = save(client)
    refused = client.post(f"{address}/opinion", data=said)
    assert refused.status_code == 422
    assert told in refused.text
    assert "<blockquote>" not in client.get(address).text


@pytest.mark.parametrize(
    "query", ["answers-so-far=change%3Dmajr&direction=none", "change=majr", "chnage=major"]
)
def test_an_answer_that_cannot_be_is_not_dropped_when_another_changes(
    client: TestClient, query: str
) -> None:
    refused = client.get(f"/result/with?{query}")
    assert refused.status_code == 422
    assert "an answer that does not exist" in refused.text


@pytest.mark.parametrize(
    ("first", "second", "missing"),
    [
        ("", "", ("first", "second")),
        ("change=major", "", ("second",)),
        (" ", "change=major", ("first",)),
    ],
)
def test_a_comparison_names_the_address_that_is_missing(
    client: TestClient, first: str, second: str, missing: tuple[str, ...]
) -> None:
    links = {"first-link": first, "second-link": second}
    refused = client.get("/compare", params=links)
    assert refused.status_code == 422
    assert refused.text.count("address is missing") == len(missing)
    for which in missing:
        assert f"The {which} address is missing" in refused.text
        assert f'href="#{which}-link"' in refused.text


def test_a_result_is_compared_by_the_whole_of_its_address(client: TestClient) -> None:
    form = client.get("/compare", params={"answers-so-far": ANSWERS})
    assert form.status_code == 200
    address = f"{str(client.base_url).rstrip('/')}/result?{ANSWERS}"
    assert f'value="{address.replace("&", "&amp;")}"' in form.text
