"""What is said of a line that cannot be answered."""

from __future__ import annotations

from typing import Any

from fulcrum_api.batches.splitting import LONGEST
from fulcrum_api.problems import KINDS, Problem, fault_view
from fulcrum_engine import Fault


def too_long() -> Fault:
    """Return the fault of a line that was too long to keep."""
    return Fault((), "too-large", "the line is too long", None, f"at most {LONGEST:,} bytes")


def unreadable(problem: str, expected: str | None = None) -> Fault:
    """Return the fault of a line that is not what it should be."""
    return Fault((), "unreadable", problem, None, expected)


_KINDS = {"unreadable": "unreadable", "duplicate-key": "unreadable", "too-large": "too-large"}


def line_problem(faults: tuple[Fault, ...]) -> dict[str, Any]:
    """Return the problem that stands in place of a recommendation."""
    codes = {fault.code for fault in faults}
    name = next((kind for code, kind in _KINDS.items() if code in codes), "invalid-input")
    kind = KINDS[name]
    number = len(faults)
    problem = Problem(
        type=kind.type,
        title=kind.title,
        status=kind.status,
        detail="The line has a fault." if number == 1 else f"The line has {number} faults.",
        errors=[fault_view(fault) for fault in faults],
    )
    return problem.model_dump(mode="json", exclude_defaults=True)
