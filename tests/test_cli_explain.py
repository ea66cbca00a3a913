"""`fulcrum consult --explain` and `--why-not`: with and without a value, for people and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fulcrum_api.commands.app import app
from fulcrum_api.commands.optional_values import filled

SITUATION = '{"change": "major", "direction": "blurred"}'


def run(*arguments: str, text: str = SITUATION) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["consult", *arguments], input=text)
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize(
    ("arguments", "heading"),
    [
        (["--explain", "-"], "How it came about, in short"),
        (["-", "--explain"], "How it came about, in short"),
        (["--explain", "short", "-"], "How it came about, in short"),
        (["--explain=whole", "-"], "How it came about, every rule"),
        (["-", "--explain", "whole"], "How it came about, every rule"),
    ],
)
def test_the_proof_is_told_behind_the_report(arguments: list[str], heading: str) -> None:
    code, out, _ = run(*arguments)
    assert code == 0
    assert out.index("Receipt") < out.index(heading)


def test_why_not_asks_about_all_other_advice(tmp_path: Path) -> None:
    file = tmp_path / "situation.json"
    file.write_text(SITUATION)
    for arguments in (["-", "--why-not"], ["--why-not", str(file)]):
        code, out, _ = run(*arguments)
        assert code == 0
        assert out.count("Why not ") == 7


def test_why_not_asks_about_one_lean_or_style() -> None:
    for arguments in (["--why-not", "balanced", "-"], ["-", "--why-not=balanced"]):
        code, out, _ = run(*arguments)
        assert code == 0
        assert out.count("Why not ") == 1
        assert "Why not Balanced?" in out


def test_a_file_of_the_name_of_a_target_is_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "balanced").write_text(SITUATION)
    code, out, _ = run("--why-not", "balanced")
    assert code == 0
    assert out.count("Why not ") == 7


def test_as_json_both_stand_beside_the_recommendation() -> None:
    alone = json.loads(run("-", "--json")[1])
    both = json.loads(run("-", "--json", "--explain", "--why-not")[1])
    assert set(both) == {"recommendation", "proof", "why_not"}
    assert both["recommendation"]["lean"] == alone["lean"]
    assert both["proof"]["lean"]["lean"] == alone["lean"]


def test_an_unknown_target_or_detail_is_the_calls_fault() -> None:
    code, _, error = run("-", "--why-not", "visonary")
    assert (code, "did you mean `visionary`?" in error) == (2, True)
    code, _, error = run("-", "--explain=hwole")
    assert (code, "expected `short` or `whole`" in error) == (2, True)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], []),
        (["--explain"], ["--explain=short"]),
        (["--explain", "--why-not"], ["--explain=short", "--why-not="]),
        (["--why-not", "--json"], ["--why-not=", "--json"]),
        (["--explain", "whole", "file"], ["--explain=whole", "file"]),
        (["--", "--explain"], ["--", "--explain"]),
    ],
)
def test_values_that_were_left_out_are_filled_in(given: list[str], expected: list[str]) -> None:
    assert list(filled(given)) == expected
