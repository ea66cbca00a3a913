"""Links to answer by, made once for a form and shown for a while to the browser that made them.

Only the hashes of links are kept. What they are made of again is known to that browser alone,
as a cookie that no script can read and that is sent to one address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import Request, Response

from fulcrum_api.consulting.advising import moment
from fulcrum_api.pages.once import derived
from fulcrum_api.services.keys import hash_of
from fulcrum_api.services.shared import Services
from fulcrum_api.storage import StorageError, StoredGathering, StoredInvitation

COOKIE, SECONDS = "fulcrum-links", 600
REMEMBERED = re.compile(r"([0-9a-f]{64})\.([0-9]{1,2})", re.ASCII)


@dataclass(frozen=True)
class Links:
    """So many links, made of a key."""

    key: str
    number: int

    @property
    def tokens(self) -> Iterator[tuple[str, str]]:
        """Yield the id and the token of each."""
        for place in range(self.number):
            yield derived(self.key, f"id {place}")[:32], derived(self.key, f"token {place}")

    def remember(self, response: Response, path: str, *, secure: bool) -> None:
        """Let the browser show them for a while, at one address."""
        response.set_cookie(
            COOKIE,
            f"{self.key}.{self.number}",
            max_age=SECONDS,
            path=path,
            httponly=True,
            samesite="strict",
            secure=secure,
        )


def remembered(request: Request) -> Links | None:
    """Return the links that a browser has just made, if it has."""
    found = REMEMBERED.fullmatch(request.cookies.get(COOKIE, ""))
    return Links(found[1], int(found[2])) if found else None


def begin_once(services: Services, stored: StoredGathering, key: str) -> None:
    """Keep a gathering, unless the same form has begun it."""
    gatherings = services.storage.gatherings
    with services.in_flight.claim(stored.owner, derived(key, "begin")):
        if gatherings.get(stored.id, stored.owner):
            return
        try:
            gatherings.add(stored)
        except StorageError:  # another worker may have been given the same form at once
            if not gatherings.get(stored.id, stored.owner):
                raise


def invite_once(services: Services, gathering: StoredGathering, made: Links, most: int) -> bool:
    """Return whether all of these links work; those that the same form has made already do."""
    with services.in_flight.claim(gathering.owner, derived(made.key, "invite")):
        return all(_invite(services, gathering, pair, most) for pair in made.tokens)


def _invite(
    services: Services, gathering: StoredGathering, pair: tuple[str, str], most: int
) -> bool:
    voices, (id, token) = services.storage.voices, pair
    if voices.invitation(hash_of(token)):
        return True
    try:
        stored = StoredInvitation(id, gathering.id, moment(), None, hash_of(token))
        return voices.invite(stored, most)
    except StorageError:  # as above
        if not voices.invitation(hash_of(token)):
            raise
        return True


def working(
    services: Services, gathering: StoredGathering, made: Links
) -> Iterator[tuple[str, str]]:
    """Yield the id and the token of each link that was made for a gathering and still works."""
    for id, token in made.tokens:
        found = services.storage.voices.invitation(hash_of(token))
        if found and found.gathering == gathering.id:
            yield id, token
