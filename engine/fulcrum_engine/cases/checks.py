"""The expectations of a case, each checked against its consultation."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

from fulcrum_engine.cases.format import NOTICED, StyleExpectation, accepted
from fulcrum_engine.cases.outcome import Mismatch
from fulcrum_engine.cases.reading import expectations
from fulcrum_engine.cases.subject import Subject
from fulcrum_engine.errors import shorten

Found = Iterator[tuple[str, str, str]]
"""What was looked at, what was expected of it, and what was found."""
NOTHING = "none"
FIELDS = {"warns": "warnings"}
"""What recommendations call it, where cases use another word."""


def mismatches(subject: Subject, misspelt: Collection[str] = ()) -> Iterator[Mismatch]:
    """Yield every expectation of the case that does not hold, but for those that are misspelt."""
    case = subject.case
    for key, wanted in expectations(case.expect).items():
        check = None if key in misspelt else CHECKS.get(key)
        for what, expected, actual in check(subject, wanted) if check else ():
            yield Mismatch(what, expected, actual, case.line_of(key))


def _one_of(what: str, wanted: Iterable[str], actual: str | None) -> Found:
    wanted = tuple(wanted)
    if (actual or NOTHING) not in wanted:
        yield what, " or ".join(wanted), actual or NOTHING


def _lean(subject: Subject, wanted: Any) -> Found:
    yield from _one_of("lean", accepted(wanted), subject.outcomes.lean)


def _strength(subject: Subject, wanted: Any) -> Found:
    yield from _one_of("strength", accepted(wanted), subject.outcomes.strength)


def _style(subject: Subject, wanted: StyleExpectation) -> Found:
    found = subject.outcomes
    if wanted.primary:
        yield from _one_of("style.primary", accepted(wanted.primary), found.primary)
    if wanted.among:
        yield from _one_of("style.primary", wanted.among, found.primary)
    if wanted.supporting:
        yield from _one_of("style.supporting", accepted(wanted.supporting), found.supporting)


def _not_style(subject: Subject, wanted: tuple[str, ...]) -> Found:
    primary = subject.outcomes.primary
    if primary in wanted:
        yield "not_style", f"not {' or '.join(wanted)}", str(primary)


def _need(subject: Subject, wanted: dict[str, float | str]) -> Found:
    own = subject.case.expect.tolerance
    tolerance = subject.case.tolerance if own is None else own
    for side, expected in wanted.items():
        actual = subject.recommendation.need[side].value
        if isinstance(expected, str):
            yield f"need.{side}", expected, str(actual)
        elif round(abs(actual - expected), 9) > tolerance:
            yield f"need.{side}", f"{expected} ± {tolerance}", str(actual)


def _rules_are(key: str, wanted_state: str) -> Callable[[Subject, tuple[str, ...]], Found]:
    def check(subject: Subject, wanted: tuple[str, ...]) -> Found:
        for rule in wanted:
            if subject.rule_state(rule) != wanted_state:
                yield key, rule, subject.rule_told(rule)

    return check


def _not_fired(subject: Subject, wanted: tuple[str, ...]) -> Found:
    for rule in wanted:
        if rule in subject.fired:
            yield "not_fired", f"not {rule}", subject.rule_told(rule)


def _fired_exactly(subject: Subject, wanted: tuple[str, ...]) -> Found:
    for rule in wanted:
        if rule not in subject.fired:
            yield "fired_exactly", rule, subject.rule_told(rule)
    for rule in sorted(subject.fired.difference(wanted)):
        yield "fired_exactly", f"not {rule}", subject.rule_told(rule)


def _ids(subject: Subject, key: str) -> list[str]:
    """Return the ids of what is said of one kind."""
    recommendation = subject.recommendation
    if key == "development":
        growth = recommendation.development
        return [each.id for each in (*growth.gaps, *growth.role, *growth.steps)] if growth else []
    return [notice.id for notice in getattr(recommendation, FIELDS.get(key, key))]


def _includes(key: str) -> Callable[[Subject, tuple[str, ...]], Found]:
    def check(subject: Subject, wanted: tuple[str, ...]) -> Found:
        found = _ids(subject, key)
        for id in wanted:
            if id not in found:
                yield key, id, ", ".join(found) or NOTHING

    return check


def _excludes(key: str) -> Callable[[Subject, tuple[str, ...]], Found]:
    def check(subject: Subject, wanted: tuple[str, ...]) -> Found:
        found = _ids(subject, key)
        for id in wanted:
            if id in found:
                yield f"not_{key}", f"not {id}", ", ".join(found)

    return check


def _decision(subject: Subject, wanted: dict[str, Any]) -> Found:
    found = subject.plain["decision"] or {}
    for key, expected in wanted.items():
        if found.get(key) != (None if expected == NOTHING else expected):
            yield f"decision.{key}", told(expected), told(found.get(key))


def _next_question(subject: Subject, wanted: Any) -> Found:
    choice = accepted(wanted)
    question = subject.plain["next_question"] or {}
    yield from _one_of("next_question", choice, question.get("attribute"))


def _flips_with(subject: Subject, wanted: tuple[dict[str, Any], ...]) -> Found:
    lean = subject.outcomes.lean
    for changes in wanted:
        if subject.lean_with(changes) == lean:
            yield "flips_with", f"{told(changes)} turns the lean", f"it stays {lean}"


def _stable_under(subject: Subject, wanted: tuple[str, ...]) -> Found:
    lean = subject.outcomes.lean
    for attribute in wanted:
        levels = subject.rulebook.vocabulary.by_id[attribute].level_ids
        leans = {level: subject.lean_with({attribute: level}) for level in levels}
        turned = [f"{level} turns it to {found}" for level, found in leans.items() if found != lean]
        if turned:
            yield "stable_under", f"{lean} whatever {attribute} is", ", ".join(turned)


def told(value: object) -> str:
    """Return a plain value as it would be written in a case file, shortened."""
    if isinstance(value, dict):
        return shorten(", ".join(f"{key}: {told(part)}" for key, part in value.items()), 120)
    if isinstance(value, list | tuple):
        return f"[{', '.join(told(part) for part in value)}]"
    return NOTHING if value is None else shorten(str(value), 120)


CHECKS: dict[str, Callable[[Subject, Any], Found]] = {
    "lean": _lean,
    "strength": _strength,
    "style": _style,
    "not_style": _not_style,
    "need": _need,
    "fired": _rules_are("fired", "fired"),
    "fired_exactly": _fired_exactly,
    "not_fired": _not_fired,
    "undetermined": _rules_are("undetermined", "undetermined"),
    **{key: _includes(key) for key in NOTICED},
    **{f"not_{key}": _excludes(key) for key in NOTICED},
    "decision": _decision,
    "next_question": _next_question,
    "flips_with": _flips_with,
    "stable_under": _stable_under,
}
