"""Rules in words: conditions, conclusions, sources and promises, for terminals and for pages."""

from __future__ import annotations

from collections.abc import Iterator

from fulcrum_api.wording import Wording
from fulcrum_engine import Rulebook
from fulcrum_engine.knowledge.conditions import (
    AllOf,
    AttributeCondition,
    ConceptCondition,
    Condition,
    Leaf,
    LevelTest,
    NoneOf,
    children,
)
from fulcrum_engine.knowledge.promises import NeverFavours, Promise
from fulcrum_engine.knowledge.rulebook import Conclusion, Source

MARKS = {"seen": "seen", "once": "seen once", "memory": "from memory"}
"""How surely the content of a source is known, in words."""


def conditions_in_words(
    words: Wording, condition: Condition, depth: int = 1, *, ids: bool = True
) -> Iterator[tuple[int, str]]:
    """Yield a condition as lines with their depth, the parts of a group further in.

    With `ids` names are followed by their ids, as rules are written; without, levels have labels.
    """
    parts = children(condition)
    if not parts:
        leaf: Leaf = condition  # type: ignore[assignment]
        yield depth, _leaf_with_ids(words, leaf) if ids else _leaf(words, leaf)
        return
    kind = "all" if isinstance(condition, AllOf) else "any"
    yield depth, f"{'none' if isinstance(condition, NoneOf) else kind} of:"
    for part in parts:
        yield from conditions_in_words(words, part, depth + 1, ids=ids)


def _leaf_with_ids(words: Wording, leaf: Leaf) -> str:
    if isinstance(leaf, AttributeCondition):
        return f"{words.thing(leaf.attribute)} ({leaf.attribute}) is {leaf.wanted}"
    if isinstance(leaf, ConceptCondition):
        return f"{words.thing(leaf.concept)} ({leaf.concept}) is {leaf.wanted}"
    return f"the {leaf.outcome} is {leaf.wanted}"


def _leaf(words: Wording, leaf: Leaf) -> str:
    if isinstance(leaf, AttributeCondition):
        levels = words.rulebook.vocabulary.by_id[leaf.attribute].levels
        labels = {level.id: level.label.lower() for level in levels}
        return f"{words.thing(leaf.attribute)}: {_wanted(leaf, labels)}"
    if isinstance(leaf, ConceptCondition):
        reached = f" (certainty of at least {leaf.at_least})" if leaf.at_least else ""
        return f"*{words.thing(leaf.concept)}*{reached}"
    h = words.rulebook.hypotheses
    labels = {side.id: side.title.lower() for side in h.sides}
    labels |= {style.id: style.title.lower() for style in h.styles}
    outcome = {"style": "leading style", "supporting": "supporting style"}.get(leaf.outcome)
    return f"The {outcome or leaf.outcome}: {_wanted(leaf, labels)}"


def _wanted(test: LevelTest, labels: dict[str, str]) -> str:
    """Return a test of levels by their labels: `at least major`."""
    name, levels = test.test
    prefix = {"is_not": "not ", "at_least": "at least ", "at_most": "at most "}.get(name, "")
    return prefix + " or ".join(labels.get(level, level.replace("_", " ")) for level in levels)


def conclusion_in_words(words: Wording, conclusion: Conclusion, *, ids: bool = True) -> str:
    """Return what is concluded and how surely."""
    speaks = "" if conclusion.certainty > 0 else " (speaks against it)"
    named = f" ({conclusion.conclude})" if ids else ""
    return f"{thing(words, conclusion.conclude)}{named}: {conclusion.certainty}{speaks}"


def thing(words: Wording, id: str) -> str:
    """Return the title of whatever has this id; of an action, which has none, its text."""
    h = words.rulebook.hypotheses
    growth = h.development.advice if h.development else ()
    titles = {each.id: each.title for each in h.mix} | {each.id: each.title for each in growth}
    titles |= {action.id: action.text.split(". ")[0].rstrip(".") for action in h.actions}
    return titles.get(id) or words.thing(id)


def source_in_words(rulebook: Rulebook, citation: str) -> str:
    """Return a source by name, with the claim that is cited or how surely it is known."""
    claim = rulebook.claims.get(citation.partition("#")[2])
    told = Wording(rulebook).sources([citation])
    if claim:
        return f"{told}: {claim.claim}"
    return f"{told}{_mark(rulebook.sources[citation])}"


def _mark(source: Source) -> str:
    return "" if source.kind == "ours" else f" ({MARKS[source.checked]})"


def cited(rulebook: Rulebook, citation: str) -> str:
    """Return a source as pages tell it: a claim by its number, others by name and mark."""
    number = citation.partition("#")[2]
    claim = rulebook.claims.get(number)
    if claim:
        return f"[{number}](claims.md): {claim.claim}"
    return f"{Wording(rulebook).sources([citation])}{_mark(rulebook.sources[citation])}"


def promise_in_words(words: Wording, promise: Promise) -> str:
    """Return what a promise says exactly: which answer is moved, and what must not follow."""
    move = promise.move
    attribute = words.rulebook.vocabulary.by_id[move.attribute]
    labels = [level.label.lower() for level in attribute.levels]
    first, last = (labels[0], labels[-1]) if move.direction == "later" else (labels[-1], labels[0])
    moved = f"{attribute.title} from {first} towards {last}"
    if isinstance(move, NeverFavours):
        return f"{moved}: {words.style(move.style)} never gains on {words.style(move.over)}"
    if move.need:
        return f"{moved}: the need for {words.side(move.need).lower()} never falls"
    return f"{moved}: the certainty of {words.style(move.style or '').lower()} never falls"
