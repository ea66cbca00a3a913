"""The rule book as the API shows it: rendered once, since it does not change while serving."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import BaseModel

from fulcrum_api.views import (
    Citation,
    RulebookView,
    RuleDetail,
    RuleSummaries,
    RuleSummary,
    StyleView,
    StyleViews,
    VocabularyView,
)
from fulcrum_engine import Rulebook
from fulcrum_engine.advice.consultation import ENGINE_VERSION
from fulcrum_engine.knowledge.rulebook import Rule, Style
from fulcrum_engine.recommendation import RulebookId


@dataclass(frozen=True)
class Rendered:
    """A piece of knowledge as bytes, and the strong validator of just these bytes."""

    body: bytes
    etag: str


@dataclass(frozen=True)
class Knowledge:
    """What can be read of a rule book."""

    rulebook: Rulebook

    @cached_property
    def id(self) -> RulebookId:
        return RulebookId(version=self.rulebook.version, sha256=self.rulebook.sha256)

    @cached_property
    def vocabulary(self) -> Rendered:
        vocabulary = self.rulebook.vocabulary
        return self._render(
            VocabularyView(
                rulebook=self.id, groups=vocabulary.groups, attributes=vocabulary.attributes
            )
        )

    @cached_property
    def rules(self) -> Rendered:
        summaries = tuple(self._summary(rule) for rule in self._sorted_rules)
        return self._render(RuleSummaries(rulebook=self.id, rules=summaries))

    @cached_property
    def rule(self) -> dict[str, Rendered]:
        """Return every rule by its id."""
        return {rule.id: self._render(self._detail(rule)) for rule in self._sorted_rules}

    @cached_property
    def styles(self) -> Rendered:
        styles = tuple(self._style(style) for style in self.rulebook.hypotheses.styles)
        return self._render(StyleViews(rulebook=self.id, styles=styles))

    @cached_property
    def about(self) -> Rendered:
        hypotheses = self.rulebook.hypotheses
        view = RulebookView(
            version=self.rulebook.version,
            sha256=self.rulebook.sha256,
            title=self.rulebook.title,
            engine=ENGINE_VERSION,
            counts=self._counts,
            rules_by_status=dict(sorted(Counter(r.status for r in self._sorted_rules).items())),
            sides=hypotheses.sides,
            lean=hypotheses.lean,
            styles=hypotheses.styles,
            dimensions=hypotheses.dimensions,
        )
        return self._render(view)

    @property
    def _counts(self) -> dict[str, int]:
        rulebook, hypotheses = self.rulebook, self.rulebook.hypotheses
        return {
            "attributes": len(rulebook.vocabulary.attributes),
            "concepts": len(rulebook.concepts),
            "rules": len(rulebook.rules),
            "warnings": len(hypotheses.warnings),
            "tensions": len(hypotheses.tensions),
            "actions": len(hypotheses.actions),
            "sources": len(rulebook.sources),
            "claims": len(rulebook.claims),
        }

    @property
    def _sorted_rules(self) -> list[Rule]:
        return [self.rulebook.rules[id] for id in sorted(self.rulebook.rules)]

    def _summary(self, rule: Rule) -> RuleSummary:
        return RuleSummary(**_fields(rule), place=self.rulebook.places[rule.id])

    def _detail(self, rule: Rule) -> RuleDetail:
        return RuleDetail(
            **_fields(rule),
            place=self.rulebook.places[rule.id],
            rulebook=self.id,
            citations=tuple(self._citation(citation) for citation in rule.sources),
        )

    def _citation(self, citation: str) -> Citation:
        """Return the publication that a citation names, and the claim if it names one."""
        source, _, claim = citation.partition("#")
        return Citation(
            citation=citation,
            source=self.rulebook.sources[source],
            claim=self.rulebook.claims[claim] if claim else None,
        )

    def _style(self, style: Style) -> StyleView:
        warnings = self.rulebook.hypotheses.warnings
        return StyleView(
            **dict(style),
            cautions=tuple(warning for warning in warnings if warning.caution_on == style.id),
        )

    def _render(self, view: BaseModel) -> Rendered:
        """Return a view as bytes.

        The validator has the rule book's hash, and one of the bytes: the same knowledge may be
        rendered otherwise by another version, or lie in another file.
        """
        plain = view.model_dump(mode="json", by_alias=True, exclude_none=True)
        body = json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()
        digest = hashlib.sha256(body).hexdigest()
        return Rendered(body, f'"{self.rulebook.sha256[:32]}-{digest[:16]}"')


def _fields(rule: Rule) -> dict[str, Any]:
    return {**dict(rule), "because": " ".join(rule.because.split())}
