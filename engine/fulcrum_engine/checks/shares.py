"""How the advice is shared out over random situations, and which styles are ever advised."""

from __future__ import annotations

import random
from collections import Counter

import numpy as np

from fulcrum_engine.checks.batch import Batch
from fulcrum_engine.checks.findings import Finding, Result, result
from fulcrum_engine.checks.situations import SEED, as_columns, more, random_situations
from fulcrum_engine.columnar.evaluator import evaluate
from fulcrum_engine.reasoning.compiler import Program

ANSWERED = (4, 8, 12, 20)
RANDOM = 2000


def counts(program: Program) -> list[int]:
    """Return the numbers of answers for which shares are told, all of them last."""
    return [count for count in ANSWERED if count < len(program.reaching)] + [len(program.reaching)]


def shares_of_leans(program: Program, answers: int, situations: int) -> dict[str, float]:
    """Return the share of each lean among random situations with so many answers.

    Attributes are drawn from those that can reach a need, levels evenly; the seed is fixed.
    """
    chance = random.Random(f"{SEED} {answers}")  # noqa: S311 (no secret)
    names = sorted(program.reaching)
    drawn = [more(program, {}, chance, names, answers) for _ in range(situations)]
    evaluation = evaluate(program, as_columns(program, drawn), only_needs=True)
    found = Counter(evaluation.leans())
    return {lean: found[lean] / situations for lean in evaluation.levels["lean"]}


def styles(program: Program, batch: Batch) -> Result:
    """Return the styles that are the primary one in no situation found."""
    drawn = random_situations(program, RANDOM, "styles")
    primary = np.concatenate(
        [
            each.outcomes.get("style", np.array([]))
            for each in (batch.evaluation, evaluate(program, as_columns(program, drawn)))
        ]
    )
    findings = [
        Finding("warning", style.id, "primary in no situation found")
        for number, style in enumerate(program.hypotheses.styles)
        if not (primary == number).any()
    ]
    told = f"{len(program.hypotheses.styles)} styles in {len(primary):,} situations, "
    told += f"{RANDOM:,} of them random (seed {SEED})"
    return result("Styles that are never primary", "searched", told, findings)
