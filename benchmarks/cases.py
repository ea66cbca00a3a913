"""What running case files costs beside the consultations in them: `python benchmarks/cases.py`.

5,000 cases are collected and run by pytest in one process. The time spent in consultations
(inference) is measured within the same run; the rest is what the runner costs.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

import pytest

from fulcrum_engine import load_rulebook
from fulcrum_engine.reasoning.inference import Engine

MOST = 0.30
"""The share of the time in consultations that the runner may cost on top."""


class Clock:
    """Counts the seconds spent in consultations."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.count = 0
        consult = Engine.consult

        def timed(engine: Engine, situation):  # type: ignore[no-untyped-def]
            begin = time.perf_counter()
            try:
                return consult(engine, situation)
            finally:
                self.seconds += time.perf_counter() - begin
                self.count += 1

        Engine.consult = timed  # type: ignore[method-assign]


def write_cases(folder: Path, count: int) -> None:
    """Write case files of 100 cases each, with six random answers a case."""
    chance = random.Random(5)
    attributes = load_rulebook().vocabulary.attributes
    for number in range(0, count, 100):
        lines = ["format: 1", "cases:"]
        for n in range(number, number + 100):
            asked = chance.sample(attributes, 6)
            given = ", ".join(f"{a.id}: {chance.choice(a.level_ids)}" for a in asked)
            lines += [f"- id: case-{n}", f"  given: {{{given}}}", "  expect:"]
            lines += ["    lean: {any_of: [leadership, management, balanced, undetermined]}"]
        (folder / f"x{number}.case.yaml").write_text("\n".join(lines) + "\n", "utf-8")


def main() -> int:
    """Print the seconds; return 1 if the runner costs more than it may."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=5000)
    count = parser.parse_args().count
    clock = Clock()
    with tempfile.TemporaryDirectory() as folder:
        write_cases(Path(folder), count)
        begin = time.perf_counter()
        code = pytest.main(["-q", "-p", "no:cacheprovider", "--tb=line", folder])
        total = time.perf_counter() - begin
    overhead = (total - clock.seconds) / clock.seconds
    print(f"{count} cases, {clock.count} consultations: {total:.1f} s in all,")
    print(f"{clock.seconds:.1f} s in consultations; the runner costs {overhead:.0%} on top")
    return int(code) or int(overhead > MOST)


if __name__ == "__main__":
    sys.exit(main())
