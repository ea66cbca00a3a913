"""Which claims of the source are carried by what, and which are left out on purpose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fulcrum_engine.checks.findings import Finding, Result, result
from fulcrum_engine.knowledge.rulebook import Rulebook

LEFT_OUT = "left out"


@dataclass(frozen=True)
class Carried:
    """A claim, and what carries it: (kind, id) of each record that cites it."""

    id: str
    kind: str
    claim: str
    by: tuple[tuple[str, str], ...]
    left_out: str | None
    """The reason, if it is left out on purpose."""

    @property
    def fault(self) -> str | None:
        """Return what is wrong: carried by nothing and not left out, or both."""
        if not self.by and self.left_out is None:
            return "nothing carries this claim, and it is not left out on purpose"
        if self.by and self.left_out is not None:
            kind, id = self.by[0]
            return f"left out on purpose, but the {kind} `{id}` carries it"
        return None


def carried_claims(rulebook: Rulebook) -> list[Carried]:
    """Return every claim with what carries it, in the order of the source."""
    by: dict[str, list[tuple[str, str]]] = {}
    for kind, id, citations in citing(rulebook):
        for citation in citations:
            claim = citation.partition("#")[2]
            if claim and (kind, id) not in by.setdefault(claim, []):
                by[claim].append((kind, id))
    left_out = {each.id: " ".join(each.reason.split()) for each in rulebook.left_out}
    return [
        Carried(claim.id, claim.kind, claim.claim, tuple(by.get(id, ())), left_out.get(id))
        for id, claim in rulebook.claims.items()
    ]


def citing(rulebook: Rulebook) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield the kind, the id and the sources of every record that carries knowledge."""
    h = rulebook.hypotheses
    records: Mapping[str, tuple[object, ...]] = {
        "rule": tuple(rulebook.rules.values()),
        "style": h.styles,
        "dimension": h.dimensions,
        "warning": h.warnings,
        "tension": h.tensions,
        "mix": h.mix,
        "function": h.functions,
        "action": h.actions,
        "development": h.development.advice if h.development else (),
        "decision": rulebook.decision.rules if rulebook.decision else (),
        "question": rulebook.vocabulary.attributes,
        "glossary": rulebook.glossary,
    }
    for kind, found in records.items():
        for record in found:
            sources: tuple[str, ...] = getattr(record, "sources", ())
            yield kind, str(getattr(record, "id", "")), sources


def kinds(carried: list[Carried]) -> dict[str, int]:
    """Return how many claims each kind of record carries, and how many are left out."""
    counted: dict[str, int] = {}
    for claim in carried:
        for kind in dict.fromkeys(kind for kind, _ in claim.by):
            counted[kind] = counted.get(kind, 0) + 1
    counted[LEFT_OUT] = sum(claim.left_out is not None for claim in carried)
    return counted


def claims(rulebook: Rulebook) -> Result:
    """Return the claims that are in neither list, or in both."""
    carried = carried_claims(rulebook)
    findings = [Finding("error", each.id, each.fault) for each in carried if each.fault]
    known = set(rulebook.claims)
    findings += [
        Finding("error", each.id, "left out, but there is no such claim")
        for each in rulebook.left_out
        if each.id not in known
    ]
    told = f"each of {len(carried)} claims: {sum(bool(each.by) for each in carried)} carried, "
    told += f"{sum(each.left_out is not None for each in carried)} left out on purpose"
    return result("Claims of the source", "proved", told, findings)
