"""Everything that is held about a team, a line for each consultation."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from fulcrum_api.saying import view
from fulcrum_api.storage import Storage, StoredConsultation

NDJSON = "application/x-ndjson"


def export_lines(storage: Storage, held: Iterable[StoredConsultation]) -> Iterator[bytes]:
    """Yield consultations as lines of JSON: the answer to the byte, and what was said of it."""
    for each in held:
        said = [view(kept).model_dump(mode="json") for kept in storage.feedback.of(each.id)]
        feedback = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
        yield b'{"consultation":' + each.body + b',"feedback":' + feedback + b"}\n"
