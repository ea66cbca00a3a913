"""Names of a rule book in words that a reader knows: titles instead of ids."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from fulcrum_engine import Recommendation, Rulebook
from fulcrum_engine.reasoning.outcomes import BALANCED, UNDETERMINED
from fulcrum_engine.recommendation import Reading
from fulcrum_engine.why.telling import lowered

ADVERBS = {"slight": "slightly", "clear": "clearly", "strong": "strongly"}
SILENT = ("not asked", "unknown", "not applicable", "0.0000")
"""What a condition reads where there is no fact to tell of."""
ADVISED = {"supporting": "supporting style"}
"""What rules that come after the lean read, where its name is no word."""


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

    def within(self, id: str) -> str:
        """Return the title of a side or a style as it stands within a sentence."""
        return lowered(self._sides.get(id) or self._titles.get(id, id))

    @cached_property
    def both(self) -> str:
        """Return the two sides as they stand within a sentence."""
        return joined([lowered(side) for side in self._sides.values()])

    def meaning(self, id: str) -> str:
        """Return what the glossary says of a word; nothing if it has no such word."""
        entries = self.rulebook.glossary
        return next((" ".join(each.text.split()) for each in entries if each.id == id), "")

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
        text = f"{lean}: take the {self.within(advice.style.primary)} style"
        if advice.style.supporting:
            text += f" and mix in the {self.within(advice.style.supporting)} one"
        return f"{text}."

    def _lean(self, advice: Recommendation) -> str:
        sides = [self.within(side) for side in advice.need]
        if advice.lean == UNDETERMINED:
            return f"Too little is known to tell whether this calls for {' or '.join(sides)}"
        how = ADVERBS.get(advice.strength or "", "")
        if advice.lean in self._sides:
            return f"This situation leans {how} to {self.within(advice.lean)}"
        if self.is_light_touch(advice):
            return f"Neither {' nor '.join(sides)} is much needed, so a light touch will do"
        return f"This situation {how} needs both {' and '.join(sides)}"

    def is_light_touch(self, advice: Recommendation) -> bool:
        """Return whether neither need is established, so that little of either is asked for."""
        established = self.rulebook.hypotheses.lean.established
        low = all(need.value < established for need in advice.need.values())
        return advice.lean == BALANCED and low

    def facts(self, readings: Iterable[Reading]) -> str:
        """Return what the conditions of a rule read as sentences, each fact once.

        What was answered comes first, then what it adds up to, then what was advised before.
        """
        told = [each for each in readings if each.read not in SILENT]
        answered = [each for each in told if each.fact in self.rulebook.vocabulary.by_id]
        concluded = [each for each in told if each.fact in self._titles]
        advised = [each for each in told if each not in answered and each not in concluded]
        parts = (
            ("You answered {}.", map(self._answered, answered)),
            ("Your answers add up to {}.", map(self._concluded, concluded)),
            ("The {}.", map(self._advised, advised)),
        )
        unique = ((text, list(dict.fromkeys(each))) for text, each in parts)
        return " ".join(text.format(joined(each)) for text, each in unique if each)

    def _answered(self, reading: Reading) -> str:
        attribute = self.rulebook.vocabulary.by_id[reading.fact]
        labels = {level.id: level.label for level in attribute.levels}
        levels = [f"“{lowered(labels.get(each, each))}”" for each in reading.read.split(" or ")]
        between = "between " if len(levels) > 1 else ""
        return f"{between}{joined(levels)} for {lowered(attribute.title)}"

    def _concluded(self, reading: Reading) -> str:
        return f"“{lowered(self.thing(reading.fact))}” ({self._short(reading.read)})"

    def _advised(self, reading: Reading) -> str:
        return f"{ADVISED.get(reading.fact, reading.fact)} is {self._short(reading.read)}"

    def _short(self, read: str) -> str:
        try:
            return f"{float(read):.2f}"
        except ValueError:
            return self.within(read)

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


def joined(parts: Sequence[str]) -> str:
    """Return the parts of an enumeration as people say it.

    >>> joined(["one", "two", "three"])
    'one, two and three'
    """
    *most, last = parts
    return f"{', '.join(most)} and {last}" if most else last
