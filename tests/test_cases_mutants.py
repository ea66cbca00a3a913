"""Wrong rule books are made on purpose; cases catch them by what is advised."""

from __future__ import annotations

from fulcrum_engine import Rulebook
from fulcrum_engine.cases import Case, read_case_file
from fulcrum_engine.cases.mutants import mutants, mutated, mutation_score
from fulcrum_engine.columnar.evaluator import columns, evaluate
from fulcrum_engine.reasoning.compiler import compile_rulebook
from fulcrum_engine.situation import parse_situation


def cases(*lines: str) -> tuple[Case, ...]:
    return read_case_file("format: 1\ncases:\n" + "".join(lines), "x.case.yaml").cases


DRY = "- {id: dry, given: {soil: dry}, expect: {lean: watering, need: {watering: 0.63}}}\n"


def survivors(garden: Rulebook, *lines: str) -> set[str]:
    return {str(mutant) for mutant in mutation_score(cases(*lines), garden).survivors}


def test_a_case_on_the_need_catches_every_way_to_spoil_its_rule(garden: Rulebook) -> None:
    assert not any(told.startswith("soil-is-dry:") for told in survivors(garden, DRY))


def test_a_case_on_rule_ids_catches_nothing(garden: Rulebook) -> None:
    fired = "- {id: a, given: {soil: dry}, expect: {fired: [soil-is-dry]}}\n"
    assert mutation_score(cases(fired), garden).caught == {}


def test_cases_that_do_not_count_catch_nothing(garden: Rulebook) -> None:
    draft = DRY.replace("{id: dry,", "{id: dry, draft: true,")
    todo = DRY.replace("{id: dry,", "{id: later, todo: more,")
    wrong = "- {id: b, given: {soil: dry}, expect: {lean: shading}}\n"
    assert mutation_score(cases(draft, todo, wrong), garden).caught == {}


def test_thresholds_are_moved_by_one_level(garden: Rulebook) -> None:
    program = compile_rulebook(garden)
    told = {mutant.change for mutant in mutants(program, garden) if "asks" in mutant.change}
    assert "asks soil at least dry, not moist" in told


def test_only_what_shows_in_the_advice_is_weakened(garden: Rulebook) -> None:
    program = compile_rulebook(garden)
    said = set(garden.hypotheses.said)
    for mutant in mutants(program, garden):
        if mutant.change == "half as certain":
            assert any(c.conclude not in said for c in garden.rules[mutant.rule].then)


def test_a_deleted_rule_is_missing_and_nothing_else(garden: Rulebook) -> None:
    program = compile_rulebook(garden)
    mutant = next(each for each in mutants(program, garden) if each.change == "deleted")
    rules = {rule.id for rule in mutated(program, mutant).rules}
    assert rules == {rule.id for rule in program.rules} - {mutant.rule}


def test_turns_of_the_lean_count_as_expectations_on_it(garden: Rulebook) -> None:
    turns = "- {id: a, given: {soil: dry}, expect: {flips_with: [{soil: wet, sun: full}]}}\n"
    assert mutation_score(cases(turns), garden).caught


def test_the_score_tells_the_survivors_and_both_shares(garden: Rulebook) -> None:
    score = mutation_score(cases(DRY), garden)
    lines = list(score.lines())
    assert any(line.startswith("survives: ") for line in lines)
    assert "mutants of the rules that decide are caught" in str(score)
    assert "mutants of the rules that add advice are caught" in str(score)
    assert score.plain["caught"] == len(score.caught)


def test_an_empty_rule_changes_the_advice_as_a_mutant_says(garden: Rulebook) -> None:
    program = compile_rulebook(garden)
    mutant = next(m for m in mutants(program, garden) if str(m) == "soil-is-dry: deleted")
    dry = columns(program, [parse_situation(garden.vocabulary, {"soil": "dry"})])
    assert evaluate(program, dry).leans() == ["watering"]
    assert evaluate(mutated(program, mutant), dry).leans() == ["undetermined"]
