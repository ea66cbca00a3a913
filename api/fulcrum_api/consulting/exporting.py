"""Everything that is held about a team, a line for each consultation and each gathering."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from fulcrum_api.consulting.advising import compact
from fulcrum_api.consulting.saying import view
from fulcrum_api.models import timestamp
from fulcrum_api.storage import Storage, StoredConsultation, StoredGathering

NDJSON = "application/x-ndjson"


def export_lines(
    storage: Storage, team: str | None, owner: str | None = None, *, anyones: bool = False
) -> Iterator[bytes]:
    """Yield all that is held about a team, or about all, of a key or of all, as lines of JSON.

    Consultations are the answers to the byte, with what was said of them; gatherings come with
    their voices and with who is invited.
    """
    for consultation in storage.consultations.held(team, owner, anyones=anyones):
        yield _consultation(storage, consultation)
    for gathering in storage.gatherings.held(team, owner, anyones=anyones):
        yield compact({"gathering": _gathering(storage, gathering)}) + b"\n"


def _consultation(storage: Storage, held: StoredConsultation) -> bytes:
    said = [view(kept).model_dump(mode="json") for kept in storage.feedback.of(held.id)]
    return b'{"consultation":' + held.body + b',"feedback":' + compact(said) + b"}\n"


def _gathering(storage: Storage, held: StoredGathering) -> dict[str, Any]:
    voices, invited = storage.voices.of(held.id), storage.voices.invited(held.id)
    return {
        "id": held.id,
        "created_at": timestamp(held.created_at),
        "team": held.team,
        "note": held.note,
        "voices": [
            {
                "id": each.id,
                "name": each.name,
                "created_at": timestamp(each.created_at),
                "situation": json.loads(each.situation),
            }
            for each in voices
        ],
        "invitations": [
            {"id": each.id, "name": each.name, "created_at": timestamp(each.created_at)}
            for each in invited
        ],
    }
