"""The pages beside the rules: styles, what the advice says, words, promises, claims, sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from fulcrum_api.document.markdown import Lines, heading, items, page, plain, table
from fulcrum_api.document.rules import link
from fulcrum_api.document.words import (
    MARKS,
    cited,
    conditions_in_words,
    promise_in_words,
)
from fulcrum_api.wording import Wording
from fulcrum_engine.checks.carrying import Carried, carried_claims
from fulcrum_engine.knowledge.conditions import ConceptCondition, leaves
from fulcrum_engine.knowledge.promises import Promise
from fulcrum_engine.knowledge.rulebook import Style

BACK = ["[The rule book](README.md)", ""]


def styles_page(words: Wording) -> str:
    """Return the cards of the styles."""
    h = words.rulebook.hypotheses
    lines = [
        *heading(1, "Styles"),
        *BACK,
        "![What speaks for and against each style](styles.svg)",
        "",
    ]
    for style in h.styles:
        lines += _style(words, style)
    return page(lines)


def _style(words: Wording, style: Style) -> Lines:
    yield from heading(2, style.title, style.id)
    yield f"A style of {words.side(style.side).lower()}. {plain(style.summary)}"
    yield ""
    fields = (("Works", style.works), ("Fails", style.fails), ("On Monday morning", style.monday))
    yield from items((1, f"{name}: {plain(text)}") for name, text in fields if text)
    warnings = words.rulebook.hypotheses.warnings
    cautions = [each for each in warnings if each.caution_on == style.id]
    if cautions:
        yield from ("Cautions", "")
        yield from items((1, f"{each.title}. {plain(each.text)}") for each in cautions)
    yield from _rules_for(words, style.id)
    yield from _sources(words, style.sources)


def _rules_for(words: Wording, concluded: str) -> Lines:
    """Yield links to the rules that conclude something."""
    rules = words.rulebook.rules.values()
    found = [(rule, each) for rule in rules for each in rule.then if each.conclude == concluded]
    if found:
        yield from ("Rules", "")
        yield from items((1, f"{link(words.rulebook, r.id)}: {c.certainty}") for r, c in found)


def _sources(words: Wording, sources: Sequence[str]) -> Lines:
    if sources:
        yield from ("Sources", "")
        yield from items((1, cited(words.rulebook, each)) for each in sources)


def advice_page(words: Wording) -> str:
    """Return all that the advice can say beside the lean and the styles."""
    h = words.rulebook.hypotheses
    lines = [*heading(1, "What the advice can say"), *BACK]
    growth = h.development.advice if h.development else ()
    groups: list[tuple[str, Iterable[Any]]] = [
        ("Warnings", h.warnings),
        ("Tensions", h.tensions),
        ("What comes first, and the other side's dose", h.mix),
        ("Actions", h.actions),
        ("Development", growth),
    ]
    for title, records in groups:
        lines += _said(words, title, list(records))
    return page(lines)


def _said(words: Wording, title: str, records: list[Any]) -> Lines:
    if not records:
        return
    yield from heading(2, title)
    rows = [
        [f"`{each.id}`", getattr(each, "title", ""), each.text, _links(words, each.id)]
        for each in records
    ]
    yield from table(["id", "title", "text", "rules"], rows)


def _links(words: Wording, concluded: str) -> str:
    rules = words.rulebook.rules.values()
    found = [rule.id for rule in rules if any(each.conclude == concluded for each in rule.then)]
    return ", ".join(link(words.rulebook, id) for id in found)


def concepts_page(words: Wording) -> str:
    """Return every concept with what concludes it and what asks for it."""
    rulebook = words.rulebook
    asking: dict[str, list[str]] = {}
    for rule in rulebook.rules.values():
        for leaf in leaves(rule.when):
            if isinstance(leaf, ConceptCondition) and rule.id not in asking.setdefault(
                leaf.concept, []
            ):
                asking[leaf.concept].append(rule.id)
    lines = [*heading(1, "Concepts"), *BACK, "![How answers lead to the needs](concepts.svg)", ""]
    for concept in rulebook.concepts.values():
        lines += heading(2, concept.title, concept.id)
        many = (
            "several pieces of evidence add up"
            if concept.combine == "accumulate"
            else ("the strongest piece of evidence counts")
        )
        lines += [f"`{concept.id}`: {many}.", "", "Concluded by", ""]
        lines += items((1, text) for text in [_links(words, concept.id) or "nothing"])
        asked = [link(rulebook, id) for id in asking.get(concept.id, [])]
        lines += ["Asked for by", "", *items((1, text) for text in [", ".join(asked) or "nothing"])]
    return page(lines)


def glossary_page(words: Wording) -> str:
    """Return the words of the rule book explained."""
    lines = [*heading(1, "Glossary"), *BACK]
    for entry in words.rulebook.glossary:
        lines += heading(2, entry.title, entry.id)
        lines += [plain(entry.text), "", *_sources(words, entry.sources)]
    return page(lines)


def promises_page(words: Wording) -> str:
    """Return what holds in every situation."""
    lines = [*heading(1, "Promises"), *BACK]
    lines += ["One answer is moved along its levels, all others stay as they are.", ""]
    for promise in words.rulebook.promises:
        lines += _promise(words, promise)
    return page(lines)


def _promise(words: Wording, promise: Promise) -> Lines:
    yield from heading(2, promise.text.rstrip("."), promise.id)
    yield f"{promise_in_words(words, promise)}."
    yield ""
    for exception in promise.exceptions:
        yield from ("Except where", "")
        yield from items(conditions_in_words(words, exception.when, ids=False))
        yield from (plain(exception.because), "")
        yield from items((1, cited(words.rulebook, each)) for each in exception.sources)
    yield from _sources(words, promise.sources)


def claims_page(words: Wording) -> str:
    """Return every claim of the source, with what carries it."""
    carried = carried_claims(words.rulebook)
    lines = [*heading(1, "Claims"), *BACK]
    rows = [[each.id, each.kind, each.claim, _carriers(words, each)] for each in carried]
    return page([*lines, *table(["claim", "kind", "what it says", "carried by"], rows)])


def _carriers(words: Wording, claim: Carried) -> str:
    rulebook = words.rulebook
    by = [link(rulebook, id) if kind == "rule" else f"{kind} `{id}`" for kind, id in claim.by]
    return ", ".join([*by, *([f"left out: {claim.left_out}"] if claim.left_out else [])])


def sources_page(words: Wording) -> str:
    """Return the publications, and how surely each is known."""
    lines = [*heading(1, "Sources"), *BACK]
    rows = [
        [
            f"`{id}`",
            source.title,
            source.authors or "",
            str(source.year or ""),
            MARKS[source.checked],
            source.note,
        ]
        for id, source in words.rulebook.sources.items()
    ]
    return page([*lines, *table(["id", "title", "authors", "year", "known", "note"], rows)])
