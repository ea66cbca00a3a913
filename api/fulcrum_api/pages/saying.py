"""What the pages say of a recommendation beside the rule book's own words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fulcrum_api.pages import answers
from fulcrum_api.pages.hindering import hindered
from fulcrum_api.wording import Wording, joined
from fulcrum_engine import Recommendation
from fulcrum_engine.lookahead.interview import Step
from fulcrum_engine.reasoning.outcomes import BALANCED, UNDETERMINED
from fulcrum_engine.recommendation import Change, FlipSet, Stability
from fulcrum_engine.situation import Answer, State
from fulcrum_engine.why.telling import lowered
from fulcrum_engine.why.why_not_values import Silent, WhyNot

METHODS = {
    "enumerated": "Every way was tried",
    "bounded": "It was proven for all ways at once",
    "sampled": "A sample of the ways was tried",
}
LIGHT_TOUCH = "light-touch"
"""The glossary's word for what two low needs ask for, if it has one."""
SETTLED = {"decided": "Settled", "leaning": "Fairly settled", "open": "Still open"}
HALF = 0.5
FIRM = (
    (0.95, "That is nearly settled."),
    (0.8, "That is fairly settled."),
    (HALF, "That can still change."),
    (0, "That can easily change."),
)
"""How settled a lean is, by the least share of ways to answer the rest that keep it."""


@dataclass(frozen=True)
class Saying:
    """Sentences about one rule book's advice."""

    words: Wording

    def badge(self, settled: str) -> str:
        """Return how settled a lean is, in a word or two."""
        return SETTLED.get(settled, settled)

    def method(self, stability: Stability) -> str:
        """Return how a share is known."""
        return METHODS[stability.method]

    def error(self, stability: Stability) -> str:
        """Return by how much a share may be off; what is less than a hundredth is not rounded."""
        return f"{stability.error:.4f}".rstrip("0")

    def other(self, answer: WhyNot) -> str:
        """Return a lean or style that was not advised, as it stands in a question."""
        if answer.kind == "style":
            return f"the {self.words.within(answer.target)} style"
        return "both" if answer.target == BALANCED else self.words.within(answer.target)

    def silent(self, rule: Silent) -> str:
        """Return what kept a rule from speaking."""
        return hindered(self.words, rule)

    def leaning(self, lean: str) -> str:
        """Return a lean as what the advice would do."""
        if lean == BALANCED:
            return f"call for both {self.words.both}"
        if lean == UNDETERMINED:
            return "leave it open"
        return f"lean to {self.words.within(lean)}"

    def lean(self, lean: str) -> str:
        """Return a lean in a word or two, as the label of a row."""
        named = {BALANCED: "Both", UNDETERMINED: "Too little known"}
        return named.get(lean) or self.words.side(lean)

    def short(self, advice: Recommendation) -> str:
        """Return the lean and its strength in a few words."""
        if advice.lean == UNDETERMINED:
            return "Too little is known"
        if self.words.is_light_touch(advice):
            return "A light touch of either"
        if advice.lean == BALANCED:
            return f"A {advice.strength} need for both {self.words.both}"
        return f"A {advice.strength} lean to {self.words.within(advice.lean)}"

    def meanings(self, advice: Recommendation) -> list[tuple[str, str]]:
        """Return the words of the headline, each with what the rule book says of it."""
        named = "What that means" if advice.lean == UNDETERMINED else self.lean(advice.lean)
        told = [(named, self.words.meaning(advice.lean))]
        if self.words.is_light_touch(advice):
            meaning = self.words.meaning(LIGHT_TOUCH) or self.words.meaning(BALANCED)
            told = [("A light touch", meaning)]
        styles = (advice.style.primary, advice.style.supporting)
        known = [id for id in styles if id in self.words.rulebook.hypotheses.style_by_id]
        told += [(f"{self.words.style(id)} style", self.words.summary(id)) for id in known]
        return [(title, text) for title, text in told if text]

    def settled(self, advice: Recommendation) -> str:
        """Return how settled the lean is, as a sentence or two."""
        if advice.settled is None or advice.stability is None:
            return ""
        if advice.lean == UNDETERMINED and advice.settled != "decided":
            return "Answer a little more, and this will tell."
        if advice.settled == "decided":
            return "No answer that is still missing can change this."
        share = advice.stability.share
        if advice.settled == "leaning":
            return f"This is fairly settled: {ways(share)} would end the same way."
        only = "only " if share < HALF else ""
        more = "Answer a little more before you rely on it."
        return f"This can still change: {only}{ways(share)} would end the same way. {more}"

    def progress(self, step: Step) -> str:
        """Return what is clear already in an interview."""
        if step.lean == UNDETERMINED:
            return "Too little is known yet to tell."
        if step.stability.share == 1:
            return f"Your answers {self.leaning(step.lean)}. Nothing left to ask can change that."
        firm = next(text for least, text in FIRM if step.stability.share >= least)
        return f"So far your answers {self.leaning(step.lean)}. {firm}"

    def flip(self, flip: FlipSet) -> str:
        """Return a changed answer or several, and what the advice would then be."""
        told = [self._change(name, change) for name, change in flip.changes.items()]
        return f"With {joined(told)}, this would {self.leaning(flip.lean)}."

    def _change(self, name: str, change: Change) -> str:
        attribute = self.words.rulebook.vocabulary.by_id.get(name)
        if attribute is None:
            return f"“{change.to}” for {name}"
        was = tuple(change.from_) if isinstance(change.from_, list) else (change.from_,)
        before, after = (
            lowered(answers.said(attribute, Answer(State.ANSWERED, levels)))
            for levels in (was, (change.to,))
        )
        return f"“{after}” instead of “{before}” for {lowered(attribute.title)}"

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
            return f"The advice stays what it was: {lowered(self.short(before))}."
        then = f"Before the change: {lowered(self.short(before))}"
        style = before.style.primary
        return f"{then}, {self.words.within(style)} style." if style else f"{then}."


def ways(share: float) -> str:
    """Return a share of the ways to answer what is missing, in words.

    >>> ways(0.14)
    'about 14 in 100 ways to answer the open questions'
    """
    return f"about {in_hundred(share)} in 100 ways to answer the open questions"


def in_hundred(share: float) -> int:
    """Return a share in hundredths; only what is certain is 100, and only what is not there 0.

    >>> in_hundred(0.999), in_hundred(1.0), in_hundred(0.001)
    (99, 100, 1)
    """
    if share in (0, 1):
        return round(share * 100)
    return min(max(round(share * 100), 1), 99)
