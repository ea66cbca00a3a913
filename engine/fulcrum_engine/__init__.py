"""Fulcrum's engine: a rule-based advisory expert system shell.

>>> from fulcrum_engine import consult, load_rulebook
>>> consult({}, load_rulebook()).lean
'undetermined'

Names are imported when they are first used, so that the pytest plugin costs nothing to those who
have no case files. PYTEST_DONT_REWRITE: importing this before pytest starts is no mistake.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fulcrum_engine.advice.consultation import consult
    from fulcrum_engine.errors import Fault, FulcrumError, InputError, RulebookError
    from fulcrum_engine.files.loading import load_rulebook
    from fulcrum_engine.knowledge.rulebook import Rulebook
    from fulcrum_engine.recommendation import Recommendation
    from fulcrum_engine.situation import Situation, parse_situation

    __version__: str

__all__ = [
    "Fault",
    "FulcrumError",
    "InputError",
    "Recommendation",
    "Rulebook",
    "RulebookError",
    "Situation",
    "__version__",
    "consult",
    "load_rulebook",
    "parse_situation",
]
_HOMES = {
    "advice.consultation": ("consult",),
    "errors": ("Fault", "FulcrumError", "InputError", "RulebookError"),
    "files.loading": ("load_rulebook",),
    "recommendation": ("Recommendation",),
    "knowledge.rulebook": ("Rulebook",),
    "situation": ("Situation", "parse_situation"),
}


def __getattr__(name: str) -> Any:
    """Return a public name from the module it lives in (PEP 562)."""
    if name == "__version__":
        return import_module("fulcrum_engine.advice.consultation").ENGINE_VERSION
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"fulcrum_engine.{home}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
