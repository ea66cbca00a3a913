"""Named examples of requests, for the OpenAPI document; a test asks each of them."""

from typing import Any

REQUESTS: dict[str, dict[str, Any]] = {
    "one-answer": {
        "summary": "A single answer; the rest was not asked",
        "value": {"situation": {"change": "major"}},
    },
    "many-answers": {
        "summary": "Several answers, one between two levels, one not known",
        "value": {
            "situation": {
                "change": "major",
                "direction": "blurred",
                "morale": ["low", "mixed"],
                "budget_pressure": "severe",
                "workload": "unknown",
                "deadline_pressure": "not_applicable",
            },
            "team": "Warehouse north",
            "note": "Before the meeting in May",
        },
    },
    "not-stored": {
        "summary": "Advice that is not kept",
        "value": {"situation": {"routineness": "routine", "execution": "slipping"}, "store": False},
    },
}

FEEDBACK: dict[str, dict[str, Any]] = {
    "agreed": {"summary": "The advice was followed", "value": {"verdict": "agreed"}},
    "overridden": {
        "summary": "Something else was chosen",
        "value": {
            "verdict": "overridden",
            "chosen": {"lean": "management", "style": "transactional"},
            "reason": "The deadline cannot move; direction has to wait until June.",
        },
    },
    "another-lean": {
        "summary": "Only the lean would have been another",
        "value": {"verdict": "overridden", "chosen": "balanced"},
    },
}
