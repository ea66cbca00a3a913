"""A draft of a case from feedback, for a person to review and commit."""

from __future__ import annotations

import json
from typing import Any

import yaml

from fulcrum_api.consulting.saying import known_leans
from fulcrum_api.storage import StoredConsultation, StoredFeedback
from fulcrum_engine import Rulebook

SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "A case file, in YAML",
    "required": ["format", "cases"],
    "properties": {
        "format": {"const": 1},
        "cases": {
            "type": "array",
            "minItems": 1,
            "maxItems": 1,
            "items": {"type": "object", "required": ["id", "source", "draft", "given", "expect"]},
        },
    },
}
"""Of what `draft_case` returns, once it is read."""
HEAD = "# A draft: read it, say who vouches for it, take `draft` out, and put it among the cases.\n"


def draft_case(rulebook: Rulebook, about: StoredConsultation, said: StoredFeedback) -> str:
    """Return a case file that expects what was chosen; drafts do not count until reviewed."""
    answered = json.loads(about.body)
    day = said.created_at.date().isoformat()
    case: dict[str, Any] = {
        "id": f"feedback-{said.id[:12]}",
        "title": _title(answered["recommendation"], said),
        "source": f"feedback of {day}, not reviewed",
        "draft": True,
        "tags": ["feedback", said.verdict],
        "given": answered["situation"],
        "expect": _expected(rulebook, answered["recommendation"], said),
    }
    if answered["experimental"]:
        case["experimental"] = True
    plain = {"format": 1, "cases": [case]}
    text = yaml.safe_dump(plain, sort_keys=False, allow_unicode=True, width=100)
    return HEAD + _as_comment(said.reason) + text


def _title(advice: Any, said: StoredFeedback) -> str:
    style = advice["style"]["primary"] or "no style"
    verb = "agreed with" if said.verdict == "agreed" else "overrode"
    return f"Somebody {verb} the advice {advice['lean']}, {style}"


def _expected(rulebook: Rulebook, advice: Any, said: StoredFeedback) -> dict[str, Any]:
    """Return what the case expects: what was chosen, or else what the verdict says of the lean."""
    if said.verdict == "agreed":
        primary = advice["style"]["primary"]
        return {"lean": advice["lean"], **({"style": {"primary": primary}} if primary else {})}
    expected = _choice(rulebook, said)
    others = [lean for lean in known_leans(rulebook) if lean != advice["lean"]]
    return expected or {"lean": {"any_of": others}}


def _choice(rulebook: Rulebook, said: StoredFeedback) -> dict[str, Any]:
    chosen = json.loads(said.chosen) if said.chosen else {}
    if isinstance(chosen, str):
        chosen = {"lean" if chosen in known_leans(rulebook) else "style": chosen}
    expected = {"lean": chosen["lean"]} if chosen.get("lean") else {}
    return expected | ({"style": {"primary": chosen["style"]}} if chosen.get("style") else {})


def _as_comment(reason: str | None) -> str:
    lines = (reason or "").splitlines()
    printable = ("".join(char if char.isprintable() else " " for char in line) for line in lines)
    return "".join(f"# {line}\n" for line in printable)
