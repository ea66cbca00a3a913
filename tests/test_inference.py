"""Inference: what fires, what stays undetermined, and that a second evaluator agrees."""

from __future__ import annotations

import gc
import logging
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from fulcrum_engine import Rulebook, load_rulebook, parse_situation
from fulcrum_engine.certainty import TRUE, UNDETERMINED
from fulcrum_engine.files.loading import default_folder
from fulcrum_engine.reasoning.compiler import Program, compile_rulebook
from fulcrum_engine.reasoning.inference import Trace, engine_for, infer
from naive import Naive, leaves, read_book
from strategies import (
    GARDEN,
    full_situations,
    refined,
    rule,
    situations,
    small_books,
    with_rules,
    write,
)

Book = Callable[..., Rulebook]
REAL = load_rulebook()
REAL_DATA = read_book(default_folder())
GARDEN_DATA = read_book(GARDEN)
VOCABULARY = {a.id: list(a.level_ids) for a in REAL.vocabulary.attributes}
GARDEN_VOCABULARY = {
    a["id"]: [level["id"] for level in a["levels"]] for a in GARDEN_DATA["attributes"].values()
}


def consider(rulebook: Rulebook, situation: dict[str, Any], *, experimental: bool = False) -> Trace:
    program = compile_rulebook(rulebook, experimental=experimental)
    return infer(program, parse_situation(rulebook.vocabulary, situation))


def assert_agrees(trace: Trace, naive: Naive) -> None:
    """Hold that the engine came to exactly what the naive evaluator comes to."""
    assert {id: astuple(p) for id, p in trace.premises.items()} == {
        id: naive.premise(id) for id in naive.rules
    }
    assert sorted(trace.firings) == naive.fired
    assert {name: astuple(trace.belief(name)) for name in naive.names} == {
        name: naive.belief(name) for name in naive.names
    }
    outcomes = trace.outcomes
    assert {
        "lean": outcomes.lean,
        "strength": outcomes.strength,
        "style": outcomes.primary,
        "supporting": outcomes.supporting,
    } == naive.advice()


def load_small(files: dict[str, Any]) -> tuple[Rulebook, dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), files)
        return load_rulebook(folder), read_book(Path(folder))


# A second evaluator agrees


@given(situations(VOCABULARY), st.booleans())
def test_both_evaluators_agree_on_the_rule_book(
    situation: dict[str, Any], experimental: bool
) -> None:
    trace = consider(REAL, situation, experimental=experimental)
    assert_agrees(trace, Naive(REAL_DATA, situation, experimental=experimental))


@given(situations(GARDEN_VOCABULARY), st.booleans())
def test_both_evaluators_agree_on_the_garden(situation: dict[str, Any], experimental: bool) -> None:
    trace = consider(load_rulebook(GARDEN), situation, experimental=experimental)
    assert_agrees(trace, Naive(GARDEN_DATA, situation, experimental=experimental))


@given(small_books(), st.lists(situations(GARDEN_VOCABULARY), min_size=3, max_size=3))
def test_both_evaluators_agree_on_random_rule_books(
    files: dict[str, Any], some: list[dict[str, Any]]
) -> None:
    rulebook, data = load_small(files)
    for situation in some:
        assert_agrees(consider(rulebook, situation), Naive(data, situation))


# What the missing answers can do


def assert_within(after: Trace, before: Trace, names: list[str]) -> None:
    for name in names:
        wide, narrow = before.belief(name), after.belief(name)
        assert wide.low - 1e-12 <= narrow.low, name
        assert narrow.low - 1e-12 <= narrow.value <= narrow.high + 1e-12, name
        assert narrow.high <= wide.high + 1e-12, name


def before_the_advice(naive: Naive) -> list[str]:
    return [name for name in naive.names if not naive.behind_the_advice(name)]


@given(st.data(), st.booleans())
def test_no_further_answer_leads_out_of_the_interval(data: st.DataObject, full: bool) -> None:
    situation = data.draw(situations(VOCABULARY))
    later = data.draw(refined(VOCABULARY, situation, full=full))
    names = before_the_advice(Naive(REAL_DATA, {}))
    assert_within(consider(REAL, later), consider(REAL, situation), names)


@given(small_books(), st.data(), st.booleans())
def test_no_further_answer_leads_out_of_the_interval_in_random_rule_books(
    files: dict[str, Any], data: st.DataObject, full: bool
) -> None:
    rulebook, plain = load_small(files)
    situation = data.draw(situations(GARDEN_VOCABULARY))
    later = data.draw(refined(GARDEN_VOCABULARY, situation, full=full))
    names = before_the_advice(Naive(plain, {}))
    assert_within(consider(rulebook, later), consider(rulebook, situation), names)


@given(full_situations(GARDEN_VOCABULARY))
def test_nothing_is_undetermined_when_everything_is_known(situation: dict[str, Any]) -> None:
    trace = consider(load_rulebook(GARDEN), situation)
    assert all(belief.low == belief.value == belief.high for belief in trace.beliefs.values())
    assert trace.outcomes.lean != "undetermined"


# Conditions on answers


DRY = {"attribute": "soil", "is": "dry"}


@pytest.mark.parametrize(
    ("answer", "strength"),
    [
        ("dry", (1, 1)),
        ("moist", (0, 0)),
        (["wet", "moist"], (0, 0)),
        (["moist", "dry"], (0, 1)),
        (["dry"], (1, 1)),
        ("unknown", (0, 1)),
        ("not_applicable", (0, 1)),
        (None, (0, 1)),
    ],
)
def test_a_condition_is_true_false_or_undetermined(
    book: Book, answer: object, strength: tuple[int, int]
) -> None:
    situation = {} if answer is None else {"soil": answer}
    trace = consider(book(rule("dry", DRY, ("thirst", 0.5))), situation)
    assert astuple(trace.premises["dry"]) == strength


@pytest.mark.parametrize(
    ("test", "passing"),
    [
        ({"is": "moist"}, {"moist"}),
        ({"is_not": "moist"}, {"wet", "dry"}),
        ({"one_of": ["wet", "dry"]}, {"wet", "dry"}),
        ({"at_least": "moist"}, {"moist", "dry"}),
        ({"at_most": "moist"}, {"wet", "moist"}),
    ],
)
def test_each_test_passes_the_levels_it_names(
    book: Book, test: dict[str, Any], passing: set[str]
) -> None:
    rulebook = book(rule("asks", {"attribute": "soil", **test}, ("thirst", 0.5)))
    fired = {s for s in ("wet", "moist", "dry") if consider(rulebook, {"soil": s}).firings}
    assert fired == passing


def test_several_levels_that_all_pass_are_as_good_as_one(book: Book) -> None:
    rulebook = book(rule("asks", {"attribute": "soil", "at_least": "moist"}, ("thirst", 0.5)))
    assert consider(rulebook, {"soil": ["moist", "dry"]}).firings == ("asks",)


FULL_SUN = {"attribute": "sun", "is": "full"}


def test_with_a_major_change_alone_a_rule_that_needs_a_direction_too_is_undetermined(
    tmp_path: Path,
) -> None:
    """The example of the contract: the concept becomes an interval, its absence is no fact."""
    large = {"attribute": "change", "at_least": "major"}
    blurred = {"attribute": "direction", "at_least": "blurred"}
    sure = {"concept": "need-for-direction", "at_least": 0.5}
    files = with_rules(
        rule(
            "large-change-without-direction", {"all": [large, blurred]}, ("need-for-direction", 0.7)
        ),
        rule("direction-is-no-matter", {"none": [sure]}, ("drowning", 0.6)),
        rule("change-with-direction", {"all": [large, {"none": [blurred]}]}, ("wilting", 0.6)),
        rule("somebody-must-point", sure, ("need-for-watering", 0.6)),
        concepts=("need-for-direction",),
    )
    real = yaml.safe_load((default_folder() / "vocabulary.yaml").read_text("utf-8"))
    rulebook = load_rulebook(write(tmp_path, {**files, "vocabulary.yaml": real}))
    trace = consider(rulebook, {"change": "major"})
    assert set(trace.premises.values()) == {UNDETERMINED}
    assert trace.firings == ()
    assert astuple(trace.belief("need-for-direction")) == (0, 0, 0.7)
    assert astuple(trace.belief("need-for-watering")) == (0, 0, 0.6)
    assert trace.outcomes.lean == "undetermined"
    settled = consider(rulebook, {"change": "major", "direction": "clear"})
    assert settled.firings == ("change-with-direction", "direction-is-no-matter")


def test_absence_counts_as_certain_only_when_the_missing_answer_is_given(book: Book) -> None:
    rulebook = book(
        rule("dry-and-sunny", {"all": [DRY, FULL_SUN]}, ("drought", 0.9)),
        rule("no-drought", {"none": [{"concept": "drought"}]}, ("net", 0.6)),
    )
    assert consider(rulebook, {"soil": "dry"}).firings == ()
    assert consider(rulebook, {"soil": "dry", "sun": "full"}).firings == ("dry-and-sunny",)
    trace = consider(rulebook, {"soil": "dry", "sun": "shade"})
    assert trace.firings == ("no-drought",)
    assert trace.premises["no-drought"] == TRUE


def test_false_beats_undetermined_in_all_and_true_in_any(book: Book) -> None:
    rulebook = book(
        rule("both", {"all": [DRY, FULL_SUN]}, ("thirst", 0.5)),
        rule("either", {"any": [DRY, FULL_SUN]}, ("thirst", 0.5)),
        rule("neither", {"none": [DRY, FULL_SUN]}, ("thirst", 0.5)),
    )
    wet = consider(rulebook, {"soil": "wet"}).premises
    assert [astuple(wet[id]) for id in ("both", "either", "neither")] == [(0, 0), (0, 1), (0, 1)]
    dry = consider(rulebook, {"soil": "dry"}).premises
    assert [astuple(dry[id]) for id in ("both", "either", "neither")] == [(0, 1), (1, 1), (0, 0)]


# Firing


@pytest.mark.parametrize(("certainty", "fires"), [(0.2, False), (0.2000001, True), (0.19, False)])
def test_a_rule_fires_above_the_threshold_and_not_at_it(
    book: Book, certainty: float, fires: bool
) -> None:
    rulebook = book(
        rule("dry", DRY, ("thirst", certainty)),
        rule("thirsty", {"concept": "thirst"}, ("need-for-watering", 0.5)),
    )
    trace = consider(rulebook, {"soil": "dry"})
    assert ("thirsty" in trace.firings) is fires
    assert (trace.belief("need-for-watering").value > 0) is fires


def test_a_premise_up_to_the_threshold_has_failed_and_bounds_nothing(book: Book) -> None:
    rulebook = book(
        rule("dry", DRY, ("thirst", 0.2)),
        rule("thirsty", {"concept": "thirst"}, ("need-for-watering", 0.5)),
    )
    assert consider(rulebook, {}).belief("need-for-watering").high == 0


def test_a_conclusion_is_as_certain_as_rule_and_premise_together(book: Book) -> None:
    rulebook = book(
        rule("dry", DRY, ("thirst", 0.5)),
        rule("thirsty", {"concept": "thirst"}, ("need-for-watering", 0.5)),
    )
    assert consider(rulebook, {"soil": "dry"}).belief("need-for-watering").value == 0.25


def test_a_concept_that_reaches_the_wanted_strength_counts_fully(book: Book) -> None:
    rulebook = book(
        rule("dry", DRY, ("thirst", 0.5)),
        rule("reached", {"concept": "thirst", "at_least": 0.5}, ("net", 0.5)),
        rule("not-reached", {"concept": "thirst", "at_least": 0.51}, ("can", 0.5)),
    )
    trace = consider(rulebook, {"soil": "dry"})
    assert trace.firings == ("dry", "reached")
    assert trace.belief("net").value == 0.5
    assert consider(rulebook, {}).premises["reached"] == UNDETERMINED


def test_evidence_against_a_concept_is_no_premise(book: Book) -> None:
    rulebook = book(
        rule("dry", DRY, ("thirst", -0.9)),
        rule("thirsty", {"concept": "thirst"}, ("net", 0.5)),
    )
    trace = consider(rulebook, {"soil": "dry"})
    assert trace.belief("thirst").value == -0.9
    assert trace.firings == ("dry",)


def test_a_need_is_floored_at_nothing(book: Book) -> None:
    rulebook = book(rule("dry", DRY, ("need-for-watering", -0.9)))
    assert astuple(consider(rulebook, {"soil": "dry"}).belief("need-for-watering")) == (0, 0, 0)


def test_evidence_against_that_may_yet_come_lowers_the_bound_alone(book: Book) -> None:
    rulebook = book(
        rule("dry", DRY, ("need-for-watering", 0.75)),
        rule("sunny", FULL_SUN, ("need-for-watering", -0.5)),
    )
    belief = consider(rulebook, {"soil": "dry"}).belief("need-for-watering")
    assert astuple(belief) == (0.75, 0.5, 0.75)


@pytest.mark.parametrize("combination", ["accumulate", "strongest"])
def test_overwhelming_evidence_stays_below_certainty(book: Book, combination: str) -> None:
    sure = [rule(f"sure-{n}", DRY, ("c", 0.99), ("need-for-watering", 0.99)) for n in range(40)]
    against = rule("z-against", DRY, ("c", -0.99))
    name = "c+" if combination == "accumulate" else "c"
    trace = consider(book(*sure, against, concepts=(name,)), {"soil": "dry"})
    assert trace.belief("need-for-watering").value < 1
    assert -1 < trace.belief("c").value < 1
    assert trace.outcomes.lean == "watering"


def test_experimental_rules_fire_only_when_asked_for(book: Book) -> None:
    rulebook = book(
        rule("dry", DRY, ("thirst", 0.5), status="tested"),
        rule("perhaps", DRY, ("thirst", 0.9), status="experimental"),
    )
    assert consider(rulebook, {"soil": "dry"}).firings == ("dry",)
    both = consider(rulebook, {"soil": "dry"}, experimental=True)
    assert both.firings == ("dry", "perhaps")
    assert both.belief("thirst").value == 0.9


# The order of firing


@given(full_situations(VOCABULARY))
def test_what_a_rule_asks_for_is_complete_before_it_fires(situation: dict[str, Any]) -> None:
    trace = consider(REAL, situation)
    place = {id: n for n, id in enumerate(trace.firings)}
    rules = {rule["id"]: rule for rule in REAL_DATA["rules"]}
    for id in trace.firings:
        asked = {leaf["concept"] for leaf in leaves(rules[id]["when"]) if "concept" in leaf}
        before = [r for r in trace.firings if asked & {c["conclude"] for c in rules[r]["then"]}]
        assert all(place[earlier] < place[id] for earlier in before)


def test_rules_of_one_stratum_fire_in_the_order_of_their_ids(book: Book) -> None:
    rules = [rule(id, DRY, ("thirst", 0.5)) for id in ("m", "b", "z-2", "z-10", "a")]
    later = rule("a-first", {"concept": "thirst"}, ("drought", 0.5))
    trace = consider(book(*rules, later), {"soil": "dry"})
    assert trace.firings == ("a", "b", "m", "z-10", "z-2", "a-first")


# Engines are built once and lent


def some_situations(count: int) -> list[dict[str, str]]:
    """Return different situations of the garden, spread over all there are."""
    names = list(GARDEN_VOCABULARY)
    every = list(product(*(["unknown", *GARDEN_VOCABULARY[name]] for name in names)))
    spread = every[:: len(every) // count][:count]
    return [dict(zip(names, levels, strict=True)) for levels in spread]


def test_an_engine_is_used_again(garden: Rulebook) -> None:
    program = compile_rulebook(garden)
    with engine_for(program) as first:
        pass
    with engine_for(program) as again, engine_for(program) as another:
        assert again is first
        assert another is not first


def test_an_engine_that_failed_is_not_lent_again(garden: Rulebook) -> None:
    program = compile_rulebook(garden)
    failed = []

    def fail() -> None:
        with engine_for(program) as engine:
            failed.append(engine)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with engine_for(program) as next_one:
        assert next_one is not failed[0]


def test_a_consultation_leaves_nothing_behind_for_the_next(garden: Rulebook) -> None:
    alone = consider(garden, {"sun": "full"})
    consider(garden, {"soil": "dry", "rain": "none", "hose": "automatic", "sun": "shade"})
    assert consider(garden, {"sun": "full"}) == alone


def test_ten_thousand_consultations_leave_no_objects_behind(garden: Rulebook) -> None:
    program = compile_rulebook(garden)
    parsed = [parse_situation(garden.vocabulary, s) for s in some_situations(50)]

    def run(times: int) -> Counter[str]:
        for n in range(times):
            infer(program, parsed[n % len(parsed)])
        gc.collect()
        return Counter(type(thing).__name__ for thing in gc.get_objects())

    before = run(200)
    after = run(10_000)
    grown = {name: after[name] - before[name] for name in after if after[name] > before[name] + 5}
    assert grown == {}
    assert after.total() < before.total() + 50


def traces(program: Program, rulebook: Rulebook, some: list[dict[str, str]]) -> list[Trace]:
    return [infer(program, parse_situation(rulebook.vocabulary, situation)) for situation in some]


def test_eight_threads_get_the_answers_that_one_gets(garden: Rulebook) -> None:
    program, some = compile_rulebook(garden), some_situations(200)
    expected = traces(program, garden, some)
    with ThreadPoolExecutor(8) as pool:
        answers = pool.map(lambda n: traces(program, garden, some[n:] + some[:n]), range(8))
    for n, given_ in enumerate(answers):
        assert given_ == expected[n:] + expected[:n]


# Manners of the import

MANNERS = """
import logging, collections
handlers, level = list(logging.getLogger().handlers), logging.getLogger().level
import fulcrum_engine
fulcrum_engine.consult({}, fulcrum_engine.load_rulebook())
assert not hasattr(collections, "Mapping"), "collections.Mapping is left behind"
assert logging.getLogger().handlers == handlers, "root handlers were touched"
assert logging.getLogger().level == level, "root level was touched"
"""


def test_the_import_changes_nothing_for_others() -> None:
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", MANNERS], capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stderr) == (0, "")


def test_a_host_that_configured_logging_keeps_its_handlers() -> None:
    code = "import logging\nlogging.getLogger().addHandler(logging.NullHandler())\n" + MANNERS
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stderr) == (0, "")


def test_no_answer_is_ever_logged(rulebook: Rulebook, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        infer(compile_rulebook(rulebook), parse_situation(rulebook.vocabulary, {"morale": "low"}))
    assert caplog.records == []
