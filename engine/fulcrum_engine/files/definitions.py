"""Whether the definitions of a rule book hold together: hypotheses, vocabulary, sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from fulcrum_engine.documents import Document
from fulcrum_engine.errors import Fault, Path, listed
from fulcrum_engine.files.naming import Names, fault_at, twice, unknown
from fulcrum_engine.knowledge.rulebook import ClaimFile, SourceFile
from fulcrum_engine.situation import State

ANSWER_STATES = {State.UNKNOWN.value, State.NOT_APPLICABLE.value}


def hypothesis_faults(names: Names, document: Document) -> Iterator[Fault]:
    """Yield every name in the hypotheses that resolves to nothing, and every id given twice."""
    for id, count in Counter(names.concluded).items():
        if count > 1:
            problem = f"`{id}` names {count} things"
            yield fault_at(document, (), problem, "one concept or hypothesis of this id")
    for name, known, what, path in _names_in_hypotheses(names):
        yield from unknown(name, known, what, document, path)
    sides = sorted(side.id for side in names.hypotheses.sides)
    for i, dimension in enumerate(names.hypotheses.dimensions):
        if sorted(dimension.poles) != sides:
            path = ("dimensions", i, "poles")
            yield fault_at(document, path, "a dimension has a pole for each side", listed(sides))


def _names_in_hypotheses(names: Names) -> Iterator[tuple[str, list[str], str, Path]]:
    """Yield each name that a hypothesis uses, the names it may be, what it is, and its place."""
    h = names.hypotheses
    sides, functions = [side.id for side in h.sides], [function.id for function in h.functions]
    concepts, styles = [concept.id for concept in names.concepts], list(h.style_by_id)
    for i, style in enumerate(h.styles):
        yield style.side, sides, "side", ("styles", i, "side")
    for i, function in enumerate(h.functions):
        yield function.side, sides, "side", ("functions", i, "side")
    for i, action in enumerate(h.actions):
        yield action.function, functions, "function", ("actions", i, "function")
    for i, dimension in enumerate(h.dimensions):
        for side, concept in dimension.poles.items():
            yield concept, concepts, "concept", ("dimensions", i, "poles", side)
    for i, warning in enumerate(h.warnings):
        yield warning.caution_on or styles[0], styles, "style", ("warnings", i, "caution_on")


def vocabulary_faults(names: Names, document: Document) -> Iterator[Fault]:
    """Yield every group that is not there, every id given twice, and every id that is taken."""
    vocabulary = names.vocabulary
    groups = [group.id for group in vocabulary.groups]
    yield from twice((a.id for a in vocabulary.attributes), document, ("attributes",))
    for i, attribute in enumerate(vocabulary.attributes):
        path: Path = ("attributes", i)
        yield from unknown(attribute.group, groups, "group", document, (*path, "group"))
        yield from twice(attribute.level_ids, document, (*path, "levels"))
        if attribute.id in names.outcomes:
            problem = f"`{attribute.id}` is the name of an outcome of the advice"
            yield fault_at(document, (*path, "id"), problem, "another name")
        for level in set(attribute.level_ids) & ANSWER_STATES:
            problem = f"`{level}` says that there is no level"
            yield fault_at(document, (*path, "levels"), problem, "another name")


def source_faults(
    claims: ClaimFile, sources: SourceFile, claim_document: Document, source_document: Document
) -> Iterator[Fault]:
    """Yield every source or claim given twice, and a source of the claims that is not there."""
    ids = [source.id for source in sources.sources]
    yield from twice(ids, source_document, ("sources",))
    yield from twice((claim.id for claim in claims.claims), claim_document, ("claims",))
    yield from unknown(claims.source, ids, "source", claim_document, ("source",))
