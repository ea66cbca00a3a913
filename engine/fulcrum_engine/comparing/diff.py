"""What changed from one rule book to another, and through which rule an advice changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

from fulcrum_engine.certainty import FALSE, effective
from fulcrum_engine.columnar.evaluator import Evaluation, columns, evaluate
from fulcrum_engine.knowledge.rulebook import Rulebook
from fulcrum_engine.reasoning.compiler import compile_rulebook
from fulcrum_engine.reasoning.inference import Trace, infer
from fulcrum_engine.situation import Situation

RULE_FIELDS = {"when": "conditions", "title": "texts", "because": "texts"}
WHOLE = "rule book"
PLAIN = (WHOLE, "vocabulary", "hypotheses")
"""Where the records of a list are called by the name of the list alone."""
Records = dict[tuple[str, str], dict[str, Any]]


@dataclass(frozen=True)
class Difference:
    """One record that two rule books do not share; `fields` of one that is in both."""

    kind: str
    """What it is, as files call it: `rules`, `concepts`, `attributes`, `styles`, ..."""
    id: str
    what: Literal["added", "removed", "changed"]
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Advice:
    """What is compared of an advice."""

    lean: str
    strength: str
    style: str
    warnings: tuple[str, ...]

    def differing(self, other: Advice) -> tuple[str, ...]:
        """Return the fields in which another advice differs."""
        return tuple(name for name in vars(self) if getattr(self, name) != getattr(other, name))


def advised(rulebook: Rulebook, situations: Sequence[Situation]) -> list[Advice]:
    """Return what a rule book advises in each situation."""
    program = compile_rulebook(rulebook)
    found = evaluate(program, columns(program, situations))
    outcomes = [found.named(name) for name in ("lean", "strength", "style", "supporting")]
    return [
        Advice(lean, strength, style, _warnings(rulebook, found, row, (style, supporting)))
        for row, (lean, strength, style, supporting) in enumerate(zip(*outcomes, strict=True))
    ]


def _warnings(
    rulebook: Rulebook, found: Evaluation, row: int, advised: tuple[str, str]
) -> tuple[str, ...]:
    warnings = rulebook.hypotheses.warnings_beside(*advised)
    return tuple(each.id for each in warnings if found.beliefs[each.id].value[row] > 0)


@dataclass(frozen=True)
class Comparison:
    """Two rule books, the old one and the new one."""

    old: Rulebook
    new: Rulebook

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """Return all records that differ, by kind and id."""
        return tuple(_differences(records(self.old), records(self.new)))

    @cached_property
    def rules(self) -> tuple[str, ...]:
        """Return the ids of the rules that differ."""
        return tuple(each.id for each in self.differences if each.kind == "rules")

    def through(self, situation: Situation, fields: Iterable[str]) -> tuple[str, ...]:
        """Return the rules through which these fields of the advice changed.

        That is each rule that, taken back by itself, brings the old advice back; if it takes
        several, all that count differently here; if no rule does, what else differs.
        """
        counting = self._counting(situation)
        alone = [id for id in counting if self._brings_back(id, situation, fields)]
        if alone or counting:
            return tuple(alone or counting)
        others = (each for each in self.differences if each.kind in ("hypotheses", "concepts"))
        return tuple(f"{each.kind} {each.id}" for each in others)

    def _counting(self, situation: Situation) -> list[str]:
        """Return the rules that differ and count differently in a situation."""
        before, after = (infer(compile_rulebook(b), situation) for b in (self.old, self.new))
        return [
            id for id in self.rules if _counts(self.old, before, id) != _counts(self.new, after, id)
        ]

    def _brings_back(self, id: str, situation: Situation, fields: Iterable[str]) -> bool:
        """Return whether the old advice comes back when one rule is taken back."""
        before = advised(self.old, [situation])[0]
        try:
            found = advised(self._with_old(id), [situation])[0]
        except (LookupError, ValueError):  # the old rule asks for what is no longer there
            return False
        return not set(before.differing(found)) & set(fields)

    def _with_old(self, id: str) -> Rulebook:
        """Return the new rule book with one rule as it was."""
        rules = {name: rule for name, rule in self.new.rules.items() if name != id}
        if id in self.old.rules:
            rules[id] = self.old.rules[id]
        return replace(self.new, rules=dict(sorted(rules.items())))


def _counts(rulebook: Rulebook, trace: Trace, id: str) -> dict[str, float]:
    """Return the evidence that a rule gives, by what it concludes."""
    strength = effective(trace.premises.get(id, FALSE).low)
    rule = rulebook.rules.get(id)
    return {c.conclude: c.certainty * strength for c in rule.then} if rule and strength else {}


def records(rulebook: Rulebook) -> Records:
    """Return all that a rule book holds, by kind and id."""
    return dict(_records(WHOLE, rulebook.content))


def _records(kind: str, content: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], Any]]:
    for key, value in content.items():
        if isinstance(value, list) and all(isinstance(e, dict) and "id" in e for e in value):
            name = key if kind in PLAIN else f"{kind} {key}"
            for each in value:
                yield (name, each["id"]), each
        elif isinstance(value, dict) and kind == WHOLE:
            yield from _records(key, value)
        elif isinstance(value, dict):
            yield (kind, key), value
        else:
            yield (kind, key), {"value": value}


def _differences(old: Records, new: Records) -> Iterator[Difference]:
    for kind, id in sorted({*old, *new}):
        before, after = old.get((kind, id)), new.get((kind, id))
        if before is None or after is None:
            yield Difference(kind, id, "added" if before is None else "removed")
        elif before != after:
            yield Difference(kind, id, "changed", tuple(_fields(kind, before, after)))


def _fields(kind: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return the names of what changed in a record, each once."""
    changed = sorted(
        key for key in {*before, *after} - {"id", "value"} if before.get(key) != after.get(key)
    )
    if kind != "rules":
        return changed
    named = [RULE_FIELDS.get(key, key) for key in changed if key != "then"]
    if "then" in changed:
        same = _concluded(before) == _concluded(after)
        named.append("certainty" if same else "conclusions")
    return sorted(set(named))


def _concluded(rule: Mapping[str, Any]) -> list[str]:
    return [each["conclude"] for each in rule["then"]]
