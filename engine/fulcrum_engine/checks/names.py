"""What nobody uses: attributes, levels and concepts that no rule reads or concludes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fulcrum_engine.checks.findings import Finding, Result, result
from fulcrum_engine.knowledge.conditions import (
    AttributeCondition,
    ConceptCondition,
    Condition,
    Leaf,
    leaves,
)
from fulcrum_engine.knowledge.rulebook import Rulebook
from fulcrum_engine.knowledge.vocabulary import Attribute


def unused_attributes(rulebook: Rulebook) -> Result:
    """Return the attributes that nothing reads, and the levels that nothing tells apart."""
    tested: dict[str, list[AttributeCondition]] = {}
    for leaf in _leaves(rulebook):
        if isinstance(leaf, AttributeCondition):
            tested.setdefault(leaf.attribute, []).append(leaf)
    asked = _asked_by(rulebook)
    findings = []
    for attribute in rulebook.vocabulary.attributes:
        conditions = tested.get(attribute.id, [])
        if not conditions and attribute.id not in asked:
            findings.append(Finding("warning", attribute.id, "no rule reads this attribute"))
        elif conditions:
            findings += _alike(attribute, conditions)
    told = f"every condition on each of {len(rulebook.vocabulary.attributes)} attributes"
    return result("Unused attributes and levels", "proved", told, findings)


def _leaves(rulebook: Rulebook) -> Iterator[Leaf]:
    """Yield every test that anything in the rule book makes."""
    conditions: list[Condition] = [rule.when for rule in rulebook.rules.values()]
    if rulebook.decision:
        conditions += [question.when for question in rulebook.decision.questions]
    for condition in conditions:
        yield from leaves(condition)


def _asked_by(rulebook: Rulebook) -> set[str]:
    """Return the attributes that call for a panel of their own."""
    development = rulebook.hypotheses.development
    panels = [panel.asked_by for panel in (development, rulebook.decision) if panel]
    return {name for panel in panels for name in panel}


def _alike(attribute: Attribute, conditions: Iterable[AttributeCondition]) -> Iterator[Finding]:
    """Yield a note for levels between which no condition tells a difference."""
    ids = attribute.level_ids
    passing = [_passing(attribute, condition) for condition in conditions]
    classes: dict[tuple[bool, ...], list[str]] = {}
    for level in ids:
        classes.setdefault(tuple(level in each for each in passing), []).append(level)
    for alike in classes.values():
        if len(alike) > 1:
            text = f"no condition tells {', '.join(alike)} apart"
            yield Finding("note", attribute.id, text)


def _passing(attribute: Attribute, condition: AttributeCondition) -> set[str]:
    """Return the levels that pass a condition."""
    test, named = condition.test
    ids = attribute.level_ids
    at = ids.index(named[0])
    passing = {"at_least": ids[at:], "at_most": ids[: at + 1], "is_not": ()}.get(test, named)
    return set(ids) - {named[0]} if test == "is_not" else set(passing)


def unused_concepts(rulebook: Rulebook) -> Result:
    """Return what no rule concludes or nothing asks for."""
    h = rulebook.hypotheses
    concluded = {each.conclude for rule in rulebook.rules.values() for each in rule.then}
    asked = {leaf.concept for leaf in _leaves(rulebook) if isinstance(leaf, ConceptCondition)}
    shown = {pole for dimension in h.dimensions for pole in dimension.poles.values()}
    findings = []
    for id in rulebook.concepts:
        if id not in concluded:
            findings.append(Finding("error" if id in asked else "warning", id, NOBODY_CONCLUDES))
        if id not in asked | shown:
            text = "no rule asks for this concept, and no dimension shows it"
            findings.append(Finding("warning", id, text))
    wanted = [*(side.need for side in h.sides), *h.style_by_id, *h.said]
    missing = [id for id in wanted if id not in concluded]
    findings += [Finding("warning", id, NOBODY_CONCLUDES) for id in missing]
    told = f"every conclusion and condition of {len(rulebook.rules)} rules"
    return result("Concepts nobody concludes or asks for", "proved", told, findings)


NOBODY_CONCLUDES = "no rule concludes this"
