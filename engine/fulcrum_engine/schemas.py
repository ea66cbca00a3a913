"""JSON Schemas of rule book files and case files, with which editors complete and check.

`python -m fulcrum_engine.schemas [RULES]` writes them to the folder `schemas` of a rule book,
with its own names of attributes, levels, concepts and rules in them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from fulcrum_engine.cases.format import CaseFileRecord
from fulcrum_engine.errors import RulebookError
from fulcrum_engine.files.loading import default_folder, load_rulebook
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
from fulcrum_engine.schema_names import NAMED, Schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FOLDER = "schemas"
MODELS: dict[str, tuple[str, type[BaseModel]]] = {
    "rules": ("Rules on one theme", RuleFile),
    "vocabulary": ("The vocabulary of situations", Vocabulary),
    "hypotheses": ("What a consultation can conclude", Hypotheses),
    "concepts": ("Derived facts", ConceptFile),
    "decision": ("Who decides", Decision),
    "glossary": ("The words of the rule book", GlossaryFile),
    "promises": ("What holds in every situation", PromiseFile),
    "left-out-claims": ("Claims left out on purpose", LeftOutFile),
    "migrations": ("What was called otherwise before", MigrationFile),
    "sources": ("Publications that rules rest on", SourceFile),
    "claims": ("Numbered statements of a source", ClaimFile),
    "rulebook": ("Which rule book this is", VersionFile),
    "case": ("Cases: situations with the advice expected for them", CaseFileRecord),
}


def schemas(rulebook: Rulebook) -> dict[str, Schema]:
    """Return the schema of every kind of file, by name, with the names of a rule book in them."""
    return {kind: schema(kind, rulebook) for kind in MODELS}


def schema(kind: str, rulebook: Rulebook) -> Schema:
    """Return the JSON Schema (draft 2020-12) of one kind of file."""
    title, model = MODELS[kind]
    found = _plain(model.model_json_schema(by_alias=True))
    if kind in NAMED:
        NAMED[kind](found, rulebook)
    return {"$schema": DIALECT, **found, "title": title}


def file_name(kind: str) -> str:
    """Return the name of a schema's file."""
    return f"{kind}.schema.json"


def as_text(schema: Schema) -> str:
    """Return a schema as it is written to its file."""
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def write_schemas(rulebook: Rulebook, folder: Path) -> list[Path]:
    """Write the schemas to a folder; return their files."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for kind, found in schemas(rulebook).items():
        paths.append(folder / file_name(kind))
        paths[-1].write_text(as_text(found), encoding="utf-8")
    return paths


def _plain(part: Any) -> Any:
    """Return a schema without what only helps Python: generated titles, and null for left out."""
    if isinstance(part, list):
        return [_plain(each) for each in part]
    if not isinstance(part, dict):
        return part
    kept = {key: _plain(value) for key, value in part.items() if not _noise(key, value)}
    options = [option for option in kept.get("anyOf", ()) if option != {"type": "null"}]
    if options and len(options) < len(kept["anyOf"]):
        del kept["anyOf"]
        kept |= options[0] if len(options) == 1 else {"anyOf": options}
    return kept


def _noise(key: str, value: object) -> bool:
    return (key == "title" and isinstance(value, str)) or (key == "default" and value is None)


def main(arguments: Sequence[str]) -> int:
    """Write the schemas of a rule book into it; return the exit code."""
    rules = Path(arguments[0]) if arguments else default_folder()
    try:
        paths = write_schemas(load_rulebook(rules), rules / FOLDER)
    except RulebookError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write("".join(f"{path}\n" for path in paths))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
