"""A whole recommendation beside a bare consultation by stock experta, on the same rules.

python benchmarks/consultation.py [SITUATIONS]
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable

from situations import described
from stock import check, stock_engine

from fulcrum_engine import Situation, consult, load_rulebook
from fulcrum_engine.reasoning.compiler import compile_rulebook
from fulcrum_engine.reasoning.inference import infer

BAR = 6.0


def main(count: int) -> int:
    rulebook = load_rulebook()
    program = compile_rulebook(rulebook)
    names, chance = list(program.everything), random.Random(2026)
    stock = stock_engine(program)
    for _ in range(20):
        check(stock, described(program, names, len(names), chance))
    half = len(names) // 2
    situations = [described(program, names, half, chance) for _ in range(count)]
    calls: dict[str, Callable[[Situation], object]] = {
        "bare, stock experta": stock.consult,
        "bare, Fulcrum on experta": lambda situation: infer(program, situation),
        "recommendation without flips and question": lambda s: consult(s, rulebook, include=()),
        "whole recommendation": lambda situation: consult(situation, rulebook),
    }
    taken: dict[str, list[float]] = {name: [] for name in calls}
    for situation in situations:
        for name, call in calls.items():
            started = time.perf_counter()
            call(situation)
            taken[name].append((time.perf_counter() - started) * 1000)
    print(f"{len(program.rules)} rules, {half} of {len(names)} attributes answered, {count} times")
    for name, times in taken.items():
        slow = statistics.quantiles(times, n=20)[-1]
        print(f"  {name:42}  median {statistics.median(times):6.2f} ms   95 % {slow:6.2f} ms")
    medians = [statistics.median(times) for times in taken.values()]
    ratio = medians[-1] / medians[0]
    print(f"  the whole is {ratio:.2f} times the bare one on stock experta (bar: {BAR})")
    return int(ratio > BAR)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
