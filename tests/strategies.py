"""Random situations of a vocabulary, random small rule books, and rule books made for one test."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import yaml
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

GARDEN = Path(__file__).parent / "fixtures" / "toy_rules"
Files = dict[str, Any]
"""A rule book as plain data by file name."""


# Rule books made for one test


def garden_files() -> Files:
    """Return the files of the garden's rule book as plain data, without its rules."""
    return {path.name: yaml.safe_load(path.read_text("utf-8")) for path in GARDEN.glob("*.yaml")}


def rule(id: str, when: dict[str, Any], *then: tuple[str, float], **fields: Any) -> dict[str, Any]:
    """Return a rule as plain data: `rule("dry", {...}, ("thirst", 0.5))`."""
    return {
        "id": id,
        "title": f"The rule {id}",
        "status": "stable",
        "when": when,
        "then": [{"conclude": name, "certainty": certainty} for name, certainty in then],
        "because": f"Because of {id}.",
        "sources": ["gardening"],
        **fields,
    }


def with_rules(*rules: dict[str, Any], concepts: tuple[str, ...] = (), **lean: Any) -> Files:
    """Return the garden's rule book with these rules instead, and these concepts as well.

    A concept that is named with a plus (`"heat+"`) accumulates.
    """
    files = garden_files()
    files["concepts.yaml"]["concepts"] += [
        {"id": name.rstrip("+"), "title": name, "combine": "accumulate"}
        if name.endswith("+")
        else {"id": name, "title": name}
        for name in concepts
    ]
    files["hypotheses.yaml"]["lean"].update(lean)
    files["rules.yaml"] = {"format": 1, "theme": "One test", "rules": list(rules)}
    return files


def write(folder: Path, files: Files) -> Path:
    """Write a rule book (JSON is YAML as well) and return its folder."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(data if isinstance(data, str) else json.dumps(data, indent=1), "utf-8")
    return folder


# Situations


def answers(levels: list[str]) -> SearchStrategy[Any]:
    """Return answers to one attribute: a level, several, unknown or not applicable."""
    level = st.sampled_from(levels)
    several = st.lists(level, min_size=1, unique=True)
    return st.one_of(level, level, st.just("unknown"), st.just("not_applicable"), several)


def situations(vocabulary: dict[str, list[str]]) -> SearchStrategy[dict[str, Any]]:
    """Return situations of a vocabulary (attribute to levels), from empty to full."""
    optional = {attribute: answers(levels) for attribute, levels in vocabulary.items()}
    return st.one_of(
        st.fixed_dictionaries({}, optional=optional),
        st.fixed_dictionaries(optional),
        full_situations(vocabulary),
    )


def full_situations(vocabulary: dict[str, list[str]]) -> SearchStrategy[dict[str, Any]]:
    """Return situations in which every attribute has one level."""
    return st.fixed_dictionaries({a: st.sampled_from(levels) for a, levels in vocabulary.items()})


@st.composite
def refined(
    draw: DrawFn, vocabulary: dict[str, list[str]], situation: dict[str, Any], *, full: bool
) -> dict[str, Any]:
    """Return a situation with its missing answers given and its several levels narrowed.

    With `full` all of them, otherwise some; what is not applicable stays so.
    """
    known = dict(situation)
    for attribute, levels in vocabulary.items():
        answer = situation.get(attribute, "unknown")
        if answer == "unknown" and (full or draw(st.booleans())):
            known[attribute] = draw(st.sampled_from(levels))
        elif isinstance(answer, list) and (full or draw(st.booleans())):
            known[attribute] = draw(st.sampled_from(answer))
    return known


# Small rule books

ATTRIBUTES = {
    "soil": ["wet", "moist", "dry"],
    "sun": ["shade", "mixed", "full"],
    "rain": ["none", "some", "plenty"],
    "hose": ["missing", "simple", "automatic"],
    "plant": ["herb", "rose", "cactus"],
}
"""Those of the garden that the random rules ask for; `hose` and `plant` cannot be compared."""

LAYERS = [
    ["c1", "c2"],
    ["c3", "c4"],
    ["c5"],
    ["need-for-watering", "need-for-shading"],
    ["sprinkler", "can", "net", "mulch"],
]
"""What random rules conclude; a rule asks only for layers above its own, so nothing circles."""

BEHIND = ["c6", "wilting", "drowning", "water-at-dawn"]
"""What is concluded behind the advice."""

CERTAINTIES = [0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, -0.2, -0.4, -0.7, -0.95]
STRENGTHS = [0.1, 0.2, 0.25, 0.3, 0.5, 0.6, 0.75, 0.9]
OUTCOMES = {
    "lean": ["watering", "shading", "balanced", "undetermined"],
    "strength": ["slight", "clear", "strong", "nothing"],
    "style": ["sprinkler", "can", "net", "mulch", "nothing"],
    "supporting": ["sprinkler", "can", "net", "mulch", "nothing"],
}


@st.composite
def level_tests(draw: DrawFn, kind: str, of: dict[str, list[str]]) -> dict[str, Any]:
    name = draw(st.sampled_from(sorted(of)))
    levels = of[name]
    tests = ["is", "is_not", "one_of"]
    tests += ["at_least", "at_most"] if name in ("soil", "sun", "rain") else []
    test = draw(st.sampled_from(tests))
    if test == "one_of":
        few = st.lists(st.sampled_from(levels), min_size=1, max_size=len(levels) - 1, unique=True)
        return {kind: name, test: draw(few)}
    possible = {"at_least": levels[1:], "at_most": levels[:-1]}.get(test, levels)
    return {kind: name, test: draw(st.sampled_from(possible))}


@st.composite
def concept_tests(draw: DrawFn, concepts: list[str]) -> dict[str, Any]:
    test: dict[str, Any] = {"concept": draw(st.sampled_from(concepts))}
    if draw(st.booleans()):
        test["at_least"] = draw(st.sampled_from(STRENGTHS))
    return test


def conditions(concepts: list[str], *, outcomes: bool) -> SearchStrategy[dict[str, Any]]:
    tests: list[SearchStrategy[dict[str, Any]]] = [level_tests("attribute", ATTRIBUTES)]
    if concepts:
        tests += [concept_tests(concepts)] * 2
    if outcomes:
        tests.append(level_tests("outcome", OUTCOMES))

    def groups(parts: SearchStrategy[dict[str, Any]]) -> SearchStrategy[dict[str, Any]]:
        few = st.lists(parts, min_size=1, max_size=3)
        return st.sampled_from(["all", "any", "none"]).flatmap(
            lambda kind: few.map(lambda parts: {kind: parts})
        )

    return st.recursive(st.one_of(tests), groups, max_leaves=4)


@st.composite
def _rules(draw: DrawFn, id: str) -> dict[str, Any]:
    layer = draw(st.integers(0, len(LAYERS)))
    behind = layer == len(LAYERS)
    above = [name for names in LAYERS[:layer] for name in names]
    concluded = st.sampled_from(BEHIND if behind else LAYERS[layer])
    names = draw(st.lists(concluded, min_size=1, max_size=2))
    then = [(name, draw(st.sampled_from(CERTAINTIES))) for name in names]
    status = draw(st.sampled_from(["stable", "tested", "stable", "experimental"]))
    return rule(id, draw(conditions(above, outcomes=behind)), *then, status=status)


@st.composite
def small_books(draw: DrawFn) -> Files:
    """Return the files of a small rule book about the garden with random rules."""
    numbers = draw(st.lists(st.integers(0, 99), min_size=1, max_size=14, unique=True))
    rules = [draw(_rules(f"r{number}")) for number in numbers]
    plus = draw(st.sets(st.sampled_from(["c1", "c2", "c3", "c4", "c5", "c6"])))
    concepts = tuple(f"{c}+" if c in plus else c for c in ("c1", "c2", "c3", "c4", "c5", "c6"))
    files = with_rules(*rules, concepts=concepts)
    for side in files["hypotheses.yaml"]["sides"]:
        side["combine"] = draw(st.sampled_from(["accumulate", "strongest"]))
    return copy.deepcopy(files)
