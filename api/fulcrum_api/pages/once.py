"""Forms that count once: each is shown with a word of its own, and what it sends is kept once."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import secrets
from collections.abc import Callable
from typing import Any, TypeVar

from fulcrum_api.pages.forms import UNREADABLE, field
from fulcrum_api.problems import ProblemError
from fulcrum_api.services.shared import Services

T = TypeVar("T")
FIELD = "only-once"
WORD = re.compile(r"[\w-]{43}", re.ASCII)
IN_FLIGHT = "idempotency-in-flight"
PAUSE, TRIES = 0.1, 50
"""How long to wait for the first of two that were sent at once, in seconds, and how often."""


def key_of(fields: list[tuple[str, str]], *about: Any) -> str:
    """Return the key of what a form sends: that of another press of its button, and of no other.

    Where somebody went back and wrote something else, it is another key. A form without a word
    counts each time. Raises PageError if the word was tampered with.
    """
    word = field(fields, FIELD) or secrets.token_urlsafe(32)
    if not WORD.fullmatch(word):
        raise UNREADABLE
    return derived(json.dumps([word, *about]), "form")


def derived(key: str, use: str) -> str:
    """Return a secret that whoever has a key can make again, another one for each use."""
    return hashlib.sha256(f"{use}\n{key}".encode()).hexdigest()


async def run_once(services: Services, work: Callable[[], T]) -> T:
    """Return what some work brings; while the same is done for another request, wait for that."""
    for _ in range(TRIES):
        try:
            return await services.run(work)
        except ProblemError as error:
            if error.kind.name != IN_FLIGHT:
                raise
        await asyncio.sleep(PAUSE)
    return await services.run(work)
