"""The advice read off columns of needs and styles, as `outcomes` reads it off one consultation."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from fulcrum_engine.columnar.columns import Beliefs, Flags, Floats, Masks
from fulcrum_engine.knowledge.rulebook import Hypotheses, LeanReading
from fulcrum_engine.reasoning.outcomes import NOBODY, STRENGTHS, outcome_levels

# NumPy's own may differ from Python's in the last digit.
_log1p = np.frompyfunc(math.log1p, 1, 1)


def read_advice(
    hypotheses: Hypotheses, beliefs: Mapping[str, Beliefs], all_known: Flags
) -> dict[str, Masks]:
    """Return the numbers of lean and strength, and of the styles where beliefs in all are given."""
    reading = hypotheses.lean
    first, second = (beliefs[side.need] for side in hypotheses.sides)
    quiet = (first.high < reading.established) & (second.high < reading.established)
    lean = read_leans(reading, first.value, second.value, all_known | quiet)
    outcomes = {"lean": lean, "strength": _strengths(reading, first.value, second.value, lean)}
    if all(style.id in beliefs for style in hypotheses.styles):
        leading = np.where(lean < 2, lean, second.value > first.value)
        best = np.stack([_best_style(hypotheses, beliefs, side.id) for side in hypotheses.sides])
        everyone, nobody = np.arange(len(lean)), len(hypotheses.styles)
        outcomes["style"] = np.where(lean == 3, nobody, best[leading, everyone])
        outcomes["supporting"] = np.where(lean == 3, nobody, best[1 - leading, everyone])
    return outcomes


def read_leans(reading: LeanReading, first: Floats, second: Floats, settled: Flags | bool) -> Masks:
    """Return for each pair of needs what `outcomes.read_lean` does."""
    one_sided = np.where(first > second, 0, 1)
    established = np.where(balanced(reading, first, second), 2, one_sided)
    quiet = np.maximum(first, second) < reading.established
    return np.where(quiet, np.where(settled, 2, 3), established).astype(np.int64)


def balanced(reading: LeanReading, first: Floats, second: Floats) -> Flags:
    """Return for each pair of needs what `outcomes.balanced` does."""
    less, more = np.minimum(first, second), np.maximum(first, second)
    weighed, against = weights_of_evidence(less), weights_of_evidence(more)
    found = np.zeros(len(less), np.bool_)
    for each in reading.balanced:
        found |= (less >= each.smaller_from) & (weighed >= each.share * against)
    return found


def weights_of_evidence(certainties: Floats) -> Floats:
    """Return certainties on the scale on which independent evidence adds up."""
    return -np.asarray(_log1p(-certainties), np.float64)


def _strengths(reading: LeanReading, first: Floats, second: Floats, lean: Masks) -> Masks:
    both = lean == 2
    amount = np.where(both, np.minimum(first, second), np.abs(first - second))
    clear = np.where(both, reading.both.clear, reading.one_sided.clear)
    strong = np.where(both, reading.both.strong, reading.one_sided.strong)
    code = (amount >= clear).astype(np.int64) + (amount >= strong)
    return np.where(lean == 3, len(STRENGTHS), code)


def _best_style(hypotheses: Hypotheses, beliefs: Mapping[str, Beliefs], side: str) -> Masks:
    of_side = [number for number, style in enumerate(hypotheses.styles) if style.side == side]
    if not of_side:
        nobody = outcome_levels(hypotheses)["style"].index(NOBODY)
        return np.full(len(beliefs[hypotheses.sides[0].need].value), nobody)
    values = np.stack([beliefs[hypotheses.styles[number].id].value for number in of_side])
    best: Masks = np.asarray(of_side, np.int64)[np.argmax(values, axis=0)]
    return best
