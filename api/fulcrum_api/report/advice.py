"""The recommendation as a report for a terminal; plain text when piped.

All words about the field come from the rule book; here is only what holds them together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import set_cell_size
from rich.console import Console
from rich.text import Text

from fulcrum_api.report.layout import Line, bullet, item, print_lines, section
from fulcrum_api.report.outlook import flip_lines, question_lines, settled
from fulcrum_api.report.person import decision_lines, development_lines
from fulcrum_api.wording import Wording, numbered
from fulcrum_engine import Recommendation, Rulebook
from fulcrum_engine.recommendation import Action, Need, Notice, RankedStyle, Reason, Receipt

SHOWN = 3
ACTIONS_SHOWN = 5
BAR = 20
STRAIGHT = str.maketrans("“”", '""')
"""Quotes as any terminal and any file can hold them."""


def print_report(
    advice: Recommendation, rulebook: Rulebook, console: Console, title: str | None = None
) -> None:
    """Print a recommendation for a person in charge."""
    print_lines(report(advice, rulebook, title, blocks=_shows_blocks(console)), console)


def _shows_blocks(console: Console) -> bool:
    return console.is_terminal and console.encoding.startswith("utf")


def report(
    advice: Recommendation, rulebook: Rulebook, title: str | None = None, *, blocks: bool = False
) -> Iterator[Line]:
    """Yield the paragraphs of a report, an empty one between two sections."""
    words = Wording(rulebook)
    if title:
        yield Line(0, Text(title, "bold underline"))
    yield Line(0, Text(words.headline(advice), "bold"))
    if how := settled(advice):
        yield Line(0, Text(how))
    yield from section("Need", _needs(advice, words, blocks))
    yield from section("Why", _reasons(advice.reasons, advice, words))
    yield from section("What speaks against it", _reasons(advice.against, advice, words))
    yield from section("What would change it", flip_lines(advice.flips, words))
    yield from section("What to ask next", question_lines(advice.next_question, words))
    yield from section("Warnings", _notices(advice.warnings))
    yield from section("Tensions", _notices(advice.tensions))
    yield from section("How to mix both", _notices(advice.mix))
    yield from section("What to do first", _actions(advice.actions, words))
    yield from section("Who should decide", decision_lines(advice.decision, rulebook))
    yield from section("What to work on yourself", development_lines(advice.development))
    yield from section("Styles", _styles(advice.style.ranking, words))
    yield from section("Receipt", [Line(2, Text(_receipt(advice.receipt), "dim"))])
    yield Line(0, Text(""))


def _needs(advice: Recommendation, words: Wording, blocks: bool) -> Iterator[Line]:
    names = {side: words.side(side) for side in advice.need}
    widest = max(Text(name).cell_len for name in names.values())
    for side, need in advice.need.items():
        text = Text(bar(need, blocks), "green").append(f"  {_possible(need)}", "default")
        yield Line(2, text, Text(f"{set_cell_size(names[side], widest)}  {need.value:.2f}  "))


def bar(need: Need, blocks: bool) -> str:
    """Return a need as a bar: what is concluded, then what missing answers could add.

    >>> bar(Need(value=0.5, low=0.25, high=0.75), blocks=False)
    '##########.....     '
    """
    certain, possible = round(need.value * BAR), round(need.high * BAR)
    full, open_ = ("\u2588", "\u2591") if blocks else ("#", ".")
    return (full * certain + open_ * max(possible - certain, 0)).ljust(BAR)


def _possible(need: Need) -> str:
    if need.low == need.high:
        return "whatever is missing"
    return f"{need.low:.2f} to {need.high:.2f} possible"


def _reasons(reasons: Sequence[Reason], advice: Recommendation, words: Wording) -> Iterator[Line]:
    both = advice.lean not in advice.need
    for number, reason in enumerate(reasons[:SHOWN], start=1):
        side = f"for {words.within(reason.side)}, " if both and reason.side else ""
        title = Text(reason.title, "bold").append(f" ({side}{reason.certainty:.2f})", "not bold")
        yield item(number, title)
        yield Line(5, Text(reason.because))
        if facts := words.facts(reason.conditions):
            yield Line(5, Text(facts.translate(STRAIGHT)))
        yield Line(5, Text(f"Sources: {words.sources(reason.sources)}.", "dim"))
    yield from _and_more(len(reasons) - SHOWN)


def _and_more(count: int) -> Iterator[Line]:
    if count > 0:
        yield Line(2, Text(f"and {numbered(count, 'more', 'more')} (--json lists all)", "italic"))


def _notices(notices: Sequence[Notice]) -> Iterator[Line]:
    for notice in notices:
        text = Text(notice.title, "bold yellow").append(f". {notice.text}", "not bold default")
        yield bullet(text)


def _actions(actions: Sequence[Action], words: Wording) -> Iterator[Line]:
    for number, action in enumerate(actions[:ACTIONS_SHOWN], start=1):
        serves = f" ({words.function(action.function)}, for {words.within(action.serves)})"
        yield item(number, Text(action.text).append(serves, "dim"))
    yield from _and_more(len(actions) - ACTIONS_SHOWN)


def _styles(ranking: Sequence[RankedStyle], words: Wording) -> Iterator[Line]:
    widest = max((Text(words.style(each.style)).cell_len for each in ranking), default=0)
    for number, each in enumerate(ranking, start=1):
        lead = Text(f"{number}. {set_cell_size(words.style(each.style), widest)}  ")
        text = Text(f"{words.side(each.side)}. {words.summary(each.style)}")
        yield Line(2, text, lead.append(f"{each.certainty:.2f}  ", "green"))


def _receipt(receipt: Receipt) -> str:
    return (
        f"Rule book {receipt.rulebook.version} ({receipt.rulebook.sha256[:12]}), "
        f"engine {receipt.engine}, situation {receipt.situation_sha256[:12]}, {receipt.time}"
    )
