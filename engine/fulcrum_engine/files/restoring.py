"""A rule book from its content, as it was kept: old advice by the rules of its day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from fulcrum_engine.errors import Fault, RulebookError
from fulcrum_engine.knowledge.decision import Decision
from fulcrum_engine.knowledge.glossary import Entry, LeftOut
from fulcrum_engine.knowledge.migrations import Migration
from fulcrum_engine.knowledge.promises import Promise
from fulcrum_engine.knowledge.rulebook import Claim, Concept, Hypotheses, Rule, Rulebook, Source
from fulcrum_engine.knowledge.vocabulary import Vocabulary

PLACE = "as kept"
"""Stands for the file, line and theme of each rule, which are no content."""


def rulebook_from_content(content: Mapping[str, Any]) -> Rulebook:
    """Return the rule book whose `content` this is; its `sha256` is that of the content.

    The content was checked when the rule book was first loaded; of a version that this engine
    does not understand, it raises RulebookError.
    """
    try:
        rulebook = _restore(content)
    except (ValidationError, KeyError, TypeError) as error:
        problem = f"this engine cannot read this rule book ({type(error).__name__})"
        raise RulebookError([Fault((), "unreadable", problem)]) from None
    # An engine with more fields would add them to the content: the hash stays that of its day.
    rulebook.__dict__["content"] = dict(content)
    return rulebook


def _restore(content: Mapping[str, Any]) -> Rulebook:
    decision = content.get("decision")
    rules = {each["id"]: Rule.model_validate(each) for each in content["rules"]}
    return Rulebook(
        version=content["version"],
        title=content["title"],
        vocabulary=Vocabulary.model_validate(content["vocabulary"]),
        hypotheses=Hypotheses.model_validate(content["hypotheses"]),
        concepts={each["id"]: Concept.model_validate(each) for each in content["concepts"]},
        rules=rules,
        decision=Decision.model_validate(decision) if decision else None,
        sources={each["id"]: Source.model_validate(each) for each in content["sources"]},
        claims={each["id"]: Claim.model_validate(each) for each in content["claims"]},
        glossary=tuple(Entry.model_validate(each) for each in content.get("glossary", ())),
        left_out=tuple(LeftOut.model_validate(each) for each in content.get("left_out", ())),
        promises=tuple(Promise.model_validate(each) for each in content.get("promises", ())),
        migrations=tuple(Migration.model_validate(each) for each in content.get("migrations", ())),
        places=dict.fromkeys(rules, PLACE),
        themes=dict.fromkeys(rules, PLACE),
    )
