"""The rules behind a why-not: those that spoke, and those that were kept from speaking."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from fulcrum_engine.certainty import FIRES_ABOVE, effective
from fulcrum_engine.knowledge.conditions import AttributeCondition, leaves
from fulcrum_engine.knowledge.rulebook import Rule
from fulcrum_engine.reasoning.explanation import carrying, is_link
from fulcrum_engine.recommendation import Reason, present
from fulcrum_engine.why.evidence import Evidence, Fate
from fulcrum_engine.why.shortfall import Obstacle, Shortfalls
from fulcrum_engine.why.why_not_values import Hindrance, Silent, Spoke, Wanting

CouldSpeak = tuple[Rule, float]
"""A rule, and how certain its conclusion would make what is asked about, on its own."""


class Path(NamedTuple):
    """How a concept leads to what is asked about."""

    reach: float
    """The share of its certainty that is carried on."""
    beyond: float
    """The certainty that it must exceed for more to be reached than is."""


@dataclass(frozen=True, eq=False)
class Rules:
    """Tells of a consultation's rules which spoke for something and which could have."""

    evidence: Evidence

    @cached_property
    def shortfalls(self) -> Shortfalls:
        return Shortfalls(self.evidence)

    # Rules that spoke

    def reasons(self, reasons: Iterable[Reason]) -> tuple[Spoke, ...]:
        """Return reasons as rules that spoke, strongest first, each once."""
        counts: dict[str, float] = {}
        for reason in reasons:
            counts[reason.rule] = max(reason.certainty, counts.get(reason.rule, 0.0))
        return self._strongest(counts)

    def direct(self, concept: str, *, against: bool = False) -> tuple[Spoke, ...]:
        """Return the rules that fired and spoke for something, or against it, strongest first."""
        sign = -1 if against else 1
        premises = self.evidence.explanation.trace.premises
        counts = {
            rule.id: sign * conclusion.certainty * effective(premises[rule.id].low)
            for rule, conclusion in self.evidence.concluding.get(concept, ())
        }
        return self._strongest({id: amount for id, amount in counts.items() if amount > 0})

    def _strongest(self, counts: dict[str, float]) -> tuple[Spoke, ...]:
        ranked = sorted(counts, key=lambda id: (-counts[id], id))
        return tuple(self._spoke(id, counts[id]) for id in ranked)

    def _spoke(self, id: str, counts: float) -> Spoke:
        rule = self.evidence.explanation.rulebook.rules[id]
        true = (leaf for leaf in leaves(rule.when) if self.evidence.truth(leaf) == "true")
        return Spoke(
            rule=id,
            title=rule.title,
            because=" ".join(rule.because.split()),
            counts=present(counts),
            read="; ".join(dict.fromkeys(self.evidence.read(leaf) for leaf in true)),
        )

    # Rules that could have spoken

    def concluding(self, concept: str) -> list[CouldSpeak]:
        """Return the rules that conclude something, as evidence for it."""
        pairs = self.evidence.concluding.get(concept, ())
        return [(rule, c.certainty) for rule, c in pairs if c.certainty > 0]

    def leading_to(self, concept: str) -> list[CouldSpeak]:
        """Return the rules that lead to something by themselves or through others.

        Left out are those that only carry one concept on, and those that could add nothing: a
        stronger rule has told the same already.
        """
        paths = self._paths(concept)
        return [
            (rule, max(amounts))
            for rule in self.evidence.rules
            if not is_link(rule) and (amounts := list(self._amounts(rule, paths)))
        ]

    def _amounts(self, rule: Rule, paths: Mapping[str, Path]) -> Iterator[float]:
        ceiling = self.shortfalls.of(rule).ceiling
        for conclusion in rule.then:
            path = paths.get(conclusion.conclude)
            if path and conclusion.certainty * ceiling > path.beyond:
                yield conclusion.certainty * path.reach

    def _paths(self, concept: str) -> dict[str, Path]:
        """Return the concepts from which a need can be reached, by the rules that did not fail."""
        paths = {concept: Path(1.0, self._reached(concept))}
        rules = zip(self.evidence.explanation.program.rules, self.evidence.rules, strict=True)
        for _, rule in sorted(rules, key=lambda pair: -pair[0].stratum):
            if is_link(rule) or self.evidence.fate(rule) != "failed":
                for below in carrying(rule.when):
                    self._lengthen(paths, rule, below)
        return paths

    def _lengthen(self, paths: dict[str, Path], rule: Rule, below: str) -> None:
        for conclusion in rule.then:
            path = paths.get(conclusion.conclude)
            if path and conclusion.certainty > 0:
                beyond = max(path.beyond / conclusion.certainty, FIRES_ABOVE)
                known = paths.get(below, Path(0.0, 1.0))
                paths[below] = Path(
                    max(known.reach, path.reach * conclusion.certainty),
                    max(min(known.beyond, beyond), self._reached(below)),
                )

    def _reached(self, concept: str) -> float:
        """Return the certainty up to which more evidence for a concept adds nothing."""
        strongest = self.evidence.explanation.program.concepts[concept][0] == "strongest"
        return self.evidence.explanation.trace.belief(concept).value if strongest else 0.0

    def silent(self, could: Sequence[CouldSpeak], fate: Fate) -> tuple[Silent, ...]:
        """Return the rules of a fate: the fewest hindrances first, then what could count most.

        Of those that want the same facts otherwise, the first comes before the others of all.
        """
        amounts: dict[str, float] = {}
        rules = self.evidence.explanation.rulebook.rules
        for rule, amount in could:
            if self.evidence.fate(rule) == fate:
                amounts[rule.id] = max(amount, amounts.get(rule.id, 0.0))
        told = sorted((self._silent(rules[id], amounts[id]) for id in amounts), key=_nearest)
        seen: Counter[frozenset[str]] = Counter()
        ranked: list[tuple[int, int, int, Silent]] = []
        for each in told:
            facts = frozenset(hindrance.fact for hindrance in each.hindrances)
            ranked.append((len(each.hindrances), seen[facts], len(ranked), each))
            seen[facts] += 1
        return tuple(each for *_, each in sorted(ranked, key=lambda entry: entry[:3]))

    def _silent(self, rule: Rule, amount: float) -> Silent:
        shortfall = self.shortfalls.of(rule)
        hindrances = tuple(self._hindrance(each) for each in shortfall.obstacles)
        return Silent(
            rule=rule.id,
            title=rule.title,
            because=" ".join(rule.because.split()),
            could_count=present(amount * shortfall.ceiling),
            hindrances=hindrances,
            text="; ".join(self._telling(hindrances)),
        )

    def _telling(self, hindrances: Sequence[Hindrance]) -> list[str]:
        """Return the hindrances in words; that a need is low is told where nothing else is."""
        needs = {side.need for side in self.evidence.explanation.rulebook.hypotheses.sides}
        own = [each.text for each in hindrances if each.fact not in needs]
        return own or [each.text for each in hindrances]

    def _hindrance(self, obstacle: Obstacle) -> Hindrance:
        told = self._told(obstacle)
        behind = tuple(self._wanting(each) for each in self.shortfalls.behind(obstacle))
        text = self.evidence.text(obstacle.leaf, negated=obstacle.negated)
        if why := "; ".join(each.text for each in behind if each.fact != obstacle.fact):
            text += f" [{why}]"
        return Hindrance.model_validate(
            {**told, "truth": obstacle.truth, "text": text, "behind": behind}
        )

    def _wanting(self, obstacle: Obstacle) -> Wanting:
        leaf = obstacle.leaf
        question = None
        if isinstance(leaf, AttributeCondition):
            explanation = self.evidence.explanation
            if explanation.situation.missing(leaf.attribute):
                question = explanation.rulebook.vocabulary.by_id[leaf.attribute].question
        text = self.evidence.text(leaf, negated=obstacle.negated)
        return Wanting.model_validate({**self._told(obstacle), "question": question, "text": text})

    def _told(self, obstacle: Obstacle) -> dict[str, object]:
        leaf = obstacle.leaf
        return {
            "fact": obstacle.fact,
            "wanted": f"not {leaf.wanted}" if obstacle.negated else leaf.wanted,
            "read": self.evidence.explanation.reading(leaf).read,
            "origin": self.evidence.origin(leaf),
        }


def _nearest(silent: Silent) -> tuple[int, float, str]:
    return len(silent.hindrances), -silent.could_count, silent.rule
