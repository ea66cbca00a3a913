"""The case files shown in the documentation are case files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fulcrum_engine import Rulebook
from fulcrum_engine.cases import Status, read_case_file, run_case
from fulcrum_engine.cases.format import CaseRecord, Expect

PAGE = (Path(__file__).parents[1] / "docs" / "case-files.md").read_text("utf-8")
EXAMPLES = [text for text in re.findall(r"```yaml\n(.*?)```", PAGE, re.S) if "format: 1" in text]


@pytest.mark.parametrize("text", EXAMPLES, ids=lambda text: text.splitlines()[-1])
def test_every_example_can_be_run(text: str, rulebook: Rulebook) -> None:
    for case in read_case_file(text, "docs/case-files.md").cases:
        outcome = run_case(case, rulebook)
        assert outcome.status in (Status.PASSED, Status.TODO), str(outcome)


@pytest.mark.parametrize("key", {**CaseRecord.model_fields, **Expect.model_fields})
def test_every_key_is_told(key: str) -> None:
    assert f"`{key}" in PAGE
