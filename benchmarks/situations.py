"""Random situations for the benchmarks."""

from __future__ import annotations

import random
from collections.abc import Iterable

from fulcrum_engine import Situation
from fulcrum_engine.reasoning.compiler import Program
from fulcrum_engine.situation import Answer, State


def described(
    program: Program, names: Iterable[str], answers: int, chance: random.Random
) -> Situation:
    """Return a situation in which so many of the named attributes have one level, drawn evenly."""
    chosen = set(chance.sample(sorted(names), answers))
    attributes = [each for each in program.vocabulary.attributes if each.id in chosen]
    return Situation(
        {each.id: Answer(State.ANSWERED, (chance.choice(each.level_ids),)) for each in attributes}
    )
