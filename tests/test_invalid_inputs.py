"""Inputs nobody can be advised on: exit code 2, a message that says where, no traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from fulcrum_api.commands.app import app
from fulcrum_api.commands.inputs import read_input
from fulcrum_engine import FulcrumError, Rulebook
from invalid_inputs import INVALID_JSON, INVALID_YAML, InvalidInput

FULCRUM = [sys.executable, "-m", "fulcrum_api.cli"]
AS_FILES = [(each, "json") for each in INVALID_JSON] + [(each, "yaml") for each in INVALID_YAML]
NOT_REFUSED_AS_YAML = {"a comma too many", "a comment"}
"""JSON that is not strict, but that YAML reads as what was meant or refuses as something else."""


def fulcrum(*args: str, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(app, list(args), input=stdin)


def assert_refused(result: Result, *words: str) -> None:
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert result.stderr.strip()
    assert "Traceback" not in result.stderr
    for word in words:
        assert word in result.stderr


def written(folder: Path, given: InvalidInput, ending: str) -> str:
    path = folder / f"situation.{ending}"
    path.write_bytes(given.data)
    return str(path)


def test_the_corpus_is_large_and_every_input_has_a_name_of_its_own() -> None:
    names = [given.name for given, _ in AS_FILES]
    assert len(names) == len(set(names)) >= 150


@pytest.mark.parametrize(("given", "ending"), AS_FILES, ids=lambda v: getattr(v, "name", v))
def test_a_wrong_file_is_refused(given: InvalidInput, ending: str, tmp_path: Path) -> None:
    path = written(tmp_path, given, ending)
    result = fulcrum("consult", path, "--json")
    assert_refused(result, *given.words)
    assert all(line.startswith(path) for line in result.stderr.splitlines())


@pytest.mark.parametrize(("given", "ending"), AS_FILES, ids=lambda v: getattr(v, "name", v))
def test_a_refusal_has_the_code_of_its_fault(
    given: InvalidInput, ending: str, tmp_path: Path, rulebook: Rulebook
) -> None:
    with pytest.raises(FulcrumError) as caught:
        read_input(rulebook.vocabulary, written(tmp_path, given, ending))
    assert given.code in {fault.code for fault in caught.value.faults}


@pytest.mark.parametrize("given", INVALID_JSON, ids=lambda given: given.name)
def test_standard_input_is_refused_as_well(given: InvalidInput) -> None:
    result = fulcrum("consult", "-", stdin=given.data)
    if given.name in NOT_REFUSED_AS_YAML and result.exit_code == 0:
        return
    assert_refused(result)


@pytest.mark.parametrize("given", INVALID_JSON[::20] + INVALID_YAML[::20], ids=lambda g: g.name)
def test_a_real_process_refuses_without_a_traceback(given: InvalidInput, tmp_path: Path) -> None:
    path = tmp_path / "situation"
    path.write_bytes(given.data)
    done = subprocess.run([*FULCRUM, "consult", str(path)], capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.strip()
    assert b"Traceback" not in done.stderr


def test_every_fault_has_a_line_of_its_own() -> None:
    result = fulcrum("consult", "-", stdin=b"chnage: major\nmorale: lwo\ntrust: 3\n")
    assert_refused(result, "stdin:1: situation.chnage", "stdin:2: situation.morale", "stdin:3:")
    assert len(result.stderr.splitlines()) == 3


def test_a_misspelt_attribute_is_told_with_place_and_nearest_name() -> None:
    result = fulcrum("consult", "-", stdin=b'{"chnage": "major"}')
    expected = "stdin: situation.chnage: no such attribute; did you mean `change`?\n"
    assert result.stderr == expected


@pytest.mark.parametrize("nothing", [b"{}", b'{"situation": {}}', b"given: {}\n"])
def test_a_situation_about_which_nothing_is_known_is_undetermined(nothing: bytes) -> None:
    result = fulcrum("consult", "-", "--json", stdin=nothing)
    assert result.exit_code == 0
    assert '"lean": "undetermined"' in result.stdout


@pytest.mark.parametrize("missing", ["no-such-file.yaml", "", "a\nb", "x" * 5000, "/dev/null/x"])
def test_a_file_that_is_not_there_is_named(missing: str) -> None:
    assert_refused(fulcrum("consult", missing))


def test_a_folder_is_no_situation(tmp_path: Path) -> None:
    assert_refused(fulcrum("consult", str(tmp_path)), "is a directory")


def test_a_situation_is_not_a_case_file_to_replay(tmp_path: Path) -> None:
    path = tmp_path / "situation.yaml"
    path.write_text("change: major\n")
    result = fulcrum("replay", str(path))
    assert result.exit_code == 2
    assert str(path) in result.stderr
