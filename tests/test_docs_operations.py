"""The page for operators tells every setting, as it is."""

from __future__ import annotations

import os
from pathlib import Path

from fulcrum_api.settings import PREFIX, Settings

PAGE = Path(__file__).parents[1] / "docs" / "operations.md"
HEAD = "| variable | default | means |\n|---|---|---|\n"


def row(name: str) -> str:
    field = Settings.model_fields[name]
    default = "" if field.default in (None, "") else f"`{field.default}`"
    return f"| `{PREFIX}{name.upper()}` | {default} | {field.description} |\n"


def test_every_setting_is_told_with_its_default() -> None:
    """Write the table anew with `UPDATE=1 pytest tests/test_docs_operations.py`."""
    before, _, rest = PAGE.read_text().partition(HEAD)
    after = rest[rest.index("\n## ") :]
    text = before + HEAD + "".join(row(name) for name in Settings.model_fields) + after
    if os.environ.get("UPDATE"):
        PAGE.write_text(text)
    assert PAGE.read_text() == text
