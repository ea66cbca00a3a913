"""How settled a lean is: whether, and how often, the missing answers could still change it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from fulcrum_engine.certainty import MOST
from fulcrum_engine.columnar.advice import balanced, read_leans
from fulcrum_engine.columnar.columns import Beliefs, Columns, Floats, Masks
from fulcrum_engine.columnar.evaluator import evaluate
from fulcrum_engine.knowledge.rulebook import Hypotheses
from fulcrum_engine.lookahead.completions import (
    ENUMERATED_UP_TO,
    SAMPLED,
    Completions,
    every_way,
    repeated,
)
from fulcrum_engine.lookahead.questions import ranked
from fulcrum_engine.reasoning.outcomes import outcome_levels

LEANING_FROM = 0.8
ROUNDING = 1e-9
"""How much wider than computed the bounds are taken, so that rounding proves nothing."""


@dataclass(frozen=True)
class Stability:
    """The share of ways to answer what is missing that keep the lean, and how that is known.

    `method` is `enumerated` (every way was looked at), `bounded` (the bounds of the needs prove
    it) or `sampled`; `error` is the half width of the 95 % interval, 0 where it is exact.
    """

    share: float
    method: Literal["enumerated", "bounded", "sampled"]
    error: float

    @property
    def settled(self) -> Literal["decided", "leaning", "open"]:
        """Return decided, leaning or open; a sample alone never makes it decided."""
        if self.share >= 1 and self.method != "sampled":
            return "decided"
        return "leaning" if self.share >= LEANING_FROM else "open"


def stability(completions: Completions) -> Stability:
    """Return how stable the lean of a situation is."""
    if not completions.enumerated and bounds_decide(completions):
        return Stability(1.0, "bounded", 0.0)
    evaluation = completions.evaluation
    code = evaluation.levels["lean"].index(completions.trace.outcomes.lean)
    share = float(np.mean(evaluation.outcomes["lean"] == code))
    if completions.enumerated:
        return Stability(share, "enumerated", 0.0)
    if share == 1 and bounds_decide_by_parts(completions):
        return Stability(1.0, "bounded", 0.0)
    return Stability(share, "sampled", sampling_error(share, SAMPLED))


def sampling_error(share: float, count: int) -> float:
    """Return the half width of the 95 % interval of a share seen in a sample (Wilson 1927)."""
    z = 1.959964
    spread = share * (1 - share) / count + z * z / (4 * count * count)
    return z * math.sqrt(spread) / (1 + z * z / count)


def bounds_decide(completions: Completions) -> bool:
    """Return whether the bounds of the needs prove the lean."""
    hypotheses = completions.program.hypotheses
    beliefs = (completions.trace.belief(side.need) for side in hypotheses.sides)
    first, second = (
        Beliefs(*(np.array([end]) for end in (each.value, each.low, each.high))) for each in beliefs
    )
    return _code(completions) == int(bounded_leans(hypotheses, first, second)[0])


def bounds_decide_by_parts(completions: Completions) -> bool:
    """Return whether the bounds prove the lean for every way to answer some of the questions."""
    hypotheses = completions.program.hypotheses
    found = evaluate(completions.program, _parts(completions), only_needs=True)
    needs = (found.beliefs[side.need] for side in hypotheses.sides)
    return bool((bounded_leans(hypotheses, *needs) == _code(completions)).all())


def _parts(completions: Completions) -> Columns:
    """Return the situation with the most telling questions answered in every way, others open."""
    counts: dict[str, int] = {}
    for name in ranked(completions):
        count = completions.levels_of(name)
        if math.prod(counts.values()) * count <= ENUMERATED_UP_TO:
            counts[name] = count
    choices = every_way(counts)
    rows = repeated(completions.program, completions.situation, math.prod(counts.values()))
    given = {name: np.left_shift(np.int64(1), level) for name, level in choices.items()}
    return Columns({**rows.masks, **given}, rows.all_known)


def _code(completions: Completions) -> int:
    leans = outcome_levels(completions.program.hypotheses)["lean"]
    return leans.index(completions.trace.outcomes.lean)


def bounded_leans(hypotheses: Hypotheses, first: Beliefs, second: Beliefs) -> Masks:
    """Return the number of the lean that holds everywhere within the bounds of the needs, or -1."""
    reading = hypotheses.lean
    (first_low, first_high), (second_low, second_high) = _wider(first), _wider(second)
    to_first = read_leans(reading, first_low, second_high, False) == 0
    to_second = read_leans(reading, first_high, second_low, False) == 1
    quiet = np.maximum(first_high, second_high) < reading.established
    throughout = (
        (np.maximum(first_low, second_low) >= reading.established)
        & balanced(reading, first_low, second_high)
        & balanced(reading, first_high, second_low)
    )
    return np.select([to_first, to_second, quiet | throughout], [0, 1, 2], -1)


def _wider(need: Beliefs) -> tuple[Floats, Floats]:
    low, high = need.ends
    return np.maximum(low - ROUNDING, 0.0), np.minimum(high + ROUNDING, MOST)
