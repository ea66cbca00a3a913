"""Feedback: what somebody said of advice, read from a body, kept, shown, and turned into a case."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from fulcrum_api.models import Readable, timestamp
from fulcrum_api.requests.inputs import read_fields
from fulcrum_api.storage import StoredConsultation, StoredFeedback
from fulcrum_engine import Fault, InputError, Rulebook
from fulcrum_engine.errors import Path, listed, nearest, shorten

VERDICTS = ("agreed", "overridden")
Verdict = Literal["agreed", "overridden"]


class Chosen(BaseModel):
    """What was or would have been chosen instead."""

    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)

    lean: str | None = None
    style: str | None = None


def _kind(value: Any) -> str:
    return "?object" if isinstance(value, dict | Chosen) else "?text"


# The tags begin with a question mark so that they can be told from keys in pydantic's error paths.
Choice = Annotated[
    Annotated[str, Tag("?text")] | Annotated[Chosen, Tag("?object")], Discriminator(_kind)
]


class FeedbackRequest(BaseModel):
    """Whether advice was followed, and if not, what was chosen instead and why."""

    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)

    verdict: Verdict
    chosen: Annotated[
        Choice | None, Field(description="a lean, a style, or an object with either or both")
    ] = None
    reason: Annotated[str, Field(max_length=2000), Readable] | None = None


class FeedbackView(BaseModel):
    """Feedback on a consultation."""

    id: str
    consultation: str
    created_at: Annotated[str, Field(json_schema_extra={"format": "date-time"})]
    verdict: Verdict
    chosen: str | Chosen | None
    reason: str | None


class FeedbackPage(BaseModel):
    """A page of feedback, newest first."""

    feedback: tuple[FeedbackView, ...]
    next: Annotated[str | None, Field(description="`cursor` of the next page; null: the last one")]


class RuleFeedback(BaseModel):
    """How often advice that a rule argued for was agreed with, and how often overridden."""

    rule: str
    title: Annotated[str | None, Field(description="null if today's rule book has no such rule")]
    agreed: int
    overridden: int


class RulesFeedback(BaseModel):
    """The rules by how often advice they argued for was overridden."""

    rules: tuple[RuleFeedback, ...]


def read_feedback(rulebook: Rulebook, data: Any, about: StoredConsultation) -> FeedbackRequest:
    """Return the feedback that the data of a body is; raises InputError with all its faults.

    Who agrees chose what was advised.
    """
    said, faults = read_fields(FeedbackRequest, data, "an object with a `verdict`")
    if said is None:
        raise InputError(faults)
    faults = list(_chosen_faults(rulebook, said.chosen))
    if said.verdict == "agreed" and not faults:
        faults = list(_contradictions(said.chosen, json.loads(about.body)["recommendation"]))
    if faults:
        raise InputError(faults)
    return said


def _contradictions(chosen: str | Chosen | None, advice: dict[str, Any]) -> Iterator[Fault]:
    lean, style = advice["lean"], advice["style"]["primary"]
    if isinstance(chosen, str):
        yield from _other(chosen, [lean, style], ("chosen",))
    elif chosen:
        yield from _other(chosen.lean, [lean], ("chosen", "lean"))
        yield from _other(chosen.style, [style], ("chosen", "style"))


def _other(name: str | None, advised: list[str | None], path: Path) -> Iterator[Fault]:
    if name is not None and name not in advised:
        words = [word for word in advised if word]
        expected = f"{listed(words)}, as advised, or" if words else "nothing, or"
        problem = "agreed, and something else chosen"
        yield Fault(
            path, "unknown-level", problem, shorten(name), f"{expected} the verdict `overridden`"
        )


def _chosen_faults(rulebook: Rulebook, chosen: str | Chosen | None) -> Iterator[Fault]:
    leans, styles = known_leans(rulebook), tuple(rulebook.hypotheses.style_by_id)
    if isinstance(chosen, str):
        yield from _unknown(chosen, (*leans, *styles), ("chosen",))
    elif chosen:
        yield from _unknown(chosen.lean, leans, ("chosen", "lean"))
        yield from _unknown(chosen.style, styles, ("chosen", "style"))


def _unknown(name: str | None, known: tuple[str, ...], path: Path) -> Iterator[Fault]:
    if name is not None and name not in known:
        near, found = nearest(name, known), shorten(name)
        yield Fault(path, "unknown-level", "no such choice", found, listed(known), near)


def known_leans(rulebook: Rulebook) -> tuple[str, ...]:
    """Return what can be chosen as a lean."""
    return (*(side.id for side in rulebook.hypotheses.sides), "balanced")


def stored(said: FeedbackRequest, about: StoredConsultation, now: Any) -> StoredFeedback:
    """Return feedback as it is kept."""
    chosen = said.model_dump(mode="json", exclude_none=True).get("chosen")
    return StoredFeedback(
        id=secrets.token_hex(16),
        consultation=about.id,
        created_at=now,
        verdict=said.verdict,
        chosen=json.dumps(chosen) if chosen is not None else None,
        reason=said.reason,
        owner=about.owner,
    )


def view(kept: StoredFeedback) -> FeedbackView:
    """Return feedback as it is shown."""
    return FeedbackView(
        id=kept.id,
        consultation=kept.consultation,
        created_at=timestamp(kept.created_at),
        verdict="agreed" if kept.verdict == "agreed" else "overridden",
        chosen=json.loads(kept.chosen) if kept.chosen else None,
        reason=kept.reason,
    )


def argued(about: StoredConsultation) -> set[str]:
    """Return the rules that argued for the lean or the primary style of advice."""
    advice = json.loads(about.body)["recommendation"]
    primary = advice["style"]["primary"]
    styles = [style for style in advice["style"]["ranking"] if style["style"] == primary]
    reasons = [*advice["reasons"], *(reason for style in styles for reason in style["reasons"])]
    return {reason["rule"] for reason in reasons}
