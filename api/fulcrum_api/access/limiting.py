"""How many requests a key may make, counted by the worker that answers them."""

from __future__ import annotations

import math
import time

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter


class RateLimiter:
    """Counts requests by key; each worker has one of its own."""

    def __init__(self, rate: str) -> None:
        self._rate: RateLimitItem | None = parse(rate) if rate else None
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    def wait(self, key: str) -> int | None:
        """Return None if a key may ask now, or after how many seconds it may again."""
        if self._rate is None or self._limiter.hit(self._rate, key):
            return None
        reset = self._limiter.get_window_stats(self._rate, key).reset_time
        return max(1, math.ceil(reset - time.time()))
