"""What a check finds, and how it looked: proved, searched, sampled or read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
How = Literal["proved", "searched", "sampled", "read"]


@dataclass(frozen=True)
class Finding:
    """One thing found in a rule book: an error, a warning, or a note for whoever reviews it."""

    severity: Severity
    subject: str
    """The rule, concept, attribute, claim or promise that it is about."""
    text: str
    place: str | None = None

    def __str__(self) -> str:
        at = f" ({self.place})" if self.place else ""
        return f"{self.subject}{at}: {self.text}"


@dataclass(frozen=True)
class Result:
    """What one check looked at and how, and what it found."""

    check: str
    how: How
    told: str
    """What exactly was proved, searched or sampled."""
    findings: tuple[Finding, ...] = ()

    def count(self, severity: Severity) -> int:
        """Return how many findings are of a severity."""
        return sum(finding.severity == severity for finding in self.findings)


def result(check: str, how: How, told: str, findings: Iterable[Finding]) -> Result:
    """Return the result of a check, its findings in the order of severity and subject."""
    ordered = sorted(findings, key=lambda f: (SEVERITIES.index(f.severity), f.subject, f.text))
    return Result(check, how, told, tuple(ordered))
