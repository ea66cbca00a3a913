"""The vocabulary: levels, their order and their bit masks; the names that are fixed."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from fulcrum_engine import Rulebook

# The attributes and levels of the public contract, which must not be renamed or dropped.
FIXED = """
change none incremental major transformational
direction clear blurred none
horizon immediate short medium long
urgency relaxed normal pressing emergency
innovation_need low medium high
routineness novel mixed routine
solution_known nobody expert known
precision low medium high critical
compliance light moderate strict
consistency_need low medium high
measurability low medium high
coordination simple moderate complex
process_maturity absent basic sound excessive
execution slipping uneven dependable
budget_pressure none moderate severe
deadline_pressure none moderate severe
workload light sustainable stretched overloaded
morale low mixed high
trust poor fair good
experience novice developing capable expert
willingness unwilling uncertain willing
goal_agreement low partial high
means_agreement low partial high
buy_in_needed low medium high
growth_need low medium high
leader_knowledge low partial high
authority weak moderate strong
leadership_strength weak adequate strong
management_strength weak adequate strong
skill_big_picture weak adequate strong
skill_communication weak adequate strong
skill_empathy weak adequate strong
skill_organizing weak adequate strong
skill_attention_to_detail weak adequate strong
skill_problem_solving weak adequate strong
"""
UNORDERED = {
    "role": "chief_executive chief_operating_officer head_of_strategy team_leader project_manager "
    "operations_director department_head supervisor other",
    "stage": "startup growth mature realignment turnaround",
    "tension": "big_change risk_taking trust_and_authority",
    "current_style": "visionary transformational charismatic authoritative transactional "
    "bureaucratic",
    "quality_requirement": "absent present",
    "accepted_if_decided_alone": "unlikely likely",
    "conflict_over_solutions": "unlikely likely",
}


@pytest.mark.parametrize("line", FIXED.split("\n")[1:-1])
def test_ordered_attributes_are_those_of_the_contract(rulebook: Rulebook, line: str) -> None:
    name, *levels = line.split()
    attribute = rulebook.vocabulary.by_id[name]
    assert attribute.level_ids == tuple(levels)
    assert attribute.ordered


@pytest.mark.parametrize("name", UNORDERED)
def test_context_attributes_have_the_levels_of_the_contract(rulebook: Rulebook, name: str) -> None:
    assert set(rulebook.vocabulary.by_id[name].level_ids) == set(UNORDERED[name].split())


def test_later_is_not_more_for_the_maturity_of_processes(rulebook: Rulebook) -> None:
    attributes = rulebook.vocabulary.attributes
    assert [a.id for a in attributes if not a.comparable] == ["process_maturity"]


def test_no_level_is_named_like_a_state_of_an_answer(rulebook: Rulebook) -> None:
    for attribute in rulebook.vocabulary.attributes:
        assert not {"unknown", "not_applicable", "not_asked"} & set(attribute.level_ids)


def test_a_mask_has_one_bit_for_each_level(garden: Rulebook) -> None:
    soil = garden.vocabulary.by_id["soil"]
    assert soil.mask(("wet",)) == 0b001
    assert soil.mask(("dry", "wet")) == soil.mask(("wet", "dry", "dry")) == 0b101
    assert soil.mask(soil.level_ids) == soil.everything == 0b111


def test_records_cannot_be_changed(garden: Rulebook) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        garden.vocabulary.by_id["soil"].title = "Sand"
