"""A team's course as a page shows it: the path in the picture, and each step in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fulcrum_api.pages import answers
from fulcrum_api.pages.plane import Dot, Dots
from fulcrum_api.pages.saying import Saying
from fulcrum_api.pages.showing import day
from fulcrum_api.wording import Wording
from fulcrum_engine import Rulebook, parse_situation
from fulcrum_engine.groups.batch import Summary
from fulcrum_engine.groups.portfolio import Item, Moved, Step
from fulcrum_engine.why.telling import lowered

SHOWN = 12
"""How many results a picture can hold; of more, the latest."""


@dataclass(frozen=True)
class Over:
    """Results about one team, oldest first, with the steps between them."""

    rulebook: Rulebook
    team: str
    items: Sequence[Item]
    summaries: Sequence[Summary]
    steps: Sequence[Step]
    left_out: int
    earlier: int

    @property
    def saying(self) -> Saying:
        """Return the words for it."""
        return Saying(Wording(self.rulebook))

    @property
    def plane(self) -> Dots:
        """Return where the results stood, the last one marked."""
        last = len(self.items)
        dots = (
            Dot(str(number), self.when(item), summary.need, strong=number == last)
            for number, (item, summary) in enumerate(self.points, start=1)
        )
        return Dots(self.rulebook.hypotheses.lean, tuple(dots))

    @property
    def points(self) -> list[tuple[Item, Summary]]:
        """Return each result with its advice."""
        return list(zip(self.items, self.summaries, strict=True))

    @property
    def newest_first(self) -> list[tuple[int, Step, Item]]:
        """Return each step with its number and the result it led to."""
        numbered = enumerate(zip(self.steps, self.items[1:], strict=False), start=2)
        return [(number, step, item) for number, (step, item) in numbered][::-1]

    def when(self, item: Item) -> str:
        """Return the day of a result."""
        return day(datetime.fromisoformat(item.time)) if item.time else item.id

    def advised(self, summary: Summary) -> str:
        """Return what was advised, in a few words."""
        lean = self.saying.lean(summary.lean)
        return f"{lean}, {summary.strength}" if summary.strength else lean

    def headline(self, step: Step) -> str:
        """Return what a step did to the advice."""
        lean, style = step.lean, str(step.style.after)
        before, after = (lowered(self.saying.lean(str(id))) for id in (lean.before, lean.after))
        if before != after:
            return f"From {before} to {after}"
        if style and step.style.before != style:
            return f"Still {after}, now in the {self.saying.words.within(style)} style"
        return f"Still {after}"

    def changes(self, step: Step) -> list[tuple[str, str, str]]:
        """Return the questions answered otherwise: title, earlier and later answer."""
        by_id = self.rulebook.vocabulary.by_id
        return [
            (by_id[name].title, self._said(name, moved, "before"), self._said(name, moved, "after"))
            for name, moved in step.changes.items()
        ]

    def _said(self, name: str, moved: Moved, end: str) -> str:
        plain = getattr(moved, end)
        given = {} if plain == "not_asked" else {name: plain}
        answer = parse_situation(self.rulebook.vocabulary, given)[name]
        return answers.said(self.rulebook.vocabulary.by_id[name], answer)

    def moved_by(self, step: Step) -> str:
        """Return which changes turned the lean, as a sentence; nothing if it stayed."""
        if step.lean.before == step.lean.after:
            return ""
        if not step.moved_by:
            return "No few of these changes turned it; it took most of them together."
        told = [" with ".join(map(self._title, names)) for names in step.moved_by]
        if len(told) == 1:
            return f"What turned it: {told[0]}."
        return f"Each of these would have been enough to turn it: {'; '.join(told)}."

    def _title(self, name: str) -> str:
        return f"“{lowered(self.rulebook.vocabulary.by_id[name].title)}”"
