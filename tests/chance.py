"""Random situations from a seed: quicker to draw by the thousand than Hypothesis's."""

from __future__ import annotations

import os
import random
from collections.abc import Iterable, Iterator

from fulcrum_engine import Situation
from fulcrum_engine.knowledge.vocabulary import Attribute, Vocabulary
from fulcrum_engine.situation import NOT_ASKED, Answer, State

THOROUGH = bool(os.environ.get("THOROUGH"))


def often(few: int, many: int) -> int:
    """Return how many times to try: few in `make test`, many in `make thorough`."""
    return many if THOROUGH else few


def mixed(vocabulary: Vocabulary, count: int, seed: int) -> Iterator[Situation]:
    """Yield situations from nearly empty to full, with every state of an answer."""
    chance = random.Random(seed)
    for _ in range(count):
        weights = (chance.random(), *(chance.random() ** 2 for _ in range(4)))
        yield _situation((a.id, _any_answer(a, chance, weights)) for a in vocabulary.attributes)


def _any_answer(attribute: Attribute, chance: random.Random, weights: tuple[float, ...]) -> Answer:
    kind = chance.choices(("level", "several", "unknown", "not applicable", "not asked"), weights)
    match kind:
        case ["level"]:
            return level(attribute, chance)
        case ["several"]:
            several = chance.sample(attribute.level_ids, chance.randint(2, len(attribute.levels)))
            return Answer(State.ANSWERED, tuple(id for id in attribute.level_ids if id in several))
        case ["unknown"]:
            return Answer(State.UNKNOWN)
        case ["not applicable"]:
            return Answer(State.NOT_APPLICABLE)
    return NOT_ASKED


def level(attribute: Attribute, chance: random.Random) -> Answer:
    """Return one level of an attribute as the answer."""
    return Answer(State.ANSWERED, (chance.choice(attribute.level_ids),))


def plain(
    vocabulary: Vocabulary, names: Iterable[str], answers: int, chance: random.Random
) -> Situation:
    """Return a situation in which so many of the named attributes have one level."""
    chosen = set(chance.sample(sorted(names), answers))
    return _situation((a.id, level(a, chance)) for a in vocabulary.attributes if a.id in chosen)


def _situation(answers: Iterable[tuple[str, Answer]]) -> Situation:
    return Situation({name: answer for name, answer in answers if answer is not NOT_ASKED})
