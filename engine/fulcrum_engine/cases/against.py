"""The same cases by two rule books: which come out differently, and the rule responsible."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from fulcrum_engine.cases.batch import make_batch
from fulcrum_engine.cases.case import Case
from fulcrum_engine.certainty import FIRES_ABOVE
from fulcrum_engine.columnar.evaluator import Evaluation, columns, evaluate
from fulcrum_engine.errors import InputError
from fulcrum_engine.knowledge.rulebook import Rule, Rulebook
from fulcrum_engine.reasoning.compiler import compile_rulebook
from fulcrum_engine.situation import Situation, parse_situation

COMPARED = ("lean", "strength", "style", "supporting")


@dataclass(frozen=True)
class Difference:
    """A case that comes out differently."""

    case: Case
    outcomes: Mapping[str, tuple[str, str]]
    """What was and is advised, of lean, strength and styles, where it differs."""
    fires_now: tuple[str, ...]
    fires_no_more: tuple[str, ...]
    responsible: tuple[str, ...]
    """The changed rules each of which alone makes it so; several only where it takes them all."""

    @property
    def plain(self) -> dict[str, object]:
        """Return it as plain data."""
        return {
            "case": self.case.id,
            "file": self.case.file,
            "line": self.case.line,
            "outcomes": {name: {"from": a, "to": b} for name, (a, b) in self.outcomes.items()},
            "fires_now": list(self.fires_now),
            "fires_no_more": list(self.fires_no_more),
            "responsible": list(self.responsible),
        }

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        title = f": {self.case.title}" if self.case.title else ""
        yield f"{self.case.place}: {self.case.id}{title}"
        for name, (before, after) in self.outcomes.items():
            yield f"  {name}: {before} -> {after}"
        for what, rules in (("fires now", self.fires_now), ("fires no more", self.fires_no_more)):
            if rules:
                yield f"  {what}: {', '.join(rules)}"
        if self.responsible:
            yield f"  because of: {', '.join(self.responsible)}"


def differences(cases: Iterable[Case], old: Rulebook, new: Rulebook) -> list[Difference]:
    """Return the cases whose lean, style or firings differ between two rule books.

    Left out are those that do not count (drafts, cases to do) and those whose situation either
    of the rule books does not understand.
    """
    batch = make_batch(cases, new)
    understood = [(case, s) for case, s in zip(batch.cases, batch.situations, strict=True)]
    understood = [(case, s) for case, s in understood if _understands(old, case)]
    situations = [situation for _, situation in understood]
    before, after = _advice(old, situations), _advice(new, situations)
    changed = [row for row in range(len(situations)) if before[row] != after[row]]
    responsible = _responsible(old, new, [situations[row] for row in changed])
    return [
        _difference(understood[row][0], before[row], after[row], responsible[n])
        for n, row in enumerate(changed)
    ]


Advice = tuple[tuple[str, ...], frozenset[str]]
"""Lean, strength and styles; and the rules that fired."""


def _understands(rulebook: Rulebook, case: Case) -> bool:
    try:
        parse_situation(rulebook.vocabulary, case.given)
    except InputError:
        return False
    return not case.given_faults


def _advice(rulebook: Rulebook, situations: list[Situation]) -> list[Advice]:
    program = compile_rulebook(rulebook)
    found = evaluate(program, columns(program, situations))
    named = list(zip(*(found.named(name) for name in COMPARED), strict=True))
    fired = _fired(found, len(situations))
    return [(outcomes, frozenset(fired[row])) for row, outcomes in enumerate(named)]


def _fired(evaluation: Evaluation, rows: int) -> list[list[str]]:
    fired: list[list[str]] = [[] for _ in range(rows)]
    for rule, (low, _) in evaluation.premises.items():
        for row in (low > FIRES_ABOVE).nonzero()[0]:
            fired[row].append(rule)
    return fired


def _difference(
    case: Case, before: Advice, after: Advice, responsible: tuple[str, ...]
) -> Difference:
    pairs = zip(COMPARED, before[0], after[0], strict=True)
    return Difference(
        case=case,
        outcomes={name: (one, other) for name, one, other in pairs if one != other},
        fires_now=tuple(sorted(after[1] - before[1])),
        fires_no_more=tuple(sorted(before[1] - after[1])),
        responsible=responsible,
    )


def changed_rules(old: Rulebook, new: Rulebook) -> list[str]:
    """Return the ids of rules that came, went, or decide differently."""
    ids = sorted({*old.rules, *new.rules})
    return [id for id in ids if _meaning(old.rules.get(id)) != _meaning(new.rules.get(id))]


def _meaning(rule: Rule | None) -> object:
    return rule and (rule.when, rule.then, rule.status == "experimental")


def _responsible(
    old: Rulebook, new: Rulebook, situations: list[Situation]
) -> list[tuple[str, ...]]:
    """Return for each situation the changed rules without whose change it is as it was.

    Where no single rule takes the difference back, all changed rules of which one fired by either
    rule book are named.
    """
    before, after = _advice(old, situations), _advice(new, situations)
    alone: list[list[str]] = [[] for _ in situations]
    changed = changed_rules(old, new)
    for id in changed if situations else ():
        reverted = _reverted(old, new, id, situations)
        for row, advice in enumerate(reverted):
            if advice == before[row]:
                alone[row].append(id)
    fired = [one[1] | other[1] for one, other in zip(before, after, strict=True)]
    return [tuple(alone[n] or (id for id in changed if id in fired[n])) for n in range(len(alone))]


def _reverted(old: Rulebook, new: Rulebook, id: str, situations: list[Situation]) -> list[Advice]:
    """Return the advice by the new rule book with one rule as it was; nothing if it cannot be."""
    rules = {key: rule for key, rule in new.rules.items() if key != id}
    if id in old.rules:
        rules[id] = old.rules[id]
    mixed = replace(new, rules=rules, concepts={**old.concepts, **new.concepts})
    try:
        return _advice(mixed, situations)
    except (KeyError, ValueError, RecursionError):
        return []
