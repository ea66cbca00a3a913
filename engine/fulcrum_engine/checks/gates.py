"""Whether the status of each rule is earned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fulcrum_engine.checks.citations import marks
from fulcrum_engine.checks.covering import Covering
from fulcrum_engine.checks.deciding import Decisive
from fulcrum_engine.checks.findings import Finding, Result, result
from fulcrum_engine.knowledge.rulebook import Rule, Rulebook


def gates(
    rulebook: Rulebook, found: Covering | None, decisive: Mapping[str, Decisive | None]
) -> Result:
    """Return the rules whose status asks for evidence that they do not have.

    A tested rule has a case in which it fires and a near miss; a stable one also matters in some
    situation and has a source that was seen. Without any cases only the rest is asked for.
    """
    findings = [
        Finding("error", rule.id, f"{rule.status}, but {lack}", rulebook.places.get(rule.id))
        for rule in rulebook.rules.values()
        for lack in _lacks(rulebook, rule, found, decisive)
    ]
    asked = sum(rule.status != "experimental" for rule in rulebook.rules.values())
    told = f"the evidence for each of {asked} rules"
    told += "" if found else "; no cases were found, so none are asked for"
    return result("Status that is not earned", "proved", told, findings)


def _lacks(
    rulebook: Rulebook,
    rule: Rule,
    found: Covering | None,
    decisive: Mapping[str, Decisive | None],
) -> Iterator[str]:
    """Yield the evidence that the status of a rule asks for and that is not there."""
    if rule.status == "experimental":
        return
    if found and not found.firing.get(rule.id):
        yield "no case in which it fires"
    if found and not found.near.get(rule.id):
        yield "no case that it narrowly misses"
    if rule.status == "stable":
        if decisive.get(rule.id) is None:
            yield "no situation in which it matters"
        if "seen" not in marks(rulebook, rule):
            yield "no source that was seen"
