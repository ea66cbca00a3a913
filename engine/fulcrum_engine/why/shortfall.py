"""What keeps a rule from firing: the fewest conditions that would have to be otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from fulcrum_engine.certainty import Interval
from fulcrum_engine.knowledge.conditions import (
    AllOf,
    AttributeCondition,
    ConceptCondition,
    Condition,
    Leaf,
    NoneOf,
    children,
    leaves,
)
from fulcrum_engine.knowledge.rulebook import Conclusion, Rule
from fulcrum_engine.why.evidence import Evidence, Truth, truth_of


@dataclass(frozen=True)
class Obstacle:
    """A condition that is not as wanted; `negated` where it must not hold."""

    leaf: Leaf
    negated: bool
    truth: Truth
    """Whether what is wanted holds: false or undetermined."""

    @property
    def fact(self) -> str:
        if isinstance(self.leaf, AttributeCondition):
            return self.leaf.attribute
        return self.leaf.concept if isinstance(self.leaf, ConceptCondition) else self.leaf.outcome


@dataclass(frozen=True)
class Shortfall:
    """The fewest obstacles of a premise, and how strong it is without them."""

    obstacles: tuple[Obstacle, ...]
    ceiling: float


@dataclass(frozen=True, eq=False)
class Shortfalls:
    """Finds what keeps rules from firing, and which answers are behind it."""

    evidence: Evidence

    def of(self, rule: Rule) -> Shortfall:
        """Return the shortfall of a rule; no obstacles if it fired."""
        return self._of(rule.when, 0)

    def _of(self, condition: Condition, flips: int) -> Shortfall:
        """Return the shortfall of a condition within `flips` groups of `none`.

        One minus a minimum is the maximum of one minus each, so under an odd number of flips
        `all` behaves as `any`. Flips are applied to single conditions, as the evaluators' own
        numbers are.
        """
        parts = children(condition)
        if not parts:
            return self._leaf(next(leaves(condition)), flips)
        flips += isinstance(condition, NoneOf)
        every = isinstance(condition, AllOf) == (flips % 2 == 0)
        found = [self._of(part, flips) for part in parts]
        if every:
            obstacles = tuple(each for part in found for each in part.obstacles)
            return Shortfall(_distinct(obstacles), min(part.ceiling for part in found))
        return min(found, key=easiest)

    def _leaf(self, leaf: Leaf, flips: int) -> Shortfall:
        strength = self.evidence.strength(leaf)
        for _ in range(flips):
            strength = Interval(1 - strength.high, 1 - strength.low)
        truth = truth_of(strength)
        if truth == "true":
            return Shortfall((), strength.high)
        return Shortfall((Obstacle(leaf, flips % 2 == 1, truth),), 1.0)

    # The answers behind a concept

    def behind(self, obstacle: Obstacle) -> tuple[Obstacle, ...]:
        """Return the answers that would have to be otherwise, by the nearest rule.

        A need is told as a need, and a concept that no rule could bring about has nothing behind.
        """
        return _distinct(self._behind(obstacle))

    def _behind(self, obstacle: Obstacle) -> Iterator[Obstacle]:
        leaf = obstacle.leaf
        if not isinstance(leaf, ConceptCondition) or leaf.concept in self._needs:
            yield obstacle
            return
        for each in self._nearest(obstacle, leaf.concept):
            yield from self._behind(each)

    def _nearest(self, obstacle: Obstacle, concept: str) -> tuple[Obstacle, ...]:
        pairs = self.evidence.concluding.get(concept, ())
        if obstacle.truth == "undetermined":
            wanting = [(self.unknown(rule), c) for rule, c in pairs if self._open(rule)]
        elif obstacle.negated:
            return self._carrying(pairs)
        else:
            wanting = [(self.of(rule), c) for rule, c in pairs if self._may_add(rule, c)]
        wanting = [(shortfall, c) for shortfall, c in wanting if shortfall.obstacles]
        if not wanting:
            return ()
        found = min(wanting, key=lambda each: (*easiest(each[0]), -abs(each[1].certainty)))
        return found[0].obstacles

    def _carrying(self, pairs: Iterable[tuple[Rule, Conclusion]]) -> tuple[Obstacle, ...]:
        """Return what the strongest rule that fired rests on: without it, it would not have."""
        strengths = self.evidence.explanation.trace.premises
        fired = [pair for pair in pairs if self.evidence.fate(pair[0]) == "fired"]
        if not fired:
            return ()
        rule, _ = max(fired, key=lambda pair: pair[1].certainty * strengths[pair[0].id].low)
        leaf = next(
            (each for each in leaves(rule.when) if self.evidence.truth(each) == "true"), None
        )
        return (Obstacle(leaf, True, "false"),) if leaf else ()

    def _may_add(self, rule: Rule, conclusion: Conclusion) -> bool:
        return conclusion.certainty > 0 and self.evidence.fate(rule) != "fired"

    def _open(self, rule: Rule) -> bool:
        premise = self.evidence.explanation.trace.premises[rule.id]
        return premise.low < premise.high

    def unknown(self, rule: Rule) -> Shortfall:
        """Return the open conditions of a rule, whether it fired or not."""
        shortfall = self.of(rule)
        if any(each.truth == "undetermined" for each in shortfall.obstacles):
            return shortfall
        found = (leaf for leaf in leaves(rule.when) if self._is_open(leaf))
        obstacles = tuple(Obstacle(leaf, False, "undetermined") for leaf in found)
        return Shortfall(_distinct(obstacles), shortfall.ceiling)

    def _is_open(self, leaf: Leaf) -> bool:
        strength = self.evidence.strength(leaf)
        return strength.low < strength.high

    @cached_property
    def _needs(self) -> frozenset[str]:
        sides = self.evidence.explanation.rulebook.hypotheses.sides
        return frozenset(side.need for side in sides)


def easiest(shortfall: Shortfall) -> tuple[bool, int, float]:
    """Return a key to order by: open before false, then the fewest obstacles, the strongest."""
    failed = any(each.truth == "false" for each in shortfall.obstacles)
    return failed, len(shortfall.obstacles), -shortfall.ceiling


def _distinct(obstacles: Iterable[Obstacle]) -> tuple[Obstacle, ...]:
    return tuple(dict.fromkeys(obstacles))
