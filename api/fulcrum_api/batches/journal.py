"""An output file that is begun, continued after a break, and shown only when it is whole."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO


@dataclass(frozen=True)
class Progress:
    """How far an output has come: so many records are answered in so many bytes."""

    fingerprint: str
    time: str
    records: int = 0
    bytes: int = 0


class Partial:
    """`OUT.partial` and, beside it, the journal of how far it has come."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.file = out.with_name(f"{out.name}.partial")
        self.journal = out.with_name(f"{out.name}.partial.json")

    def resumed(self, fingerprint: str) -> Progress | None:
        """Return how far the same call came before, or None if it did not begin."""
        try:
            progress = Progress(**json.loads(self.journal.read_text()))
            enough = self.file.stat().st_size >= progress.bytes
        except (OSError, ValueError, TypeError):
            return None
        return progress if enough and progress.fingerprint == fingerprint else None

    def open(self, progress: Progress) -> BinaryIO:
        """Return the file, cut to where the journal says it is whole."""
        file = self.file.open("r+b" if progress.records or progress.bytes else "wb")
        file.truncate(progress.bytes)
        file.seek(progress.bytes)
        return file

    def note(self, file: BinaryIO, progress: Progress) -> None:
        """Note how far the file has come, once that is on disk."""
        file.flush()
        os.fsync(file.fileno())
        beside = self.journal.with_name(f"{self.journal.name}.new")
        beside.write_text(json.dumps(asdict(progress)))
        beside.replace(self.journal)

    def complete(self, whole: Path | None = None) -> None:
        """Put the whole file in its place at once, and clean up."""
        (whole or self.file).replace(self.out)
        self.file.unlink(missing_ok=True)
        self.journal.unlink(missing_ok=True)
