"""Rule books that many tests share, and how many examples a property tries."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from databases import either_database, postgresql, server, url
from fulcrum_engine import Rulebook, load_rulebook
from strategies import GARDEN, with_rules, write

__all__ = ["either_database", "postgresql", "server", "url"]  # fixtures that many tests share

_SLOW = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large]
settings.register_profile("quick", max_examples=50, deadline=None, suppress_health_check=_SLOW)
settings.register_profile("thorough", settings.get_profile("quick"), max_examples=5000)
settings.load_profile("quick")


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    """Return the rule book that comes with the distribution."""
    return load_rulebook()


@pytest.fixture(scope="session")
def garden() -> Rulebook:
    """Return a rule book small enough to read at a glance."""
    return load_rulebook(GARDEN)


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Rulebook]:
    """Return a function that makes the garden's rule book with other rules (see `with_rules`)."""

    def make(*rules: dict[str, Any], **changes: Any) -> Rulebook:
        return load_rulebook(write(tmp_path / "book", with_rules(*rules, **changes)))

    return make
