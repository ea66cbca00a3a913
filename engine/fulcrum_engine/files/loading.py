"""Loading a rule book from a folder: all faults of all files at once, or a checked rule book."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path as FilePath
from typing import TypeVar

from pydantic import BaseModel

from fulcrum_engine.documents import Document, read_yaml
from fulcrum_engine.errors import Fault, InputError, RulebookError
from fulcrum_engine.files.annexes import ANNEXES, annex_faults
from fulcrum_engine.files.definitions import hypothesis_faults, source_faults, vocabulary_faults
from fulcrum_engine.files.naming import Names
from fulcrum_engine.files.records import read_record
from fulcrum_engine.files.references import Placed, decision_faults, rule_faults
from fulcrum_engine.files.salvaging import salvaged_rules
from fulcrum_engine.knowledge.decision import Decision
from fulcrum_engine.knowledge.glossary import GlossaryFile, LeftOutFile
from fulcrum_engine.knowledge.migrations import MigrationFile
from fulcrum_engine.knowledge.promises import PromiseFile
from fulcrum_engine.knowledge.rulebook import (
    ClaimFile,
    ConceptFile,
    Hypotheses,
    Rulebook,
    RuleFile,
    SourceFile,
    VersionFile,
)
from fulcrum_engine.knowledge.vocabulary import Vocabulary
from fulcrum_engine.reasoning.strata import cycle_faults

R = TypeVar("R", bound=BaseModel)
FILES: dict[str, type[BaseModel]] = {
    "rulebook.yaml": VersionFile,
    "vocabulary.yaml": Vocabulary,
    "hypotheses.yaml": Hypotheses,
    "concepts.yaml": ConceptFile,
    "sources.yaml": SourceFile,
    "claims.yaml": ClaimFile,
}
OPTIONAL_FILES: dict[str, type[BaseModel]] = {
    "decision.yaml": Decision,
    **{name: model for name, (model, _) in ANNEXES.items()},
}
MAX_FILES = 1000


@dataclass
class Reading:
    """What has been read of a folder so far, and what is wrong with it."""

    records: dict[str, BaseModel] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    salvaged: list[Placed] = field(default_factory=list)
    """Rules of faulty files, to be checked but never used."""

    def get(self, name: str, model: type[R]) -> R:
        record = self.records[name]
        assert isinstance(record, model)
        return record

    def find(self, name: str, model: type[R]) -> R | None:
        """Return the record of a file that a rule book may do without."""
        return self.get(name, model) if name in self.records else None


def default_folder() -> FilePath:
    """Return the folder of the rule book that came with the distribution."""
    packaged = FilePath(__file__).parents[1] / "rules"
    return packaged if packaged.is_dir() else FilePath(__file__).parents[3] / "rules"


def load_rulebook(folder: FilePath | str | None = None) -> Rulebook:
    """Return the rule book of a folder, by default the one that came with the distribution.

    Raises RulebookError with every fault of every file, each with file, line and place.
    """
    return _load(FilePath(folder).resolve() if folder else default_folder())


@lru_cache(maxsize=8)
def _load_once(folder: FilePath, _stamp: tuple[tuple[str, int, int], ...]) -> Rulebook:
    reading = _read(folder)
    placed = list(_rules(reading))
    if reading.records.keys() >= FILES.keys() - {"rulebook.yaml"}:
        reading.faults += _cross_check(reading, [*placed, *reading.salvaged])
    if reading.faults:
        raise RulebookError(sorted(reading.faults, key=_order))
    return _assemble(reading, placed)


def _load(folder: FilePath) -> Rulebook:
    return _load_once(folder, _stamp(folder))


def _stamp(folder: FilePath) -> tuple[tuple[str, int, int], ...]:
    """Return what changes when a file of the folder does."""
    return tuple((str(path), *_state(path)) for path in _paths(folder))


def _state(path: FilePath) -> tuple[int, int]:
    try:
        stat = path.stat()
    except OSError:  # a link to nowhere: reading it will say so
        return 0, 0
    return stat.st_mtime_ns, stat.st_size


def _paths(folder: FilePath) -> list[FilePath]:
    if not folder.is_dir():
        raise RulebookError([Fault((), "unreadable", "no such folder", file=str(folder))])
    paths = sorted(path for ending in ("*.yaml", "*.yml") for path in folder.rglob(ending))
    if len(paths) > MAX_FILES:
        problem = f"{len(paths)} files are no rule book"
        raise RulebookError(
            [Fault((), "too-large", problem, None, f"at most {MAX_FILES}", file=str(folder))]
        )
    return paths


def _read(folder: FilePath) -> Reading:
    reading = Reading()
    for path in _paths(folder):
        name = path.relative_to(folder).as_posix()
        try:
            document = read_yaml(path.read_bytes(), name, 1024 * 1024)
        except OSError:
            reading.faults.append(Fault((), "unreadable", "this file cannot be read", file=name))
            continue
        except InputError as error:
            reading.faults += error.located(name)
            continue
        model = (FILES | OPTIONAL_FILES).get(name, RuleFile)
        record = read_record(model, document)
        if isinstance(record, list):
            reading.faults += record
            reading.salvaged += salvaged_rules(document) if model is RuleFile else ()
        else:
            reading.records[name], reading.documents[name] = record, document
    here = {path.relative_to(folder).as_posix() for path in _paths(folder)}
    missing = sorted(FILES.keys() - here)
    reading.faults += [
        Fault((), "unreadable", "this file is missing", file=name) for name in missing
    ]
    return reading


def _rules(reading: Reading) -> Iterator[Placed]:
    for name, record in reading.records.items():
        if isinstance(record, RuleFile):
            for i, rule in enumerate(record.rules):
                yield rule, reading.documents[name], ("rules", i)


def _themes(reading: Reading) -> dict[str, str]:
    """Return the theme of each rule."""
    files = (record for record in reading.records.values() if isinstance(record, RuleFile))
    return {rule.id: file.theme for file in files for rule in file.rules}


def _cross_check(reading: Reading, placed: list[Placed]) -> list[Fault]:
    names = _names(reading)
    return [
        *vocabulary_faults(names, reading.documents["vocabulary.yaml"]),
        *source_faults(
            reading.get("claims.yaml", ClaimFile),
            reading.get("sources.yaml", SourceFile),
            reading.documents["claims.yaml"],
            reading.documents["sources.yaml"],
        ),
        *hypothesis_faults(names, reading.documents["hypotheses.yaml"]),
        *rule_faults(names, placed),
        *_decision_faults(reading, names),
        *annex_faults(names, reading.records, reading.documents),
        *cycle_faults(names.hypotheses, placed),
    ]


def _decision_faults(reading: Reading, names: Names) -> Iterator[Fault]:
    if decision := reading.find("decision.yaml", Decision):
        yield from decision_faults(names, decision, reading.documents["decision.yaml"])


def _names(reading: Reading) -> Names:
    claims = reading.get("claims.yaml", ClaimFile)
    sources = reading.get("sources.yaml", SourceFile).sources
    return Names(
        vocabulary=reading.get("vocabulary.yaml", Vocabulary),
        hypotheses=reading.get("hypotheses.yaml", Hypotheses),
        concepts=reading.get("concepts.yaml", ConceptFile).concepts,
        sources={source.id: source for source in sources},
        claims={claim.id: claim for claim in claims.claims},
        claims_of=claims.source,
    )


def _assemble(reading: Reading, placed: list[Placed]) -> Rulebook:
    names = _names(reading)
    glossary = reading.find("glossary.yaml", GlossaryFile)
    left_out = reading.find("left-out-claims.yaml", LeftOutFile)
    promises = reading.find("promises.yaml", PromiseFile)
    migrations = reading.find("migrations.yaml", MigrationFile)
    version = reading.get("rulebook.yaml", VersionFile)
    placed = sorted(placed, key=lambda each: each[0].id)
    return Rulebook(
        version=version.version,
        title=version.title,
        vocabulary=names.vocabulary,
        hypotheses=names.hypotheses,
        concepts={concept.id: concept for concept in names.concepts},
        rules={rule.id: rule for rule, _, _ in placed},
        decision=reading.find("decision.yaml", Decision),
        sources=names.sources,
        claims=names.claims,
        glossary=glossary.entries if glossary else (),
        left_out=left_out.claims if left_out else (),
        promises=promises.promises if promises else (),
        migrations=migrations.migrations if migrations else (),
        themes=_themes(reading),
        places={rule.id: f"{doc.file}:{doc.line_of(path)}" for rule, doc, path in placed},
    )


def _order(fault: Fault) -> tuple[str, int, str]:
    return fault.file or "", fault.line or 0, str(fault)
