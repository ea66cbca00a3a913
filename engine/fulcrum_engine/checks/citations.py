"""Whether sources resolve, and whether what we know from memory passes for checked."""

from __future__ import annotations

from collections.abc import Iterator

from fulcrum_engine.checks.carrying import citing
from fulcrum_engine.checks.findings import Finding, Result, result
from fulcrum_engine.knowledge.rulebook import Rule, Rulebook


def citations(rulebook: Rulebook) -> Result:
    """Return the sources that do not resolve, and stable rules that rest on memory alone."""
    findings = []
    count = 0
    for kind, id, sources in cited(rulebook):
        for citation in sources:
            count += 1
            if problem := unresolved(rulebook, citation):
                findings.append(Finding("error", id, f"{kind}: {problem}"))
    findings += [
        Finding("error", rule.id, "stable, but every source it has is from memory", place)
        for rule in rulebook.rules.values()
        if rule.status == "stable" and not marks(rulebook, rule) - {"memory"}
        for place in (rulebook.places.get(rule.id),)
    ]
    return result("Sources", "proved", f"each of {count:,} citations", findings)


def cited(rulebook: Rulebook) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield the kind, the id and the sources of every record that has sources."""
    yield from citing(rulebook)
    for promise in rulebook.promises:
        yield "promise", promise.id, promise.sources
        for exception in promise.exceptions:
            yield "exception of promise", promise.id, exception.sources
    if rulebook.decision:
        yield "decision", "decision", rulebook.decision.sources


def unresolved(rulebook: Rulebook, citation: str) -> str | None:
    """Return what a citation names that is not there, or None."""
    source, _, claim = citation.partition("#")
    if source not in rulebook.sources:
        return f"no such source: `{source}`"
    if claim and claim not in rulebook.claims:
        return f"no such claim: `{citation}`"
    return None


def marks(rulebook: Rulebook, rule: Rule) -> set[str]:
    """Return how surely the sources of a rule are known: seen, once, memory."""
    sources = (citation.partition("#")[0] for citation in rule.sources)
    return {rulebook.sources[id].checked for id in sources if id in rulebook.sources}
