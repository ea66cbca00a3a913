"""How the advice came about, step by step, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from fulcrum_api.report.layout import EMPTY, Line, bullet, section
from fulcrum_engine.why.proof_values import (
    ConditionRead,
    LeanProof,
    LeftOut,
    Proof,
    RuleProof,
    Step,
)

FATES = {"fired": "fired", "failed": "failed", "undetermined": "open"}
COLOURS = {"fired": "green", "failed": "red", "undetermined": "yellow"}
GROUPS = {"all": "all of", "any": "any of", "none": "none of"}


def proof_lines(proof: Proof) -> Iterator[Line]:
    """Yield a proof from its answers to the lean, and what was concluded from that."""
    whole = proof.detail == "whole"
    titles = {step.concept: step.title for step in (*proof.steps, *proof.after)}
    heading = "How it came about" + (", every rule" if whole else ", in short")
    yield Line(0, EMPTY)
    yield Line(0, Text(heading, "bold underline"))
    yield from section("What was read", (bullet(Text(each.text)) for each in proof.answers))
    for step in proof.steps:
        yield from _step(step, titles, whole)
    yield from section(f"The lean: {_lean(proof.lean)}", _reading(proof.lean))
    for step in proof.after:
        yield from _step(step, titles, whole)


def _lean(lean: LeanProof) -> str:
    return f"{lean.title}, {lean.strength}" if lean.strength else lean.title


def _reading(lean: LeanProof) -> Iterator[Line]:
    yield from (bullet(Text(f"{step}.")) for step in lean.steps)


def _step(step: Step, titles: dict[str, str], whole: bool) -> Iterator[Line]:
    yield from section(f"{step.title}: {_certainty(step)}", _rules(step, titles, whole))


def _certainty(step: Step) -> str:
    value, low, high = step.certainty.value, step.certainty.low, step.certainty.high
    return f"{value:.2f}" if low == high else f"{value:.2f} ({low:.2f} to {high:.2f} possible)"


def _rules(step: Step, titles: dict[str, str], whole: bool) -> Iterator[Line]:
    for rule in step.rules:
        yield from _rule(rule, titles, whole)
    if "=" in step.arithmetic:
        yield Line(2, Text(f"Together: {step.arithmetic}"))
    elif "never" in step.arithmetic or not step.certainty.value:
        yield Line(2, Text(step.arithmetic.capitalize()))
    if left := _left_out(step.left_out):
        yield Line(2, Text(f"Left out: {left}", "dim"))


def _rule(rule: RuleProof, titles: dict[str, str], whole: bool) -> Iterator[Line]:
    adds = f"{rule.certainty:.2f} x {rule.premise.low:.2f} = {rule.adds.value:.2f}"
    if rule.fate != "fired":
        most = max(rule.adds.low, rule.adds.high, key=abs)
        adds = f"{FATES[rule.fate]}, at most {most:.2f}" if most else FATES[rule.fate]
    title = Text(rule.title, "bold").append(f" ({adds})", f"not bold {COLOURS[rule.fate]}")
    yield bullet(title)
    if rule.told_under:
        yield Line(4, Text(f"as under: {titles[rule.told_under]}", "dim"))
    if rule.condition:
        yield from _condition(rule.condition, 4, whole)


def _condition(condition: ConditionRead, indent: int, whole: bool) -> Iterator[Line]:
    if not condition.parts:
        mark = f" [{condition.truth}]" if whole else ""
        yield Line(indent, Text(f"{condition.text}").append(mark, "dim"))
        return
    if condition.kind == "all" and indent == 4:
        yield from (line for part in condition.parts for line in _condition(part, 4, whole))
        return
    yield Line(indent, Text(GROUPS[condition.kind], "italic"))
    for part in condition.parts:
        yield from _condition(part, indent + 2, whole)


def _left_out(left: LeftOut) -> str:
    counts = ((left.fired, "fired"), (left.failed, "failed"), (left.undetermined, "open"))
    return ", ".join(f"{count} {fate}" for count, fate in counts if count)
