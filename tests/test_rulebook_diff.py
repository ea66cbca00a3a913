"""Two rule books compared: what differs, what that does to the advice, and through which rule."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chance import mixed
from fulcrum_engine import Rulebook, consult, load_rulebook, parse_situation
from fulcrum_engine.comparing.diff import Comparison, Difference, advised
from fulcrum_engine.comparing.sample import random_situations, sample, shared_levels
from strategies import Files, rule, with_rules, write

DRY = {"attribute": "soil", "is": "dry"}
FULL = {"attribute": "sun", "is": "full"}
THIRST = rule("thirst", DRY, ("need-for-watering", 0.8))
GLARE = rule("glare", FULL, ("need-for-shading", 0.7))
Load = Callable[[Files], Rulebook]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Return a function that loads a rule book from files, each from a folder of its own."""

    def of(files: Files) -> Rulebook:
        return load_rulebook(write(tmp_path / str(len(list(tmp_path.iterdir()))), files))

    return of


@pytest.fixture
def compare(load: Load) -> Callable[..., Comparison]:
    """Return a function that compares the garden's rule books with these rules."""

    def of(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> Comparison:
        return Comparison(load(with_rules(*old)), load(with_rules(*new)))

    return of


Compare = Callable[[list[dict[str, Any]], list[dict[str, Any]]], Comparison]


def test_the_same_rules_in_other_files_are_no_difference(load: Load) -> None:
    files = with_rules(THIRST, GLARE)
    moved = dict(files)
    moved["elsewhere/all.yaml"] = {**moved.pop("rules.yaml"), "rules": [GLARE, THIRST]}
    assert Comparison(load(files), load(moved)).differences == ()


def test_rules_come_go_and_change(compare: Compare) -> None:
    warm = rule("warm", FULL, ("need-for-watering", 0.4))
    found = compare([THIRST, GLARE], [{**THIRST, "title": "Thirst"}, warm]).differences
    assert found == (
        Difference("rules", "glare", "removed"),
        Difference("rules", "thirst", "changed", ("texts",)),
        Difference("rules", "warm", "added"),
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"when": FULL}, "conditions"),
        ({"then": [{"conclude": "need-for-watering", "certainty": 0.5}]}, "certainty"),
        ({"then": [{"conclude": "need-for-shading", "certainty": 0.8}]}, "conclusions"),
        ({"because": "It is so."}, "texts"),
        ({"title": "Another"}, "texts"),
        ({"status": "tested"}, "status"),
    ],
)
def test_what_changed_in_a_rule_is_named(
    compare: Compare, change: dict[str, Any], field: str
) -> None:
    found = compare([THIRST], [{**THIRST, **change}]).differences
    assert found == (Difference("rules", "thirst", "changed", (field,)),)


def test_other_records_are_compared_as_well(load: Load) -> None:
    old, new = with_rules(THIRST), with_rules(THIRST, concepts=("heat",), established=0.3)
    new["vocabulary.yaml"]["attributes"][0]["levels"][0]["label"] = "Soaked"
    new["hypotheses.yaml"]["styles"][0]["title"] = "Another"
    attribute = new["vocabulary.yaml"]["attributes"][0]["id"]
    style = new["hypotheses.yaml"]["styles"][0]["id"]
    assert set(Comparison(load(old), load(new)).differences) == {
        Difference("concepts", "heat", "added"),
        Difference("hypotheses", "lean", "changed", ("established",)),
        Difference("attributes", attribute, "changed", ("levels",)),
        Difference("styles", style, "changed", ("title",)),
    }


def test_the_advice_compared_is_that_of_a_consultation(rulebook: Rulebook) -> None:
    situations = list(mixed(rulebook.vocabulary, 40, seed=61))
    for situation, found in zip(situations, advised(rulebook, situations), strict=True):
        advice = consult(situation, rulebook, include=())
        assert found.lean == advice.lean
        assert found.strength == (advice.strength or "nothing")
        assert found.style == (advice.style.primary or "nothing")
        assert found.warnings == tuple(warning.id for warning in advice.warnings)


def through(comparison: Comparison, **answers: Any) -> tuple[str, ...]:
    situation = parse_situation(comparison.new.vocabulary, answers)
    before, after = (advised(b, [situation])[0] for b in (comparison.old, comparison.new))
    return comparison.through(situation, before.differing(after))


def test_a_change_of_advice_is_traced_to_the_rule_that_brings_it(compare: Compare) -> None:
    warm = rule("warm", FULL, ("need-for-shading", 0.3))
    strong = {**THIRST, "then": [{"conclude": "need-for-watering", "certainty": 0.9}]}
    comparison = compare([THIRST], [strong, warm])
    assert through(comparison, soil="wet", sun="full") == ("warm",)
    assert through(comparison, soil="moist", sun="shade") == ()


def test_a_rule_that_went_is_named_as_well(compare: Compare) -> None:
    assert through(compare([THIRST, GLARE], [THIRST]), sun="full") == ("glare",)


def test_rules_that_only_together_change_the_advice_are_all_named(compare: Compare) -> None:
    more = [rule(f"glare-{n}", FULL, ("need-for-shading", 0.4), title=f"Glare {n}") for n in (1, 2)]
    comparison = compare([THIRST], [THIRST, *more])
    assert set(through(comparison, sun="full")) == {"glare-1", "glare-2"}


def test_another_reading_of_the_lean_is_named_where_no_rule_changed(load: Load) -> None:
    old, new = with_rules(THIRST, GLARE), with_rules(THIRST, GLARE, established=0.75)
    comparison = Comparison(load(old), load(new))
    assert through(comparison, sun="full") == ("hypotheses lean",)


def test_a_rule_that_asks_for_what_is_gone_is_no_obstacle(load: Load) -> None:
    old = with_rules(rule("hot", FULL, ("heat", 0.9)), concepts=("heat",))
    old["rules.yaml"]["rules"].append(
        rule("heat-needs", {"concept": "heat"}, ("need-for-shading", 0.8))
    )
    comparison = Comparison(load(old), load(with_rules(THIRST)))
    assert set(through(comparison, sun="full")) == {"hot", "heat-needs"}


# On random situations


def test_equal_rule_books_differ_nowhere(garden: Rulebook) -> None:
    found = sample(garden, garden, 200, seed=1)
    assert found.changed == {"lean": 0, "style": 0}
    assert found.witnesses == ()
    assert found.share("lean") == 0


def test_the_share_is_counted_and_each_way_has_a_smallest_witness(compare: Compare) -> None:
    comparison = compare([THIRST, GLARE], [THIRST])
    found = sample(comparison.old, comparison.new, 500, seed=1)
    assert 0.1 < found.share("lean") < 0.5
    ways = {(w.before, w.after): w for w in found.witnesses if w.target == "lean"}
    assert ("shading", "undetermined") in ways
    assert ways["shading", "undetermined"].situation.plain == {"sun": "full"}
    assert sum(w.count for w in ways.values()) == found.changed["lean"]
    for way, witness in ways.items():
        before, after = (
            advised(b, [witness.situation])[0].lean for b in (comparison.old, comparison.new)
        )
        assert (before, after) == way


def test_no_answer_of_a_witness_can_be_left_out(compare: Compare) -> None:
    both = rule("both", {"all": [DRY, FULL]}, ("need-for-shading", 0.9))
    comparison = compare([THIRST], [THIRST, both])
    for witness in sample(comparison.old, comparison.new, 500, seed=2).witnesses:
        if witness.target == "lean":
            assert set(witness.situation.plain) == {"soil", "sun"}


def test_the_same_seed_draws_the_same_situations(compare: Compare) -> None:
    comparison = compare([THIRST, GLARE], [THIRST])
    once, again, other = (
        sample(comparison.old, comparison.new, 100, seed=seed) for seed in (1, 1, 2)
    )
    assert once == again
    assert once.changed != other.changed


def test_only_attributes_and_levels_that_both_know_are_drawn(load: Load) -> None:
    old, new = with_rules(THIRST), with_rules(THIRST)
    new["vocabulary.yaml"]["attributes"] = [
        each for each in new["vocabulary.yaml"]["attributes"] if each["id"] != "rain"
    ]
    levels = shared_levels(load(old), load(new))
    assert "rain" not in levels
    assert "soil" in levels
    drawn = random_situations(levels, 50, random.Random(1))
    assert all(set(situation.plain) <= set(levels) for situation in drawn)
