"""Running a case: what came of it, with every mismatch at once."""

from __future__ import annotations

from dataclasses import replace

from fulcrum_engine.cases.case import Case
from fulcrum_engine.cases.checks import mismatches
from fulcrum_engine.cases.differing import missed, what_would_differ
from fulcrum_engine.cases.format import accepted
from fulcrum_engine.cases.names import RULES, located, name_faults
from fulcrum_engine.cases.orders import order_mismatches
from fulcrum_engine.cases.outcome import Mismatch, Outcome, Status
from fulcrum_engine.cases.subject import Subject
from fulcrum_engine.cases.unused import unused_facts
from fulcrum_engine.cases.versions import within
from fulcrum_engine.errors import Fault, InputError
from fulcrum_engine.knowledge.rulebook import Rulebook
from fulcrum_engine.situation import Situation, parse_situation


def run_case(case: Case, rulebook: Rulebook) -> Outcome:
    """Return what comes of a case by a rule book.

    A case marked `todo` is expected to fail, for whatever reason; if it passes, that is a failure.
    """
    if case.draft:
        note = "a draft: it counts once it has a `source` and the mark `draft` is taken away"
        return Outcome(case, Status.SKIPPED, note=note)
    if case.rules and not within(rulebook.version, case.rules):
        note = f"for rule books {case.rules}; this one is {rulebook.version}"
        return Outcome(case, Status.SKIPPED, note=note)
    outcome = _run(case, rulebook)
    if case.todo is None or _misspelt(outcome):
        return outcome
    if outcome.ok:
        note = f"passes, but is marked as expected to fail: `todo: {case.todo}`; take the mark away"
        return replace(outcome, status=Status.FIXED, note=note)
    return replace(outcome, status=Status.TODO, note=case.todo)


def _run(case: Case, rulebook: Rulebook) -> Outcome:
    faults = list(name_faults(case, rulebook))
    situation, refused = _situation(case, rulebook)
    if case.expect.error:
        return _refusal(case, faults, refused)
    if situation is None or refused:
        return Outcome(case, Status.BROKEN, faults=(*refused, *faults))
    subject = Subject(case, rulebook, situation)
    if faults:
        rest = mismatches(subject, [str(fault.path[len(case.path) + 1]) for fault in faults])
        return Outcome(case, Status.BROKEN, mismatches=tuple(rest), faults=tuple(faults))
    found = (*mismatches(subject), *order_mismatches(subject))
    unused = unused_facts(subject.explanation)
    if not found:
        return Outcome(case, Status.PASSED, unused=unused)
    words = (f"{m.expected} {m.actual}" for m in found if "style" in m.what)
    told = subject.told(" ".join(words).split())
    differing = what_would_differ(subject.explanation, missed(found))
    return Outcome(
        case,
        Status.FAILED,
        mismatches=found,
        decided_by=(*told, *differing),
        unused=unused,
        decisive_rules=tuple(each.rule for each in subject.recommendation.reasons[:1]),
    )


def _misspelt(outcome: Outcome) -> bool:
    """Return whether an expectation names what there is not; a rule may be still to write."""
    expected = (fault.path[len(outcome.case.path) :] for fault in outcome.faults)
    return any(path[:1] == ("expect",) and path[1] not in RULES for path in expected)


def _situation(case: Case, rulebook: Rulebook) -> tuple[Situation | None, list[Fault]]:
    """Return the situation, or what is wrong with it."""
    refused = list(case.given_faults)
    try:
        return parse_situation(rulebook.vocabulary, case.given, (*case.path, "given")), refused
    except InputError as error:
        return None, [*refused, *located(case, error.faults)]


def _refusal(case: Case, faults: list[Fault], refused: list[Fault]) -> Outcome:
    """Return whether the input was refused as expected."""
    if faults:
        return Outcome(case, Status.BROKEN, faults=tuple(faults))
    found = [*_wrong_refusal(case, refused)]
    if not found:
        return Outcome(case, Status.PASSED)
    told = tuple(str(fault) for fault in refused)
    return Outcome(case, Status.FAILED, mismatches=tuple(found), decided_by=told)


def _wrong_refusal(case: Case, refused: list[Fault]) -> list[Mismatch]:
    code, suggests = case.expect.error, case.expect.suggests
    codes = list(dict.fromkeys(fault.code for fault in refused))
    if code not in codes:
        actual = ", ".join(codes) or "the input is accepted"
        return [Mismatch("error", str(code), actual, case.line_of("error"))]
    proposed = [str(fault.suggestion) for fault in refused if fault.suggestion]
    if suggests and not set(accepted(suggests)) & set(proposed):
        wanted, actual = " or ".join(accepted(suggests)), ", ".join(proposed) or "no proposal"
        return [Mismatch("suggests", wanted, actual, case.line_of("suggests"))]
    return []
