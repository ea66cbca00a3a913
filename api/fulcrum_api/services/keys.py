"""API keys: made, shown once, kept as hashes; and the sessions that pages open with them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock

from fulcrum_api.storage import Storage, StoredKey

PREFIX = "fulcrum_"
LINK, SESSION = "link", "session"
"""What a signed token is for: signing in once, or staying signed in."""
FRESH = 1.0
"""Seconds after which a worker looks again which keys there are; a revoked key works so long."""


def new_key(storage: Storage, name: str) -> str | None:
    """Return a new key, of which only the hash is kept; None if the name is taken."""
    text = PREFIX + secrets.token_urlsafe(32)
    key = StoredKey(secrets.token_hex(8), name, hash_of(text), datetime.now(UTC))
    return text if storage.keys.add(key) else None


def hash_of(text: str) -> str:
    """Return under which hash a key is kept; 256 random bits need no slow one."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def sign_in_path(token: str) -> str:
    """Return the address at which pages take a link's token and give a session for it."""
    return f"/sign-in/{token}"


@dataclass(frozen=True)
class Ring:
    """The keys of a moment; `any` counts the revoked ones, so revoking never opens the service."""

    by_hash: dict[str, StoredKey]
    any: bool

    def key(self, text: str) -> StoredKey | None:
        """Return the key that somebody shows, if it is one and not revoked."""
        return self.by_hash.get(hash_of(text))

    def has(self, id: str) -> bool:
        """Return whether the key with an id is not revoked."""
        return any(key.id == id for key in self.by_hash.values())


class Keyring:
    """The keys of a database, looked up again every second."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._ring: Ring | None = None
        self._read = -FRESH

    @property
    def last(self) -> Ring | None:
        """Return the keys as last read, however long ago; None if never."""
        return self._ring

    @property
    def fresh(self) -> Ring | None:
        """Return the keys if they were read within the last second."""
        return self._ring if time.monotonic() - self._read < FRESH else None

    def read(self, storage: Storage) -> Ring:
        """Return the keys as they are now."""
        with self._lock:
            if ring := self.fresh:
                return ring
            keys = storage.keys.all()
            valid = {key.sha256: key for key in keys if key.revoked_at is None}
            self._ring, self._read = Ring(valid, bool(keys)), time.monotonic()
            return self._ring


class Signer:
    """Signs who somebody is and until when; nothing has to be kept for it."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def sign(self, purpose: str, key_id: str, until: datetime) -> str:
        """Return a token that says: this is the owner of a key, until then, for this purpose."""
        said = f"{key_id}.{int(until.timestamp())}"
        return f"{said}.{self._seal(purpose, said)}"

    def read(self, purpose: str, token: str, now: datetime) -> str | None:
        """Return the id of the key in a token, or None if it is forged, too old or for another use.

        Whether the key has been revoked since, the ring tells.
        """
        said, _, seal = token[:200].rpartition(".")
        key_id, _, until = said.partition(".")
        sealed = self._seal(purpose, said)
        if not hmac.compare_digest(seal.encode("utf-8", "replace"), sealed.encode()):
            return None
        return key_id if now.timestamp() < int(until) else None

    @staticmethod
    def expiry(token: str) -> datetime:
        """Return until when a token counts that was read before."""
        return datetime.fromtimestamp(int(token.rpartition(".")[0].rpartition(".")[2]), UTC)

    def _seal(self, purpose: str, said: str) -> str:
        message = f"{purpose}\n{said}".encode("utf-8", "replace")
        seal = hmac.digest(self._secret, message, "sha256")
        return base64.urlsafe_b64encode(seal).decode().rstrip("=")
