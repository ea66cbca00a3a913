"""The next question: the open one whose answer tells most about where the advice will end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from fulcrum_engine.columnar.columns import Floats, Masks
from fulcrum_engine.columnar.evaluator import evaluate
from fulcrum_engine.knowledge.vocabulary import Attribute
from fulcrum_engine.lookahead.completions import Completions, variants
from fulcrum_engine.situation import State


@dataclass(frozen=True)
class Effect:
    """What the advice would be, if this level were answered and nothing else."""

    level: str
    lean: str
    need: Mapping[str, float]


@dataclass(frozen=True)
class Question:
    """A question worth asking, and what each answer would do now."""

    attribute: Attribute
    information: float
    """How much the answer tells about the final lean, in bits."""
    effects: tuple[Effect, ...]


def next_question(completions: Completions) -> Question | None:
    """Return the most informative question that was not asked; None when none can matter.

    Information is measured over the ways to answer what is missing (Shannon 1948): how much less
    uncertain the final lean is, on average, once the answer is known. Where none tells the lean,
    the one that moves the needs most comes first.
    """
    name = next((name for name in ranked(completions) if not_asked(completions, name)), None)
    if name is None:
        return None
    attribute = completions.program.vocabulary.by_id[name]
    return Question(attribute, information(completions)[name], effects(completions, attribute))


def not_asked(completions: Completions, name: str) -> bool:
    """Return whether an attribute is missing because nobody was asked."""
    return completions.situation[name].state is State.NOT_ASKED


def ranked(completions: Completions) -> list[str]:
    """Return the missing attributes that can matter, the most informative first.

    Where two tell the same, the one asked earlier comes first.
    """
    bits, spread = information(completions), movement(completions)
    return sorted(completions.varied, key=lambda name: (-bits[name], -spread[name]))


def information(completions: Completions) -> dict[str, float]:
    """Return for each attribute that can matter the bits its answer tells about the final lean."""
    evaluation = completions.evaluation
    leans, count = evaluation.outcomes["lean"], len(evaluation.levels["lean"])
    found = {}
    for name, choice in completions.choices.items():
        levels = completions.levels_of(name)
        together = np.bincount(choice * count + leans, minlength=levels * count)
        by_level = together.reshape(levels, count) / len(leans)
        found[name] = round(max(_bits(by_level.sum(0)) - _bits_left(by_level), 0.0), 6)
    return found


def _bits_left(by_level: Floats) -> float:
    """Return the entropy of the lean that is left, on average, once the level is known."""
    return _bits(by_level.ravel()) - _bits(by_level.sum(1))


def _bits(shares: Floats) -> float:
    """Return the entropy of shares, in bits."""
    some = shares[shares > 0]
    return float(-(some * np.log2(some)).sum())


def movement(completions: Completions) -> dict[str, float]:
    """Return for each attribute how far apart its levels put the difference of the needs."""
    first, second = (
        completions.evaluation.beliefs[side.need].value
        for side in completions.program.hypotheses.sides
    )
    return {
        name: round(_spread(first - second, choice), 6)
        for name, choice in completions.choices.items()
    }


def _spread(values: Floats, choice: Masks) -> float:
    counts = np.bincount(choice)
    means = np.bincount(choice, values)[counts > 0] / counts[counts > 0]
    return float(means.max() - means.min())


def effects(completions: Completions, attribute: Attribute) -> tuple[Effect, ...]:
    """Return what each answer to a question would do to the advice now, exactly."""
    program = completions.program
    changes = [{attribute.id: 1 << number} for number in range(len(attribute.levels))]
    rows = variants(program, completions.situation, changes)
    evaluation = evaluate(program, rows, only_needs=True)
    leans = evaluation.leans()
    return tuple(
        Effect(
            level=level,
            lean=leans[row],
            need={
                side.id: float(evaluation.beliefs[side.need].value[row])
                for side in program.hypotheses.sides
            },
        )
        for row, level in enumerate(attribute.level_ids)
    )
