"""Rule books by folder or by git revision."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from fulcrum_api.commands.terminal import MARK, folder_of, refuse
from fulcrum_engine import Fault, Rulebook, RulebookError, load_rulebook

FOLDER = "rules"
"""Where a repository has its rule book."""
EXPECTED = "a rule book's folder, or a revision of the git repository you are in"


@contextmanager
def rulebook_at(place: str) -> Iterator[Rulebook]:
    """Lend the rule book of a folder or a git revision.

    Raises InputError if there is none, RulebookError if it cannot be read.
    """
    folder = Path(place)
    if place and folder.is_dir():
        yield _load(folder_of(folder if (folder / MARK).is_file() else _within(folder)), place)
        return
    with TemporaryDirectory(prefix="fulcrum-") as temporary:
        _materialise(place, Path(temporary))
        yield _load(Path(temporary) / FOLDER, place)


def _within(folder: Path) -> Path:
    """Return the rule book's folder within a repository's, or the folder itself."""
    return folder / FOLDER if (folder / FOLDER / MARK).is_file() else folder


def _load(folder: Path | None, place: str) -> Rulebook:
    try:
        return load_rulebook(folder)
    except RulebookError as error:
        raise RulebookError(_with_place(error, place)) from None


def _with_place(error: RulebookError, place: str) -> Iterator[Fault]:
    for fault in error.faults:
        yield Fault(**{**vars(fault), "file": f"{place}/{fault.file}" if fault.file else place})


def _materialise(revision: str, folder: Path) -> None:
    """Write the rule book of a revision into a folder."""
    repository = _git(["rev-parse", "--show-toplevel"], Path())
    if repository is None:
        refuse(revision, "no such folder, and here is no git repository", EXPECTED)
    root = Path(repository.decode().rstrip("\n"))
    asked = ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"]
    commit = _git(asked, root)
    if commit is None:
        refuse(revision, "no such folder, and no such revision", EXPECTED)
    archive = _git(["archive", "--format=zip", commit.decode().strip(), FOLDER], root)
    if archive is None:
        refuse(revision, f"this revision has no folder `{FOLDER}`", EXPECTED)
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        files.extractall(folder)


def _git(arguments: list[str], folder: Path) -> bytes | None:
    """Return what git prints, or None if it fails or is not there."""
    try:
        done = subprocess.run(  # noqa: S603 (a list, no shell)
            ["git", *arguments],  # noqa: S607 (the user's own git)
            cwd=folder,
            capture_output=True,
            check=False,
        )
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
