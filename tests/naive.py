"""The meaning of a rule book once more, as plainly as it can be written.

It shares no code with the engine and reads the YAML by itself: sets of levels where the engine
has bit masks, recursion where it has strata and an agenda. It is slow and does no checking.
Every number it computes must equal the engine's exactly.
"""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path
from typing import Any

import yaml

SPECIAL = {"vocabulary", "hypotheses", "concepts", "sources", "claims", "rulebook"}
SPECIAL |= {"decision", "promises", "glossary", "left-out-claims"}
Ends = tuple[float, float]


def read_book(folder: Path) -> dict[str, Any]:
    """Return the knowledge of a folder as plain data."""
    files = {path: yaml.safe_load(path.read_text("utf-8")) for path in folder.rglob("*.yaml")}
    book = {path.stem: data for path, data in files.items() if path.stem in SPECIAL}
    themes = [data for path, data in files.items() if path.stem not in SPECIAL]
    rules = [rule for data in themes for rule in data["rules"]]
    return {
        "attributes": {a["id"]: a for a in book["vocabulary"]["attributes"]},
        "hypotheses": book["hypotheses"],
        "concepts": book["concepts"]["concepts"],
        "rules": sorted(rules, key=lambda rule: rule["id"]),
    }


def combine(x: float, y: float) -> float:
    """Return the certainty of two pieces of evidence; it never becomes certainty itself."""
    if x >= 0 and y >= 0:
        both = x + y - x * y
    elif x <= 0 and y <= 0:
        both = x + y + x * y
    else:
        both = (x + y) / (1 - min(abs(x), abs(y)))
    nearly = math.nextafter(1, 0)
    return max(-nearly, min(nearly, both))


def leaves(condition: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the tests that a condition is made of."""
    for kind in ("all", "any", "none"):
        if kind in condition:
            return [leaf for part in condition[kind] for leaf in leaves(part)]
    return [condition]


class Naive:
    """One consultation of a rule book (see `read_book`) in a situation as written in a file."""

    def __init__(
        self, book: dict[str, Any], situation: dict[str, Any], *, experimental: bool = False
    ) -> None:
        self.book, self.situation = book, situation
        self.hypotheses = book["hypotheses"]
        self.sides = self.hypotheses["sides"]
        self.needs = [side["need"] for side in self.sides]
        self.rules = {
            rule["id"]: rule
            for rule in book["rules"]
            if experimental or rule["status"] != "experimental"
        }
        self.premise = cache(self._premise)
        self.belief = cache(self._belief)
        self.advice = cache(self._advice)

    @property
    def names(self) -> list[str]:
        """Return everything that has a certainty."""
        h = self.hypotheses
        kinds = ("styles", "warnings", "tensions", "actions")
        records = [*self.book["concepts"], *(r for kind in kinds for r in h.get(kind, []))]
        return [*self.needs, *(record["id"] for record in records)]

    @property
    def fired(self) -> list[str]:
        return [id for id in self.rules if self.premise(id)[0] > 0.2]

    @property
    def failed(self) -> list[str]:
        return [id for id in self.rules if self.premise(id)[1] <= 0.2]

    @property
    def undetermined(self) -> list[str]:
        return [id for id in self.rules if id not in self.fired and id not in self.failed]

    # Premises

    def _premise(self, rule: str) -> Ends:
        return self.strength(self.rules[rule]["when"])

    def strength(self, condition: dict[str, Any]) -> Ends:
        """Return the least and the greatest strength of a condition."""
        if "all" in condition:
            parts = [self.strength(part) for part in condition["all"]]
            return min(low for low, _ in parts), min(high for _, high in parts)
        if "any" in condition:
            parts = [self.strength(part) for part in condition["any"]]
            return max(low for low, _ in parts), max(high for _, high in parts)
        if "none" in condition:
            low, high = self.strength({"any": condition["none"]})
            return 1 - high, 1 - low
        if "concept" in condition:
            return self._concept(condition)
        if "outcome" in condition:
            return self._passing(condition, {self.advice()[condition["outcome"]] or "nothing"}, [])
        return self._attribute(condition)

    def _concept(self, condition: dict[str, Any]) -> Ends:
        _, low, high = self.belief(condition["concept"])
        low, high = max(0.0, low), max(0.0, high)
        wanted = condition.get("at_least")
        if wanted is None:
            return low, high
        return (1.0 if low >= wanted else 0.0), (1.0 if high >= wanted else 0.0)

    def _attribute(self, condition: dict[str, Any]) -> Ends:
        levels = [
            level["id"] for level in self.book["attributes"][condition["attribute"]]["levels"]
        ]
        answer = self.situation.get(condition["attribute"], "unknown")
        if answer == "not_applicable":
            return 0.0, 1.0
        if answer == "unknown":
            answer = levels
        return self._passing(
            condition, {answer} if isinstance(answer, str) else set(answer), levels
        )

    @staticmethod
    def _passing(condition: dict[str, Any], possible: set[str], levels: list[str]) -> Ends:
        tests = {
            "is": lambda level, wanted: level == wanted,
            "is_not": lambda level, wanted: level != wanted,
            "one_of": lambda level, wanted: level in wanted,
            "at_least": lambda level, wanted: levels.index(level) >= levels.index(wanted),
            "at_most": lambda level, wanted: levels.index(level) <= levels.index(wanted),
        }
        name = next(name for name in tests if name in condition)
        passing = {level for level in possible if tests[name](level, condition[name])}
        return float(passing == possible), float(bool(passing))

    # Certainties

    def _belief(self, name: str) -> tuple[float, float, float]:
        values, lows, highs = [], [], []
        for id, rule in self.rules.items():
            for conclusion in rule["then"]:
                if conclusion["conclude"] == name:
                    certainty = conclusion["certainty"]
                    least, most = (x if x > 0.2 else 0.0 for x in self.premise(id))
                    ends = sorted([certainty * least, certainty * most])
                    values.append(certainty * least)
                    lows.append(ends[0])
                    highs.append(ends[1])
        certainties = tuple(self._fold(name, evidence) for evidence in (values, lows, highs))
        return tuple(max(0.0, c) for c in certainties) if name in self.needs else certainties

    def _fold(self, name: str, evidence: list[float]) -> float:
        if not self._accumulates(name):
            evidence = [max([0.0, *evidence]), min([0.0, *evidence])]
        total = 0.0
        for certainty in evidence:
            total = combine(total, certainty)
        return total

    def _accumulates(self, name: str) -> bool:
        for side in self.sides:
            if side["need"] == name:
                return side.get("combine", "accumulate") == "accumulate"
        for concept in self.book["concepts"]:
            if concept["id"] == name:
                return concept.get("combine", "strongest") == "accumulate"
        return any(style["id"] == name for style in self.hypotheses["styles"])

    # What the needs amount to

    def _advice(self) -> dict[str, str | None]:
        reading = self.hypotheses["lean"]
        (first, _, first_high), (second, _, second_high) = (self.belief(n) for n in self.needs)
        less, more = sorted(-math.log1p(-need) for need in (first, second))
        floor = reading["established"]
        quiet = first_high < floor and second_high < floor
        held = [
            min(first, second) >= mark["smaller_from"] and less >= mark["share"] * more
            for mark in reading["balanced"]
        ]
        if max(first, second) < floor:
            lean = "balanced" if quiet or not self._missing() else "undetermined"
        elif any(held):
            lean = "balanced"
        else:
            lean = self.sides[0 if first > second else 1]["id"]
        if lean == "undetermined":
            return {"lean": lean, "strength": None, "style": None, "supporting": None}
        amount = min(first, second) if lean == "balanced" else abs(first - second)
        steps = reading["both" if lean == "balanced" else "one_sided"]
        grades = [grade for grade in ("strong", "clear") if amount >= steps[grade]]
        larger = self.sides[1 if second > first else 0]["id"]
        other = self.sides[0 if second > first else 1]["id"]
        return {
            "lean": lean,
            "strength": (grades or ["slight"])[0],
            "style": self._best(larger),
            "supporting": self._best(other),
        }

    def _best(self, side: str) -> str | None:
        best = None
        for style in self.hypotheses["styles"]:
            if style["side"] == side and (
                best is None or self.belief(style["id"])[0] > self.belief(best)[0]
            ):
                best = style["id"]
        return best

    def _missing(self) -> bool:
        """Return whether an answer that can reach a need is unknown or was not asked."""
        attributes = set().union(*(self.attributes_behind(need) for need in self.needs))
        return any(self.situation.get(a, "unknown") == "unknown" for a in attributes)

    def attributes_behind(self, name: str) -> set[str]:
        """Return the attributes that can reach a certainty."""
        found: set[str] = set()
        for leaf in self._asked(name):
            if "attribute" in leaf:
                found.add(leaf["attribute"])
            elif "concept" in leaf:
                found |= self.attributes_behind(leaf["concept"])
        return found

    def behind_the_advice(self, name: str) -> bool:
        """Return whether a certainty rests on the lean, its strength or a style."""
        return any(
            "outcome" in leaf or ("concept" in leaf and self.behind_the_advice(leaf["concept"]))
            for leaf in self._asked(name)
        )

    def _asked(self, name: str) -> list[dict[str, Any]]:
        rules = self.rules.values()
        leading = [r for r in rules if any(c["conclude"] == name for c in r["then"])]
        return [leaf for rule in leading for leaf in leaves(rule["when"])]
