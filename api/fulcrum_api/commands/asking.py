"""How a question of the interview looks in a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table
from rich.text import Text

from fulcrum_api.wording import Wording, numbered
from fulcrum_engine import Rulebook
from fulcrum_engine.lookahead.interview import Interview, Step
from fulcrum_engine.lookahead.questions import Question
from fulcrum_engine.lookahead.stability import Stability
from fulcrum_engine.reasoning.outcomes import BALANCED, UNDETERMINED

KEYS = "? why  u unknown  n not applicable  b back  r result  q quit"


@dataclass(frozen=True)
class Asking:
    """Shows steps of an interview."""

    rulebook: Rulebook
    output: Console

    def show(self, interview: Interview) -> None:
        """Print what is clear so far, and the next question if there is one."""
        step = interview.step
        for line in self._standing(step):
            self.output.print(Text(line, "green"))
        if step.question is not None:
            self._question(step.question, len(interview.given) + 1, step.left)

    def _standing(self, step: Step) -> Iterator[str]:
        lean = self._lean(step.lean)
        if step.kind == "done":
            decided = step.stability.settled == "decided"
            known = "and no answer can change that" if decided else "as far as can be asked"
            yield f"\n{_upper(lean)}, {known}.\n"
        elif step.kind == "offer":
            yield f"\n{_upper(lean)}, and {kept(step.stability)}."
            yield "You can stop here: r shows the result. Or go on:"
        elif step.lean != UNDETERMINED:
            yield f"\nSo far {lean}; {kept(step.stability)}."

    def _lean(self, lean: str) -> str:
        words = Wording(self.rulebook)
        sides = [words.side(side.id) for side in self.rulebook.hypotheses.sides]
        if lean == UNDETERMINED:
            return f"too little is known to tell {' from '.join(sides)}"
        if lean == BALANCED:
            return f"{' and '.join(sides)} balance"
        return f"it leans to {words.side(lean)}"

    def _question(self, question: Question, number: int, left: int) -> None:
        attribute = question.attribute
        rest = f"{numbered(left, 'question', 'questions')} can still matter"
        self.output.print(Text(f"\nQuestion {number} ({rest})", "dim"))
        self.output.print(Text(attribute.question, "bold"))
        self.output.print(Text(attribute.hint, "italic"))
        table = Table(box=None, show_header=False, pad_edge=False)
        for at, level in enumerate(attribute.levels, start=1):
            table.add_row(f"  {at}", Text(level.label, "bold cyan"), level.example)
        self.output.print(table)
        self.output.print(Text(f"1-{len(attribute.levels)} (1,2 between)  {KEYS}", "dim"))

    def why(self, question: Question) -> None:
        """Print why a question is asked, and what each answer would do now."""
        self.output.print(" ".join(question.attribute.why.split()))
        labels = {level.id: level.label for level in question.attribute.levels}
        for effect in question.effects:
            self.output.print(f"  {labels[effect.level]}: then {self._lean(effect.lean)}")


def kept(stability: Stability) -> str:
    """Return how many of the ways to answer the rest keep the lean, in words.

    >>> kept(Stability(0.62, "enumerated", 0.0))
    '62 % of the ways to answer the rest keep it'
    """
    percent = min(int(stability.share * 100), 99)
    return f"{percent} % of the ways to answer the rest keep it"


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
