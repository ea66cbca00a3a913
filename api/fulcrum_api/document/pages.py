"""All pages of a rule book, and writing them to a folder."""

from __future__ import annotations

from pathlib import Path

from fulcrum_api.document import cards
from fulcrum_api.document.markdown import heading, page, table
from fulcrum_api.document.picture import needs_drawing, styles_drawing, svg
from fulcrum_api.document.rules import theme_page, themes
from fulcrum_api.wording import Wording, numbered
from fulcrum_engine import Rulebook
from fulcrum_engine.checks.covering import Covering

BESIDE = {
    "concepts.md": ("Concepts", cards.concepts_page),
    "styles.md": ("Styles", cards.styles_page),
    "advice.md": ("What the advice can say", cards.advice_page),
    "glossary.md": ("Glossary", cards.glossary_page),
    "promises.md": ("Promises", cards.promises_page),
    "claims.md": ("Claims, and what carries them", cards.claims_page),
    "sources.md": ("Sources", cards.sources_page),
}


def document(rulebook: Rulebook, found: Covering | None) -> dict[str, str]:
    """Return every page and picture of a rule book by file name.

    `found` is what the case files hold of it; without, no cases are named.
    """
    words = Wording(rulebook)
    pages = {file: make(words) for file, (_, make) in BESIDE.items()}
    for file, (title, rules) in themes(rulebook).items():
        pages[file] = theme_page(words, title, rules, found)
    pages["concepts.svg"] = svg(rulebook, needs_drawing(rulebook), "concepts")
    pages["styles.svg"] = svg(rulebook, styles_drawing(rulebook), "styles")
    return {"README.md": index(rulebook), **pages}


def index(rulebook: Rulebook) -> str:
    """Return the page that leads to all others."""
    lines = [*heading(1, rulebook.title)]
    lines += [
        f"Version {rulebook.version}: {numbered(len(rulebook.rules), 'rule', 'rules')}. "
        "These pages are generated from the rule book; do not edit them.",
        "",
        "[How a rule is written](../rule-book.md)",
        "",
        "![How answers lead to the needs](concepts.svg)",
        "",
    ]
    rows = [[f"[{title}]({file})"] for file, (title, _) in BESIDE.items()]
    lines += [*heading(2, "Pages"), *table(["page"], rows), *heading(2, "Rules by theme")]
    themed = [
        [f"[{title}]({file})", str(len(rules))] for file, (title, rules) in themes(rulebook).items()
    ]
    return page([*lines, *table(["theme", "rules"], themed)])


def write_document(rulebook: Rulebook, found: Covering | None, folder: Path) -> list[Path]:
    """Write all pages and pictures to a folder; return their files."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, text in document(rulebook, found).items():
        paths.append(folder / name)
        paths[-1].write_text(text, encoding="utf-8")
    return paths
