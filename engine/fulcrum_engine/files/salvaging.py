"""What can still be checked of a file of rules that is not as it should be.

Its rules are of no use, but the names in them are looked up all the same, so that a misspelt
status does not hide a misspelt attribute until the next try.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from fulcrum_engine.documents import Document
from fulcrum_engine.files.references import Placed
from fulcrum_engine.knowledge.rulebook import Rule

STAND_INS = {"title": "?", "because": "?", "status": "experimental"}
"""For fields that name nothing."""


def salvaged_rules(document: Document) -> Iterator[Placed]:
    """Yield the rules whose conditions, conclusions and sources can be read, with their places."""
    rules = document.value.get("rules") if isinstance(document.value, dict) else None
    for place, raw in enumerate(rules if isinstance(rules, list) else ()):
        if rule := _read(raw) or _read(_mended(raw)):
            yield rule, document, ("rules", place)


def _read(raw: object) -> Rule | None:
    try:
        return Rule.model_validate(raw)
    except ValidationError:
        return None


def _mended(raw: object) -> Mapping[str, Any] | None:
    """Return a rule without fields that do not belong, and with stand-ins for its texts."""
    if not isinstance(raw, dict):
        return None
    return {name: raw[name] for name in Rule.model_fields if name in raw} | STAND_INS
