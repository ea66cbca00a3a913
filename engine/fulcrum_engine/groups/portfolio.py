"""Many consultations seen together: how they are shared out, and what moved a team's advice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from fulcrum_engine.columnar.evaluator import columns, evaluate
from fulcrum_engine.groups.batch import Summary, summarise_all
from fulcrum_engine.knowledge.rulebook import Rulebook
from fulcrum_engine.reasoning.compiler import Program, compile_rulebook
from fulcrum_engine.recommendation import Value
from fulcrum_engine.situation import NOT_ASKED, Situation

MOST_TOGETHER = 3
"""Up to how many changed answers are tried together."""
LISTED = 20
Plain = str | list[str]


@dataclass(frozen=True)
class Item:
    """One consultation; those of one team, in the order given, are its course over time."""

    id: str
    situation: Situation
    team: str | None = None
    time: str | None = None


class Shares(Value):
    """How often each was advised; what was not advised at all is left out."""

    count: int
    leans: dict[str, int]
    strengths: dict[str, int]
    settled: dict[str, int]
    styles: dict[str, int]
    warnings: dict[str, int]


class Moved(Value):
    """A changed answer."""

    before: Plain
    after: Plain


class Step(Value):
    """From one consultation about a team to the next: what changed, and what moved the lean.

    `moved_by` lists the fewest changes that alone turn the earlier lean into the later one; it is
    empty where the lean stayed, or where more than three are needed.
    """

    before: str
    after: str
    time: str | None
    changes: dict[str, Moved]
    lean: Moved
    style: Moved
    warnings_raised: tuple[str, ...]
    warnings_gone: tuple[str, ...]
    moved_by: tuple[tuple[str, ...], ...]


class Course(Value):
    """How the advice for a team went on."""

    team: str
    consultations: int
    steps: tuple[Step, ...]


class Portfolio(Value):
    """Consultations seen together, all judged by one rule book."""

    shares: Shares
    courses: tuple[Course, ...]


def portfolio(
    rulebook: Rulebook, items: Sequence[Item], *, experimental: bool = False
) -> Portfolio:
    """Return how the advice is shared out, and how it went on for each team."""
    program = compile_rulebook(rulebook, experimental=experimental)
    situations = [item.situation for item in items]
    found = list(summarise_all(rulebook, situations, experimental=experimental))
    by_team: dict[str, list[tuple[Item, Summary]]] = {}
    for item, summary in zip(items, found, strict=True):
        if item.team is not None:
            by_team.setdefault(item.team, []).append((item, summary))
    courses = (_course(program, team, points) for team, points in sorted(by_team.items()))
    return Portfolio(shares=_shares(found), courses=tuple(courses))


def _shares(found: Sequence[Summary]) -> Shares:
    return Shares(
        count=len(found),
        leans=_counted(each.lean for each in found),
        strengths=_counted(each.strength for each in found),
        settled=_counted(each.settled for each in found),
        styles=_counted(each.primary for each in found),
        warnings=_counted(id for each in found for id in each.warnings),
    )


def _counted(names: Iterable[str | None]) -> dict[str, int]:
    """Return how often each name occurs, the most frequent first."""
    counts = Counter(name for name in names if name is not None)
    return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0])))


def _course(program: Program, team: str, points: list[tuple[Item, Summary]]) -> Course:
    steps = (_step(program, *pair) for pair in pairwise(points))
    return Course(team=team, consultations=len(points), steps=tuple(steps))


def _step(program: Program, before: tuple[Item, Summary], after: tuple[Item, Summary]) -> Step:
    (first, was), (second, now) = before, after
    names = [n for n in program.everything if first.situation[n] != second.situation[n]]
    return Step(
        before=first.id,
        after=second.id,
        time=second.time,
        changes={
            name: Moved(before=first.situation[name].plain, after=second.situation[name].plain)
            for name in names
        },
        lean=Moved(before=was.lean, after=now.lean),
        style=Moved(before=was.primary or "", after=now.primary or ""),
        warnings_raised=tuple(id for id in now.warnings if id not in was.warnings),
        warnings_gone=tuple(id for id in was.warnings if id not in now.warnings),
        moved_by=()
        if was.lean == now.lean
        else _moving(program, first.situation, second.situation, names, now.lean),
    )


def _moving(
    program: Program, first: Situation, second: Situation, names: Sequence[str], lean: str
) -> tuple[tuple[str, ...], ...]:
    """Return the smallest sets of changes that lead from the first situation to a lean."""
    for size in range(1, min(MOST_TOGETHER, len(names)) + 1):
        groups = list(combinations(names, size))
        tried = [_changed(first, second, group) for group in groups]
        leans = evaluate(program, columns(program, tried), only_needs=True).leans()
        found = [group for group, reached in zip(groups, leans, strict=True) if reached == lean]
        if found:
            return tuple(found[:LISTED])
    return ()


def _changed(first: Situation, second: Situation, names: Iterable[str]) -> Situation:
    answers = dict(first.answers)
    for name in names:
        answers[name] = second[name]
    return Situation({name: answer for name, answer in answers.items() if answer != NOT_ASKED})
