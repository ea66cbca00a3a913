"""Drafts of cases, made by a tool: skipped until a person gives them a source.

From a consultation, from feedback that overrode the advice, and for rules that lack a situation
on either side of their boundary.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from fulcrum_engine.certainty import FIRES_ABOVE
from fulcrum_engine.knowledge.conditions import (
    AllOf,
    AttributeCondition,
    ConceptCondition,
    Condition,
    NoneOf,
    OutcomeCondition,
    children,
)
from fulcrum_engine.knowledge.rulebook import Rule, Rulebook
from fulcrum_engine.reasoning.compiler import Program, compile_rulebook
from fulcrum_engine.reasoning.inference import infer
from fulcrum_engine.situation import parse_situation

DEPTH = 3
"""How many rules deep a concept is traced back to answers."""
MOST_TRIED = 300
Draft = dict[str, Any]
"""A case as plain data."""
Given = dict[str, str]


def draft_of(situation: Mapping[str, Any], recommendation: Mapping[str, Any]) -> Draft:
    """Return a draft of a consultation, both as plain data: its advice as what is expected."""
    style = recommendation["style"]["primary"]
    expect: Draft = {"lean": recommendation["lean"]}
    if style:
        expect |= {"strength": recommendation["strength"], "style": {"primary": style}}
    if warnings := [warning["id"] for warning in recommendation["warnings"]]:
        expect["warns"] = warnings
    return _draft(situation, expect, f"Saved from a consultation that advised {_named(expect)}")


def draft_of_feedback(
    situation: Mapping[str, Any],
    recommendation: Mapping[str, Any],
    chosen: str | None,
    reason: str | None = None,
) -> Draft:
    """Return a draft of advice that was overridden, with what was chosen as what is expected.

    `chosen` is a lean or a style; where it is neither, only that the advice was wrong is kept.
    """
    styles = {ranked["style"] for ranked in recommendation["style"]["ranking"]}
    lean, primary = recommendation["lean"], recommendation["style"]["primary"]
    expect: Draft
    if chosen in styles:
        expect = {"style": {"primary": chosen}}
    elif chosen in {*recommendation["need"], "balanced"}:
        expect = {"lean": chosen}
    else:
        expect = {"not_style": [primary]} if primary else {"lean": "new"}
    told = f"Overridden: {lean}, {primary or 'no style'} was advised, {chosen or 'other'} chosen"
    return _draft(situation, expect, told, reason)


def _named(expect: Draft) -> str:
    style = expect.get("style", {}).get("primary")
    return f"{expect['lean']}, {style}" if style else str(expect["lean"])


def _draft(
    situation: Mapping[str, Any], expect: Draft, title: str, note: str | None = None
) -> Draft:
    written = json.dumps([dict(situation), expect], sort_keys=True)
    digest = hashlib.sha256(written.encode()).hexdigest()[:8]
    draft: Draft = {"id": f"draft-{digest}", "title": title, "draft": True}
    if note:
        draft["note"] = note
    return {**draft, "given": dict(situation), "expect": expect}


def boundary_drafts(rulebook: Rulebook, ids: Iterable[str]) -> list[Draft]:
    """Return for each rule a pair of drafts: it fires, and with one answer less far it does not.

    A rule for which no such pair is found gets none.
    """
    program = compile_rulebook(rulebook, experimental=True)
    drafts: list[Draft] = []
    for id in ids:
        drafts += _pair(rulebook, program, rulebook.rules[id])
    return drafts


def _pair(rulebook: Rulebook, program: Program, rule: Rule) -> list[Draft]:
    for given in islice(_situations(rulebook, rule.when, DEPTH), MOST_TRIED):
        if not _fires(rulebook, program, rule, given):
            continue
        for changed in _neighbours(rulebook, given):
            if not _fires(rulebook, program, rule, changed):
                return [
                    _side(rule, given, "fires", {"fired": [rule.id]}),
                    _side(rule, changed, "does-not-fire", {"not_fired": [rule.id]}),
                ]
    return []


def _side(rule: Rule, given: Given, told: str, expect: Draft) -> Draft:
    title = f"{rule.title} ({told.replace('-', ' ')})"
    return {"id": f"{rule.id}-{told}-draft", "title": title, "draft": True, "given": given} | {
        "expect": expect
    }


def _fires(rulebook: Rulebook, program: Program, rule: Rule, given: Given) -> bool:
    trace = infer(program, parse_situation(rulebook.vocabulary, given))
    return trace.premises[rule.id].low > FIRES_ABOVE


def _neighbours(rulebook: Rulebook, given: Given) -> Iterator[Given]:
    """Yield the situation with one answer a level further up or down."""
    for name, level in given.items():
        levels = rulebook.vocabulary.by_id[name].level_ids
        at = levels.index(level)
        for other in (at - 1, at + 1):
            if 0 <= other < len(levels):
                yield given | {name: levels[other]}


def _situations(rulebook: Rulebook, condition: Condition, depth: int) -> Iterator[Given]:
    """Yield situations in which a condition should hold, the shortest first.

    A concept is made to hold by the conditions of a rule that concludes it, up to some depth.
    """
    if isinstance(condition, AttributeCondition):
        yield from _answers(rulebook, condition)
    elif isinstance(condition, ConceptCondition):
        for rule in rulebook.rules.values() if depth else ():
            if any(c.conclude == condition.concept and c.certainty > 0 for c in rule.then):
                yield from _situations(rulebook, rule.when, depth - 1)
    elif isinstance(condition, OutcomeCondition):
        for level in condition.test[1]:
            yield from _advising(rulebook, level, depth)
    elif isinstance(condition, NoneOf):
        yield {}
    elif isinstance(condition, AllOf):
        yield from _together(rulebook, condition.all, depth)
    else:
        for part in children(condition):
            yield from _situations(rulebook, part, depth)


def _advising(rulebook: Rulebook, level: str, depth: int) -> Iterator[Given]:
    """Yield situations in which an outcome should come out: a style, a lean to a side, or both."""
    needs = {side.id: side.need for side in rulebook.hypotheses.sides}
    if level in needs or level in rulebook.hypotheses.style_by_id:
        wanted = ConceptCondition(concept=needs.get(level, level))
        yield from _situations(rulebook, wanted, depth)
    else:
        both = tuple(ConceptCondition(concept=need) for need in needs.values())
        yield from _together(rulebook, both, depth)


def _together(rulebook: Rulebook, parts: tuple[Condition, ...], depth: int) -> Iterator[Given]:
    if not parts:
        yield {}
        return
    for first in _situations(rulebook, parts[0], depth):
        for rest in _together(rulebook, parts[1:], depth):
            if all(rest[name] == first[name] for name in first.keys() & rest.keys()):
                yield first | rest


def _answers(rulebook: Rulebook, condition: AttributeCondition) -> Iterator[Given]:
    """Yield the answers that pass a test, those at its boundary first."""
    levels = rulebook.vocabulary.by_id[condition.attribute].level_ids
    test, named = condition.test
    at = levels.index(named[0])
    passing = {
        "is": named,
        "one_of": named,
        "is_not": tuple(level for level in levels if level != named[0]),
        "at_least": levels[at:],
        "at_most": levels[at::-1],
    }[test]
    yield from ({condition.attribute: level} for level in passing)


def as_yaml(drafts: Iterable[Draft]) -> str:
    """Return drafts as the text of a case file."""
    lines = ["format: 1", "cases:"]
    for draft in drafts:
        lines += [
            f"- id: {draft['id']}",
            f"  title: {json.dumps(draft['title'], ensure_ascii=False)}",
            *([f"  # {' '.join(draft['note'].split())}"] if draft.get("note") else []),
            "  draft: true  # skipped until a person adds a `source` and takes this line away",
            f"  given: {_flow(draft['given'])}",
            f"  expect: {_flow(draft['expect'])}",
        ]
    return "\n".join(lines) + "\n"


def _flow(value: Any) -> str:
    """Return a value in YAML's short form."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_flow(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return str(value)
