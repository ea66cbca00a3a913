"""Approving advice: what a case expects is rewritten to what is found, after a person looked.

Only values that stand under `expect` (or in a table's `=>` column) are rewritten, in place:
comments, order and quoting stay. Lists are left to people, as which part should change is theirs
to say. Nothing is rewritten in CI, nor in cases that are `ground_truth`.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path as FilePath

import yaml

from fulcrum_engine.cases.case import Case
from fulcrum_engine.cases.format import NEW
from fulcrum_engine.cases.outcome import Mismatch, Outcome, Status
from fulcrum_engine.cases.reading import read_case_file
from fulcrum_engine.errors import Fault, InputError, Path, nearest

REWRITTEN = ("lean", "strength", "style.", "need.", "decision.", "next_question")
"""The expectations with one value each, which can be rewritten."""


@dataclass(frozen=True)
class Approval:
    """A value that is rewritten, or the reason why it is not."""

    case: Case
    what: str
    before: str
    after: str
    because: tuple[str, ...] = ()
    """The rules that brought the change."""
    left: str | None = None
    """Why it is not rewritten."""

    def __str__(self) -> str:
        told = f"{self.case.place}: {self.case.id}: {self.what}: {self.before}"
        if self.left:
            return f"{told} is left as it is: {self.left}"
        cause = f" (because of {', '.join(self.because)})" if self.because else ""
        return f"{told} -> {self.after}{cause}"


def refuse_in_ci(environment: Mapping[str, str] = os.environ) -> None:
    """Raise InputError where nobody looks: in continuous integration."""
    if environment.get("CI", "").casefold() not in ("", "0", "false"):
        problem = "nothing is approved where `CI` is set"
        expected = "a person at a terminal"
        raise InputError([Fault((), "wrong-value", problem, None, expected, file="--approve")])


def chosen(outcomes: Iterable[Outcome], wanted: str) -> list[Outcome]:
    """Return the outcomes to approve: the `new` ones, the `failing` ones, or that of one id."""
    outcomes = list(outcomes)
    if wanted == NEW:
        return [each for each in outcomes if each.is_new]
    if wanted == "failing":
        return [each for each in outcomes if each.status is Status.FAILED and not each.is_new]
    found = [each for each in outcomes if each.case.id == wanted]
    if not found:
        suggestion = nearest(wanted, [*(each.case.id for each in outcomes), NEW, "failing"])
        problem = f"no case is called `{wanted}`"
        expected = "`new`, `failing`, or the id of a case"
        fault = Fault((), "wrong-value", problem, wanted, expected, suggestion, "--approve")
        raise InputError([fault])
    return found


def plan(
    outcomes: Iterable[Outcome], because: Mapping[str, tuple[str, ...]], wanted: str = ""
) -> list[Approval]:
    """Return what would be rewritten, with the rules that brought it about by case id.

    Where `new` values are wanted, the others of the same case are not looked at.
    """
    return [
        _approval(outcome.case, mismatch, because.get(outcome.case.id, outcome.decisive_rules))
        for outcome in outcomes
        for mismatch in outcome.mismatches
        if wanted != NEW or mismatch.expected.startswith(NEW)
    ]


def _approval(case: Case, mismatch: Mismatch, because: tuple[str, ...]) -> Approval:
    left = _left(case, mismatch)
    return Approval(case, mismatch.what, mismatch.expected, mismatch.actual, because, left)


def _left(case: Case, mismatch: Mismatch) -> str | None:
    """Return why a value must not be rewritten, or None."""
    if case.ground_truth:
        return "it is `ground_truth`"
    if case.todo is not None:
        return "it is to do"
    if not mismatch.what.startswith(REWRITTEN):
        return "a person has to say which part changes"
    return None


def write(approvals: Iterable[Approval]) -> list[Approval]:
    """Rewrite the files; return what was rewritten and what was left, with the reason.

    A file is replaced as a whole or not at all.
    """
    by_file: dict[str, list[Approval]] = {}
    for approval in approvals:
        by_file.setdefault(approval.case.file, []).append(approval)
    return [done for file, own in by_file.items() for done in _write(FilePath(file), own)]


def _write(file: FilePath, approvals: list[Approval]) -> Iterator[Approval]:
    text = file.read_bytes().decode("utf-8")
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    edits: list[tuple[int, int, str]] = []
    for approval in approvals:
        node = None if approval.left else _node(root, approval)
        if isinstance(node, yaml.ScalarNode):
            edits.append((node.start_mark.index, node.end_mark.index, _written(node, approval)))
            yield approval
        else:
            several = "several values are accepted; a person has to say which"
            yield replace(approval, left=approval.left or several)
    for start, end, value in sorted(edits, reverse=True):
        text = text[:start] + value + text[end:]
    if edits:
        read_case_file(text, str(file))
        _replace(file, text.encode())


def _node(root: yaml.Node | None, approval: Approval) -> yaml.Node | None:
    """Return the part of the document that holds a value."""
    case, keys = approval.case, approval.what.split(".")
    if "rows" not in case.path:
        return _at(root, (*case.path, "expect", *keys))
    columns = _at(root, (*case.path[:2], "columns"))
    names = [cell.value.replace(" ", "") for cell in columns.value] if columns else []
    wanted = f"=>{approval.what}"
    return _at(root, (*case.path, names.index(wanted))) if wanted in names else None


def _at(node: yaml.Node | None, path: Path) -> yaml.Node | None:
    for part in path:
        if isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if key.value == part), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            node = node.value[part]
        else:
            return None
    return node


def _written(node: yaml.ScalarNode, approval: Approval) -> str:
    """Return a value in the quotes that the old one has."""
    quote = node.style if node.style in ("'", '"') else ""
    return f"{quote}{approval.after}{quote}"


def _replace(file: FilePath, data: bytes) -> None:
    """Put new content in a file's place, whole, with its mode."""
    with tempfile.NamedTemporaryFile(dir=file.parent, prefix=f".{file.name}.", delete=False) as new:
        new.write(data)
        new.flush()
        os.fsync(new.fileno())
    path = FilePath(new.name)
    try:
        path.chmod(file.stat().st_mode & 0o7777)
        path.replace(file)
    except OSError:
        path.unlink(missing_ok=True)
        raise
