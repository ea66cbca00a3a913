"""Whether every name in the rules resolves: faults with the place and the nearest name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fulcrum_engine.documents import Document
from fulcrum_engine.errors import Fault, Path
from fulcrum_engine.files.naming import Names, fault_at, unknown
from fulcrum_engine.knowledge.conditions import (
    AttributeCondition,
    ConceptCondition,
    Leaf,
    OutcomeCondition,
    walk,
)
from fulcrum_engine.knowledge.decision import Decision
from fulcrum_engine.knowledge.rulebook import Rule
from fulcrum_engine.knowledge.vocabulary import Vocabulary

Placed = tuple[Rule, Document, Path]


def rule_faults(names: Names, placed: Iterable[Placed]) -> Iterator[Fault]:
    """Yield every name in the rules that resolves to nothing or cannot be used so."""
    first: dict[str, Document] = {}
    believed, concluded = names.believed, names.concluded
    for rule, document, path in placed:
        if rule.id in first:
            yield fault_at(
                document,
                (*path, "id"),
                f"`{rule.id}` is also in {first[rule.id].file}",
                "one rule of this id",
            )
        first.setdefault(rule.id, document)
        for place, leaf in walk(rule.when, (*path, "when")):
            yield from leaf_faults(names, believed, leaf, document, place)
        for i, conclusion in enumerate(rule.then):
            place = (*path, "then", i)
            yield from unknown(
                conclusion.conclude,
                concluded,
                "concept or hypothesis",
                document,
                (*place, "conclude"),
            )
            if conclusion.certainty == 0:
                yield fault_at(
                    document, (*place, "certainty"), "a certainty of 0 says nothing", "any other"
                )
        for i, citation in enumerate(rule.sources):
            yield from citation_faults(names, citation, document, (*path, "sources", i))


def decision_faults(names: Names, model: Decision, document: Document) -> Iterator[Fault]:
    """Yield every name in the model of who decides that resolves to nothing."""
    letters, ids = [q.id for q in model.questions], [process.id for process in model.processes]
    for i, name in enumerate(model.asked_by):
        known = list(names.vocabulary.by_id)
        yield from unknown(name, known, "attribute", document, ("asked_by", i))
    for i, question in enumerate(model.questions):
        for place, leaf in walk(question.when, ("questions", i, "when")):
            if isinstance(leaf, AttributeCondition):
                yield from leaf_faults(names, [], leaf, document, place)
            else:
                yield fault_at(document, place, "a question reads answers alone", "an attribute")
    for i, rule in enumerate(model.rules):
        for letter in (*rule.yes_to, *rule.no_to):
            yield from unknown(letter, letters, "question", document, ("rules", i))
        for id in rule.remove:
            yield from unknown(id, ids, "process", document, ("rules", i, "remove"))
        for n, citation in enumerate(rule.sources):
            yield from citation_faults(names, citation, document, ("rules", i, "sources", n))


def leaf_faults(
    names: Names, believed: list[str], leaf: Leaf, document: Document, path: Path
) -> Iterator[Fault]:
    """Yield what in a test resolves to nothing, or cannot be asked so."""
    if isinstance(leaf, ConceptCondition):
        yield from unknown(leaf.concept, believed, "concept", document, (*path, "concept"))
    elif isinstance(leaf, OutcomeCondition):
        missing = list(
            unknown(leaf.outcome, list(names.outcomes), "outcome", document, (*path, "outcome"))
        )
        levels = names.outcomes.get(leaf.outcome, ())
        yield from missing or _level_faults(leaf.test, levels, document, path)
    else:
        attributes = list(names.vocabulary.by_id)
        missing = list(
            unknown(leaf.attribute, attributes, "attribute", document, (*path, "attribute"))
        )
        yield from missing or _attribute_faults(names.vocabulary, leaf, document, path)


def _attribute_faults(
    vocabulary: Vocabulary, leaf: AttributeCondition, document: Document, path: Path
) -> Iterator[Fault]:
    attribute = vocabulary.by_id[leaf.attribute]
    name, levels = leaf.test
    yield from _level_faults(leaf.test, attribute.level_ids, document, path)
    if name not in ("at_least", "at_most"):
        return
    if not attribute.ordered or not attribute.comparable:
        why = (
            "its levels have no order"
            if not attribute.ordered
            else "a later level is not simply more"
        )
        yield fault_at(
            document,
            (*path, name),
            f"`{leaf.attribute}` cannot be compared: {why}",
            "is, is_not or one_of",
        )
    elif levels[0] == attribute.level_ids[0 if name == "at_least" else -1]:
        yield fault_at(
            document, (*path, name), "this is true of every level", "a condition that can fail"
        )


def _level_faults(
    test: tuple[str, tuple[str, ...]], known: tuple[str, ...], document: Document, path: Path
) -> Iterator[Fault]:
    name, levels = test
    for level in levels:
        yield from unknown(level, known, "level", document, (*path, name))
    if name == "one_of" and set(levels) >= set(known):
        yield fault_at(
            document, (*path, name), "this is true of every level", "a condition that can fail"
        )


def citation_faults(names: Names, citation: str, document: Document, path: Path) -> Iterator[Fault]:
    """Yield a fault if a source, or the claim of it that is cited, is not there."""
    source, _, claim = citation.partition("#")
    yield from unknown(source, list(names.sources), "source", document, path)
    if claim and source != names.claims_of:
        yield fault_at(document, path, f"`{source}` has no numbered claims", f"`{source}`")
    elif claim:
        yield from unknown(claim, list(names.claims), f"claim of `{source}`", document, path)
