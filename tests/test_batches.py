"""Many situations in one request: in order, each line standing alone, memory flat."""

from __future__ import annotations

import csv
import io
import json
import random
import time
from collections.abc import Iterator
from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from api_support import CALL, client_in, problem
from fulcrum_api.batches.splitting import LONGEST, MOST_LINES, Splitter
from fulcrum_engine import Rulebook

BATCHES = "/v1/batches"
CSV, NDJSON = {"Content-Type": "text/csv"}, {"Content-Type": "application/x-ndjson"}
COLUMNS = (
    "index,reference,lean,strength,settled,need_leadership,need_management,"
    "style_primary,style_supporting,warnings,error"
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client_in(tmp_path_factory.mktemp("api")) as client:
        yield client


def some_situations(rulebook: Rulebook, count: int) -> list[dict[str, Any]]:
    """Return random situations in which everything occurs that an answer can be."""
    chance = random.Random(6)
    return [_situation(rulebook, chance) for _ in range(count)]


def _situation(rulebook: Rulebook, chance: random.Random) -> dict[str, Any]:
    names = chance.sample(list(rulebook.vocabulary.by_id), chance.choice([0, 1, 3, 8, 20, 40]))
    return {name: _answer(rulebook, name, chance) for name in names}


def _answer(rulebook: Rulebook, name: str, chance: random.Random) -> Any:
    levels = rulebook.vocabulary.by_id[name].level_ids
    several = chance.sample(levels, 2)
    return chance.choice([*levels, *levels, "unknown", "not_applicable", several])


def as_ndjson(situations: list[dict[str, Any]]) -> str:
    return "".join(json.dumps({"situation": each}) + "\n" for each in situations)


def lines(response: Response) -> list[dict[str, Any]]:
    assert response.status_code == 200, response.text
    if response.headers["content-type"].startswith("text/csv"):
        return list(csv.DictReader(io.StringIO(response.text)))
    return [json.loads(line) for line in response.text.splitlines()]


def without_time(recommendation: dict[str, Any]) -> dict[str, Any]:
    receipt = {name: v for name, v in recommendation["receipt"].items() if name != "time"}
    return {**recommendation, "receipt": receipt}


def test_a_batch_says_what_each_consultation_would_say(
    client: TestClient, rulebook: Rulebook
) -> None:
    situations = some_situations(rulebook, 150)
    everything = {"include": "flips,next_question"}
    answered = lines(
        client.post(BATCHES, content=as_ndjson(situations), headers=NDJSON, params=everything)
    )
    assert [line["index"] for line in answered] == list(range(150))
    for situation, line in zip(situations, answered, strict=True):
        alone = client.post(CALL, json={"situation": situation, "store": False}).json()
        assert without_time(line["recommendation"]) == without_time(alone["recommendation"])


def test_csv_tells_the_same_in_short(client: TestClient, rulebook: Rulebook) -> None:
    content = as_ndjson(some_situations(rulebook, 100))
    whole = lines(client.post(BATCHES, content=content, headers=NDJSON))
    short = client.post(BATCHES, content=content, headers={**NDJSON, "Accept": "text/csv"})
    assert short.text.splitlines()[0] == COLUMNS
    for long, row in zip(whole, lines(short), strict=True):
        advice = long["recommendation"]
        assert row == {
            "index": str(long["index"]),
            "reference": "",
            "lean": advice["lean"],
            "strength": advice["strength"] or "",
            "settled": advice["settled"],
            "need_leadership": str(advice["need"]["leadership"]["value"]),
            "need_management": str(advice["need"]["management"]["value"]),
            "style_primary": advice["style"]["primary"] or "",
            "style_supporting": advice["style"]["supporting"] or "",
            "warnings": "|".join(warning["id"] for warning in advice["warnings"]),
            "error": "",
        }


def test_flips_and_the_next_question_come_only_when_asked_for(client: TestClient) -> None:
    content = "change,morale\nmajor,low\n"
    plain = lines(client.post(BATCHES, content=content, headers=CSV))[0]
    assert not {"flips", "next_question"} & plain.keys()
    asked = {"include": ["flips", "next_question"]}
    told = lines(client.post(BATCHES, content=content, headers=CSV, params=asked))[0]
    assert "=" in told["flips"]
    assert told["next_question"]
    bad = client.post(BATCHES, content=content, headers=CSV, params={"include": "flip"})
    assert problem(bad)["errors"][0]["suggestion"] == "flips"
    strange = client.post(BATCHES, content=content, headers=CSV, params={"inclde": "flips"})
    assert problem(strange)["errors"][0]["suggestion"] == "include"


def test_an_empty_cell_is_not_asked_and_a_cell_may_name_several_levels(client: TestClient) -> None:
    content = "\ufeffreference;x,change,morale,trust\r\n".replace(";x", "")
    content += 'north,major,low | mixed,\r\n\r\n"so""uth\n2",none,not_applicable,unknown\r\n'
    headers = {**CSV, "Accept": "application/x-ndjson"}
    first, second = lines(client.post(BATCHES, content=content.encode(), headers=headers))
    assert (first["reference"], second["reference"]) == ("north", 'so"uth\n2')
    assert [first["index"], second["index"]] == [0, 1]
    for line, situation in (
        (first, {"change": "major", "morale": ["low", "mixed"]}),
        (second, {"change": "none", "morale": "not_applicable", "trust": "unknown"}),
    ):
        alone = client.post(CALL, json={"situation": situation, "store": False}).json()
        receipt = line["recommendation"]["receipt"]
        assert receipt["situation_sha256"] == alone["recommendation"]["receipt"]["situation_sha256"]


BAD_LINES = {
    '{"situation": {"chnage": "major"}}': ("invalid-input", "/situation/chnage"),
    '{"change": "huge"}': ("invalid-input", "/change"),
    '{"situation": {}, "store": true}': ("invalid-input", "/store"),
    '{"situation": {}, "reference": 7}': ("invalid-input", "/reference"),
    '{"change": "none", "change": "major"}': ("unreadable", "/change"),
    '{"change": NaN}': ("unreadable", ""),
    "[1, 2": ("unreadable", ""),
    "[]": ("invalid-input", ""),
    '"\\ud800"': ("unreadable", ""),
    '{"change": "' + "x" * LONGEST + '"}': ("too-large", ""),
}


@pytest.mark.parametrize("bad", BAD_LINES, ids=lambda text: str(text)[:40])
def test_a_bad_line_is_reported_beside_good_ones(client: TestClient, bad: str) -> None:
    good = '{"change": "major"}'
    answered = lines(client.post(BATCHES, content=f"{good}\n{bad}\n{good}", headers=NDJSON))
    assert [line["index"] for line in answered] == [0, 1, 2]
    assert answered[0]["recommendation"] == answered[2]["recommendation"]
    found = answered[1]["error"]
    assert (found["type"], found["errors"][0]["pointer"]) == (
        f"/problems/{BAD_LINES[bad][0]}",
        BAD_LINES[bad][1],
    )


BAD_ROWS = {
    "huge,low": "change: no such level: `huge`",
    "major": "found 1 cells; expected 2",
    "major,low,good": "found 3 cells; expected 2",
    'major,"low"x': "not readable as CSV",
    "major,low|low": "twice",
    "major,low|": "no such level",
    "major,\x00": "NUL",
    "x" * (LONGEST + 1): "too long",
}


@pytest.mark.parametrize("bad", BAD_ROWS, ids=lambda text: str(text)[:40])
def test_a_bad_row_is_reported_beside_good_ones(client: TestClient, bad: str) -> None:
    content = f"change,morale\nmajor,low\n{bad}\nmajor,low\n"
    first, second, third = lines(client.post(BATCHES, content=content, headers=CSV))
    assert (first["lean"], first["error"]) == (third["lean"], third["error"]) != ("", "")
    assert BAD_ROWS[bad] in second["error"]
    assert not second["lean"]


UNCLOSED = "a quote opens and does not close"
STRAY = {
    "at the end of data": ('"unclosed\nnone\nmajor\n', [UNCLOSED, "", ""]),
    "without a last line end": ('none\n"unclosed\nnone', ["", UNCLOSED, ""]),
    "before a quoted cell": ('"none\nmajor\n"none"\nmajor\n', [UNCLOSED, "", "", ""]),
    "twice": ('"none\nmajor\n"none\nmajor\n', [UNCLOSED, "", UNCLOSED, ""]),
    "before a long line": (
        '"none\nmajor\n' + "x" * (LONGEST + 9) + "\nnone\n",
        [UNCLOSED, "", "too long", ""],
    ),
    "with lines to come": (
        '"none\n' + "major\n" * 3 * MOST_LINES,
        [UNCLOSED, *[""] * 3 * MOST_LINES],
    ),
    "over a blank line": ('"none\n\nmajor\n', [UNCLOSED, ""]),
}


@pytest.mark.parametrize("stray", STRAY)
def test_a_stray_quote_costs_its_own_line_alone(client: TestClient, stray: str) -> None:
    content, errors = STRAY[stray]
    answered = lines(client.post(BATCHES, content=f"change\n{content}", headers=CSV))
    assert [line["index"] for line in answered] == [str(n) for n in range(len(errors))]
    for line, error in zip(answered, errors, strict=True):
        assert error in line["error"]
        assert bool(error) == bool(line["error"])


def test_many_stray_quotes_do_not_keep_a_splitter_busy() -> None:
    splitter = Splitter(quoted=True)
    data = b'a","b\n' * 20_000
    started = time.process_time()
    found = [*splitter.feed(data), *splitter.end()]
    assert len(found) == 20_000
    assert time.process_time() - started < 5


def test_lines_are_cut_alike_however_they_arrive() -> None:
    data = b'\xef\xbb\xbfx,"a\nb"\n"c\nd\n"e"\n' + b'"f\n' + b"g\n" * 70 + b'"h\ni'
    whole = Splitter(quoted=True)
    expected = [*whole.feed(data), *whole.end()]
    pieces = Splitter(quoted=True)
    found = [record for byte in data for record in pieces.feed(bytes([byte]))]
    assert [*found, *pieces.end()] == expected
    assert expected[:4] == [b'x,"a\nb"', b'"c', b"d", b'"e"']


@pytest.mark.parametrize(
    ("head", "code"),
    [
        ("chnage,morale\n", "unknown-attribute"),
        ("change,change\n", "duplicate-key"),
        ("", "unreadable"),
        ("change;morale\nmajor;low\n", "unknown-attribute"),
        ("change\rmorale\r", "unreadable"),
        ('"change\n', "unreadable"),
    ],
)
def test_faults_of_the_columns_are_told_before_anything(
    client: TestClient, head: str, code: str
) -> None:
    refused = problem(client.post(BATCHES, content=head, headers=CSV))
    assert refused["status"] == 422
    assert refused["errors"][0]["code"] == code


def test_nothing_asked_is_nothing_answered(client: TestClient) -> None:
    assert client.post(BATCHES, content="", headers=NDJSON).text == ""
    empty = client.post(BATCHES, content="change\n", headers=CSV)
    assert empty.text == COLUMNS + "\r\n"


def test_a_cell_is_no_formula(client: TestClient) -> None:
    references = ["=1+1", "+1", "-1", "@x", "\tx", "fine"]
    content = "".join(json.dumps({"situation": {}, "reference": r}) + "\n" for r in references)
    headers = {**NDJSON, "Accept": "text/csv"}
    rows = lines(client.post(BATCHES, content=content, headers=headers))
    assert [row["reference"] for row in rows] == [*(f"'{r}" for r in references[:-1]), "fine"]
    assert all(float(row["need_leadership"]) == 0 for row in rows)


def test_only_csv_and_ndjson_are_read(client: TestClient) -> None:
    for kind in ("application/json", "text/csv; charset=latin-1", ""):
        refused = client.post(BATCHES, content="{}", headers={"Content-Type": kind})
        assert problem(refused)["status"] == 415


def test_the_examples_are_answered(client: TestClient) -> None:
    post = client.get("/openapi.json").json()["paths"][BATCHES]["post"]
    for media, content in post["requestBody"]["content"].items():
        for example in content["examples"].values():
            told = client.post(BATCHES, content=example["value"], headers={"Content-Type": media})
            assert [line.get("error") or "" for line in lines(told)] == ["", ""]
