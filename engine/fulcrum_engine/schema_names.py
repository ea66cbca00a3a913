"""The names of a rule book put into JSON Schemas, so that editors can offer them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from fulcrum_engine.cases.format import NEW, NOTICED, CaseRecord, Defaults, Expect, TableRecord
from fulcrum_engine.cases.names import noticed
from fulcrum_engine.knowledge.conditions import (
    TESTS,
    AttributeCondition,
    ConceptCondition,
    OutcomeCondition,
)
from fulcrum_engine.knowledge.promises import NeverFavours, NeverLowers
from fulcrum_engine.knowledge.rulebook import (
    Action,
    Conclusion,
    Function,
    Hypotheses,
    Notice,
    Rulebook,
)
from fulcrum_engine.knowledge.rulebook import Style as StyleRecord
from fulcrum_engine.knowledge.vocabulary import Attribute
from fulcrum_engine.reasoning.outcomes import STRENGTHS, outcome_levels
from fulcrum_engine.situation import State

Schema = dict[str, Any]
STATES = (State.UNKNOWN.value, State.NOT_APPLICABLE.value)


def _ids(records: Iterable[Any]) -> list[str]:
    return [record.id for record in records]


def _enum(names: Iterable[str]) -> Schema:
    return {"type": "string", "enum": list(names)}


def _array(item: Schema) -> Schema:
    return {"type": "array", "items": item, "minItems": 1}


def _definition(schema: Schema, model: type) -> Schema:
    found: Schema = schema["$defs"][model.__name__]
    return found


def _put(schema: Schema, model: type, field: str, part: Schema) -> None:
    """Put what a field may hold in place of what its type allows; its description stays."""
    fields = _definition(schema, model)["properties"]
    described = {key: fields[field][key] for key in ("description",) if key in fields[field]}
    fields[field] = described | part


def _concluded(h: Hypotheses, concepts: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return what conditions may ask the certainty of, and what rules may conclude."""
    believed = [*concepts, *(side.need for side in h.sides), *_ids(h.styles)]
    return believed, [*believed, *h.said]


def name_rules(schema: Schema, rulebook: Rulebook) -> None:
    """Put attributes with their levels, concepts and hypotheses into the schema of rules."""
    vocabulary, h = rulebook.vocabulary, rulebook.hypotheses
    believed, concluded = _concluded(h, rulebook.concepts)
    _put(schema, ConceptCondition, "concept", _enum(believed))
    _put(schema, Conclusion, "conclude", _enum(concluded))
    levels = {attribute.id: attribute.level_ids for attribute in vocabulary.attributes}
    _name_levels(schema, AttributeCondition, "attribute", levels)
    _name_levels(schema, OutcomeCondition, "outcome", outcome_levels(h))


def _name_levels(
    schema: Schema, model: type, field: str, levels: dict[str, tuple[str, ...]]
) -> None:
    """Allow exactly one test, and of each thing only its own levels."""
    _put(schema, model, field, _enum(levels))
    definition = _definition(schema, model)
    tests = [test for test in TESTS if test in definition["properties"]]
    definition["oneOf"] = [{"required": [test]} for test in tests]
    definition["allOf"] = [
        {
            "if": {"properties": {field: {"const": name}}},
            "then": {"properties": {test: _tested(test, named) for test in tests}},
        }
        for name, named in levels.items()
    ]


def _tested(test: str, levels: Iterable[str]) -> Schema:
    return _array(_enum(levels)) if test == "one_of" else _enum(levels)


def name_hypotheses(schema: Schema, rulebook: Rulebook) -> None:
    """Put the sides, styles and functions where hypotheses refer to each other."""
    h = rulebook.hypotheses
    for model in (StyleRecord, Function):
        _put(schema, model, "side", _enum(_ids(h.sides)))
    _put(schema, Notice, "caution_on", _enum(_ids(h.styles)))
    if h.functions:
        _put(schema, Action, "function", _enum(_ids(h.functions)))


def name_cases(schema: Schema, rulebook: Rulebook) -> None:
    """Put the answers, rules, styles and notices into the schema of case files.

    Where an input is expected to be refused, or a case to fail, anything may be given.
    """
    attributes = rulebook.vocabulary.attributes
    answers = {attribute.id: _answer(attribute) for attribute in attributes}
    situation = {"type": "object", "properties": answers, "additionalProperties": False}
    schema["$defs"]["Situation"] = situation
    reference = {"$ref": "#/$defs/Situation"}
    lenient = [{"required": ["todo"]}, {"properties": {"expect": {"required": ["error"]}}}]
    for model, fields in ((CaseRecord, ("given", "situation")), (TableRecord, ("given",))):
        definition = _definition(schema, model)
        definition["if"] = {"anyOf": lenient if model is CaseRecord else lenient[:1]}
        definition["else"] = {"properties": dict.fromkeys(fields, reference)}
    _name_expectations(schema, rulebook)
    _put(schema, Expect, "flips_with", _array(reference))
    _put(schema, Defaults, "given", reference)


def _answer(attribute: Attribute) -> Schema:
    one = _enum((*attribute.level_ids, *STATES))
    several = _array(_enum(attribute.level_ids)) | {"uniqueItems": True}
    return {"description": attribute.question, "anyOf": [one, several]}


def _name_expectations(schema: Schema, rulebook: Rulebook) -> None:
    h, rules = rulebook.hypotheses, _enum(rulebook.rules)
    attributes = _ids(rulebook.vocabulary.attributes)
    _put(schema, Expect, "lean", _choice(outcome_levels(h)["lean"]))
    _put(schema, Expect, "strength", _choice((*STRENGTHS, "none")))
    _put(schema, Expect, "next_question", _choice((*attributes, "none")))
    _put(schema, Expect, "stable_under", _array(_enum(attributes)))
    for field in ("fired", "not_fired", "undetermined"):
        _put(schema, Expect, field, _array(rules))
    _put(schema, Expect, "fired_exactly", {"type": "array", "items": rules})
    for key in NOTICED:
        for field in (key, f"not_{key}"):
            _put(schema, Expect, field, _array(_enum(noticed(h, key))))
    _name_styles(schema, _ids(h.styles))
    needs = _definition(schema, Expect)["properties"]["need"]
    needs["propertyNames"] = _enum(_ids(h.sides))


def _name_styles(schema: Schema, styles: list[str]) -> None:
    fields = schema["$defs"]["StyleExpectation"]["properties"]
    for field in ("primary", "supporting"):
        fields[field] = _choice((*styles, "none"))
    fields["among"] = _array(_enum(styles))
    _put(schema, Expect, "not_style", _array(_enum(styles)))


def _choice(names: Iterable[str]) -> Schema:
    """Return one name, or `{any_of: [...]}` of them."""
    name = _enum((*names, NEW))
    fields = {"any_of": _array(name)}
    several = {"type": "object", "properties": fields, "required": ["any_of"]}
    return {"anyOf": [name, {**several, "additionalProperties": False}]}


def name_decision(schema: Schema, rulebook: Rulebook) -> None:
    """Put the attributes with their levels where the questions of a decision read them."""
    levels = {attribute.id: attribute.level_ids for attribute in rulebook.vocabulary.attributes}
    _name_levels(schema, AttributeCondition, "attribute", levels)


def name_promises(schema: Schema, rulebook: Rulebook) -> None:
    """Put the attributes, sides and styles into the schema of promises."""
    h, attributes = rulebook.hypotheses, rulebook.vocabulary.attributes
    ordered = _enum(_ids(attribute for attribute in attributes if attribute.ordered))
    for model in (NeverLowers, NeverFavours):
        _put(schema, model, "attribute", ordered)
        _put(schema, model, "style", _enum(_ids(h.styles)))
    _put(schema, NeverLowers, "need", _enum(_ids(h.sides)))
    _put(schema, NeverFavours, "over", _enum(_ids(h.styles)))
    name_decision(schema, rulebook)


NAMED: dict[str, Callable[[Schema, Rulebook], None]] = {
    "rules": name_rules,
    "hypotheses": name_hypotheses,
    "decision": name_decision,
    "promises": name_promises,
    "case": name_cases,
}
