"""The committed schemas are those of the rule book, and accept what the engine accepts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from fulcrum_engine import Rulebook
from fulcrum_engine.documents import Word, read_yaml
from fulcrum_engine.files.loading import FILES, OPTIONAL_FILES
from fulcrum_engine.schemas import MODELS, as_text, file_name, main, schema, write_schemas
from strategies import GARDEN

ROOT = Path(__file__).parents[1]
RULES = ROOT / "rules"
KNOWLEDGE = sorted(RULES.rglob("*.yaml"))
CASES = sorted((ROOT / "cases").rglob("*.case.yaml"))


def plain(value: Any) -> Any:
    """Return what YAML 1.2 reads, as editors do: `no` is a word there."""
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [plain(part) for part in value]
    if isinstance(value, Word):
        return None if value.kind == "null" else value.text
    return value


def data(path: Path) -> Any:
    return plain(read_yaml(path.read_bytes(), path.name, 4 * 1024 * 1024).value)


def faults(kind: str, rulebook: Rulebook, value: Any) -> list[str]:
    """Return what a schema finds wrong."""
    validator = Draft202012Validator(schema(kind, rulebook))
    return [f"{fault.json_path}: {fault.message}" for fault in validator.iter_errors(value)]


def kind_of(path: Path) -> str:
    """Return which schema a file of a rule book has."""
    return path.stem if path.name in FILES | OPTIONAL_FILES else "rules"


def case_faults(garden: Rulebook, case: dict[str, Any]) -> list[str]:
    return faults("case", garden, {"format": 1, "cases": [{"id": "a", **case}]})


@pytest.mark.parametrize("kind", MODELS)
def test_the_committed_schema_is_the_generated_one(kind: str, rulebook: Rulebook) -> None:
    committed = (RULES / "schemas" / file_name(kind)).read_text("utf-8")
    assert committed == as_text(schema(kind, rulebook)), "run `python -m fulcrum_engine.schemas`"


@pytest.mark.parametrize("kind", MODELS)
def test_every_schema_is_one(kind: str, rulebook: Rulebook) -> None:
    Draft202012Validator.check_schema(schema(kind, rulebook))


@pytest.mark.parametrize("path", KNOWLEDGE, ids=lambda path: path.relative_to(RULES).as_posix())
def test_every_file_of_the_rule_book_is_valid(path: Path, rulebook: Rulebook) -> None:
    assert faults(kind_of(path), rulebook, data(path)) == []


@pytest.mark.parametrize("path", KNOWLEDGE, ids=lambda path: path.relative_to(RULES).as_posix())
def test_every_file_of_the_rule_book_names_its_schema(path: Path) -> None:
    first = path.read_text("utf-8").splitlines()[0]
    named = first.removeprefix("# yaml-language-server: $schema=")
    assert (path.parent / named).resolve() == RULES / "schemas" / file_name(kind_of(path))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_case_file_is_valid(path: Path, rulebook: Rulebook) -> None:
    assert faults("case", rulebook, data(path)) == []


def test_the_garden_is_valid_by_its_own_schemas(garden: Rulebook) -> None:
    for path in GARDEN.rglob("*.yaml"):
        assert faults(kind_of(path), garden, data(path)) == []


@pytest.mark.parametrize(
    "when",
    [
        {"attribute": "soli", "is": "dry"},
        {"attribute": "soil", "is": "dri"},
        {"attribute": "soil", "is": "full"},
        {"attribute": "soil", "is": "dry", "is_not": "wet"},
        {"attribute": "soil"},
        {"attribute": "soil", "one_of": []},
        {"concept": "thrist"},
        {"outcome": "lean", "is": "wattering"},
        {"all": []},
        {"al": [{"concept": "thirst"}]},
        {"any": [{"none": [{"attribute": "sun", "is": "ful"}]}]},
    ],
)
def test_an_editor_sees_a_condition_that_cannot_be(garden: Rulebook, when: dict[str, Any]) -> None:
    rules = data(GARDEN / "watering" / "needs.yaml")
    assert faults("rules", garden, rules) == []
    rules["rules"][0]["when"] = when
    assert faults("rules", garden, rules)


@pytest.mark.parametrize(
    "case",
    [
        {"given": {"soil": "dry", "sun": ["mixed", "full"], "rain": "unknown"}, "expect": {}},
        {"given": {"sol": "dry"}, "expect": {"error": "unknown-attribute", "suggests": "soil"}},
        {"given": {"clouds": "many"}, "todo": "clouds", "expect": {"lean": "watering"}},
        {"given": {}, "expect": {"lean": {"any_of": ["watering", "balanced"]}}},
        {"given": {}, "expect": {"fired_exactly": [], "next_question": "none"}},
        {"given": {}, "expect": {"flips_with": [{"sun": "full"}], "stable_under": ["hose"]}},
        {"situation": {}, "expect": {"need": {"watering": 0.5}, "decision": {"process": "CII"}}},
    ],
)
def test_an_editor_accepts_what_the_engine_does(garden: Rulebook, case: dict[str, Any]) -> None:
    assert case_faults(garden, case) == []


@pytest.mark.parametrize(
    "case",
    [
        {"given": {"sol": "dry"}, "expect": {"lean": "watering"}},
        {"given": {"soil": "dri"}, "expect": {"lean": "watering"}},
        {"situation": {"soil": None}, "expect": {"lean": "watering"}},
        {"given": {}, "expect": {"lean": "wattering"}},
        {"given": {}, "expect": {"lean": {"any_of": ["wattering"]}}},
        {"given": {}, "expect": {"fired": ["soil-is-dri"]}},
        {"given": {}, "expect": {"warns": []}},
        {"given": {}, "expect": {"need": {"wattering": 0.5}}},
        {"given": {}, "expect": {"style": {"among": ["hoses"]}}},
        {"given": {}, "expect": {"error": "wrong"}},
        {"given": {}, "expects": {}},
        {"given": {}},
    ],
)
def test_an_editor_sees_a_case_that_cannot_be(garden: Rulebook, case: dict[str, Any]) -> None:
    assert case_faults(garden, case)


def test_schemas_are_written_for_any_rule_book(garden: Rulebook, tmp_path: Path) -> None:
    paths = write_schemas(garden, tmp_path / "schemas")
    assert {path.name for path in paths} == {file_name(kind) for kind in MODELS}


def test_a_rule_book_with_faults_gets_no_schemas(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path)]) == 2
    assert "this file is missing" in capsys.readouterr().err
