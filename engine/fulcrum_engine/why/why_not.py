"""Why not: the rules that spoke for other advice, and what kept the others from speaking."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from fulcrum_engine.errors import Fault, InputError, nearest, shorten
from fulcrum_engine.knowledge.rulebook import Style
from fulcrum_engine.reasoning.explanation import Explanation
from fulcrum_engine.reasoning.outcomes import BALANCED, UNDETERMINED
from fulcrum_engine.recommendation import Reason
from fulcrum_engine.why.evidence import Evidence
from fulcrum_engine.why.proof_conditions import certainty_of
from fulcrum_engine.why.why_not_rules import CouldSpeak, Rules
from fulcrum_engine.why.why_not_text import about_lean, about_style
from fulcrum_engine.why.why_not_values import More, Silent, Spoke, WhyNot

LIMIT = 3


def targets(explanation: Explanation) -> tuple[str, ...]:
    """Return what can be asked about: both sides, balanced, and every style."""
    hypotheses = explanation.rulebook.hypotheses
    sides = (side.id for side in hypotheses.sides)
    return (*sides, BALANCED, *hypotheses.style_by_id)


def why_not(
    explanation: Explanation, target: str | None = None, limit: int | None = LIMIT
) -> tuple[WhyNot, ...]:
    """Return why the other leans and styles were not advised, or why one of them was not.

    `limit` is how many rules of each kind are listed; None lists all. Raises InputError if there
    is no such lean or style.
    """
    asker = _Asker(explanation, limit)
    if target is not None:
        return (asker.ask(_known(explanation, target)),)
    answers = (asker.ask(each) for each in targets(explanation))
    return tuple(answer for answer in answers if not answer.advised)


def _known(explanation: Explanation, target: str) -> str:
    known = targets(explanation)
    if target in known:
        return target
    problem = f"no such lean or style: `{shorten(target)}`"
    suggestion = nearest(target, known)
    expected = None if suggestion else f"one of {', '.join(known)}"
    fault = Fault(("target",), "unknown-name", problem, shorten(target), expected, suggestion)
    raise InputError([fault])


@dataclass(frozen=True)
class _Case:
    """What there is to say about a target, before it is cut to the limit."""

    kind: Literal["lean", "style"]
    text: str
    concept: str | None
    spoke: tuple[Spoke, ...] = ()
    louder: tuple[Spoke, ...] = ()
    could: tuple[CouldSpeak, ...] = ()


class _Asker:
    def __init__(self, explanation: Explanation, limit: int | None) -> None:
        self.explanation = explanation
        self.limit = limit
        self.evidence = Evidence(explanation)
        self.rules = Rules(self.evidence)
        self.hypotheses = explanation.rulebook.hypotheses
        self.outcomes = explanation.trace.outcomes

    def ask(self, target: str) -> WhyNot:
        style = self.hypotheses.style_by_id.get(target)
        case = self._style(style) if style else self._lean(target)
        if target in (self.outcomes.lean, self.outcomes.primary):
            text = f"{self.evidence.words.advised(target)} is what is advised."
            return self._answer(target, _Case(case.kind, text, case.concept), advised=True)
        return self._answer(target, case, advised=False)

    def _answer(self, target: str, case: _Case, *, advised: bool) -> WhyNot:
        lists: dict[str, tuple[Spoke, ...] | tuple[Silent, ...]] = {
            "outweighed": case.spoke,
            "by": case.louder,
            "failed": self.rules.silent(case.could, "failed"),
            "undetermined": self.rules.silent(case.could, "undetermined"),
        }
        belief = self.explanation.trace.belief(case.concept) if case.concept else None
        return WhyNot.model_validate(
            {
                "target": target,
                "kind": case.kind,
                "title": self.evidence.words.advised(target),
                "advised": advised,
                "text": case.text,
                "certainty": belief and certainty_of(belief.value, belief.low, belief.high),
                **{name: found[: self.limit] for name, found in lists.items()},
                "more": More(**{name: self._rest(found) for name, found in lists.items()}),
            }
        )

    def _rest(self, found: Sequence[object]) -> int:
        return 0 if self.limit is None else max(len(found) - self.limit, 0)

    def _lean(self, target: str) -> _Case:
        """Return the case of a lean; balanced is missed by the smaller need."""
        needs = {side.id: side.need for side in self.hypotheses.sides}
        smaller = min(needs, key=lambda side: self.explanation.trace.belief(needs[side]).value)
        side = smaller if target == BALANCED else target
        undetermined = self.outcomes.lean == UNDETERMINED
        wanted = tuple(needs) if target == BALANCED and undetermined else (side,)
        spoke = (r for each in wanted for r in self.explanation.reasons(needs[each], each))
        could = (pair for each in wanted for pair in self.rules.leading_to(needs[each]))
        return _Case(
            "lean",
            about_lean(self.explanation, target),
            None if target == BALANCED else needs[side],
            self.rules.reasons(spoke),
            () if undetermined else self.rules.reasons(self._louder(needs, side)),
            tuple(could),
        )

    def _louder(self, needs: Mapping[str, str], side: str) -> Iterator[Reason]:
        """Yield what spoke for the other side, and against this one."""
        for other in needs:
            if other != side:
                yield from self.explanation.reasons(needs[other], other)
        yield from self.explanation.reasons_against(needs[side], side)

    def _style(self, style: Style) -> _Case:
        rival, spoke = self._rival(style), self.rules.direct(style.id)
        louder = self.rules.direct(rival) if rival else ()
        return _Case(
            "style",
            about_style(self.explanation, style, rival, spoke=bool(spoke)),
            style.id,
            spoke,
            (*louder, *self.rules.direct(style.id, against=True)),
            tuple(self.rules.concluding(style.id)),
        )

    def _rival(self, style: Style) -> str | None:
        """Return the style that a style lost to: the best of its side, or the one to take."""
        primary, supporting = self.outcomes.primary, self.outcomes.supporting
        sides = {id: each.side for id, each in self.hypotheses.style_by_id.items()}
        if supporting and sides[supporting] == style.side and supporting != style.id:
            return supporting
        return primary
