"""The pages hold what they show: every example runs, every link and name leads somewhere.

A block of YAML that begins with `# path` is a file; what stands after `$` is run beside the files
of its page, and must print what stands below it, `...` standing for anything.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from fulcrum_api.server import make_server
from fulcrum_api.settings import read_settings
from fulcrum_engine import load_rulebook
from fulcrum_engine.files.loading import default_folder

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCED = re.compile(r"^( *)```(\w+)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#:\s]+)\)")
PORT = "127.0.0.1:8000"


class Block(NamedTuple):
    language: str
    text: str


def blocks(page: Path, *languages: str) -> list[Block]:
    found = FENCED.findall(page.read_text("utf-8"))
    return [Block(lang, textwrap.dedent(text)) for _, lang, text in found if lang in languages]


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def files(page: Path) -> dict[str, str]:
    named = ((b.text.partition("\n")[0], b.text) for b in blocks(page, "yaml"))
    return {line.removeprefix("# "): text for line, text in named if line.startswith("# ")}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a running service."""
    database = tmp_path_factory.mktemp("served") / "docs.db"
    server = make_server(read_settings(port=0, database_url=f"sqlite:///{database}"))
    server.config.log_level = "warning"
    thread = threading.Thread(target=server.run)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and thread.is_alive() and time.monotonic() < deadline:
        time.sleep(0.05)
    yield f"127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(20)


@pytest.fixture
def folder(page: Path, tmp_path: Path) -> Path:
    for path, text in files(page).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    shutil.copytree(default_folder(), tmp_path / "our-rules")
    return tmp_path


def commands(page: Path) -> list[tuple[str, str]]:
    """Return the commands of a page with what they print; an empty text promises nothing."""
    parts = [part for b in blocks(page, "console") for part in b.text.split("$ ") if part.strip()]
    return [(part.partition("\n")[0], part.partition("\n")[2].strip()) for part in parts]


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, "PATH": path, "PYTEST_ADDOPTS": "-p no:cacheprovider"}
    env.pop("CI", None)  # the pages show what a reader sees, at a terminal
    return subprocess.run(
        command, shell=True, cwd=folder, env=env, capture_output=True, text=True, check=False
    )


def matches(expected: str, printed: str) -> bool:
    pattern = ".*".join(re.escape(part) for part in expected.split("..."))
    return re.fullmatch(pattern, printed.strip(), re.DOTALL) is not None


@pytest.mark.parametrize("page", [p for p in PAGES if commands(p)], ids=name)
def test_every_command_prints_what_the_page_says(page: Path, folder: Path, address: str) -> None:
    for command, expected in commands(page):
        if command.startswith("curl") and not shutil.which("curl"):
            continue
        done = run(command.replace(PORT, address), folder)
        printed = done.stdout + done.stderr
        if expected:
            wanted = expected.replace("[100%]", "...[100%]")
            assert matches(wanted, printed), f"{command}\nprints\n{printed}\nnot\n{expected}"
        else:
            assert done.returncode == 0, f"{command}\n{printed}"


@pytest.mark.parametrize("page", [p for p in PAGES if blocks(p, "python")], ids=name)
def test_every_program_runs(
    page: Path, address: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    for block in blocks(page, "python"):
        exec(compile(block.text.replace(PORT, address), name(page), "exec"), {})


@pytest.mark.parametrize("page", [p for p in PAGES if blocks(p, "yaml")], ids=name)
def test_every_block_of_yaml_can_be_read(page: Path) -> None:
    for block in blocks(page, "yaml"):
        yaml.safe_load(block.text)


def test_the_example_of_a_rule_fits_into_the_rule_book(tmp_path: Path) -> None:
    shutil.copytree(default_folder(), tmp_path / "rules")
    for path, text in files(ROOT / "docs" / "rule-book.md").items():
        (tmp_path / path).write_text(text)
    assert "change-nobody-can-picture" in load_rulebook(tmp_path / "rules").rules


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_somewhere(page: Path) -> None:
    missing = [
        link for link in LINK.findall(page.read_text("utf-8")) if not (page.parent / link).exists()
    ]
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_make_target_that_is_named_is_there(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = re.findall(r"(?:^|`)make ([a-z]+)", page.read_text("utf-8"), re.MULTILINE)
    assert set(named) <= targets


def test_every_word_of_the_field_is_explained() -> None:
    words = (
        "fact, working memory, rule, condition, conclusion, concept, hypothesis, agenda, "
        "activation, firing, salience, certainty factor, stratum, explanation, consultation, "
        "situation, recommendation"
    )
    text = (ROOT / "README.md").read_text()
    assert not [word for word in words.split(", ") if f"| {word} |" not in text]


def test_the_pages_name_every_command_that_there_is() -> None:
    done = run("fulcrum --help", ROOT)
    there = re.findall(r"^  ([a-z]+)  ", done.stdout.partition("Commands:")[2], re.MULTILINE)
    text = (ROOT / "docs" / "README.md").read_text()
    assert there
    assert not [command for command in there if f"`fulcrum {command}" not in text]
