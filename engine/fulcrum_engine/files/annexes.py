"""Whether what stands beside the rules holds together: promises, glossary, sources of the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pydantic import BaseModel

from fulcrum_engine.documents import Document
from fulcrum_engine.errors import Fault, Path
from fulcrum_engine.files.migration_faults import migration_faults
from fulcrum_engine.files.naming import Names, fault_at, twice, unknown
from fulcrum_engine.files.references import citation_faults, leaf_faults
from fulcrum_engine.knowledge.conditions import AttributeCondition, walk
from fulcrum_engine.knowledge.glossary import GlossaryFile, LeftOutFile
from fulcrum_engine.knowledge.migrations import MigrationFile
from fulcrum_engine.knowledge.promises import Promise, PromiseException, PromiseFile
from fulcrum_engine.knowledge.rulebook import Hypotheses


def promise_faults(names: Names, file: PromiseFile, document: Document) -> Iterator[Fault]:
    """Yield every name in the promises that resolves to nothing, and every id given twice."""
    yield from twice((promise.id for promise in file.promises), document, ("promises",))
    for i, promise in enumerate(file.promises):
        path: Path = ("promises", i)
        yield from _move_faults(names, promise, document, (*path, promise.kind))
        yield from _sources(names, promise.sources, document, path)
        for n, exception in enumerate(promise.exceptions):
            yield from _exception_faults(names, exception, document, (*path, "exceptions", n))


def _move_faults(names: Names, promise: Promise, document: Document, path: Path) -> Iterator[Fault]:
    move = promise.move
    attributes, styles = names.vocabulary.by_id, list(names.hypotheses.style_by_id)
    sides = [side.id for side in names.hypotheses.sides]
    yield from unknown(
        move.attribute, list(attributes), "attribute", document, (*path, "attribute")
    )
    attribute = attributes.get(move.attribute)
    if attribute and not (attribute.ordered and attribute.comparable):
        problem = f"a later level of `{move.attribute}` is not simply more"
        yield fault_at(document, (*path, "attribute"), problem, "an attribute that can be compared")
    for field, known, what in (
        ("need", sides, "side"),
        ("style", styles, "style"),
        ("over", styles, "style"),
    ):
        if name := getattr(move, field, None):
            yield from unknown(name, known, what, document, (*path, field))


def _exception_faults(
    names: Names, exception: PromiseException, document: Document, path: Path
) -> Iterator[Fault]:
    for place, leaf in walk(exception.when, (*path, "when")):
        if isinstance(leaf, AttributeCondition):
            yield from leaf_faults(names, [], leaf, document, place)
        else:
            yield fault_at(document, place, "an exception reads answers alone", "an attribute")
    yield from _sources(names, exception.sources, document, path)


def glossary_faults(names: Names, file: GlossaryFile, document: Document) -> Iterator[Fault]:
    """Yield every source of the glossary that resolves to nothing, and every id given twice."""
    yield from twice((entry.id for entry in file.entries), document, ("entries",))
    for i, entry in enumerate(file.entries):
        yield from _sources(names, entry.sources, document, ("entries", i))


def left_out_faults(names: Names, file: LeftOutFile, document: Document) -> Iterator[Fault]:
    """Yield every claim that is left out and not there, or left out twice."""
    yield from twice((claim.id for claim in file.claims), document, ("claims",))
    for i, claim in enumerate(file.claims):
        known, what = list(names.claims), f"claim of `{names.claims_of}`"
        yield from unknown(claim.id, known, what, document, ("claims", i, "id"))


def source_faults_of_hypotheses(names: Names, document: Document) -> Iterator[Fault]:
    """Yield every source of a style, notice, action or step that resolves to nothing."""
    h: Hypotheses = names.hypotheses
    lists: dict[Path, Sequence[Any]] = {
        (field,): value
        for field in type(h).model_fields
        if isinstance(value := getattr(h, field), tuple)
    }
    if h.development:
        lists["development", "advice"] = h.development.advice
    for place, records in lists.items():
        for i, record in enumerate(records):
            yield from _sources(names, getattr(record, "sources", ()), document, (*place, i))


def _sources(
    names: Names, sources: Sequence[str], document: Document, path: Path
) -> Iterator[Fault]:
    for i, citation in enumerate(sources):
        yield from citation_faults(names, citation, document, (*path, "sources", i))


ANNEXES: dict[str, tuple[type[BaseModel], Callable[[Names, Any, Document], Iterator[Fault]]]] = {
    "glossary.yaml": (GlossaryFile, glossary_faults),
    "left-out-claims.yaml": (LeftOutFile, left_out_faults),
    "promises.yaml": (PromiseFile, promise_faults),
    "migrations.yaml": (MigrationFile, migration_faults),
}
"""The files beside the rules: what each holds, and what checks it."""


def annex_faults(
    names: Names, records: dict[str, BaseModel], documents: dict[str, Document]
) -> Iterator[Fault]:
    """Yield every fault of the files beside the rules, and of the sources of the hypotheses."""
    for name, (_, faults) in ANNEXES.items():
        if name in records:
            yield from faults(names, records[name], documents[name])
    yield from source_faults_of_hypotheses(names, documents["hypotheses.yaml"])
