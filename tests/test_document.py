"""The rule book as pages: the committed ones are current, and say all that a rule says."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from fulcrum_api.document import document
from fulcrum_api.document.layout import Edge, arrange, crossings
from fulcrum_engine import Rulebook
from fulcrum_engine.checks import case_folders
from fulcrum_engine.checks.covering import covering
from fulcrum_engine.reasoning.compiler import compile_rulebook

COMMITTED = Path(__file__).parents[1] / "docs" / "rulebook"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def pages(rulebook: Rulebook) -> dict[str, str]:
    found = covering(rulebook, compile_rulebook(rulebook), case_folders(None))
    return document(rulebook, found)


def test_the_committed_pages_are_the_generated_ones(pages: dict[str, str]) -> None:
    committed = {path.name: path.read_text("utf-8") for path in COMMITTED.iterdir()}
    stale = sorted(committed.keys() ^ pages.keys())
    stale += [name for name, text in pages.items() if committed.get(name, text) != text]
    assert stale == [], "run `make document`"


def test_every_rule_has_its_reason_its_sources_and_a_case(
    rulebook: Rulebook, pages: dict[str, str]
) -> None:
    whole = "\n".join(pages.values())
    for rule in rulebook.rules.values():
        part = whole.partition(f'<a id="{rule.id}"></a>')[2].partition('<a id="')[0]
        assert " ".join(rule.because.split()) in part
        assert "fires: " in part, rule.id
        assert "narrowly does not: " in part, rule.id
        for citation in rule.sources:
            claim = rulebook.claims.get(citation.partition("#")[2])
            assert (claim.claim if claim else rulebook.sources[citation].title) in part


def test_every_link_between_the_pages_leads_to_an_anchor(pages: dict[str, str]) -> None:
    for name, text in pages.items():
        for file, anchor in re.findall(r"\]\(([a-z-]+\.md)#([a-z0-9-]+)\)", text):
            assert f'<a id="{anchor}"></a>' in pages[file], (name, file, anchor)


@pytest.mark.parametrize("name", ["concepts.svg", "styles.svg"])
def test_a_picture_is_told_in_words_as_well(
    name: str, pages: dict[str, str], rulebook: Rulebook
) -> None:
    root = ET.fromstring(pages[name])
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert desc is not None
    assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert len(str(desc.text)) > 500


def test_every_concept_that_leads_to_a_need_is_in_the_picture(
    pages: dict[str, str], rulebook: Rulebook
) -> None:
    drawn = {text.text for text in ET.fromstring(pages["concepts.svg"]).iter(f"{SVG}text")}
    assert {concept.title for concept in rulebook.concepts.values()} <= drawn


def test_no_two_boxes_of_a_picture_overlap(pages: dict[str, str]) -> None:
    boxes = [
        (float(rect.get("x", 0)), float(rect.get("y", 0)), float(rect.get("height", 0)))
        for rect in ET.fromstring(pages["concepts.svg"]).iter(f"{SVG}rect")
        if rect.get("rx")
    ]
    for x, y, height in boxes:
        assert not [b for b in boxes if b[0] == x and 0 < b[1] - y < height]


def test_a_layout_without_need_of_crossings_has_none() -> None:
    edges = [Edge("a", "z"), Edge("b", "y"), Edge("c", "x")]
    places = arrange([["a", "b", "c"], ["x", "y", "z"]], edges)
    assert crossings(places, edges) == 0


def test_a_rule_book_without_cases_has_pages_too(garden: Rulebook) -> None:
    pages = document(garden, None)
    assert "Soil" in pages["watering-needs.md"]
    assert "Cases" not in pages["watering-needs.md"]
