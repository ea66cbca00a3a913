"""Two rule books on the same random situations: how often they differ, with small examples."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fulcrum_engine.columnar.evaluator import columns, evaluate
from fulcrum_engine.knowledge.rulebook import Rulebook
from fulcrum_engine.reasoning.compiler import Program, compile_rulebook
from fulcrum_engine.situation import Answer, Situation, State

TARGETS = ("lean", "style")
TRIED = 3
"""How many situations with the same change are made smaller, the fewest answers first."""
Pair = tuple[str, str]


@dataclass(frozen=True)
class Witness:
    """The smallest situation found in which the advice changes from one to another."""

    target: str
    before: str
    after: str
    count: int
    """In how many of the random situations it changes so."""
    situation: Situation


@dataclass(frozen=True)
class Sample:
    """What random situations say; a share is of all of them."""

    situations: int
    seed: int
    changed: Mapping[str, int]
    """In how many of them each target changes."""
    witnesses: tuple[Witness, ...]

    def share(self, target: str) -> float:
        """Return the share of situations in which a target changes."""
        return self.changed[target] / self.situations if self.situations else 0.0


def sample(old: Rulebook, new: Rulebook, count: int, seed: int) -> Sample:
    """Return what so many random situations say of two rule books.

    Each situation has any number of answers, all numbers equally likely; which attributes and
    levels is drawn evenly from those that both rule books have.
    """
    programs = compile_rulebook(old), compile_rulebook(new)
    chance = random.Random(seed)  # noqa: S311 (no secret)
    situations = list(random_situations(shared_levels(old, new), count, chance))
    found = _both(programs, situations)
    changed = {target: sum(a != b for a, b in pairs) for target, pairs in found.items()}
    witnesses = (
        witness
        for target, pairs in found.items()
        for witness in _witnesses(programs, situations, target, pairs)
    )
    return Sample(count, seed, changed, tuple(witnesses))


def shared_levels(old: Rulebook, new: Rulebook) -> dict[str, tuple[str, ...]]:
    """Return the attributes of both rule books with the levels that both know."""
    known = {attribute.id: attribute.level_ids for attribute in new.vocabulary.attributes}
    both = {
        attribute.id: tuple(id for id in attribute.level_ids if id in known.get(attribute.id, ()))
        for attribute in old.vocabulary.attributes
    }
    return {name: levels for name, levels in both.items() if levels}


def random_situations(
    levels: Mapping[str, Sequence[str]], count: int, chance: random.Random
) -> Iterator[Situation]:
    """Yield situations with any number of answers, one level each."""
    for _ in range(count):
        chosen = set(chance.sample(sorted(levels), chance.randint(0, len(levels))))
        yield Situation(
            {
                name: Answer(State.ANSWERED, (chance.choice(levels[name]),))
                for name in levels
                if name in chosen
            }
        )


def _both(
    programs: tuple[Program, Program], situations: Sequence[Situation]
) -> dict[str, list[Pair]]:
    """Return for each target what it is by the old and by the new rule book, everywhere."""
    old, new = (evaluate(each, columns(each, situations)) for each in programs)
    return {
        target: list(zip(old.named(target), new.named(target), strict=True)) for target in TARGETS
    }


def _witnesses(
    programs: tuple[Program, Program],
    situations: Sequence[Situation],
    target: str,
    pairs: Sequence[Pair],
) -> Iterator[Witness]:
    """Yield the smallest example of each change, the most frequent first."""
    counted = Counter(pair for pair in pairs if pair[0] != pair[1])
    for (before, after), count in sorted(counted.items(), key=lambda each: (-each[1], each[0])):
        so = [s for s, pair in zip(situations, pairs, strict=True) if pair == (before, after)]
        few = sorted(so, key=lambda situation: len(situation.answers))[:TRIED]
        smaller = (_smaller(programs, each, target, (before, after)) for each in few)
        smallest = min(smaller, key=lambda situation: len(situation.answers))
        yield Witness(target, before, after, count, smallest)


def _smaller(
    programs: tuple[Program, Program], situation: Situation, target: str, pair: Pair
) -> Situation:
    """Return a situation with the same change from which no answer can be left out."""
    while True:
        answers = situation.answers
        fewer = [Situation({n: a for n, a in answers.items() if n != left}) for left in answers]
        found = _both(programs, fewer)[target]
        keeping = [each for each, now in zip(fewer, found, strict=True) if now == pair]
        if not keeping:
            return situation
        situation = keeping[0]
