"""All checks of a rule book, one after the other, and their results together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fulcrum_engine.checks import promising, shares
from fulcrum_engine.checks.batch import batch
from fulcrum_engine.checks.carrying import claims
from fulcrum_engine.checks.citations import citations
from fulcrum_engine.checks.covering import Covering, cases, covering, noticed
from fulcrum_engine.checks.deciding import Decisive, all_decisive, deciding, firing
from fulcrum_engine.checks.findings import Finding, Result, Severity
from fulcrum_engine.checks.gates import gates
from fulcrum_engine.checks.logic import contradictions, pairs
from fulcrum_engine.checks.names import unused_attributes, unused_concepts
from fulcrum_engine.checks.texts import texts
from fulcrum_engine.knowledge.rulebook import Rulebook
from fulcrum_engine.reasoning.compiler import compile_rulebook


@dataclass(frozen=True)
class Report:
    """What the checks of a rule book found."""

    results: tuple[Result, ...]
    decisive: Mapping[str, Decisive | None]
    """For each rule a situation in which it matters."""

    def found(self, severity: Severity) -> Iterator[tuple[Result, Finding]]:
        """Yield the findings of a severity, with the result of the check they are of."""
        for each in self.results:
            for finding in each.findings:
                if finding.severity == severity:
                    yield each, finding

    def count(self, severity: Severity) -> int:
        """Return how many findings are of a severity."""
        return sum(1 for _ in self.found(severity))

    @property
    def ok(self) -> bool:
        """Return whether there is no error."""
        return not self.count("error")


def check_rulebook(rulebook: Rulebook, case_paths: Sequence[Path]) -> Report:
    """Return what all checks find. Experimental rules are checked like the others."""
    program = compile_rulebook(rulebook)
    whole = compile_rulebook(rulebook, experimental=True)
    tried, found = batch(whole), covering(rulebook, program, case_paths)
    matters = dict(all_decisive(tried))
    results = [
        contradictions(rulebook, whole),
        pairs(rulebook, whole),
        firing(rulebook, tried),
        deciding(rulebook, tried, matters),
        unused_attributes(rulebook),
        unused_concepts(rulebook),
        shares.styles(program, batch(program)),
        texts(rulebook),
        citations(rulebook),
        claims(rulebook),
        promising.promises(rulebook, program, tried.situations),
        *(_of_cases(rulebook, found, matters)),
        gates(rulebook, found, matters),
    ]
    return Report(tuple(results), matters)


def _of_cases(
    rulebook: Rulebook, found: Covering | None, matters: Mapping[str, Decisive | None]
) -> Iterator[Result]:
    if found:
        yield cases(rulebook, found)
        yield noticed(found, matters)
