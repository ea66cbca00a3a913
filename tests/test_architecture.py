"""Who may import whom, and that the engine knows nothing of what it reasons about."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ENGINE = sorted((ROOT / "engine").rglob("*.py"))
API = sorted((ROOT / "api").rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """Yield the top-level packages that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield (node.module or "").partition(".")[0]


def importers(paths: list[Path], *packages: str) -> list[str]:
    return [path.name for path in paths if set(packages) & set(imports(path))]


def test_only_the_inference_module_imports_experta() -> None:
    assert importers(ENGINE + API, "experta", "frozendict") == ["inference.py"]


def test_the_engine_never_imports_the_api() -> None:
    assert importers(ENGINE, "fulcrum_api") == []


def test_the_engine_needs_no_web_no_storage_and_no_terminal() -> None:
    outer = ("fastapi", "starlette", "uvicorn", "sqlalchemy", "alembic", "typer", "rich")
    assert importers(ENGINE, *outer) == []


@pytest.mark.parametrize("path", [p for p in (ROOT / "engine").rglob("*") if p.is_file()])
def test_the_engine_does_not_say_what_it_advises_on(path: Path) -> None:
    if path.suffix in (".py", ".toml", ".md", ".json", ".yaml", ".typed"):
        assert "leadership" not in path.read_text("utf-8").casefold()


def test_the_rule_book_holds_no_python() -> None:
    assert not list((ROOT / "rules").rglob("*.py"))


def test_no_module_grows_beyond_what_can_be_read_at_once() -> None:
    long = {p.name: n for p in ENGINE if (n := len(p.read_text("utf-8").splitlines())) > 400}
    assert long == {}
