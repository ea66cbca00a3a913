"""The promises of the rule book hold in every situation, and a broken one is found and told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from fulcrum_engine import Rulebook, RulebookError, load_rulebook, parse_situation
from fulcrum_engine.checks.promising import SLACK, Moved, kept, moves
from fulcrum_engine.checks.situations import random_situations
from fulcrum_engine.knowledge.promises import NeverFavours, Promise
from fulcrum_engine.reasoning.compiler import Program, compile_premise, compile_rulebook
from fulcrum_engine.reasoning.inference import infer
from fulcrum_engine.reasoning.premises import strength
from fulcrum_engine.situation import Situation, State
from strategies import garden_files, rule, with_rules, write

RULEBOOK = load_rulebook()
PROGRAM = compile_rulebook(RULEBOOK)
LEVELS = {id: list(attribute.level_ids) for id, attribute in RULEBOOK.vocabulary.by_id.items()}


def looked_at(promise: Promise, situation: Situation) -> list[float]:
    """Return what must not fall, by the engine that reasons through single consultations."""
    trace, move = infer(PROGRAM, situation), promise.move
    if isinstance(move, NeverFavours):
        first, second = (max(trace.belief(style).value, 0.0) for style in (move.over, move.style))
        return [first - second]
    if move.style:
        return [max(trace.belief(move.style).value, 0.0)]
    need = trace.belief(next(s.need for s in RULEBOOK.hypotheses.sides if s.id == move.need))
    return [need.value, need.low, need.high]


def silent(promise: Promise, situation: Situation) -> bool:
    """Return whether an exception may apply."""
    masks = {
        name: RULEBOOK.vocabulary.by_id[name].mask(situation[name].levels)
        for name in situation
        if situation[name].state is State.ANSWERED
    }
    premises = (
        compile_premise(RULEBOOK.vocabulary, RULEBOOK.hypotheses, each.when)
        for each in promise.exceptions
    )
    return any(strength(premise, masks, {}).high > 0 for premise in premises)


@pytest.mark.parametrize("promise", RULEBOOK.promises, ids=lambda promise: promise.id)
@settings(max_examples=max(settings.default.max_examples // 3, 1))
@given(data=st.data())
def test_a_promise_is_kept_in_any_situation(promise: Promise, data: st.DataObject) -> None:
    attribute = promise.move.attribute
    levels = LEVELS[attribute]
    others = {name: st.sampled_from(found) for name, found in LEVELS.items() if name != attribute}
    rest = data.draw(st.fixed_dictionaries({}, optional=others))
    one, other = data.draw(st.sampled_from(moves(PROGRAM, promise)))
    before, after = (
        parse_situation(RULEBOOK.vocabulary, {**rest, attribute: levels[n]}) for n in (one, other)
    )
    if silent(promise, before) and silent(promise, after):
        return
    for b, a in zip(looked_at(promise, before), looked_at(promise, after), strict=True):
        assert a >= b - SLACK, (rest, levels[one], levels[other])


def test_the_promises_that_were_asked_for_are_made() -> None:
    made = {
        (p.kind, p.move.attribute, p.move.direction, getattr(p.move, "need", None))
        for p in PROMISES
    }
    assert made >= {
        ("never_lowers", "change", "later", "leadership"),
        ("never_lowers", "direction", "later", "leadership"),
        ("never_lowers", "budget_pressure", "later", "management"),
        ("never_lowers", "deadline_pressure", "later", "management"),
        ("never_lowers", "execution", "earlier", "management"),
        ("never_lowers", "leadership_strength", "earlier", "leadership"),
        ("never_lowers", "management_strength", "earlier", "management"),
        ("never_lowers", "morale", "earlier", "leadership"),
        ("never_favours", "precision", "later", None),
        ("never_favours", "compliance", "later", None),
    }


PROMISES = RULEBOOK.promises


# A broken promise, in the garden

THIRST: dict[str, Any] = {
    "id": "less-water-in-the-soil-never-lowers-watering",
    "text": "Drier soil never lowers the need for watering.",
    "never_lowers": {"attribute": "soil", "direction": "later", "need": "watering"},
    "sources": ["gardening#G1"],
}
MOIST = {"attribute": "soil", "is": "moist"}
BREAKS = rule(
    "moist", {"all": [MOIST, {"attribute": "sun", "is": "full"}]}, ("need-for-watering", 0.6)
)


def promising(folder: Path, *rules: dict[str, Any], **changes: Any) -> Rulebook:
    files = with_rules(*rules)
    files["promises.yaml"] = {"format": 1, "promises": [{**THIRST, **changes}]}
    return load_rulebook(write(folder / "book", files))


def moved(program: Program) -> Moved:
    return Moved(program, random_situations(program, 200, "test"))


def test_a_broken_promise_comes_with_its_smallest_situation(tmp_path: Path) -> None:
    rulebook = promising(tmp_path, BREAKS)
    program = compile_rulebook(rulebook)
    witness = kept(moved(program), rulebook.promises[0])
    assert witness is not None
    assert witness.told(program) == (
        "{} with soil from moist to dry: "
        "the upper bound of the need for watering goes from 0.6000 to 0.0000"
    )


def test_where_an_exception_applies_a_promise_is_silent(tmp_path: Path) -> None:
    full = {"attribute": "sun", "is": "full"}
    exception = {"when": full, "because": "Hot soil tells nothing.", "sources": ["gardening"]}
    rulebook = promising(tmp_path, BREAKS, exceptions=[exception])
    program = compile_rulebook(rulebook)
    assert kept(moved(program), rulebook.promises[0]) is None


def test_an_exception_is_silent_only_if_it_holds_before_and_after(tmp_path: Path) -> None:
    dry = {"attribute": "soil", "is": "dry"}
    exception = {"when": dry, "because": "Dry soil tells nothing.", "sources": ["gardening"]}
    rulebook = promising(tmp_path, BREAKS, exceptions=[exception])
    program = compile_rulebook(rulebook)
    assert kept(moved(program), rulebook.promises[0])


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        (
            {"never_lowers": {"attribute": "soli", "direction": "later", "need": "watering"}},
            "`soil`",
        ),
        (
            {"never_lowers": {"attribute": "soil", "direction": "later", "need": "waterin"}},
            "watering",
        ),
        ({"never_lowers": {"attribute": "hose", "direction": "later", "need": "watering"}}, "hose"),
        ({"never_lowers": {"attribute": "soil", "direction": "up", "need": "watering"}}, "later"),
        ({"never_lowers": {"attribute": "soil", "direction": "later"}}, "either a need or a style"),
        (
            {
                "never_favours": {
                    "attribute": "soil",
                    "direction": "later",
                    "style": "can",
                    "over": "net",
                }
            },
            "exactly one of",
        ),
        ({"sources": ["gardening#G9"]}, "no such claim"),
        (
            {
                "exceptions": [
                    {"when": {"concept": "drought"}, "because": "x", "sources": ["gardening"]}
                ]
            },
            "reads answers alone",
        ),
    ],
)
def test_a_promise_that_makes_no_sense_is_refused(
    tmp_path: Path, changes: dict[str, Any], fault: str
) -> None:
    with pytest.raises(RulebookError, match=fault) as error:
        promising(tmp_path, BREAKS, **changes)
    assert "promises.yaml" in str(error.value)


# Glossary and claims left out


def loaded(folder: Path, name: str, content: dict[str, Any]) -> Rulebook:
    files = {**garden_files(), "rules.yaml": with_rules(BREAKS)["rules.yaml"]}
    return load_rulebook(write(folder / "book", {**files, name: {"format": 1, **content}}))


ENTRY = {"id": "mulch", "title": "Mulch", "text": "A cover.", "sources": ["gardening#G2"]}
Change = Callable[[dict[str, Any]], dict[str, Any]]


def test_the_glossary_is_part_of_the_knowledge(tmp_path: Path, garden: Rulebook) -> None:
    rulebook = loaded(tmp_path, "glossary.yaml", {"entries": [ENTRY]})
    assert rulebook.content["glossary"] == [ENTRY]
    assert garden.content["glossary"] == []


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("glossary.yaml", {"entries": [ENTRY, ENTRY]}, "`mulch` is here twice"),
        ("glossary.yaml", {"entries": [{**ENTRY, "sources": ["gardning"]}]}, "`gardening`"),
        ("left-out-claims.yaml", {"claims": [{"id": "G9", "reason": "None."}]}, "no such claim"),
        ("left-out-claims.yaml", {"claims": [{"id": "G1"}]}, "reason"),
    ],
)
def test_what_does_not_resolve_beside_the_rules_is_refused(
    tmp_path: Path, name: str, content: dict[str, Any], fault: str
) -> None:
    with pytest.raises(RulebookError, match=fault):
        loaded(tmp_path, name, content)


def test_the_promises_are_read_from_a_file_that_people_can_read() -> None:
    path = Path(__file__).parents[1] / "rules" / "promises.yaml"
    assert len(yaml.safe_load(path.read_text("utf-8"))["promises"]) == len(PROMISES)
