"""Many cases at once: their situations as columns, so that a rule book is tried in variants.

What takes seconds with a consultation for each case takes milliseconds here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from fulcrum_engine.cases.case import Case
from fulcrum_engine.cases.expected import Expectations
from fulcrum_engine.cases.names import name_faults
from fulcrum_engine.cases.versions import within
from fulcrum_engine.columnar.columns import Columns
from fulcrum_engine.columnar.evaluator import Evaluation, columns, evaluate
from fulcrum_engine.errors import InputError
from fulcrum_engine.knowledge.rulebook import Rulebook
from fulcrum_engine.reasoning.compiler import Program, compile_rulebook
from fulcrum_engine.situation import Situation, parse_situation


@dataclass(frozen=True, eq=False)
class Batch:
    """Cases that count for a rule book, with their situations."""

    rulebook: Rulebook
    program: Program
    cases: tuple[Case, ...]
    situations: tuple[Situation, ...]

    @cached_property
    def expectations(self) -> Expectations:
        development = self.rulebook.hypotheses.development
        asked = development.asked_by if development else ()
        shown = np.array([any(name in each for name in asked) for each in self.situations], bool)
        return Expectations(self.rulebook, self.cases, shown)

    @cached_property
    def columns(self) -> Columns:
        """Return the situations of the cases; behind them those with other answers."""
        others = [
            parse_situation(
                self.rulebook.vocabulary, {**self.situations[turn.row].plain, **turn.changes}
            )
            for turn in self.expectations.turns
        ]
        return columns(self.program, [*self.situations, *others])

    @cached_property
    def usual(self) -> Evaluation:
        """Return what follows by the rule book as it is."""
        return self.evaluate(self.program)

    def evaluate(self, program: Program) -> Evaluation:
        """Return what follows in every situation by a variant of the rule book."""
        return evaluate(program, self.columns)

    def advice(self, evaluation: Evaluation, ids: Iterable[str]) -> Any:
        """Return the advice as a table of numbers, a row for each case, to compare two of them.

        It holds lean, strength, styles, the needs as they are shown, and what is said of `ids`.
        """
        h, rows = self.rulebook.hypotheses, len(self.cases)
        parts = [codes.astype(float) for _, codes in sorted(evaluation.outcomes.items())]
        parts += [np.round(evaluation.beliefs[side.need].value, 4) for side in h.sides]
        parts += [evaluation.said(id, h.cautions.get(id)).astype(float) for id in ids]
        return np.stack(parts, axis=1)[:rows]


def make_batch(cases: Iterable[Case], rulebook: Rulebook) -> Batch:
    """Return the cases that count as a batch.

    Left out are drafts, cases to do, those for other versions or with experimental rules, and
    those whose situation is refused or whose names are not the rule book's.
    """
    found = list(_counting(cases, rulebook))
    program = compile_rulebook(rulebook)
    return Batch(rulebook, program, tuple(c for c, _ in found), tuple(s for _, s in found))


def _counting(cases: Iterable[Case], rulebook: Rulebook) -> Iterator[tuple[Case, Situation]]:
    for case in cases:
        left_out = case.draft or case.todo or case.experimental or case.expect.error
        if left_out or (case.rules and not within(rulebook.version, case.rules)):
            continue
        try:
            situation = parse_situation(rulebook.vocabulary, case.given)
        except InputError:
            continue
        if not case.given_faults and not any(name_faults(case, rulebook)):
            yield case, situation
