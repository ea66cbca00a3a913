"""What differs between two pieces of plain data, place by place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

Path = tuple[str | int, ...]
ABSENT = object()


class Difference(BaseModel):
    """A place at which two answers differ; null where one of them has nothing there."""

    pointer: str
    then: Any
    now: Any


def differences(then: Any, now: Any, path: Path = ()) -> Iterator[Difference]:
    """Yield each place at which two pieces of plain data differ, as deep as they can be told."""
    if isinstance(then, dict) and isinstance(now, dict):
        for name in dict.fromkeys((*then, *now)):
            yield from differences(then.get(name, ABSENT), now.get(name, ABSENT), (*path, name))
    elif isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        for i, (one, other) in enumerate(zip(then, now, strict=True)):
            yield from differences(one, other, (*path, i))
    elif then != now or type(then) is not type(now):
        yield Difference(pointer=_pointer(path), then=_plain(then), now=_plain(now))


def _plain(value: Any) -> Any:
    return None if value is ABSENT else value


def _pointer(path: Path) -> str:
    escaped = (str(part).replace("~", "~0").replace("/", "~1") for part in path)
    return "".join(f"/{part}" for part in escaped)
