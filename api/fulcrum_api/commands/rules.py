"""`fulcrum rules`: the knowledge, as a list, one rule at a time, or as pages."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Annotated

import typer

from fulcrum_api.commands.terminal import Output, Rules, folder_of, print_table
from fulcrum_api.document import write_document
from fulcrum_api.document.rules import themes
from fulcrum_api.document.words import conclusion_in_words, conditions_in_words, source_in_words
from fulcrum_api.wording import Wording, numbered
from fulcrum_engine import Fault, InputError, Rulebook, load_rulebook
from fulcrum_engine.checks import case_folders
from fulcrum_engine.checks.covering import Covering, covering
from fulcrum_engine.errors import nearest, shorten
from fulcrum_engine.knowledge.vocabulary import Attribute
from fulcrum_engine.reasoning.compiler import compile_rulebook

Id = Annotated[
    str | None,
    typer.Argument(
        metavar="ID", help="A rule, or with --vocabulary an attribute; all if left out."
    ),
]
Vocabulary = Annotated[bool, typer.Option("--vocabulary", help="Show what a situation can say.")]
Pages = Annotated[
    Path | None,
    typer.Option("--document", metavar="DIR", help="Write the rule book as pages to a folder."),
]
SHOWN = 5
"""How many cases of a rule are told."""


def rules(
    ctx: typer.Context,
    id: Id = None,
    vocabulary: Vocabulary = False,
    document: Pages = None,
    rules: Rules = None,
) -> None:
    """Show the rules by theme, or one with its conditions, reason, sources and cases."""
    folder = folder_of(rules or ctx.obj)
    rulebook = load_rulebook(folder)
    if document is not None:
        paths = write_document(rulebook, _cases(rulebook, folder), document)
        typer.echo(f"{numbered(len(paths), 'file', 'files')} in {document}")
    elif id is not None:
        found = None if vocabulary else _cases(rulebook, folder)
        output = Output()
        for line in _attribute(rulebook, id) if vocabulary else _rule(rulebook, id, found):
            output.print(line, soft_wrap=not output.is_terminal)
    else:
        print_table(*(vocabulary_table(rulebook) if vocabulary else rules_table(rulebook)))


def _cases(rulebook: Rulebook, folder: Path | None) -> Covering | None:
    return _covering(rulebook, tuple(case_folders(folder)))


@lru_cache(maxsize=2)
def _covering(rulebook: Rulebook, paths: tuple[Path, ...]) -> Covering | None:
    return covering(rulebook, compile_rulebook(rulebook), paths)


def rules_table(rulebook: Rulebook) -> tuple[list[str], list[list[str]]]:
    """Return all rules by theme, as headers and rows."""
    rows = [
        [rule.id, rule.status, theme, rule.title]
        for theme, found in themes(rulebook).values()
        for rule in found
    ]
    return ["rule", "status", "theme", "title"], rows


def vocabulary_table(rulebook: Rulebook) -> tuple[list[str], list[list[str]]]:
    """Return all attributes, as headers and rows."""
    attributes: tuple[Attribute, ...] = rulebook.vocabulary.attributes
    rows = [[each.id, " ".join(each.level_ids), each.question] for each in attributes]
    return ["attribute", "levels", "question"], rows


def _attribute(rulebook: Rulebook, id: str) -> Iterator[str]:
    attribute = rulebook.vocabulary.by_id.get(id)
    if attribute is None:
        raise _no_such("attribute", id, tuple(rulebook.vocabulary.by_id))
    yield f"{attribute.id}: {attribute.question}"
    yield from (attribute.hint, attribute.why, "")
    for level in attribute.levels:
        yield f"  {level.id} ({level.label}): {level.example}"


def _rule(rulebook: Rulebook, id: str, found: Covering | None) -> Iterator[str]:
    rule = rulebook.rules.get(id)
    if rule is None:
        raise _no_such("rule", id, tuple(rulebook.rules))
    words = Wording(rulebook)
    yield f"{rule.title} ({rule.id}, {rule.status}, {rulebook.places[rule.id]})"
    yield from ("", "If")
    for depth, text in conditions_in_words(words, rule.when):
        yield "  " * depth + text
    yield from ("then", *(f"  {conclusion_in_words(words, each)}" for each in rule.then))
    yield from ("because", f"  {' '.join(rule.because.split())}", "Sources")
    yield from (f"  {each}: {source_in_words(rulebook, each)}" for each in rule.sources)
    if found:
        yield from ("Cases", *_told_cases(found, rule.id))


def _told_cases(found: Covering, rule: str) -> Iterator[str]:
    """Yield the cases that expect a rule to fire, a near miss, and in how many it fires."""
    for case in found.expecting(rule)[:SHOWN]:
        yield f"  fires: {case.id} ({case.title or case.place})"
    for number in found.near.get(rule, ())[:1]:
        case = found.cases[number]
        yield f"  narrowly does not: {case.id} ({case.title or case.place})"
    yield f"  fires in {len(found.firing.get(rule, ()))} of {len(found.cases)} cases in all"


def _no_such(what: str, id: str, known: tuple[str, ...]) -> InputError:
    suggestion = nearest(id, known)
    return InputError(
        [Fault((), "unknown-name", f"no such {what}: `{shorten(id)}`", suggestion=suggestion)]
    )
