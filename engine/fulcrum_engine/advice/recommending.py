"""The recommendation that an explanation amounts to: what is advised, and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from importlib.metadata import version

from fulcrum_engine.advice.deciding import decide
from fulcrum_engine.advice.developing import develop
from fulcrum_engine.knowledge.rulebook import Notice as NoticeRecord
from fulcrum_engine.knowledge.rulebook import Side
from fulcrum_engine.lookahead.outlook import EVERYTHING, outlook
from fulcrum_engine.reasoning.explanation import Explanation
from fulcrum_engine.recommendation import (
    Action,
    Need,
    Notice,
    RankedStyle,
    Reason,
    Receipt,
    Recommendation,
    RulebookId,
    StyleAdvice,
    present,
)

ENGINE_VERSION = version("fulcrum-advisor")


def recommend(
    explanation: Explanation, time: datetime, include: Collection[str] = EVERYTHING
) -> Recommendation:
    """Return the recommendation that an explanation amounts to.

    `include` names what may be left out to save time: settled, flips, next_question.
    """
    outcomes = explanation.trace.outcomes
    reasons, against = _reasons(explanation)
    style = _style(explanation)
    return Recommendation(
        lean=outcomes.lean,
        strength=outcomes.strength,
        need={side.id: _need(explanation, side.need) for side in _sides(explanation)},
        style=style,
        dimensions=tuple(_dimensions(explanation)),
        reasons=reasons,
        against=against,
        warnings=_warnings(explanation, style),
        tensions=_notices(explanation, explanation.rulebook.hypotheses.tensions),
        mix=_notices(explanation, explanation.rulebook.hypotheses.mix),
        actions=_actions(explanation),
        decision=decide(explanation),
        development=develop(explanation),
        **outlook(explanation, include),
        receipt=_receipt(explanation, time),
    )


def _sides(explanation: Explanation) -> tuple[Side, ...]:
    return explanation.rulebook.hypotheses.sides


def _need(explanation: Explanation, need: str) -> Need:
    belief = explanation.trace.belief(need)
    return Need(value=present(belief.value), low=present(belief.low), high=present(belief.high))


def _reasons(explanation: Explanation) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
    """Return the reasons for the lean and those against it, strongest first.

    What speaks for a balanced or an undetermined lean is what speaks for either side.
    """
    lean = explanation.trace.outcomes.lean
    speaking_for: list[Reason] = []
    speaking_against: list[Reason] = []
    for side in _sides(explanation):
        both = lean not in {s.id for s in _sides(explanation)}
        pulls_here = both or side.id == lean
        (speaking_for if pulls_here else speaking_against).extend(
            explanation.reasons(side.need, side.id)
        )
        (speaking_against if pulls_here else speaking_for).extend(
            explanation.reasons_against(side.need, side.id)
        )
    return _by_strength(speaking_for), _by_strength(speaking_against)


def _by_strength(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    return tuple(
        sorted(reasons, key=lambda reason: (-reason.certainty, reason.rule, reason.side or ""))
    )


def _style(explanation: Explanation) -> StyleAdvice:
    styles = explanation.rulebook.hypotheses.styles
    outcomes = explanation.trace.outcomes
    ranked = sorted(styles, key=lambda style: -explanation.trace.belief(style.id).value)
    return StyleAdvice(
        primary=outcomes.primary,
        supporting=outcomes.supporting,
        ranking=tuple(
            RankedStyle(
                style=style.id,
                side=style.side,
                certainty=present(max(explanation.trace.belief(style.id).value, 0.0)),
                reasons=explanation.reasons(style.id, style.side),
                cautions=_cautions(explanation, style.id),
            )
            for style in ranked
        ),
    )


def _cautions(explanation: Explanation, style: str) -> tuple[Notice, ...]:
    warnings = explanation.rulebook.hypotheses.warnings
    return _notices(explanation, (warning for warning in warnings if warning.caution_on == style))


def _warnings(explanation: Explanation, style: StyleAdvice) -> tuple[Notice, ...]:
    """Return the failure modes, and the cautions on the two styles that are advised."""
    hypotheses = explanation.rulebook.hypotheses
    return _notices(explanation, hypotheses.warnings_beside(style.primary, style.supporting))


def _notices(explanation: Explanation, records: Iterable[NoticeRecord]) -> tuple[Notice, ...]:
    return tuple(
        Notice(id=record.id, title=record.title, text=" ".join(record.text.split()), rules=rules)
        for record in records
        if (rules := explanation.rules_for(record.id))
    )


def _dimensions(explanation: Explanation) -> Iterable[dict[str, str | float]]:
    for dimension in explanation.rulebook.hypotheses.dimensions:
        poles = {
            side.id: present(max(explanation.trace.belief(dimension.poles[side.id]).value, 0.0))
            for side in _sides(explanation)
        }
        yield {"id": dimension.id, **poles}


def _actions(explanation: Explanation) -> tuple[Action, ...]:
    """Return what to do, the most certain first; in the rule book's order where equal."""
    hypotheses = explanation.rulebook.hypotheses
    side_of = {function.id: function.side for function in hypotheses.functions}
    wanted = [(action, explanation.rules_for(action.id)) for action in hypotheses.actions]
    wanted.sort(key=lambda each: -explanation.trace.belief(each[0].id).value)
    return tuple(
        Action(
            id=action.id,
            text=" ".join(action.text.split()),
            serves=side_of[action.function],
            function=action.function,
            rules=rules,
        )
        for action, rules in wanted
        if rules
    )


def _receipt(explanation: Explanation, time: datetime) -> Receipt:
    rulebook = explanation.rulebook
    return Receipt(
        rulebook=RulebookId(version=rulebook.version, sha256=rulebook.sha256),
        engine=ENGINE_VERSION,
        situation_sha256=explanation.situation.sha256,
        time=time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    )
