"""The names of a rule book, and the faults of a name that resolves to nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from fulcrum_engine.documents import Document
from fulcrum_engine.errors import Fault, Path, nearest
from fulcrum_engine.knowledge.rulebook import Claim, Concept, Hypotheses, Source
from fulcrum_engine.knowledge.vocabulary import Vocabulary
from fulcrum_engine.reasoning.outcomes import outcome_levels


@dataclass
class Names:
    """All names that a rule may use."""

    vocabulary: Vocabulary
    hypotheses: Hypotheses
    concepts: Sequence[Concept]
    sources: Mapping[str, Source]
    claims: Mapping[str, Claim]
    claims_of: str
    outcomes: dict[str, tuple[str, ...]] = field(init=False)

    def __post_init__(self) -> None:
        self.outcomes = outcome_levels(self.hypotheses)

    @property
    def believed(self) -> list[str]:
        """Return what a condition may ask the certainty of: concepts, needs and styles."""
        needs = [side.need for side in self.hypotheses.sides]
        styles = [style.id for style in self.hypotheses.styles]
        return [*(concept.id for concept in self.concepts), *needs, *styles]

    @property
    def concluded(self) -> list[str]:
        """Return all that a rule may conclude."""
        return [*self.believed, *self.hypotheses.said]


def unknown(
    name: str, known: Sequence[str], what: str, document: Document, path: Path
) -> Iterator[Fault]:
    """Yield a fault if a name is not among the known ones, with the nearest of them."""
    if name not in known:
        fault = fault_at(document, path, f"no such {what}: `{name}`", None, nearest(name, known))
        yield fault


def fault_at(
    document: Document,
    path: Path,
    problem: str,
    expected: str | None,
    suggestion: str | None = None,
) -> Fault:
    """Return a fault of a rule book at a place in one of its files."""
    line = document.line_of(path)
    code = "unknown-name" if problem.startswith("no such") else "wrong-value"
    return Fault(path, code, problem, None, expected, suggestion, document.file, line)


def twice(ids: Iterable[str], document: Document, path: Path) -> Iterator[Fault]:
    """Yield a fault for each id that is given more than once."""
    for id, count in Counter(ids).items():
        if count > 1:
            yield fault_at(document, path, f"`{id}` is here twice", "each once")
