"""How many questions an interview needs, against the fixed order of the form.

    python benchmarks/interview.py [SITUATIONS]

Random complete situations play the person who is asked. The form asks the attributes that can
reach a need in the order of the vocabulary, those it shows to everybody (`core`) first.
"""

from __future__ import annotations

import random
import statistics
import sys
from collections.abc import Callable
from dataclasses import dataclass, field

from situations import described

from fulcrum_engine import Situation, load_rulebook
from fulcrum_engine.lookahead.completions import Completions
from fulcrum_engine.lookahead.interview import OFFERED_FROM, Interview
from fulcrum_engine.lookahead.stability import Stability, stability
from fulcrum_engine.reasoning.compiler import Program, compile_rulebook
from fulcrum_engine.reasoning.inference import infer


@dataclass(frozen=True)
class Standing:
    """What is known after some answers, and what is asked next."""

    lean: str
    stability: Stability
    asks: str | None


@dataclass
class Counts:
    """How many questions each interview took, and how often stopping at the offer was wrong."""

    offered: list[int] = field(default_factory=list)
    decided: list[int] = field(default_factory=list)
    right_for_good: list[int] = field(default_factory=list)
    wrong: int = 0


Next = Callable[[Situation], Standing]


def main(count: int) -> None:
    program = compile_rulebook(load_rulebook())
    names, chance = sorted(program.reaching), random.Random(2026)
    people = [described(program, names, len(names), chance) for _ in range(count)]
    orders = {"most telling first": telling_first(program), "order of the form": as_form(program)}
    counts = {name: Counts() for name in orders}
    for person in people:
        truth = infer(program, person).outcomes.lean
        for name, order in orders.items():
            interview(person, truth, order, counts[name])
    print(f"{count} random complete situations, {len(names)} questions that can matter\n")
    print(f"{'questions until':34}" + "".join(f"{name:>28}" for name in orders))
    for label, kind in (
        ("stopping is offered", "offered"),
        ("the lean is decided", "decided"),
        ("the lean is right for good", "right_for_good"),
    ):
        print(f"{label:34}" + "".join(f"{told(getattr(c, kind)):>28}" for c in counts.values()))
    shares = [f"{each.wrong / count:.1%}" for each in counts.values()]
    print(f"{'stopping at the offer was wrong':34}" + "".join(f"{share:>28}" for share in shares))


def told(taken: list[int]) -> str:
    """Return counts as mean, median and what nine in ten need at most."""
    tenths = statistics.quantiles(taken, n=10)
    return f"{statistics.mean(taken):.1f} ({statistics.median(taken):.0f}, 90 %: {tenths[-1]:.0f})"


def interview(person: Situation, truth: str, order: Next, counts: Counts) -> None:
    """Hold one interview to the end, and count."""
    known = Situation({})
    leans: list[str] = []
    offered: int | None = None
    while True:
        standing = order(known)
        leans.append(standing.lean)
        if offered is None and standing.stability.share >= OFFERED_FROM:
            offered = len(leans) - 1
        if standing.asks is None:
            break
        answers = {**known.answers, standing.asks: person[standing.asks]}
        known = Situation(answers)
    last = len(leans) - 1
    at_offer = last if offered is None else offered
    wrong_until = max((at for at, lean in enumerate(leans) if lean != truth), default=-1)
    counts.offered.append(at_offer)
    counts.decided.append(last)
    counts.right_for_good.append(wrong_until + 1)
    counts.wrong += leans[at_offer] != truth


def telling_first(program: Program) -> Next:
    """Return what the interview asks; what many are asked alike is worked out once."""
    seen: dict[str, Standing] = {}

    def standing(known: Situation) -> Standing:
        if known.sha256 not in seen:
            step = Interview.begin(program, known).step
            asks = step.question.attribute.id if step.question else None
            seen[known.sha256] = Standing(step.lean, step.stability, asks)
        return seen[known.sha256]

    return standing


def as_form(program: Program) -> Next:
    """Return what the form asks, whatever was answered, until the lean is decided."""
    attributes = [each for each in program.vocabulary.attributes if each.id in program.reaching]
    order = [each.id for each in sorted(attributes, key=lambda each: not each.core)]

    def standing(known: Situation) -> Standing:
        completions = Completions(program, known)
        found = stability(completions)
        left = [name for name in order if name not in known.answers]
        asks = left[0] if left and found.settled != "decided" else None
        return Standing(completions.trace.outcomes.lean, found, asks)

    return standing


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
