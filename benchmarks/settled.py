"""How much of what is decided the bounds of the needs find, against looking at every way.

    python benchmarks/settled.py [SITUATIONS]

Random situations with 1 to 8 open questions; those with more ways than can be looked at in one
go are looked at all the same, here.
"""

from __future__ import annotations

import random
import sys
from collections import Counter

import numpy as np
from situations import described

from fulcrum_engine import Situation, load_rulebook
from fulcrum_engine.columnar.columns import Columns
from fulcrum_engine.columnar.evaluator import evaluate
from fulcrum_engine.lookahead.completions import Completions, every_way, repeated
from fulcrum_engine.lookahead.stability import bounds_decide, bounds_decide_by_parts
from fulcrum_engine.reasoning.compiler import Program, compile_rulebook

MOST_OPEN = 8


def main(count: int) -> None:
    program = compile_rulebook(load_rulebook())
    chance = random.Random(2026)
    found: dict[int, Counter[str]] = {}
    for number in range(count):
        open_ = 1 + number % MOST_OPEN
        answers = len(program.reaching) - open_
        situation = described(program, program.reaching, answers, chance)
        found.setdefault(open_, Counter()).update(look(program, situation))
    print(
        f"{'open':>5}{'situations':>12}{'decided':>9}{'by bounds':>11}{'in parts':>10}{'wrong':>7}"
    )
    for open_, counted in sorted(found.items()):
        print(row(str(open_), counted))
    print(row("all", sum(found.values(), Counter[str]())))


def row(label: str, counted: Counter[str]) -> str:
    """Return what was counted as a line: bounds as shares of what is decided."""
    decided = counted["decided"]
    shares = [f"{counted[name] / max(decided, 1):.1%}" for name in ("bounds", "parts")]
    return (
        f"{label:>5}{counted['looked at']:>12}{decided:>9}{shares[0]:>11}{shares[1]:>10}"
        f"{counted['wrong']:>7}"
    )


def look(program: Program, situation: Situation) -> Counter[str]:
    """Return whether a situation is decided, and whether the bounds say so."""
    completions = Completions(program, situation)
    decided = decided_by_enumeration(program, completions)
    bounds, parts = bounds_decide(completions), bounds_decide_by_parts(completions)
    counted = {
        "looked at": 1,
        "decided": decided,
        "bounds": bounds,
        "parts": bounds or parts,
        "wrong": (bounds or parts) and not decided,
    }
    return Counter({name: int(each) for name, each in counted.items()})


def decided_by_enumeration(program: Program, completions: Completions) -> bool:
    """Return whether every way to answer all open questions keeps the lean."""
    choices = every_way({name: completions.levels_of(name) for name in completions.open})
    count = len(next(iter(choices.values())))
    rows = repeated(program, completions.situation, count)
    given = {name: np.left_shift(np.int64(1), level) for name, level in choices.items()}
    answered = Columns({**rows.masks, **given}, np.ones(count, np.bool_))
    leans = evaluate(program, answered, only_needs=True)
    now = leans.levels["lean"].index(completions.trace.outcomes.lean)
    return bool((leans.outcomes["lean"] == now).all())


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 400)
