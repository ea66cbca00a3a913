"""What kept a rule from speaking, as a sentence: the answers it would need, and what was said."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fulcrum_api.wording import Wording, joined
from fulcrum_engine.why.telling import lowered
from fulcrum_engine.why.why_not_values import Hindrance, Silent, Wanting

SAID = {
    "unknown": "you do not know",
    "not_asked": "not asked",
    "not_applicable": "it does not apply",
}


def hindered(words: Wording, rule: Silent) -> str:
    """Return which answers a rule would need to speak; nothing if no answer is behind it."""
    needed = list(dict.fromkeys(_needed(words, rule)))
    return f"It would need {joined(needed)}." if needed else ""


def _needed(words: Wording, rule: Silent) -> Iterator[str]:
    for hindrance in rule.hindrances:
        for each in hindrance.behind or (hindrance,):
            if each.fact in words.rulebook.vocabulary.by_id:
                yield _answer(words, each)


def _answer(words: Wording, wanting: Wanting | Hindrance) -> str:
    wanted, title = _levels(words, wanting.fact, wanting.wanted), words.thing(wanting.fact)
    read = _levels(words, wanting.fact, wanting.read)
    said = SAID.get(wanting.origin) or f"you answered “{read}”"
    return f"“{wanted}” for {lowered(title)} ({said})"


def _levels(words: Wording, fact: str, told: str) -> str:
    """Return ids of levels, and what stands between them, with each level by its name."""
    return re.sub(r"[a-z0-9_]+", lambda found: _level(words, fact, found[0]), told)


def _level(words: Wording, fact: str, id: str) -> str:
    return lowered(words.level(fact, id))
