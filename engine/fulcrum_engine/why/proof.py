"""How: the whole proof of a recommendation, concept by concept, or the path that carried the lean.

Every rule's conditions are told once; where it concludes a second concept, it is referred to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from fulcrum_engine.certainty import Interval, conclude, effective
from fulcrum_engine.knowledge.conditions import AttributeCondition, leaves
from fulcrum_engine.knowledge.rulebook import Conclusion, Rule
from fulcrum_engine.reasoning.explanation import Explanation
from fulcrum_engine.reasoning.outcomes import BALANCED, UNDETERMINED
from fulcrum_engine.recommendation import present
from fulcrum_engine.why.arithmetic import combination, reading
from fulcrum_engine.why.evidence import ORIGINS, Evidence, Fate, concepts_in
from fulcrum_engine.why.proof_conditions import certainty_of, read_condition, strength_of
from fulcrum_engine.why.proof_values import (
    AnswerRead,
    Detail,
    LeanProof,
    LeftOut,
    Proof,
    RuleProof,
    Step,
)
from fulcrum_engine.why.telling import signed

FATES: tuple[Fate, ...] = ("fired", "undetermined", "failed")
Concluding = tuple[Rule, Conclusion]


def prove(explanation: Explanation, detail: Detail = "short") -> Proof:
    """Return the proof of the lean.

    `short` tells the path that carried it: the firings that count, from the answers they read.
    `whole` tells every concept with every rule that fired, failed or is undetermined.
    """
    return _Prover(explanation, detail).run()


@dataclass
class _Prover:
    explanation: Explanation
    detail: Detail
    told: dict[str, str] = field(default_factory=dict)
    """The concept under which each rule's conditions were told."""

    @cached_property
    def evidence(self) -> Evidence:
        return Evidence(self.explanation)

    def run(self) -> Proof:
        before, after = self._concepts()
        steps = tuple(self._step(concept) for concept in before)
        behind = tuple(self._step(concept) for concept in after)
        return Proof(
            detail=self.detail,
            answers=tuple(self._answers()),
            steps=steps,
            lean=self._lean(),
            after=behind,
        )

    def _concepts(self) -> tuple[list[str], list[str]]:
        """Return the concepts to tell, each behind those it rests on: up to the lean and after."""
        program, order = self.explanation.program, dict[str, None]()
        for root in self._roots():
            self._visit(root, order)
        before = [c for c in order if program.concepts[c][1] <= program.advice_stratum]
        return before, [c for c in order if c not in set(before)]

    def _roots(self) -> Iterable[str]:
        hypotheses = self.explanation.rulebook.hypotheses
        if self.detail == "short":
            lean = self.explanation.trace.outcomes.lean
            both = lean in (BALANCED, UNDETERMINED)
            return [side.need for side in hypotheses.sides if both or side.id == lean]
        needs = (side.need for side in hypotheses.sides)
        styles = (style.id for style in hypotheses.styles)
        return [*needs, *styles, *self.explanation.program.concepts]

    def _visit(self, concept: str, order: dict[str, None]) -> None:
        if concept in order:
            return
        for rule, _ in self._told_of(concept):
            for below in concepts_in(rule.when):
                if self.detail == "whole" or self.explanation.trace.belief(below).value:
                    self._visit(below, order)
        order[concept] = None

    def _told_of(self, concept: str) -> Sequence[Concluding]:
        """Return the rules to tell of a concept: what fired first, the most evidence first."""
        pairs = sorted(self.evidence.concluding.get(concept, ()), key=self._place)
        if self.detail == "whole":
            return pairs
        fired = [pair for pair in pairs if self.evidence.fate(pair[0]) == "fired"]
        if self.explanation.program.concepts[concept][0] == "accumulate":
            return fired
        pro, con = ([p for p in fired if (p[1].certainty > 0) == side] for side in (True, False))
        return [*pro[:1], *con[:1]]

    def _place(self, pair: Concluding) -> tuple[int, float, str]:
        rule, conclusion = pair
        fate, premise = self.evidence.fate(rule), self._premise(rule)
        amount = abs(conclusion.certainty) * (premise.low if fate == "fired" else premise.high)
        return FATES.index(fate), -amount, rule.id

    def _premise(self, rule: Rule) -> Interval:
        return self.explanation.trace.premises[rule.id]

    def _step(self, concept: str) -> Step:
        belief = self.explanation.trace.belief(concept)
        pairs = self._told_of(concept)
        combine = self.explanation.program.concepts[concept][0]
        return Step.model_validate(
            {
                "concept": concept,
                "title": self.evidence.words.titles[concept],
                "kind": self._kind(concept),
                "certainty": certainty_of(belief.value, belief.low, belief.high),
                "combine": combine,
                "arithmetic": self._arithmetic(concept, combine, belief.value),
                "rules": tuple(self._rule(concept, *pair) for pair in pairs),
                "left_out": self._left_out(concept, pairs),
            }
        )

    def _kind(self, concept: str) -> Literal["concept", "need", "style", "advice"]:
        hypotheses = self.explanation.rulebook.hypotheses
        if concept in self.explanation.rulebook.concepts:
            return "concept"
        if concept in hypotheses.style_by_id:
            return "style"
        return "advice" if concept in hypotheses.said else "need"

    def _arithmetic(self, concept: str, combine: str, total: float) -> str:
        pairs = self.evidence.concluding.get(concept, ())
        evidence = [c.certainty * effective(self._premise(rule).low) for rule, c in pairs]
        return combination(combine, evidence, total)

    def _left_out(self, concept: str, told: Sequence[Concluding]) -> LeftOut:
        pairs = self.evidence.concluding.get(concept, ())
        fates = [self.evidence.fate(pair[0]) for pair in pairs if pair not in told]
        return LeftOut.model_validate({fate: fates.count(fate) for fate in FATES})

    def _rule(self, concept: str, rule: Rule, conclusion: Conclusion) -> RuleProof:
        here = rule.id not in self.told
        first = self.told.setdefault(rule.id, concept)
        premise = self._premise(rule)
        adds = conclude("accumulate", [(conclusion.certainty, premise)])
        return RuleProof(
            rule=rule.id,
            title=rule.title,
            fate=self.evidence.fate(rule),
            certainty=signed(conclusion.certainty),
            premise=strength_of(premise),
            adds=certainty_of(adds.value, adds.low, adds.high),
            told_under=None if here else first,
            because=" ".join(rule.because.split()) if here else None,
            sources=rule.sources if here else (),
            condition=read_condition(self.evidence, rule.when) if here else None,
        )

    def _answers(self) -> Iterator[AnswerRead]:
        """Yield the answers that were read, or with `whole` all attributes, asked or not."""
        read = {
            leaf.attribute
            for id in self.told
            for leaf in leaves(self.explanation.rulebook.rules[id].when)
            if isinstance(leaf, AttributeCondition)
        }
        for attribute in self.explanation.rulebook.vocabulary.attributes:
            if self.detail == "whole" or attribute.id in read:
                yield self._answer(attribute.id, attribute.title)

    def _answer(self, attribute: str, title: str) -> AnswerRead:
        answer = self.explanation.situation[attribute]
        return AnswerRead.model_validate(
            {
                "attribute": attribute,
                "title": title,
                "state": ORIGINS[answer.state],
                "levels": answer.levels,
                "text": self.evidence.words.answer(attribute, answer),
            }
        )

    def _lean(self) -> LeanProof:
        hypotheses, trace = self.explanation.rulebook.hypotheses, self.explanation.trace
        needs = [trace.belief(side.need) for side in hypotheses.sides]
        outcomes = trace.outcomes
        return LeanProof(
            lean=outcomes.lean,
            title=self.evidence.words.advised(outcomes.lean),
            strength=outcomes.strength,
            style=outcomes.primary,
            supporting=outcomes.supporting,
            need={
                side.id: present(need.value)
                for side, need in zip(hypotheses.sides, needs, strict=True)
            },
            steps=tuple(reading(hypotheses, needs, outcomes)),
        )
