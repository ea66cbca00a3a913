"""From advice to lines: CSV with a column for each thing of note, NDJSON with all of it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from fulcrum_api.batches.faults import line_problem
from fulcrum_api.batches.reading import BETWEEN, Entry
from fulcrum_engine import Fault, Recommendation
from fulcrum_engine.groups.batch import Summary
from fulcrum_engine.knowledge.rulebook import Hypotheses
from fulcrum_engine.recommendation import Flips, NextQuestion

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""With these a spreadsheet begins a formula."""

OPTIONAL = ("flips", "next_question")
"""What costs more to find out, and comes only when it is asked for."""


def csv_columns(hypotheses: Hypotheses, include: Collection[str]) -> tuple[str, ...]:
    """Return the columns of CSV output."""
    needs = (f"need_{side.id}" for side in hypotheses.sides)
    return (
        *("index", "reference", "lean", "strength", "settled"),
        *needs,
        *("style_primary", "style_supporting", "warnings"),
        *(name for name in OPTIONAL if name in include),
        "error",
    )


def advice_row(summary: Summary, extra: Mapping[str, Any]) -> dict[str, object]:
    """Return the columns that tell advice; `extra` has what was included."""
    return {
        "lean": summary.lean,
        "strength": summary.strength,
        "settled": summary.settled,
        **{f"need_{side}": value for side, value in summary.need.items()},
        "style_primary": summary.primary,
        "style_supporting": summary.supporting,
        "warnings": BETWEEN.join(summary.warnings) or None,
        **({"flips": flips_cell(extra["flips"])} if "flips" in extra else {}),
        **(
            {"next_question": question_cell(extra["next_question"])}
            if "next_question" in extra
            else {}
        ),
    }


def flips_cell(flips: Flips | None) -> str | None:
    """Return the smallest changes in a cell: `morale=high+trust=good|change=none`."""
    sets = flips.sets if flips else ()
    return BETWEEN.join("+".join(_changes(each.changes)) for each in sets) or None


def _changes(changes: Mapping[str, Any]) -> Iterator[str]:
    for attribute, change in changes.items():
        yield f"{attribute}={change.to}"


def question_cell(question: NextQuestion | None) -> str | None:
    """Return the attribute to ask next."""
    return question.attribute if question else None


def error_cell(faults: tuple[Fault, ...]) -> str:
    """Return all faults of a line in a cell."""
    return "; ".join(str(fault) for fault in faults)


def csv_line(
    columns: tuple[str, ...], row: Mapping[str, object], *, spreadsheet: bool = True
) -> str:
    """Return a line of CSV; what a spreadsheet would take for a formula is made text."""
    line = io.StringIO()
    cells = (row.get(name) for name in columns)
    safe = [_safe(cell) for cell in cells] if spreadsheet else list(cells)
    csv.writer(line, lineterminator="\r\n").writerow(safe)
    return line.getvalue()


def _safe(value: object) -> object:
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return "" if value is None else value


def ndjson_line(index: int, entry: Entry, recommendation: Recommendation | None) -> str:
    """Return a line of NDJSON: the recommendation, or the problem with the line."""
    told: dict[str, Any] = {"index": index, "reference": entry.reference}
    if recommendation is None:
        told["error"] = line_problem(entry.faults)
    else:
        told["recommendation"] = recommendation.plain
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n"
