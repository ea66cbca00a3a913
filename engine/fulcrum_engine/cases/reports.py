"""What came of cases for other programs: as plain data, and in JUnit's XML."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from fulcrum_engine.cases.outcome import Outcome, Status
from fulcrum_engine.cases.replaying import Replay

_LEFT_OUT = (Status.SKIPPED, Status.TODO)


def as_plain(result: Replay) -> dict[str, Any]:
    """Return all of a replay as plain data: numbers, cases with their mismatches, and faults."""
    return {
        "ok": result.ok,
        "total": result.total,
        "counts": {str(status): count for status, count in result.counts.items()},
        "cases": [_case(outcome) for outcome in result.outcomes],
        "faults": [str(fault) for fault in result.faults],
    }


def _case(outcome: Outcome) -> dict[str, Any]:
    case = outcome.case
    return {
        "id": case.id,
        "file": case.file,
        "line": case.line,
        "title": case.title,
        "status": str(outcome.status),
        "note": outcome.note,
        "mismatches": [
            {"what": m.what, "expected": m.expected, "actual": m.actual, "line": m.line}
            for m in outcome.mismatches
        ],
        "faults": [str(fault) for fault in outcome.faults],
        "unused": list(outcome.unused),
    }


def as_junit(result: Replay) -> str:
    """Return a replay as JUnit XML: a suite for each file; what cannot be read is an error."""
    root = Element("testsuites", _counted(result.outcomes, len(result.faults)))
    for file, outcomes in groupby(result.outcomes, key=lambda outcome: outcome.case.file):
        own = list(outcomes)
        suite = SubElement(root, "testsuite", {"name": file} | _counted(own, 0))
        for outcome in own:
            _add(suite, outcome)
    if result.faults:
        numbers = {"name": "not readable"} | _counted((), len(result.faults))
        suite = SubElement(root, "testsuite", numbers)
        for fault in result.faults:
            test = SubElement(suite, "testcase", {"classname": str(fault.file), "name": "reading"})
            SubElement(test, "error", {"message": _clean(str(fault))})
    indent(root)
    return "<?xml version='1.0' encoding='utf-8'?>\n" + tostring(root, encoding="unicode") + "\n"


def _counted(outcomes: Iterable[Outcome], errors: int) -> dict[str, str]:
    outcomes = list(outcomes)
    skipped = sum(outcome.status in _LEFT_OUT for outcome in outcomes)
    failures = sum(not outcome.ok for outcome in outcomes)
    numbers = {"tests": len(outcomes) + errors, "failures": failures}
    return {k: str(n) for k, n in (numbers | {"errors": errors, "skipped": skipped}).items()}


def _add(suite: Element, outcome: Outcome) -> None:
    case = outcome.case
    names = {"classname": case.file, "name": case.id, "file": case.file, "line": str(case.line)}
    test = SubElement(suite, "testcase", names)
    if not outcome.ok:
        failure = SubElement(test, "failure", {"message": _clean(outcome.summary)})
        failure.text = _clean(str(outcome))
    elif outcome.status in _LEFT_OUT:
        SubElement(test, "skipped", {"message": _clean(outcome.note or str(outcome.status))})


def _clean(text: str) -> str:
    """Return a text without characters that XML does not know."""
    return "".join(c if c.isprintable() or c in "\n\t" else "\ufffd" for c in text)
