"""A result as a case file, for whoever wants to notice when the advice changes."""

from __future__ import annotations

from typing import Any

import yaml

from fulcrum_engine import Recommendation, Situation

HEAD = (
    "# Say under `source` who holds this advice to be right, and give the case a name of its own.\n"
)


def case_file(situation: Situation, advice: Recommendation) -> str:
    """Return a case file that expects just this advice in this situation."""
    expected: dict[str, Any] = {"lean": advice.lean}
    if advice.strength:
        expected["strength"] = advice.strength
    if advice.style.primary:
        expected["style"] = {"primary": advice.style.primary}
    case = {
        "id": f"saved-{situation.sha256[:12]}",
        "title": "A situation saved from a result",
        "source": "saved from a result; not yet reviewed",
        "given": situation.plain,
        "expect": expected,
    }
    text: str = yaml.safe_dump(
        {"format": 1, "cases": [case]}, sort_keys=False, allow_unicode=True, width=100
    )
    return HEAD + text
