"""The same situation and knowledge give the same bytes, in any process and any order."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import yaml

from fulcrum_engine import load_rulebook, parse_situation
from fulcrum_engine.files.loading import FILES, OPTIONAL_FILES, default_folder

PROCESSES = 20
CODE = """
import json, sys
from fulcrum_engine import consult, load_rulebook
rulebook = load_rulebook(sys.argv[1])
for situation in json.loads(sys.stdin.read()):
    print(consult(situation, rulebook).json_text)
"""


def some_situations() -> list[dict[str, Any]]:
    """Return a full, a half known, a barely known and an empty situation."""
    choose = random.Random(7)
    attributes = load_rulebook().vocabulary.attributes
    full: dict[str, Any] = {a.id: choose.choice(a.level_ids) for a in attributes}
    half = {name: full[name] for name in list(full)[::2]}
    half |= dict.fromkeys(list(full)[1::6], "unknown")
    half |= {a.id: list(a.level_ids[:2]) for a in attributes[3::8]}
    return [full, half, {"change": "major"}, {"morale": ["low", "mixed"]}, {}]


def shuffled(situation: dict[str, Any], order: random.Random) -> dict[str, Any]:
    """Return the same answers, and the levels of each, in another order."""
    return {
        name: order.sample(answer, len(answer)) if isinstance(answer, list) else answer
        for name, answer in order.sample(list(situation.items()), len(situation))
    }


def copied(folder: Path, order: random.Random) -> Path:
    """Return the same knowledge in files of other names, rules and concepts in another order."""
    source = default_folder()
    read = {p: yaml.safe_load(p.read_text("utf-8")) for p in sorted(source.rglob("*.yaml"))}
    special = {path.name: read[path] for path in read if path.name in FILES | OPTIONAL_FILES}
    for name, key in (("concepts.yaml", "concepts"), ("sources.yaml", "sources")):
        order.shuffle(special[name][key])
    themes = [data for path, data in read.items() if path.name not in special]
    rules = [rule for data in themes for rule in data["rules"]]
    order.shuffle(rules)
    piles = [rules[n::7] for n in range(7) if rules[n::7]]
    files = special | {
        f"{order.choice('abcxyz')}/{order.random()}.yaml": {
            "format": 1,
            "theme": "Shuffled",
            "rules": pile,
        }
        for pile in piles
    }
    for name in order.sample(list(files), len(files)):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(files[name]), "utf-8")
    return folder


def run(seed: int, folder: Path) -> list[str]:
    order = random.Random(seed)
    rules = copied(folder, order) if seed else default_folder()
    data = json.dumps([shuffled(situation, order) for situation in some_situations()])
    environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", CODE, str(rules)],
        input=data,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    timeless = [line for line in lines if not line.lstrip().startswith('"time": ')]
    assert len(lines) - len(timeless) == len(some_situations())
    return timeless


def test_twenty_processes_with_everything_shuffled_give_the_same_bytes(tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        folders = [tmp_path / str(seed) for seed in range(PROCESSES)]
        outputs = list(pool.map(run, range(PROCESSES), folders))
    assert len(outputs) == PROCESSES
    for output in outputs:
        assert output == outputs[0]


def test_the_situations_of_this_test_are_not_all_alike() -> None:
    rulebook = load_rulebook()
    hashes = {parse_situation(rulebook.vocabulary, s).sha256 for s in some_situations()}
    assert len(hashes) == len(some_situations())
