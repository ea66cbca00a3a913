"""Whether the texts read well: short sentences in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fulcrum_engine.checks.findings import Finding, Result, result
from fulcrum_engine.knowledge.rulebook import Rulebook

MOST_WORDS = 60
"""Of a reason."""
MOST_IN_A_SENTENCE = 25
MOST_IN_A_TITLE = 60
"""Characters of a rule's title."""
_JARGON = """
actionable agile alignment alignments bandwidth benchmark benchmarks best-in-class buy-in cascade
cascading cadence deliverable deliverables disruptive ecosystem empowering empowerment
enablement granular holistic ideate ideation incentivise incentivize kpi kpis leverage leveraged
leveraging mindset mindsets okr okrs onboard onboarding operationalise operationalize optimise
optimize optics paradigm paradigms pivot proactive proactively roadmap roadmaps robust scalable
silo siloed silos stakeholder stakeholders synergies synergy synergistic touchpoint touchpoints
value-add
"""
JARGON = frozenset(_JARGON.split())
"""Words that a manager with no theory would not use."""
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')]*\s+")
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")

Text = tuple[str, str, str]
"""The subject, the name of the field, and what it says."""


def texts(rulebook: Rulebook) -> Result:
    """Return the texts that are too long or use words that need explaining."""
    found = list(all_texts(rulebook))
    findings = [
        Finding("error", subject, f"{field}: {problem}", rulebook.places.get(subject))
        for subject, field, text in found
        for problem in problems(field, text)
    ]
    told = f"{len(found):,} texts: sentences of at most {MOST_IN_A_SENTENCE} words, reasons of "
    told += f"{MOST_WORDS}, titles of {MOST_IN_A_TITLE} characters, {len(JARGON)} words to avoid"
    return result("Texts", "read", told, findings)


def problems(field: str, text: str) -> Iterator[str]:
    """Yield what makes a text hard to read.

    >>> list(problems("because", "We leverage it."))
    ['`leverage` is jargon']
    """
    if field == "because" and (count := len(words(text))) > MOST_WORDS:
        yield f"{count} words; at most {MOST_WORDS}"
    if field == "title" and len(text) > MOST_IN_A_TITLE:
        yield f"{len(text)} characters; at most {MOST_IN_A_TITLE}"
    for sentence in sentences(text):
        if (count := len(words(sentence))) > MOST_IN_A_SENTENCE:
            start = " ".join(sentence.split()[:4])
            yield f"a sentence of {count} words; at most {MOST_IN_A_SENTENCE}: {start} ..."
    jargon = JARGON & {word.casefold() for word in words(text)}
    yield from (f"`{word}` is jargon" for word in sorted(jargon))


def sentences(text: str) -> list[str]:
    """Return the sentences of a text.

    >>> sentences("Write it down. Who reads it?")
    ['Write it down.', 'Who reads it?']
    """
    return [part for part in _SENTENCE_END.split(" ".join(text.split())) if part]


def words(text: str) -> list[str]:
    """Return the words of a text; what a hyphen or an apostrophe joins is one.

    >>> words("A start-up's day - long.")
    ['A', "start-up's", 'day', 'long']
    """
    return _WORD.findall(text)


def all_texts(rulebook: Rulebook) -> Iterator[Text]:
    """Yield every text that people read in the advice or the rule book."""
    h = rulebook.hypotheses
    for rule in rulebook.rules.values():
        yield from ((rule.id, "title", rule.title), (rule.id, "because", rule.because))
    for concept in rulebook.concepts.values():
        yield concept.id, "title", concept.title
    growth = h.development.advice if h.development else ()
    records = (*h.styles, *h.dimensions, *h.warnings, *h.tensions, *h.mix, *h.actions, *growth)
    for record in (*records, *rulebook.glossary, *rulebook.promises):
        yield from _fields(record, "title", "text", "summary", "works", "fails", "monday")
    yield from _exceptions(rulebook)
    yield from _decision(rulebook)
    yield from _vocabulary(rulebook)


def _fields(record: object, *names: str) -> Iterator[Text]:
    for name in names:
        if text := getattr(record, name, None):
            yield str(getattr(record, "id", "")), name, str(text)


def _exceptions(rulebook: Rulebook) -> Iterator[Text]:
    for promise in rulebook.promises:
        for exception in promise.exceptions:
            yield promise.id, "because", exception.because
    for claim in rulebook.left_out:
        yield claim.id, "reason", claim.reason


def _decision(rulebook: Rulebook) -> Iterator[Text]:
    if decision := rulebook.decision:
        for process in decision.processes:
            yield process.id, "text", process.text
        for rule in decision.rules:
            yield from ((rule.id, "title", rule.title), (rule.id, "because", rule.because))
        for question in decision.questions:
            yield question.id, "question", question.title


def _vocabulary(rulebook: Rulebook) -> Iterator[Text]:
    for attribute in rulebook.vocabulary.attributes:
        yield from _fields(attribute, "title", "question", "hint", "why")
        for level in attribute.levels:
            yield f"{attribute.id}={level.id}", "example", level.example
    for source in rulebook.sources.values():
        yield source.id, "note", source.note
