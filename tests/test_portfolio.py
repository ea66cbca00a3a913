"""Many consultations seen together."""

from __future__ import annotations

from typing import Any

from fulcrum_engine import Rulebook, consult, parse_situation
from fulcrum_engine.groups.portfolio import Item, portfolio

CALM = {"change": "none", "execution": "slipping", "process_maturity": "absent"}
STORM = {"change": "transformational", "direction": "none", "morale": "low"}


def items(rulebook: Rulebook, *situations: dict[str, Any], team: str | None = None) -> list[Item]:
    return [
        Item(f"c{number}", parse_situation(rulebook.vocabulary, each), team)
        for number, each in enumerate(situations)
    ]


def test_shares_count_what_each_consultation_advises(rulebook: Rulebook) -> None:
    situations = [CALM, STORM, STORM, {}]
    shares = portfolio(rulebook, items(rulebook, *situations)).shares
    advice = [consult(each, rulebook) for each in situations]
    assert shares.count == 4
    assert sum(shares.leans.values()) == 4
    for name in ("leadership", "management", "balanced", "undetermined"):
        assert shares.leans.get(name, 0) == sum(each.lean == name for each in advice)
    raised = sum(len(each.warnings) for each in advice)
    assert sum(shares.warnings.values()) == raised
    assert sum(shares.strengths.values()) == sum(each.strength is not None for each in advice)


def test_a_course_names_the_fewest_changes_that_moved_the_lean(rulebook: Rulebook) -> None:
    later = {**CALM, **STORM}
    course = portfolio(rulebook, items(rulebook, CALM, later, later, team="north")).courses[0]
    moved, same = course.steps
    assert (course.team, course.consultations) == ("north", 3)
    assert moved.lean.before == consult(CALM, rulebook).lean
    assert moved.lean.after == consult(later, rulebook).lean
    assert moved.changes["morale"].before == "not_asked"
    assert set(moved.changes) == set(STORM)
    assert moved.moved_by
    for names in moved.moved_by:
        turned = {**CALM, **{name: later[name] for name in names}}
        assert consult(turned, rulebook).lean == moved.lean.after
    assert same.changes == {}
    assert same.moved_by == ()


def test_an_answer_that_was_taken_back_counts_as_a_change(rulebook: Rulebook) -> None:
    step = portfolio(rulebook, items(rulebook, STORM, {}, team="x")).courses[0].steps[0]
    assert step.changes["morale"].after == "not_asked"
    assert step.lean.after == "undetermined"


def test_consultations_without_a_team_have_no_course(rulebook: Rulebook) -> None:
    assert portfolio(rulebook, items(rulebook, CALM, STORM)).courses == ()
    assert portfolio(rulebook, []).shares.count == 0
