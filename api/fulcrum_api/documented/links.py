"""What can be done with a consultation once it is there, for clients and for stateful tests."""

from __future__ import annotations

from typing import Any

_LINKED = {
    "get": "getConsultation",
    "explain": "getExplanation",
    "replay": "replayConsultation",
    "say": "createFeedback",
    "delete": "deleteConsultation",
}

LINKS: dict[str, Any] = {
    name: {"operationId": operation, "parameters": {"id": "$response.body#/id"}}
    for name, operation in _LINKED.items()
}
