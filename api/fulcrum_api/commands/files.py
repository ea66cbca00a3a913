"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def written_whole(target: Path) -> Iterator[Path]:
    """Lend an empty file for its owner's eyes only, which takes its place when it is complete."""
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    part.touch(mode=0o600, exist_ok=False)
    try:
        yield part
        with part.open("rb") as stream:
            os.fsync(stream.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
