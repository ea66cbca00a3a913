"""Coverage tells which rules, conditions and levels the cases try."""

from __future__ import annotations

import pytest

from fulcrum_engine import Rulebook
from fulcrum_engine.cases import read_case_file
from fulcrum_engine.cases.coverage import Coverage, RuleCoverage, cover


def covered(garden: Rulebook, *givens: str) -> Coverage:
    lines = (
        f"- {{id: c{n}, given: {given}, expect: {{not_fired: [water-early]}}}}\n"
        for n, given in enumerate(givens)
    )
    return cover(read_case_file("format: 1\ncases:\n" + "".join(lines), "x").cases, garden)


def rule(coverage: Coverage, id: str) -> RuleCoverage:
    return next(each for each in coverage.rules if each.rule == id)


@pytest.mark.parametrize(
    ("given", "fired", "near_miss"),
    [
        ("{soil: dry, rain: none}", True, False),
        ("{soil: dry, rain: plenty}", False, True),
        ("{soil: wet, rain: plenty}", False, False),
        ("{soil: dry}", False, False),
    ],
)
def test_rules_fire_or_miss_nearly_or_by_far(
    garden: Rulebook, given: str, fired: bool, near_miss: bool
) -> None:
    found = rule(covered(garden, given), "dry-and-no-rain-due")
    assert (found.fired, found.near_miss) == (fired, near_miss)


def test_a_rule_is_decisive_if_the_advice_is_another_without_it(garden: Rulebook) -> None:
    assert rule(covered(garden, "{soil: dry}"), "soil-is-dry").decisive
    assert not rule(covered(garden, "{soil: wet}"), "soil-is-dry").decisive


def test_conditions_are_seen_true_and_false(garden: Rulebook) -> None:
    one = rule(covered(garden, "{soil: dry}"), "soil-is-dry")
    assert one.missing == "no near miss, `soil dry` never false"
    both = rule(covered(garden, "{soil: dry}", "{soil: wet}"), "soil-is-dry")
    assert both.missing == ""


def test_levels_that_no_case_gives_are_listed(garden: Rulebook) -> None:
    unseen = covered(garden, "{soil: dry}", "{soil: [moist, wet], sun: unknown}").unseen_levels
    assert not any(each.startswith("soil") for each in unseen)
    assert "sun: full" in unseen


def test_the_share_grows_with_the_cases(garden: Rulebook) -> None:
    few, more = covered(garden, "{}"), covered(garden, "{}", "{soil: dry}", "{soil: wet}")
    assert 0 <= few.share < more.share < 1
    assert f"coverage {more.share:.1%}" in list(more.lines())[-1]
    assert more.plain["share"] == round(more.share, 4)
