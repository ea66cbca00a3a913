"""A rule book by its folder, or by a git revision of one."""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn

from fulcrum_engine.errors import Fault, InputError
from fulcrum_engine.files.loading import default_folder, load_rulebook
from fulcrum_engine.knowledge.rulebook import Rulebook

MARK = "rulebook.yaml"


def load_folder_or_revision(wanted: str, folder: Path | None = None) -> Rulebook:
    """Return the rule book of a folder, or what a git revision has in a rule book's folder.

    A revision is anything that git knows a commit by: `main`, `v0.2.0`, `HEAD~3`, a hash.
    Raises InputError if it is neither, and RulebookError if that rule book cannot be used.
    """
    if (Path(wanted) / MARK).is_file():
        return load_rulebook(Path(wanted))
    if Path(wanted).is_dir():
        _refuse(wanted, f"no rule book here: `{MARK}` is missing", "a rule book's folder")
    return _of_revision(wanted, (folder or default_folder()).resolve())


def _of_revision(revision: str, folder: Path) -> Rulebook:
    commit = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^0")
    place = _git(folder, "rev-parse", "--show-prefix")
    top = _git(folder, "rev-parse", "--show-toplevel")
    if commit is None or place is None or top is None:
        expected = "a rule book's folder, or a git revision of the rule book in use"
        _refuse(revision, "no such folder or revision", expected)
    inside = place.decode().strip() or "."
    repository = Path(top.decode().rstrip("\n"))
    archive = _git(repository, "archive", f"{commit.decode().strip()}:{inside.rstrip('/')}")
    if archive is None:
        _refuse(revision, f"this revision has no folder `{inside}`", "a revision that has it")
    with TemporaryDirectory() as temporary:
        with tarfile.open(fileobj=io.BytesIO(archive)) as files:
            files.extractall(temporary, filter="data")
        return load_rulebook(Path(temporary))


def _git(folder: Path, *arguments: str) -> bytes | None:
    """Return what git prints, or None if it fails or is not there."""
    try:
        command = ["git", "-C", str(folder), *arguments]
        result = subprocess.run(command, check=False, capture_output=True)  # noqa: S603
    except OSError:
        return None
    return result.stdout if result.returncode == 0 else None


def _refuse(wanted: str, problem: str, expected: str) -> NoReturn:
    raise InputError([Fault((), "unreadable", problem, expected=expected, file=wanted)])
