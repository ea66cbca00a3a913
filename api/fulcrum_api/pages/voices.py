"""Several voices as a page shows them: named, numbered, in words and in the picture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fulcrum_api.consulting.gathering import Gathering, VoiceAdvice
from fulcrum_api.pages import answers
from fulcrum_api.pages.answers import query_of
from fulcrum_api.pages.plane import Dot, Dots, apart
from fulcrum_api.pages.saying import Saying
from fulcrum_api.wording import Wording, joined
from fulcrum_engine import Recommendation, Rulebook, parse_situation
from fulcrum_engine.groups.voices import AnswerEffect, Disagreement

TOGETHER = "★"


@dataclass(frozen=True)
class Heard:
    """A gathering to show; `numbers` are those of links and voices."""

    rulebook: Rulebook
    seen: Gathering
    numbers: Mapping[str, int]

    @property
    def saying(self) -> Saying:
        """Return the words for it."""
        return Saying(Wording(self.rulebook))

    @property
    def voices(self) -> list[tuple[VoiceAdvice, str, str]]:
        """Return every voice with its name and the query of its answers."""
        return [(each, self.name(each.id), self.query(each.situation)) for each in self.seen.voices]

    def name(self, id: str) -> str:
        """Return the name that a voice gave, or its number."""
        named = {each.id: each.name for each in self.seen.voices}
        named |= {each.id: each.name for each in self.seen.awaited}
        return named.get(id) or f"Voice {self.numbers[id]}"

    def query(self, situation: Mapping[str, str | list[str]]) -> str:
        """Return answers as the query of a link to their result."""
        return query_of(parse_situation(self.rulebook.vocabulary, situation))

    @property
    def plane(self) -> Dots:
        """Return where the voices stand, and where they stand together."""
        dots = [
            Dot(str(self.numbers[each.id]), self.name(each.id), _needs(each.recommendation))
            for each in self.seen.voices
        ]
        if self.seen.agreement:
            needs = _needs(self.seen.agreement.recommendation)
            dots.append(Dot(TOGETHER, "All together", needs, strong=True))
        return Dots(self.rulebook.hypotheses.lean, apart(dots))

    def answer(self, about: Disagreement, effect: AnswerEffect) -> str:
        """Return what was answered, in the words of its options."""
        attribute = self.rulebook.vocabulary.by_id[about.attribute]
        plain = {about.attribute: effect.answer}
        situation = parse_situation(self.rulebook.vocabulary, plain)
        return answers.said(attribute, situation[about.attribute])

    def whose(self, effect: AnswerEffect) -> str:
        """Return who gave an answer."""
        return joined([self.name(id) for id in effect.voices])

    def matters(self, about: Disagreement) -> str:
        """Return how much it matters which of the answers is right."""
        if about.leans > 1:
            return "Which of these is right decides the advice."
        return "Which of these is right moves the advice, but not to another side."

    @property
    def leans(self) -> Iterator[tuple[str, int]]:
        """Yield the leans of the voices, each with how many have it, the most frequent first."""
        found = [each.recommendation.lean for each in self.seen.voices]
        for lean in sorted(dict.fromkeys(found), key=lambda each: -found.count(each)):
            yield self.saying.lean(lean), found.count(lean)


def _needs(advice: Recommendation) -> dict[str, float]:
    return {side: need.value for side, need in advice.need.items()}
