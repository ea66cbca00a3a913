"""What cases expect, as arrays: checked for all cases at once against columns of advice.

Only what the advice says counts: expectations on rule ids say how it was reached.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from fulcrum_engine.cases.case import Case
from fulcrum_engine.cases.format import NOTICED, AnyOf, accepted
from fulcrum_engine.columnar.columns import Flags
from fulcrum_engine.columnar.evaluator import Evaluation
from fulcrum_engine.knowledge.rulebook import Hypotheses, Rulebook
from fulcrum_engine.reasoning.outcomes import NOBODY, outcome_levels

DECIDING = ("lean", "strength", "style", "need", "warns")
"""The expectations that count for how well cases hold a rule book."""
KINDS = (*DECIDING, *(key for key in NOTICED if key != "warns"))


@dataclass(frozen=True)
class Expected:
    """One expectation of one case: of an outcome, of a need, of something said, or of a turn."""

    kind: str
    row: int
    name: str
    """The outcome, the concept of the need, or the id of what is said."""
    levels: tuple[str, ...] = ()
    value: float = 0.0
    tolerance: float = 0.0
    wanted: bool = True


@dataclass(frozen=True)
class Turn:
    """Other answers to a case, and whether they must turn its lean."""

    row: int
    changes: Mapping[str, Any]
    turns: bool


def expected_of(case: Case, row: int, rulebook: Rulebook) -> Iterator[Expected]:
    """Yield what a case expects of the advice, but for its reasons."""
    for name, choice in (("lean", case.expect.lean), ("strength", case.expect.strength)):
        if choice:
            yield Expected(name, row, name, _levels(choice))
    yield from _styles(case, row, rulebook.hypotheses)
    yield from _needs(case, row, rulebook.hypotheses)
    for key in NOTICED:
        for written, wanted in ((key, True), (f"not_{key}", False)):
            for id in getattr(case.expect, written) or ():
                yield Expected(key, row, id, wanted=wanted)


def _styles(case: Case, row: int, hypotheses: Hypotheses) -> Iterator[Expected]:
    expect = case.expect
    if style := expect.style:
        for name, choice in (("style", style.primary), ("supporting", style.supporting)):
            if choice:
                yield Expected("style", row, name, _levels(choice))
        if style.among:
            yield Expected("style", row, "style", style.among)
    if expect.not_style:
        others = [id for id in outcome_levels(hypotheses)["style"] if id not in expect.not_style]
        yield Expected("style", row, "style", tuple(others))


def _needs(case: Case, row: int, hypotheses: Hypotheses) -> Iterator[Expected]:
    own = case.expect.tolerance
    tolerance = case.tolerance if own is None else own
    concepts = {side.id: side.need for side in hypotheses.sides}
    for side, value in (case.expect.need or {}).items():
        if not isinstance(value, str):
            yield Expected("need", row, concepts[side], value=value, tolerance=tolerance)


def _levels(choice: str | AnyOf) -> tuple[str, ...]:
    return tuple(NOBODY if name == "none" else name for name in accepted(choice))


def turns_of(case: Case, row: int, rulebook: Rulebook) -> Iterator[Turn]:
    """Yield the other answers that a case asks about."""
    for changes in case.expect.flips_with or ():
        yield Turn(row, changes, turns=True)
    for name in case.expect.stable_under or ():
        for level in rulebook.vocabulary.by_id[name].level_ids:
            yield Turn(row, {name: level}, turns=False)


class Expectations:
    """All expectations of some cases, ready to be checked again and again."""

    def __init__(self, rulebook: Rulebook, cases: Sequence[Case], shown: Flags) -> None:
        """Take the cases; `shown` says where development advice is asked for."""
        self.rulebook = rulebook
        self.shown = shown
        found = [e for row, case in enumerate(cases) for e in expected_of(case, row, rulebook)]
        self.turns = [t for row, case in enumerate(cases) for t in turns_of(case, row, rulebook)]
        self.growth = self._growth()
        levels = outcome_levels(rulebook.hypotheses)
        self.outcomes = [
            (*group, _accepting(part, levels[group[1]]))
            for group, part in _grouped(found, _OUTCOMES)
        ]
        self.needs = [(need, part) for (_, need), part in _grouped(found, ("need",))]
        self.said = list(_grouped(found, tuple(NOTICED)))
        self.cases = len(cases)

    def _growth(self) -> frozenset[str]:
        development = self.rulebook.hypotheses.development
        return frozenset(each.id for each in (development.advice if development else ()))

    def failing(self, evaluation: Evaluation) -> dict[str, set[int]]:
        """Return the rows of the cases whose expectations of each kind do not hold."""
        failing: dict[str, set[int]] = {kind: set() for kind in KINDS}
        for kind, outcome, (rows, accepts) in self.outcomes:
            codes = evaluation.outcomes[outcome][rows]
            failing[kind].update(rows[~accepts[np.arange(len(rows)), codes]].tolist())
        for need, part in self.needs:
            failing["need"].update(_far_off(part, evaluation, need))
        for (kind, id), part in self.said:
            rows, wanted = (np.array(x) for x in ([e.row for e in part], [e.wanted for e in part]))
            found = evaluation.said(id, self.rulebook.hypotheses.cautions.get(id))[rows]
            if id in self.growth:
                found = found & self.shown[rows]
            failing[kind].update(rows[found != wanted].tolist())
        failing["lean"].update(self._not_turning(evaluation))
        return failing

    def _not_turning(self, evaluation: Evaluation) -> Iterator[int]:
        leans = evaluation.outcomes["lean"]
        for number, turn in enumerate(self.turns, start=self.cases):
            if (leans[turn.row] != leans[number]) != turn.turns:
                yield turn.row


_OUTCOMES = ("lean", "strength", "style")


def _grouped(
    found: Iterable[Expected], kinds: tuple[str, ...]
) -> Iterator[tuple[tuple[str, str], list[Expected]]]:
    groups: dict[tuple[str, str], list[Expected]] = {}
    for each in found:
        if each.kind in kinds:
            groups.setdefault((each.kind, each.name), []).append(each)
    yield from groups.items()


def _accepting(part: list[Expected], levels: tuple[str, ...]) -> tuple[Any, Any]:
    """Return the rows, and for each of them which levels will do."""
    accepts = np.array([[level in each.levels for level in levels] for each in part])
    return np.array([each.row for each in part]), accepts


def _far_off(part: list[Expected], evaluation: Evaluation, need: str) -> list[int]:
    rows = np.array([each.row for each in part])
    found = np.round(evaluation.beliefs[need].value[rows], 4)
    wanted = np.array([each.value for each in part])
    tolerance = np.array([each.tolerance for each in part])
    far = np.round(np.abs(found - wanted), 9) > tolerance
    return [int(row) for row in rows[far]]
