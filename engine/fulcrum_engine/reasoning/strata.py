"""The order in which rules can be asked: a concept is complete before anything asks for it."""

from __future__ import annotations

from collections.abc import Iterable
from graphlib import CycleError, TopologicalSorter

from fulcrum_engine.documents import Document
from fulcrum_engine.errors import Fault, Path
from fulcrum_engine.knowledge.conditions import ConceptCondition, OutcomeCondition, leaves
from fulcrum_engine.knowledge.rulebook import Hypotheses, Rule

ADVICE = "the advice"
"""The node of the graph for the outcomes: they need every need and every style."""


def asked_by(rule: Rule) -> set[str]:
    """Return what must be complete before a rule can be asked."""
    asked = set()
    for leaf in leaves(rule.when):
        if isinstance(leaf, ConceptCondition):
            asked.add(leaf.concept)
        elif isinstance(leaf, OutcomeCondition):
            asked.add(ADVICE)
    return asked


def graph(hypotheses: Hypotheses, rules: Iterable[Rule]) -> dict[str, list[str]]:
    """Return for each concept, and for the advice, what must be complete before it, sorted."""
    needed: dict[str, set[str]] = {ADVICE: {side.need for side in hypotheses.sides}}
    needed[ADVICE] |= set(hypotheses.style_by_id)
    for rule in rules:
        for conclusion in rule.then:
            needed.setdefault(conclusion.conclude, set()).update(asked_by(rule))
    return {node: sorted(needed[node]) for node in sorted(needed)}


def cycle_faults(hypotheses: Hypotheses, placed: list[tuple[Rule, Document, Path]]) -> list[Fault]:
    """Return a fault that prints the circle, if rules ask for what they lead to."""
    try:
        TopologicalSorter(graph(hypotheses, [rule for rule, _, _ in placed])).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        inside = set(circle)
        rule, document, path = next(
            each
            for each in placed
            if asked_by(each[0]) & inside and {c.conclude for c in each[0].then} & inside
        )
        problem = f"rule `{rule.id}` is part of a circle: {' -> '.join(circle)}"
        line = document.line_of(path)
        return [
            Fault(
                path, "cycle", problem, None, "conclusions that lead on", None, document.file, line
            )
        ]
    return []


def strata(hypotheses: Hypotheses, rules: Iterable[Rule]) -> dict[str, int]:
    """Return the stratum of each concept: 0 where only answers are asked for."""
    needed = graph(hypotheses, rules)
    depth: dict[str, int] = {}
    for node in TopologicalSorter(needed).static_order():
        depth[node] = max((depth[before] + 1 for before in needed.get(node, ())), default=0)
    return depth
