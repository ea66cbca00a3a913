"""The arithmetic of a proof, in one line each: how evidence comes together, how a lean is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fulcrum_engine.certainty import COMBINATIONS, Belief, combine
from fulcrum_engine.knowledge.rulebook import Balance, Hypotheses
from fulcrum_engine.reasoning.outcomes import Outcomes, weight_of_evidence
from fulcrum_engine.why.telling import shown


def combination(kind: str, evidence: Sequence[float], total: float) -> str:
    """Return in one line how pieces of evidence come to a total.

    >>> combination("accumulate", [0.5, 0.2], 0.6)
    '1 - (1 - 0.5) * (1 - 0.2) = 0.6'
    >>> combination("strongest", [0.5, 0.2], 0.5)
    'max(0.5, 0.2) = 0.5'
    >>> combination("accumulate", [], 0.0)
    'no evidence: 0'
    """
    told = [number for number in evidence if number]
    if not told:
        return "no evidence: 0"
    fold = COMBINATIONS[kind]
    pro, con = ([abs(n) for n in told if (n > 0) == side] for side in (True, False))
    together = combine(fold(pro), -fold(con))
    line = _line(kind, pro, con)
    if line != shown(together):
        line += f" = {shown(together)}"
    return line if together >= 0 or total < 0 else f"{line}, and never below 0"


def _line(kind: str, pro: list[float], con: list[float]) -> str:
    if not con:
        return _sum(kind, pro)
    if not pro:
        return f"-({_sum(kind, con)})" if len(con) > 1 else f"-{_sum(kind, con)}"
    more, less = (shown(COMBINATIONS[kind](side)) for side in (pro, con))
    reached = f"for it {_equation(kind, pro)}, against it {_equation(kind, con)}"
    return f"{reached}, together ({more} - {less}) / (1 - min({more}, {less}))"


def _equation(kind: str, evidence: list[float]) -> str:
    if len(evidence) == 1:
        return shown(evidence[0])
    return f"{_sum(kind, evidence)} = {shown(COMBINATIONS[kind](evidence))}"


def _sum(kind: str, evidence: list[float]) -> str:
    if len(evidence) == 1:
        return shown(evidence[0])
    if kind == "strongest":
        return f"max({', '.join(shown(n) for n in evidence)})"
    return "1 - " + " * ".join(f"(1 - {shown(n)})" for n in evidence)


def reading(hypotheses: Hypotheses, needs: Sequence[Belief], outcomes: Outcomes) -> Iterator[str]:
    """Yield in sentences how the lean and its strength were read off the two needs."""
    rules, values = hypotheses.lean, [need.value for need in needs]
    told = [
        f"{side.need_title}: {shown(value)}"
        for side, value in zip(hypotheses.sides, values, strict=True)
    ]
    yield "; ".join(told)
    less, more = sorted(values)
    if more < rules.established:
        yield from _neither(hypotheses, outcomes)
        return
    yield f"The larger reaches {rules.established:g}, so a need is established"
    share = weight_of_evidence(less) / weight_of_evidence(more)
    marks = ", or ".join(_mark(each) for each in rules.balanced)
    yield f"Weighed as evidence the smaller has {share:.1%} of the larger; balanced {marks}"
    both = outcomes.lean not in {side.id for side in hypotheses.sides}
    steps, amount = (rules.both, less) if both else (rules.one_sided, more - less)
    yield (
        f"{'The smaller need' if both else 'The difference'} is {shown(amount)}, hence "
        f"{outcomes.strength}: clear from {steps.clear:g}, strong from {steps.strong:g}"
    )


def _neither(hypotheses: Hypotheses, outcomes: Outcomes) -> Iterator[str]:
    established = f"{hypotheses.lean.established:g}"
    if outcomes.strength is None:
        yield f"Neither reaches {established}, and missing answers could still raise them"
    else:
        yield f"Neither reaches {established}, and no missing answer can raise them so far"


def _mark(balance: Balance) -> str:
    """Return in words from where needs are balanced."""
    high = f"where both reach {balance.smaller_from:g}"
    if not balance.share:
        return high
    share = f"from {balance.share:.0%}"
    return f"{share} {high}" if balance.smaller_from else share
