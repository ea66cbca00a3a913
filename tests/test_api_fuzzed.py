"""Whatever is sent, every call answers as the document says (schemathesis, links included)."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from api_support import server_in

FUZZING = Path(__file__).parent / "fuzzing"
THOROUGH = bool(os.environ.get("THOROUGH"))
EACH, LEAST = (550, 20_000) if THOROUGH else (80, 2000)
"""How often each call is tried, and how many cases that must make."""
PHASES = "examples,coverage,fuzzing,stateful" if THOROUGH else "examples,fuzzing,stateful"
"""Coverage goes through every boundary of every field, some 8,000 cases."""


def test_every_call_answers_as_the_document_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FULCRUM_RATE_LIMIT", "")
    program = Path(sys.executable).with_name("schemathesis")
    with server_in(tmp_path) as address:
        ended = subprocess.run(
            [
                *(str(program), "--config-file", str(FUZZING / "schemathesis.toml")),
                *("run", f"{address}/openapi.json", "--no-color", "--seed", "6"),
                *("--phases", PHASES, "--max-examples", str(EACH)),
                *("--generation-database", "none", "--continue-on-failure"),
            ],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
            env={**os.environ, "SCHEMATHESIS_HOOKS": "lines", "PYTHONPATH": str(FUZZING)},
        )
    assert ended.returncode == 0, ended.stdout[-8000:] + ended.stderr[-2000:]
    cases = re.search(r"([\d,]+) generated", ended.stdout)
    assert cases is not None
    assert int(cases[1].replace(",", "")) >= LEAST
