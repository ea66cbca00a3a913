"""What the pages say of a recommendation beside the rule book's own words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fulcrum_api.pages import answers
from fulcrum_api.wording import ADVERBS, Wording
from fulcrum_engine import Recommendation
from fulcrum_engine.lookahead.interview import Step
from fulcrum_engine.reasoning.outcomes import BALANCED, UNDETERMINED
from fulcrum_engine.recommendation import FlipSet
from fulcrum_engine.situation import Answer, State

SETTLED = {"decided": "Settled", "leaning": "Fairly settled", "open": "Still open"}


@dataclass(frozen=True)
class Saying:
    """Sentences about one rule book's advice."""

    words: Wording

    def leaning(self, lean: str) -> str:
        """Return a lean as what the advice would do."""
        if lean == BALANCED:
            return "call for both"
        if lean == UNDETERMINED:
            return "be open"
        return f"lean to {self.words.side(lean).lower()}"

    def short(self, advice: Recommendation) -> str:
        """Return the lean and its strength in two or three words."""
        if advice.lean == UNDETERMINED:
            return "Too little is known"
        adverb = ADVERBS[advice.strength or "slight"].capitalize()
        return f"{adverb} {'both' if advice.lean == BALANCED else self.words.side(advice.lean)}"

    def settled(self, advice: Recommendation) -> str:
        """Return how settled the lean is, as a sentence."""
        if advice.settled is None or advice.stability is None:
            return ""
        if advice.settled == "decided":
            return "Nothing that you have not answered can change which way this leans."
        share = in_hundred(advice.stability.share)
        ways = f"{share} in 100 ways of answering the rest would keep this lean"
        if advice.settled == "leaning":
            return f"About {ways}."
        return f"So far only about {ways}. Answer a little more before you rely on it."

    def progress(self, step: Step) -> str:
        """Return what is clear already in an interview."""
        share = in_hundred(step.stability.share)
        if step.lean == UNDETERMINED:
            return "Too little is known yet to tell."
        ways = f"{share} in 100 ways of going on keep that"
        return f"So far your answers {self._so_far(step.lean)}; {ways}."

    def _so_far(self, lean: str) -> str:
        return "call for both" if lean == BALANCED else f"lean to {self.words.side(lean).lower()}"

    def flip(self, flip: FlipSet) -> str:
        """Return a changed answer or several, and what the advice would then be."""
        told = [self._change(name, to=change.to) for name, change in flip.changes.items()]
        joined = told[0] if len(told) == 1 else f"{', '.join(told[:-1])} and {told[-1]}"
        return f"If {joined}, this would {self.leaning(flip.lean)}."

    def _change(self, name: str, to: str) -> str:
        attribute = self.words.rulebook.vocabulary.by_id.get(name)
        if attribute is None:
            return f"{name} were “{to}”"
        answer = Answer(State.ANSWERED, (to,))
        return f"“{attribute.title}” were “{answers.said(attribute, answer)}”"

    def sources(self, citations: Iterable[str]) -> str:
        """Return sources as few words as tell them apart: names and years."""
        named = dict.fromkeys(citation.partition("#")[0] for citation in citations)
        return "; ".join(self._source(id) for id in named)

    def _source(self, id: str) -> str:
        source = self.words.rulebook.sources.get(id)
        if source is None:
            return id
        if source.kind == "article":
            return "the article"
        if source.authors is None:
            return source.title.lower() if source.kind == "ours" else source.title
        people = source.authors.replace(" and ", ", ").split(", ")
        names = " and ".join(name.split()[-1] for name in people[:2])
        return f"{names}{' and others' if len(people) > 2 else ''} {source.year or ''}".rstrip()

    def moved(self, before: Recommendation, after: Recommendation) -> str:
        """Return what a change of answers did."""
        if (before.lean, before.strength, before.style.primary) == (
            after.lean,
            after.strength,
            after.style.primary,
        ):
            return f"The advice stays what it was: {self.short(before).lower()}."
        then = f"Before the change: {self.short(before).lower()}"
        style = before.style.primary
        return f"{then}, {self.words.style(style).lower()} style." if style else f"{then}."


def in_hundred(share: float) -> int:
    """Return a share in hundredths; only what is certain is 100, and only what is not there 0.

    >>> in_hundred(0.999), in_hundred(1.0), in_hundred(0.001)
    (99, 100, 1)
    """
    if share in (0, 1):
        return round(share * 100)
    return min(max(round(share * 100), 1), 99)
