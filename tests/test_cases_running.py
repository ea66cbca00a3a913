"""A case passes if everything it expects holds; if not, every mismatch is told at once."""

from __future__ import annotations

import pytest

from fulcrum_engine import Rulebook
from fulcrum_engine.cases import Outcome, Status, read_case_file, run_case


def outcome(rulebook: Rulebook, given: str, expect: str, **more: str) -> Outcome:
    """Return what comes of a case with this situation and these expectations."""
    labels = "".join(f", {key}: {value}" for key, value in more.items())
    text = f"format: 1\ncases:\n- {{id: a{labels}, given: {given}, expect: {expect}}}\n"
    [case] = read_case_file(text, "x.case.yaml").cases
    return run_case(case, rulebook)


DRY = "{soil: dry}"
ALL = "{soil: dry, sun: full, rain: none, hose: simple}"


@pytest.mark.parametrize(
    ("given", "expect"),
    [
        (DRY, "{lean: watering}"),
        (DRY, "{lean: {any_of: [balanced, watering]}}"),
        (DRY, "{strength: strong}"),
        ("{}", "{lean: undetermined, strength: none, style: {primary: none}}"),
        (DRY, "{style: {primary: sprinkler, supporting: net}}"),
        (DRY, "{style: {among: [can, sprinkler]}}"),
        (DRY, "{not_style: [can, net]}"),
        (DRY, "{need: {watering: 0.65, shading: 0.03}}"),
        (DRY, "{need: {watering: 0.63}, tolerance: 0}"),
        (DRY, "{fired: [soil-is-dry]}"),
        (DRY, "{fired_exactly: [soil-is-dry, thirst-needs-watering, water-early]}"),
        (DRY, "{not_fired: [soil-is-moist, sun-is-full]}"),
        (DRY, "{undetermined: [sun-is-full, dry-and-no-rain-due]}"),
        (ALL, "{warns: [wilting], not_warns: [drowning]}"),
        (ALL, "{tensions: [water_bill], actions: [hang-the-net]}"),
        (DRY, "{flips_with: [{sun: full}, {soil: wet, sun: full}]}"),
        (DRY, "{stable_under: [hose, plant, gardener]}"),
    ],
)
def test_what_holds_passes(garden: Rulebook, given: str, expect: str) -> None:
    assert outcome(garden, given, expect).status is Status.PASSED


@pytest.mark.parametrize(
    ("given", "expect", "says"),
    [
        (DRY, "{lean: shading}", ("lean", "shading", "watering")),
        (
            DRY,
            "{lean: {any_of: [balanced, shading]}}",
            ("lean", "balanced or shading", "watering"),
        ),
        ("{}", "{strength: slight}", ("strength", "slight", "none")),
        (DRY, "{style: {primary: can}}", ("style.primary", "can", "sprinkler")),
        (DRY, "{style: {supporting: mulch}}", ("style.supporting", "mulch", "net")),
        (DRY, "{style: {among: [can, net]}}", ("style.primary", "can or net", "sprinkler")),
        (DRY, "{not_style: [sprinkler]}", ("not_style", "not sprinkler", "sprinkler")),
        (DRY, "{need: {watering: 0.57}}", ("need.watering", "0.57 ± 0.05", "0.63")),
        (DRY, "{not_warns: [wilting], warns: [drowning]}", ("warns", "drowning", "none")),
        (ALL, "{not_warns: [wilting]}", ("not_warns", "not wilting", "wilting, sprinkler-burns")),
        (DRY, "{actions: [hang-the-net]}", ("actions", "hang-the-net", "water-at-dawn")),
        (DRY, "{tensions: [water_bill]}", ("tensions", "water_bill", "none")),
        (
            DRY,
            "{undetermined: [soil-is-dry]}",
            ("undetermined", "soil-is-dry", "fired: soil is dry (wanted dry)"),
        ),
        (
            DRY,
            "{fired: [sun-is-full]}",
            ("fired", "sun-is-full", "undetermined: sun is not asked (wanted full)"),
        ),
        (
            DRY,
            "{fired: [soil-is-moist]}",
            ("fired", "soil-is-moist", "failed: soil is dry (wanted moist)"),
        ),
        (
            DRY,
            "{not_fired: [soil-is-dry]}",
            ("not_fired", "not soil-is-dry", "fired: soil is dry (wanted dry)"),
        ),
        (
            DRY,
            "{fired_exactly: [soil-is-dry, water-early]}",
            (
                "fired_exactly",
                "not thirst-needs-watering",
                "fired: thirst is 0.7000 (wanted likely)",
            ),
        ),
        (
            "{soil: [moist, dry]}",
            "{fired: [drought-needs-watering]}",
            (
                "fired",
                "drought-needs-watering",
                "undetermined: drought is from 0.0 to 0.8 (wanted likely)",
            ),
        ),
        (
            "{plant: herb}",
            "{fired: [herbs-drink-more]}",
            (
                "fired",
                "herbs-drink-more",
                "not asked: it is experimental (`experimental: true` lets it fire)",
            ),
        ),
        (
            DRY,
            "{flips_with: [{sun: full}, {soil: moist}]}",
            ("flips_with", "soil: moist turns the lean", "it stays watering"),
        ),
        (
            DRY,
            "{stable_under: [rain]}",
            ("stable_under", "watering whatever rain is", "plenty turns it to undetermined"),
        ),
        (
            DRY,
            "{decision: {process: CII}}",
            ("decision.process", "CII", "none"),
        ),
        (
            DRY,
            "{next_question: sun}",
            ("next_question", "sun", "rain"),
        ),
    ],
)
def test_what_does_not_hold_is_told_with_expected_beside_actual(
    garden: Rulebook, given: str, expect: str, says: tuple[str, str, str]
) -> None:
    found = outcome(garden, given, expect)
    assert found.status is Status.FAILED
    assert [(m.what, m.expected, m.actual) for m in found.mismatches] == [says]


def test_every_mismatch_is_told_at_once_with_what_decided(garden: Rulebook) -> None:
    found = outcome(garden, DRY, "{lean: shading, strength: slight, fired: [sun-is-full]}")
    assert [mismatch.what for mismatch in found.mismatches] == ["lean", "strength", "fired"]
    assert "x.case.yaml:3: a" in str(found)
    assert "0.63 for watering  soil-is-dry (watering/needs.yaml:5): soil is dry" in str(found)
    assert found.summary == "lean: expected shading, found watering (and 2 more)"


def test_a_wrong_style_is_told_with_the_reasons_for_it(garden: Rulebook) -> None:
    found = outcome(garden, "{soil: dry, hose: missing, sun: full}", "{style: {primary: net}}")
    assert {"can (0.7):", "net (0.6):"} < set(found.decided_by)
    assert "sprinkler (0.0):" not in found.decided_by


@pytest.mark.parametrize(
    "expect",
    [
        "{lean: wattering}",
        "{strength: strog}",
        "{style: {primary: sprinkeler}}",
        "{style: {among: [sprinkeler]}}",
        "{not_style: [sprinkeler]}",
        "{need: {wattering: 0.5}}",
        "{not_fired: [soil-is-dri]}",
        "{undetermined: [sun-is-ful]}",
        "{not_warns: [wiltin]}",
        "{tensions: [water_bil]}",
        "{actions: [hang-the-nett]}",
        "{stable_under: [hos]}",
        "{flips_with: [{sunn: full}]}",
        "{flips_with: [{sun: fulll}]}",
        "{next_question: sn}",
    ],
)
def test_an_expectation_with_a_misspelt_name_never_passes(garden: Rulebook, expect: str) -> None:
    found = outcome(garden, DRY, expect)
    assert found.status is Status.BROKEN
    assert "x.case.yaml:3" in str(found)
    assert "no such" in str(found)


def test_a_situation_with_faults_is_told_with_all_of_them(garden: Rulebook) -> None:
    found = outcome(garden, "{sol: dry, sun: no, rain: nnoe}", "{lean: watering}")
    assert found.status is Status.BROKEN
    assert [fault.code for fault in found.faults] == [
        "unknown-attribute",
        "wrong-type",
        "unknown-level",
    ]


@pytest.mark.parametrize(
    ("given", "expect"),
    [
        ("{sol: dry}", "{error: unknown-attribute, suggests: soil}"),
        ("{soil: dri}", "{error: unknown-level, suggests: {any_of: [dry, wet]}}"),
        ("{soil: no}", "{error: wrong-type}"),
        ("{soil: null}", "{error: wrong-type}"),
        ("[soil]", "{error: wrong-type}"),
        ("null", "{error: wrong-type}"),
        ("{soil: dry, soil: moist}", "{error: duplicate-key}"),
        ("{no: dry}", "{error: wrong-type}"),
    ],
)
def test_a_refusal_can_be_expected(garden: Rulebook, given: str, expect: str) -> None:
    assert outcome(garden, given, expect).status is Status.PASSED


@pytest.mark.parametrize(
    ("given", "expect", "says"),
    [
        (DRY, "{error: unknown-level}", "the input is accepted"),
        ("{sol: dry}", "{error: unknown-level}", "unknown-attribute"),
        ("{sol: dry}", "{error: unknown-attribute, suggests: sun}", "soil"),
        ("{xyzzy: dry}", "{error: unknown-attribute, suggests: sun}", "no proposal"),
    ],
)
def test_another_refusal_than_expected_fails(
    garden: Rulebook, given: str, expect: str, says: str
) -> None:
    found = outcome(garden, given, expect)
    assert found.status is Status.FAILED
    assert [mismatch.actual for mismatch in found.mismatches] == [says]


def test_a_case_to_do_is_expected_to_fail(garden: Rulebook) -> None:
    found = outcome(garden, DRY, "{lean: shading}", todo="shade from clouds")
    assert found.status is Status.TODO
    assert found.ok


def test_a_case_to_do_that_passes_is_a_failure(garden: Rulebook) -> None:
    found = outcome(garden, DRY, "{lean: watering}", todo="shade from clouds")
    assert found.status is Status.FIXED
    assert not found.ok
    assert "`todo: shade from clouds`; take the mark away" in str(found)


def test_a_case_to_do_may_ask_for_what_is_not_there_yet(garden: Rulebook) -> None:
    found = outcome(garden, "{clouds: many}", "{fired: [clouds-shade]}", todo="clouds")
    assert found.status is Status.TODO


@pytest.mark.parametrize("expect", ["{lean: shadng}", "{style: {primary: spinkler}}"])
def test_a_case_to_do_still_has_to_be_spelt_right(garden: Rulebook, expect: str) -> None:
    found = outcome(garden, DRY, expect, todo="clouds")
    assert found.status is Status.BROKEN
    assert "did you mean" in str(found)


def test_a_case_for_other_rule_books_is_skipped(garden: Rulebook) -> None:
    found = outcome(garden, DRY, "{lean: shading}", rules="'>=7'")
    assert found.status is Status.SKIPPED
    assert found.note == "for rule books >=7; this one is 0.1.0"


def test_experimental_rules_fire_where_a_case_asks_for_them(garden: Rulebook) -> None:
    expect = "{fired: [herbs-drink-more], lean: watering}"
    assert outcome(garden, "{plant: herb}", expect, experimental="true").ok


def test_the_tolerance_of_a_case_is_its_own(garden: Rulebook) -> None:
    assert not outcome(garden, DRY, "{need: {watering: 0.6}}", tolerance="0.01").ok
    assert outcome(garden, DRY, "{need: {watering: 0.4}}", tolerance="0.3").ok
    assert outcome(garden, DRY, "{need: {watering: 0.4}, tolerance: 0.3}", tolerance="0").ok


def test_a_draft_is_skipped_until_a_person_stands_behind_it(garden: Rulebook) -> None:
    found = outcome(garden, DRY, "{lean: shading}", draft="true")
    assert found.status is Status.SKIPPED
    assert "once it has a `source`" in str(found.note)


@pytest.mark.parametrize(
    ("given", "unused"),
    [
        (DRY, ()),
        ("{soil: dry, plant: herb}", ("plant",)),
        ("{soil: dry, sun: unknown, rain: not_applicable}", ()),
        ("{soil: [dry, moist, wet]}", ("soil",)),
        (ALL, ()),
    ],
)
def test_given_facts_that_change_nothing_are_told(
    garden: Rulebook, given: str, unused: tuple[str, ...]
) -> None:
    found = outcome(garden, given, "{not_fired: [water-early]}")
    assert found.unused == unused
    assert all(f"`{name}` changes nothing" in str(found.unused_told) for name in unused)


def test_a_failure_says_what_would_have_had_to_differ(garden: Rulebook) -> None:
    told = str(outcome(garden, DRY, "{lean: shading}")).splitlines()
    start = told.index("  what would have had to differ for shading:")
    assert "came to more than" in told[start + 1]
    assert any("sun is not asked (wanted full)" in line for line in told[start:])


def test_the_fewest_answers_that_bring_the_expected_lean_are_named(garden: Rulebook) -> None:
    told = str(outcome(garden, "{soil: moist, sun: shade}", "{lean: shading}"))
    assert "it is shading with sun full instead of shade" in told


def test_nothing_has_to_differ_for_what_has_come_out(garden: Rulebook) -> None:
    told = str(outcome(garden, DRY, "{lean: watering, strength: slight}"))
    assert "what would have had to differ" not in told


def test_a_misspelt_expectation_hides_no_other_mismatch(garden: Rulebook) -> None:
    found = outcome(garden, DRY, "{lean: shading, fired: [soil-is-dri], strength: slight}")
    assert found.status is Status.BROKEN
    assert [fault.suggestion for fault in found.faults] == ["soil-is-dry"]
    assert [mismatch.what for mismatch in found.mismatches] == ["lean", "strength"]
