"""Named examples of hypothetical requests, for the OpenAPI document; a test asks each of them."""

from typing import Any

SITUATION = {"change": "major", "direction": "blurred", "budget_pressure": "severe"}

WHAT_IF: dict[str, dict[str, Any]] = {
    "compare": {
        "summary": "What if the direction were clear?",
        "value": {"situation": SITUATION, "changes": {"direction": "clear"}},
    },
    "compare-several": {
        "summary": "Several changes, each on its own, and what they do to the style",
        "value": {
            "situation": SITUATION,
            "changes": [{"direction": "clear"}, {"budget_pressure": "none", "change": "none"}],
            "target": "style",
        },
    },
    "all-smallest-flips": {
        "summary": "Which few answers would turn the lean?",
        "value": {"situation": SITUATION},
    },
}
QUESTION: dict[str, dict[str, Any]] = {
    "first": {"summary": "Nothing is known yet", "value": {"situation": {}}},
    "on-the-way": {
        "summary": "Some answers; one is not known and is not asked again",
        "value": {"situation": {**SITUATION, "morale": "unknown"}},
    },
}
