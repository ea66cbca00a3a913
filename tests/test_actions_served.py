"""Whatever the advice leans to, something can be done for it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from chance import mixed, often
from fulcrum_engine import Rulebook, consult
from fulcrum_engine.columnar.evaluator import columns, evaluate
from fulcrum_engine.reasoning.compiler import compile_rulebook

GENERAL = {"leadership": "talk-about-next-year", "management": "clear-up-the-largest-point"}


def actions(rulebook: Rulebook, **answers: Any) -> list[tuple[str, str]]:
    """Return the id of each action and the side it serves, in order."""
    advised = consult(answers, rulebook, include=()).actions
    return [(action.id, action.serves) for action in advised]


@pytest.mark.parametrize("side", ["leadership", "management"])
def test_a_side_that_is_called_for_always_has_an_action(rulebook: Rulebook, side: str) -> None:
    program = compile_rulebook(rulebook)
    given = list(mixed(rulebook.vocabulary, often(6000, 60_000), seed=204))
    found = evaluate(program, columns(program, given))
    serves = {function.id: function.side for function in rulebook.hypotheses.functions}
    own = [a.id for a in rulebook.hypotheses.actions if serves[a.function] == side]
    done = np.any([found.said(action) for action in own], axis=0)
    leans = found.leans()
    assert {side, "balanced"} <= {*leans}
    idle = [
        situation.plain
        for situation, lean, any_action in zip(given, leans, done, strict=True)
        if lean in (side, "balanced") and not any_action
    ]
    assert idle == []


def test_general_actions_stand_last(rulebook: Rulebook) -> None:
    for situation in mixed(rulebook.vocabulary, often(200, 2000), seed=205):
        advised = [id for id, _ in actions(rulebook, **situation.plain)]
        general = [id for id in advised if id in GENERAL.values()]
        assert advised[len(advised) - len(general) :] == general, situation.plain


@pytest.mark.parametrize(
    ("answers", "action", "side"),
    [
        ({"leadership_strength": "weak"}, "be-heard-and-hear", "leadership"),
        ({"management_strength": "weak"}, "plan-the-next-month", "management"),
        (
            {"management_strength": "weak", "leadership_strength": "strong"},
            "plan-the-next-month",
            "management",
        ),
        ({"consistency_need": "high"}, "settle-like-cases-alike", "management"),
    ],
)
def test_what_is_weak_or_asked_for_has_its_own_action_first(
    rulebook: Rulebook, answers: dict[str, str], action: str, side: str
) -> None:
    assert actions(rulebook, **answers)[0] == (action, side)


def test_where_both_are_weak_there_is_something_to_do_for_each(rulebook: Rulebook) -> None:
    advised = actions(rulebook, leadership_strength="weak", management_strength="weak")
    assert advised[:2] == [
        ("be-heard-and-hear", "leadership"),
        ("plan-the-next-month", "management"),
    ]
