"""Whether the names in a case are names of the rule book: a misspelt one must never pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from fulcrum_engine.cases.case import Case
from fulcrum_engine.cases.format import NEW, NOTICED, AnyOf, accepted
from fulcrum_engine.errors import Fault, InputError, nearest
from fulcrum_engine.knowledge.rulebook import Action, Growth, Hypotheses, Notice, Rulebook
from fulcrum_engine.reasoning.outcomes import STRENGTHS, outcome_levels
from fulcrum_engine.situation import parse_situation


def name_faults(case: Case, rulebook: Rulebook) -> Iterator[Fault]:
    """Yield every expectation that names what the rule book does not have."""
    for key, what, names, known in _named(case, rulebook):
        for name in names:
            if name not in known and not (name == NEW and key in FILLED):
                yield _fault(case, key, what, name, known)
    for changes in case.expect.flips_with or ():
        try:
            parse_situation(rulebook.vocabulary, changes, (*case.path, "expect", "flips_with"))
        except InputError as error:
            yield from located(case, error.faults, "flips_with")


RULES = ("fired", "fired_exactly", "not_fired", "undetermined")
"""Where rules are named."""
FILLED = ("lean", "strength", "style", "next_question")
"""Where `new` may stand for a name that is still to be filled in."""
Named = tuple[str, str, Iterable[str], Sequence[str]]


def _named(case: Case, rulebook: Rulebook) -> Iterator[Named]:
    """Yield the names in each expectation, and the names there are."""
    expect, h = case.expect, rulebook.hypotheses
    rules = tuple(rulebook.rules)
    attributes = tuple(rulebook.vocabulary.by_id)
    yield "lean", "lean", _choice(expect.lean), outcome_levels(h)["lean"]
    yield "strength", "strength", _choice(expect.strength), (*STRENGTHS, "none")
    yield from _styles(case, rulebook)
    yield "need", "side", expect.need or (), [side.id for side in h.sides]
    for key in RULES:
        yield key, "rule", getattr(expect, key) or (), rules
    for key, what in NOTICED.items():
        for written in (key, f"not_{key}"):
            yield written, what, getattr(expect, written) or (), noticed(h, key)
    yield "next_question", "attribute", _choice(expect.next_question), (*attributes, "none")
    yield "stable_under", "attribute", expect.stable_under or (), attributes


def noticed(hypotheses: Hypotheses, key: str) -> list[str]:
    """Return the ids of what can be said of one kind: of warnings, of tensions and so on."""
    growth = hypotheses.development.advice if hypotheses.development else ()
    records: dict[str, Sequence[Notice | Action | Growth]] = {
        "warns": hypotheses.warnings,
        "tensions": hypotheses.tensions,
        "mix": hypotheses.mix,
        "actions": hypotheses.actions,
        "development": growth,
    }
    return [record.id for record in records[key]]


def _styles(case: Case, rulebook: Rulebook) -> Iterator[Named]:
    styles = (*rulebook.hypotheses.style_by_id, "none")
    wanted = case.expect.style
    if wanted:
        named = (*_choice(wanted.primary), *(wanted.among or ()), *_choice(wanted.supporting))
        yield "style", "style", named, styles
    yield "not_style", "style", case.expect.not_style or (), styles


def _choice(choice: str | AnyOf | None) -> tuple[str, ...]:
    return accepted(choice) if choice else ()


def _fault(case: Case, key: str, what: str, name: str, known: Sequence[str]) -> Fault:
    problem = f"no such {what}: `{name}`"
    path = (*case.path, "expect", key)
    suggestion = nearest(name, known)
    line = case.line_of(key)
    return Fault(path, "unknown-name", problem, name, None, suggestion, case.file, line)


def located(case: Case, faults: Iterable[Fault], key: str | None = None) -> Iterator[Fault]:
    """Yield faults with the file and line of an expectation, or of the answers they are about."""
    for fault in faults:
        answer = ".".join(str(part) for part in fault.path[len(case.path) :][:2])
        line = case.line_of(key or answer)
        yield replace(fault, file=fault.file or case.file, line=fault.line or line)
