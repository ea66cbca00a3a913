"""Names of a rule book in words that a reader knows: titles instead of ids."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from fulcrum_engine import Recommendation, Rulebook
from fulcrum_engine.reasoning.outcomes import UNDETERMINED
from fulcrum_engine.recommendation import Reading

ADVERBS = {"slight": "slightly", "clear": "clearly", "strong": "strongly"}
SILENT = ("not asked", "unknown", "not applicable", "0.0000")
"""What a condition reads where there is no fact to tell of."""


@dataclass(frozen=True)
class Wording:
    """Says in words what a recommendation says in ids."""

    rulebook: Rulebook

    @cached_property
    def _titles(self) -> dict[str, str]:
        h = self.rulebook.hypotheses
        titles = {id: concept.title for id, concept in self.rulebook.concepts.items()}
        titles |= {style.id: style.title for style in h.styles}
        titles |= {notice.id: notice.title for notice in (*h.warnings, *h.tensions)}
        return titles | {side.need: side.need_title for side in h.sides}

    @cached_property
    def _sides(self) -> dict[str, str]:
        return {side.id: side.title for side in self.rulebook.hypotheses.sides}

    def side(self, id: str) -> str:
        """Return the title of a side."""
        return self._sides.get(id, id)

    def style(self, id: str) -> str:
        """Return the title of a style."""
        return self._titles.get(id, id)

    def summary(self, id: str) -> str:
        """Return what a style does, in a sentence."""
        return " ".join(self.rulebook.hypotheses.style_by_id[id].summary.split())

    def function(self, id: str) -> str:
        """Return the title of a function."""
        functions = self.rulebook.hypotheses.functions
        return next((each.title for each in functions if each.id == id), id)

    def thing(self, id: str) -> str:
        """Return the title of whatever has this id, an attribute before a concept."""
        attribute = self.rulebook.vocabulary.by_id.get(id)
        return attribute.title if attribute else self._titles.get(id, id)

    def level(self, attribute: str, level: str) -> str:
        """Return what a level of an attribute is called."""
        levels = self.rulebook.vocabulary.by_id[attribute].levels
        return next((each.label for each in levels if each.id == level), level)

    def headline(self, advice: Recommendation) -> str:
        """Return the lean, its strength and the styles as one sentence."""
        lean = self._lean(advice)
        if advice.style.primary is None:
            return f"{lean}."
        text = f"{lean}: take the {self.style(advice.style.primary)} style"
        if advice.style.supporting:
            text += f" and mix in the {self.style(advice.style.supporting)} one"
        return f"{text}."

    def _lean(self, advice: Recommendation) -> str:
        sides = [self._sides[side] for side in advice.need]
        if advice.lean == UNDETERMINED:
            return f"Too little is known to tell whether this calls for {' or '.join(sides)}"
        how = ADVERBS.get(advice.strength or "", "")
        if advice.lean in self._sides:
            return f"This situation leans {how} to {self.side(advice.lean)}"
        established = self.rulebook.hypotheses.lean.established
        if all(need.value < established for need in advice.need.values()):
            return f"Neither {' nor '.join(sides)} is much needed, a light touch will do"
        return f"This situation {how} needs both {' and '.join(sides)}"

    def facts(self, readings: Iterable[Reading]) -> str:
        """Return what the conditions of a rule read, each fact once."""
        told = [self._fact(each) for each in readings if each.read not in SILENT]
        return "; ".join(dict.fromkeys(told))

    def _fact(self, reading: Reading) -> str:
        attribute = self.rulebook.vocabulary.by_id.get(reading.fact)
        if attribute is None:
            return f"{self.thing(reading.fact)} ({self._short(reading.read)})"
        labels = {level.id: level.label for level in attribute.levels}
        read = " or ".join(labels.get(level, level) for level in reading.read.split(" or "))
        return f"{attribute.title}: {read}"

    def _short(self, read: str) -> str:
        try:
            return f"{float(read):.2f}"
        except ValueError:
            return self._sides.get(read) or self._titles.get(read, read)

    def sources(self, citations: Iterable[str]) -> str:
        """Return sources by name, each once, with the claims that are cited of it."""
        claims: dict[str, list[str]] = {}
        for citation in citations:
            source, _, claim = citation.partition("#")
            claims.setdefault(source, []).extend([claim] if claim else [])
        return "; ".join(self._source(source, cited) for source, cited in claims.items())

    def _source(self, id: str, cited: list[str]) -> str:
        source = self.rulebook.sources[id]
        about = [source.authors] if source.authors else []
        about += [str(source.year)] if source.year else []
        by = f" ({', '.join(about)})" if about else ""
        return f"{source.title}{by}" + (f", {', '.join(cited)}" if cited else "")


def numbered(count: int, one: str, many: str) -> str:
    """Return a count with its noun.

    >>> numbered(1, "rule", "rules"), numbered(2000, "rule", "rules")
    ('1 rule', '2,000 rules')
    """
    return f"{count:,} {one if count == 1 else many}"
