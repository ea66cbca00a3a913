"""Situations: what was answered and what was not is kept apart; faults come all at once."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulcrum_engine import Fault, InputError, Rulebook, Situation, load_rulebook, parse_situation
from fulcrum_engine.documents import Word, read_yaml
from fulcrum_engine.situation import State
from strategies import situations

VOCABULARY = load_rulebook().vocabulary
LEVELS = {a.id: list(a.level_ids) for a in VOCABULARY.attributes}


def parse(data: object) -> Situation:
    return parse_situation(VOCABULARY, data)


def messages(data: object) -> list[str]:
    with pytest.raises(InputError) as caught:
        parse(data)
    return str(caught.value).splitlines()


# Answer states


def test_the_four_states_of_an_answer_are_kept_apart() -> None:
    situation = parse({"morale": "low", "trust": "unknown", "change": "not_applicable"})
    assert situation["morale"].state is State.ANSWERED
    assert situation["trust"].state is State.UNKNOWN
    assert situation["change"].state is State.NOT_APPLICABLE
    assert situation["workload"].state is State.NOT_ASKED


def test_missing_means_unknown_or_not_asked() -> None:
    situation = parse({"morale": "low", "trust": "unknown", "change": "not_applicable"})
    missing = {a for a in ("morale", "trust", "change", "workload") if situation.missing(a)}
    assert missing == {"trust", "workload"}


def test_the_states_of_one_attribute_have_different_hashes() -> None:
    given_: list[dict[str, Any]] = [
        {},
        {"morale": "unknown"},
        {"morale": "not_applicable"},
        {"morale": "low"},
        {"morale": ["low", "mixed"]},
        {"morale": ["low", "mixed", "high"]},
    ]
    assert len({parse(data).sha256 for data in given_}) == len(given_)


def test_an_empty_situation_is_one_about_which_nothing_is_known() -> None:
    assert parse({}).plain == {}


def test_several_levels_are_in_the_order_of_the_vocabulary() -> None:
    assert parse({"morale": ["high", "low"]})["morale"].levels == ("low", "high")
    assert parse({"morale": ("mixed", "low")})["morale"].levels == ("low", "mixed")


def test_one_level_in_a_list_is_the_level() -> None:
    assert parse({"morale": ["low"]}) == parse({"morale": "low"})
    assert parse({"morale": ["low"]}).sha256 == parse({"morale": "low"}).sha256


def test_answers_are_in_the_order_of_the_vocabulary() -> None:
    assert list(parse({"trust": "fair", "change": "none"})) == ["change", "trust"]


@given(situations(LEVELS), st.randoms())
def test_order_changes_neither_situation_nor_hash(data: dict[str, Any], random: Any) -> None:
    names = list(data)
    random.shuffle(names)
    shuffled = {
        name: random.sample(data[name], len(data[name]))
        if isinstance(data[name], list)
        else data[name]
        for name in names
    }
    assert parse(shuffled) == parse(data)
    assert parse(shuffled).sha256 == parse(data).sha256


@given(situations(LEVELS))
def test_a_situation_written_and_read_again_is_the_same(data: dict[str, Any]) -> None:
    assert parse(parse(data).plain) == parse(data)


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ("low", "low"),
        (["low", "mixed"], "low or mixed"),
        ("unknown", "unknown"),
        ("not_applicable", "not applicable"),
    ],
)
def test_an_answer_says_what_was_answered(answer: object, text: str) -> None:
    assert str(parse({"morale": answer})["morale"]) == text


def test_what_was_not_asked_is_said_as_such() -> None:
    assert str(parse({})["morale"]) == "not asked"


# Faults


def test_a_misspelt_attribute_is_refused_with_the_nearest() -> None:
    assert messages({"chnage": "major"}) == [
        "situation.chnage: no such attribute; did you mean `change`?"
    ]


def test_a_misspelt_level_is_refused_with_what_was_expected_and_the_nearest() -> None:
    (message,) = messages({"morale": "lwo"})
    assert message == (
        "situation.morale: no such level: `lwo`; expected `low`, `mixed` or `high`, "
        "or `unknown` or `not_applicable`; did you mean `low`?"
    )


def test_an_attribute_like_no_other_is_refused_without_a_guess() -> None:
    (message,) = messages({"zzzzzz": "major"})
    assert message.startswith("situation.zzzzzz: no such attribute; expected ")
    assert "did you mean" not in message


WRONG: dict[str, tuple[object, str, str]] = {
    "morale": ("lwo", "no such level: `lwo`", "unknown-level"),
    "trust": (True, "found the boolean true", "wrong-type"),
    "change": (None, "found null", "wrong-type"),
    "workload": (3, "found the number 3", "wrong-type"),
    "urgency": ({}, "found a mapping", "wrong-type"),
    "horizon": ([], "found an empty list", "wrong-type"),
    "authority": (["weak", "weak"], "found `weak` twice", "unknown-level"),
    "execution": (["slipping", 1.5], "found the number 1.5", "wrong-type"),
    "nonsense": ("x", "no such attribute", "unknown-attribute"),
    "direction": ([["clear"]], "found a list", "wrong-type"),
}


@pytest.mark.parametrize("names", [tuple(WRONG), *combinations(WRONG, 2)])
def test_all_faults_are_reported_at_once(names: tuple[str, ...]) -> None:
    with pytest.raises(InputError) as caught:
        parse({name: WRONG[name][0] for name in names})
    found = {fault.path[1]: fault for fault in caught.value.faults}
    assert set(found) == set(names)
    for name in names:
        _, words, code = WRONG[name]
        assert words in str(found[name])
        assert found[name].code == code


def test_every_wrong_level_of_a_list_is_reported_with_its_place() -> None:
    first, second = messages({"morale": ["lwo", "low", "hihg"]})
    assert first.startswith("situation.morale[0]: ")
    assert second.startswith("situation.morale[2]: ")


@pytest.mark.parametrize("state", ["unknown", "not_applicable"])
def test_a_state_among_levels_is_refused_without_offering_it_again(state: str) -> None:
    (message,) = messages({"morale": ["low", state]})
    assert message.startswith("situation.morale[1]: ")
    assert "did you mean" not in message


@pytest.mark.parametrize("word", ["no", "yes", "on", "off"])
def test_a_word_that_yaml_reads_as_a_boolean_is_explained(word: str) -> None:
    (message,) = messages(read_yaml(f"change: {word}", "input").value)
    assert "boolean" in message
    assert "write the level's own word" in message


@pytest.mark.parametrize("text", ["change:", "change: ~", "change: null"])
def test_null_is_refused_and_leaving_it_out_is_offered(text: str) -> None:
    (message,) = messages(read_yaml(text, "input").value)
    assert "found null" in message
    assert "leave the attribute out" in message


@pytest.mark.parametrize(
    "data", [None, [], "change: major", 3, True, Word("null", ""), [("change", "major")]]
)
def test_what_is_no_mapping_is_refused(data: object) -> None:
    (message,) = messages(data)
    assert message.startswith("situation: found ")
    assert message.endswith("expected a mapping from attribute to answer")


@pytest.mark.parametrize("name", [1, None, True, ("change",)])
def test_a_name_that_is_no_word_is_refused(name: object) -> None:
    (message,) = messages({name: "major"})
    assert "as an attribute's name" in message


def test_a_message_never_repeats_more_than_forty_characters_of_the_input() -> None:
    secret = "s" * 41
    text = "\n".join(messages({secret: "x", "morale": secret, "trust": [secret]}))
    assert secret not in text


def test_control_characters_do_not_reach_a_message() -> None:
    text = "\n".join(messages({"a\x1b[31m": "x", "morale": "\x07\ud800"}))
    assert "\x1b" not in text
    assert "\x07" not in text
    text.encode()


@given(
    st.dictionaries(
        st.sampled_from([*LEVELS, "other"]) | st.text(max_size=8),
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.text(max_size=8)
        | st.lists(st.text(max_size=4) | st.integers(), max_size=3)
        | st.dictionaries(st.text(max_size=3), st.none(), max_size=2),
        max_size=5,
    )
)
def test_any_mapping_is_a_situation_or_refused_with_places(data: dict[str, Any]) -> None:
    faults: tuple[Fault, ...] = ()
    try:
        parse(data)
    except InputError as error:
        faults = error.faults
    assert all(fault.path[0] == "situation" for fault in faults)
    assert all(fault.pointer.startswith("/situation/") for fault in faults)


def test_the_place_can_be_told_by_the_caller() -> None:
    with pytest.raises(InputError) as caught:
        parse_situation(VOCABULARY, {"chnage": "major"}, ("cases", 0, "given"))
    (fault,) = caught.value.faults
    assert fault.where == "cases[0].given.chnage"
    assert fault.pointer == "/cases/0/given/chnage"


def test_another_vocabulary_has_other_attributes(garden: Rulebook) -> None:
    assert parse_situation(garden.vocabulary, {"soil": "dry"}).plain == {"soil": "dry"}
    with pytest.raises(InputError):
        parse_situation(garden.vocabulary, {"change": "major"})
