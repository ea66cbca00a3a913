"""Many situations at once: reasoned through by column, told one by one as a consultation is."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import numpy as np

from fulcrum_engine.advice.recommending import recommend
from fulcrum_engine.certainty import FIRES_ABOVE, Belief, Interval
from fulcrum_engine.columnar.evaluator import Evaluation, columns, evaluate
from fulcrum_engine.knowledge.rulebook import Rulebook
from fulcrum_engine.lookahead.completions import Completions
from fulcrum_engine.lookahead.stability import bounded_leans, stability
from fulcrum_engine.reasoning.compiler import Program, compile_rulebook
from fulcrum_engine.reasoning.explanation import Explanation
from fulcrum_engine.reasoning.inference import Trace
from fulcrum_engine.reasoning.outcomes import NOBODY, Outcomes
from fulcrum_engine.recommendation import Recommendation, present
from fulcrum_engine.situation import Situation

CHUNK = 256
"""How many situations share columns: enough to be quick, few enough to be small."""

REMEMBERED = 10_000


@dataclass(frozen=True)
class Summary:
    """What is advised in one situation, in short; the field names are the contract's."""

    lean: str
    strength: str | None
    settled: str
    need: Mapping[str, float]
    primary: str | None
    supporting: str | None
    warnings: tuple[str, ...]
    explanation: Explanation


def recommend_all(
    rulebook: Rulebook,
    situations: Sequence[Situation],
    time: datetime,
    include: Collection[str] = ("settled",),
    *,
    experimental: bool = False,
) -> Iterator[Recommendation]:
    """Yield for each situation the recommendation that `consult` would give at that time."""
    for explanation in explain_all(rulebook, situations, experimental=experimental):
        yield recommend(explanation, time, include)


def explain_all(
    rulebook: Rulebook, situations: Sequence[Situation], *, experimental: bool = False
) -> Iterator[Explanation]:
    """Yield for each situation what follows from it, with everything that led there."""
    program = compile_rulebook(rulebook, experimental=experimental)
    for start in range(0, len(situations), CHUNK):
        chunk = situations[start : start + CHUNK]
        for situation, trace in zip(chunk, traces(program, chunk), strict=True):
            yield Explanation(rulebook, program, situation, trace)


def summarise_all(
    rulebook: Rulebook, situations: Sequence[Situation], *, experimental: bool = False
) -> Iterator[Summary]:
    """Yield for each situation what is advised in short."""
    program = compile_rulebook(rulebook, experimental=experimental)
    for start in range(0, len(situations), CHUNK):
        yield from _summaries(rulebook, program, situations[start : start + CHUNK])


def _summaries(
    rulebook: Rulebook, program: Program, situations: Sequence[Situation]
) -> Iterator[Summary]:
    evaluation = evaluate(program, columns(program, situations))
    hypotheses = program.hypotheses
    proven = bounded_leans(hypotheses, *(evaluation.beliefs[s.need] for s in hypotheses.sides))
    decided = (proven == evaluation.outcomes["lean"]).tolist()
    for row, trace in enumerate(_traces(program, evaluation)):
        situation, outcomes = situations[row], trace.outcomes
        yield Summary(
            lean=outcomes.lean,
            strength=outcomes.strength,
            settled="decided" if decided[row] else _settled(program, situation, trace),
            need={s.id: present(trace.belief(s.need).value) for s in hypotheses.sides},
            primary=outcomes.primary,
            supporting=outcomes.supporting,
            warnings=tuple(_warnings(program, trace)),
            explanation=Explanation(rulebook, program, situation, trace),
        )


def _settled(program: Program, situation: Situation, trace: Trace) -> str:
    """Return how settled a lean is; a table of few questions has the same line many times."""
    known = _known(program)
    if situation.sha256 not in known:
        if len(known) >= REMEMBERED:
            known.clear()
        known[situation.sha256] = stability(Completions(program, situation, trace)).settled
    return known[situation.sha256]


@lru_cache(maxsize=16)
def _known(program: Program) -> dict[str, str]:
    """Return how settled situations were found to be, by their hash."""
    del program
    return {}


def _warnings(program: Program, trace: Trace) -> Iterator[str]:
    outcomes = trace.outcomes
    for warning in program.hypotheses.warnings_beside(outcomes.primary, outcomes.supporting):
        if trace.belief(warning.id).value > 0:
            yield warning.id


def traces(program: Program, situations: Sequence[Situation]) -> Iterator[Trace]:
    """Yield for each situation what inference would note of it; both evaluators agree."""
    yield from _traces(program, evaluate(program, columns(program, situations)))


def _traces(program: Program, evaluation: Evaluation) -> Iterator[Trace]:
    rules = [
        rule.id
        for number in range(program.last_stratum + 1)
        for rule in program.rules_of(number)
        if rule.id in evaluation.premises
    ]
    concepts = tuple(evaluation.beliefs)
    low = _rows([evaluation.premises[id][0] for id in rules])
    high = _rows([evaluation.premises[id][1] for id in rules])
    ends = zip(
        *(_rows([getattr(evaluation.beliefs[c], end) for c in concepts]) for end in _ENDS),
        strict=True,
    )
    for row, (least, most, beliefs) in enumerate(zip(low, high, ends, strict=True)):
        yield Trace(
            premises=dict(zip(rules, map(Interval, least, most), strict=True)),
            firings=tuple(id for id, sure in zip(rules, least, strict=True) if sure > FIRES_ABOVE),
            beliefs=dict(zip(concepts, map(Belief, *beliefs), strict=True)),
            outcomes=_outcomes(evaluation, row),
        )


_ENDS = ("value", "low", "high")


def _rows(arrays: Sequence[np.ndarray]) -> list[list[float]]:
    """Return columns as rows of Python's own numbers, which are written the same way."""
    rows: list[list[float]] = np.stack(arrays, axis=1).tolist()
    return rows


def _outcomes(evaluation: Evaluation, row: int) -> Outcomes:
    named = {
        name: evaluation.levels[name][int(codes[row])]
        for name, codes in evaluation.outcomes.items()
    }
    return Outcomes(
        lean=named["lean"],
        strength=_named(named["strength"]),
        primary=_named(named["style"]),
        supporting=_named(named["supporting"]),
    )


def _named(level: str) -> str | None:
    return None if level == NOBODY else level
