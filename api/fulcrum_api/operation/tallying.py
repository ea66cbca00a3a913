"""What is counted of advice before it goes to the metrics; small enough to come from a worker."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from fulcrum_engine import Recommendation
from fulcrum_engine.groups.batch import Summary
from fulcrum_engine.reasoning.explanation import Explanation


@dataclass(frozen=True)
class Tally:
    """How often each lean was advised, how settled, and how often each rule fired."""

    advice: Counter[tuple[str, str]] = field(default_factory=Counter)
    firings: Counter[str] = field(default_factory=Counter)

    def add(self, advice: Recommendation | Summary, explanation: Explanation) -> None:
        """Count one consultation."""
        self.advice[advice.lean, advice.settled or ""] += 1
        self.firings.update(explanation.trace.firings)
