"""Columns: one array for each thing that situations have in common, a row for each situation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from fulcrum_engine.certainty import MOST

Floats = NDArray[np.float64]
Masks = NDArray[np.int64]
Flags = NDArray[np.bool_]
Ends = tuple[Floats, Floats]
"""What is certain and what is possible; the same array where they are equal throughout."""


@dataclass(frozen=True)
class Columns:
    """Situations by column: the levels each attribute allows, and whether it is fully described."""

    masks: Mapping[str, Masks]
    all_known: Flags

    def __len__(self) -> int:
        return len(self.all_known)


@dataclass(frozen=True)
class Beliefs:
    """The certainty of one concept in every situation."""

    value: Floats
    low: Floats
    high: Floats

    @cached_property
    def ends(self) -> Ends:
        """Return how strongly a premise may rest on it; evidence against counts as none."""
        low = np.maximum(self.low, 0.0)
        return low, low if self.low is self.high else np.maximum(self.high, 0.0)


def combined(first: Floats, second: Floats, *, against: bool) -> Floats:
    """Return the combination of certainty factors, element by element, as `certainty.combine`.

    `against` says that some of them may be negative.
    """
    both_for = np.minimum(first + second - first * second, MOST)
    if not against:
        return both_for
    both_against = np.maximum(first + second + first * second, -MOST)
    with np.errstate(divide="ignore", invalid="ignore"):
        mixed = (first + second) / (1 - np.minimum(np.abs(first), np.abs(second)))
    are_for, are_against = (first >= 0) & (second >= 0), (first <= 0) & (second <= 0)
    return np.where(are_for, both_for, np.where(are_against, both_against, mixed))
