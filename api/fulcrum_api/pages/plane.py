"""The plane of the two needs: its regions, computed from how the rule book reads a lean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from fulcrum_engine import Recommendation
from fulcrum_engine.certainty import MOST
from fulcrum_engine.knowledge.rulebook import LeanReading
from fulcrum_engine.reasoning.outcomes import balanced
from fulcrum_engine.recommendation import Need

SIZE = 300
"""The side of the square, in the picture's own units."""
LEFT, TOP = 30, 14
COVERS = 16
"""How near two dots must be for one to hide the other."""
STEPS, HALVINGS = 20, 14


def across(value: float) -> float:
    """Return where a need stands from left to right."""
    return round(LEFT + value * SIZE, 1)


def up(value: float) -> float:
    """Return where a need stands from top to bottom: more is higher.

    >>> up(0.0) > up(1.0)
    True
    """
    return round(TOP + (1 - value) * SIZE, 1)


@dataclass(frozen=True)
class Box:
    """Where the missing answers could still put the point."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Regions:
    """The first side goes up, the second to the right; the regions are what the lean would be."""

    reading: LeanReading

    @property
    def upper(self) -> str:
        """Return the region of the first side, as the points of a polygon."""
        return (
            _points((across(self._edge(v)), up(v)) for v in self._heights)
            + " "
            + _points([(across(0), up(1)), (across(0), up(self.reading.established))])
        )

    @property
    def lower(self) -> str:
        """Return the region of the second side, as the points of a polygon."""
        return (
            _points((across(v), up(self._edge(v))) for v in self._heights)
            + " "
            + _points([(across(1), up(0)), (across(self.reading.established), up(0))])
        )

    @property
    def quiet(self) -> float:
        """Return the side of the square in which neither need is established."""
        return round(self.reading.established * SIZE, 1)

    @property
    def _heights(self) -> list[float]:
        low = self.reading.established
        return [low + (1 - low) * step / STEPS for step in range(STEPS + 1)]

    def _edge(self, more: float) -> float:
        """Return the lesser need from which two needs count as balanced, found by halving."""
        low, high = 0.0, more
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            found = balanced(self.reading, middle, min(more, MOST))
            low, high = (low, middle) if found else (middle, high)
        return high


@dataclass(frozen=True)
class Plane(Regions):
    """Where one situation stands, and where it stood before a change."""

    advice: Recommendation
    before: Recommendation | None = None

    @cached_property
    def _needs(self) -> tuple[Need, Need]:
        first, second = self.advice.need.values()
        return first, second

    @property
    def point(self) -> tuple[float, float]:
        """Return where the advice stands."""
        return _place(self.advice)

    @property
    def start(self) -> tuple[float, float] | None:
        """Return where the advice stood before a change, if it moved."""
        start = _place(self.before) if self.before else None
        return None if start == self.point else start

    @property
    def box(self) -> Box:
        """Return where the missing answers could still put the point."""
        first, second = self._needs
        x, y = across(second.low), up(first.high)
        width, height = across(second.high) - x, up(first.low) - y
        return Box(x, y, round(max(width, 1), 1), round(max(height, 1), 1))

    @property
    def certain(self) -> bool:
        """Return whether no missing answer can move the point."""
        return all(need.low == need.high for need in self._needs)


@dataclass(frozen=True)
class Dot:
    """One of several situations in a picture, with its needs; `strong` stands out."""

    label: str
    name: str
    need: Mapping[str, float]
    strong: bool = False

    @property
    def x(self) -> float:
        """Return where it stands from left to right."""
        return across(list(self.need.values())[1])

    @property
    def y(self) -> float:
        """Return where it stands from top to bottom."""
        return up(next(iter(self.need.values())))


@dataclass(frozen=True)
class Dots(Regions):
    """Where several situations stand."""

    dots: tuple[Dot, ...]


def apart(dots: Iterable[Dot]) -> tuple[Dot, ...]:
    """Return dots of which no two cover each other: those so near that they would share one."""
    kept: list[Dot] = []
    for dot in dots:
        near = [each for each in kept if abs(each.x - dot.x) + abs(each.y - dot.y) < COVERS]
        if near and not dot.strong:
            at = kept.index(near[0])
            label, name = f"{near[0].label},{dot.label}", f"{near[0].name}, {dot.name}"
            kept[at] = replace(near[0], label=label, name=name)
        else:
            kept.append(dot)
    return tuple(kept)


def _place(advice: Recommendation) -> tuple[float, float]:
    first, second = advice.need.values()
    return across(second.value), up(first.value)


def _points(places: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x:.0f},{y:.0f}" for x, y in places)


def tilt(advice: Recommendation) -> float:
    """Return by how many degrees a beam with the two needs at its ends leans, at most 14."""
    first, second = advice.need.values()
    return round(14 * (second.value - first.value), 1)
