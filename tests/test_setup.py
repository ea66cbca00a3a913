"""Setting up: what the two commands install, and that it is the same everywhere."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOCKS = [ROOT / name for name in ("uv.lock", "requirements.txt", "requirements-build.txt")]
PUBLIC = ("https://pypi.org/simple", "https://files.pythonhosted.org/packages/")
LOCKED = re.compile(r"^([a-z0-9-]+)==(\S+)", re.MULTILINE)


def locked(name: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for package, version in LOCKED.findall((ROOT / name).read_text()):
        found.setdefault(package, set()).add(version)
    return found


def uv_lock() -> dict[str, list[dict[str, object]]]:
    packages: dict[str, list[dict[str, object]]] = {}
    for package in tomllib.loads((ROOT / "uv.lock").read_text())["package"]:
        packages.setdefault(package["name"], []).append(package)
    return packages


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_lock_files_name_nothing_but_the_public_index(path: Path) -> None:
    text = path.read_text()
    assert not [url for url in re.findall(r"\w+://\S+", text) if not url.startswith(PUBLIC)]
    assert not re.findall(r"^(?:-|--)\S+", text, re.MULTILINE), "no options of one machine"


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-build.txt"])
def test_every_requirement_is_pinned_and_has_hashes(name: str) -> None:
    text = (ROOT / name).read_text()
    requirements = re.split(r"^(?=[a-z])", text, flags=re.MULTILINE)[1:]
    assert len(requirements) > 5
    assert not [each for each in requirements if "==" not in each or "--hash=sha256:" not in each]


def test_the_exported_files_agree_with_the_lock() -> None:
    packages = uv_lock()
    for name in ("requirements.txt", "requirements-build.txt"):
        for package, versions in locked(name).items():
            assert versions <= {str(each["version"]) for each in packages[package]}


def test_everything_the_project_asks_for_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = list(project["project"]["dependencies"])
    asked += [
        each for extra in project["project"]["optional-dependencies"].values() for each in extra
    ]
    names = {re.split(r"[^A-Za-z0-9_.-]", each)[0].lower().replace("_", "-") for each in asked}
    assert names <= locked("requirements.txt").keys()
    built_by = {re.split(r"[^a-z]", each)[0] for each in project["dependency-groups"]["build"]}
    assert built_by <= locked("requirements-build.txt").keys()


def test_experta_is_the_one_that_was_measured() -> None:
    assert locked("requirements.txt")["experta"] == {"1.9.4"}
    assert locked("requirements.txt")["frozendict"] == {"1.2"}


@pytest.mark.parametrize("platform", ["manylinux", "macosx"])
def test_what_is_compiled_has_wheels_for_linux_and_mac(platform: str) -> None:
    for name, packages in uv_lock().items():
        for package in packages:
            wheels = str(package.get("wheels", ""))
            if wheels and "none-any" not in wheels and name not in ("colorama", "pywin32"):
                assert platform in wheels, name


def test_no_dependency_is_copied_into_the_repository() -> None:
    copies = [*ROOT.glob("engine/*"), *ROOT.glob("api/*")]
    packages = {path.name for path in copies if (path / "__init__.py").exists()}
    assert packages == {"fulcrum_engine", "fulcrum_api"}


@pytest.mark.parametrize("target", ["setup", "run", "test", "check", "lock", "thorough"])
def test_every_target_can_be_planned(target: str) -> None:
    done = subprocess.run(
        ["make", "--dry-run", target], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_an_old_python_is_refused_with_what_to_do(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    (tmp_path / "Makefile").write_text((ROOT / "Makefile").read_text())
    done = subprocess.run(
        ["make", "setup", f"PYTHON={old}"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert f"Fulcrum needs Python 3.11 or newer with its venv module; tried: {old}" in done.stderr
    assert "make PYTHON=" in done.stderr
    assert not (tmp_path / ".venv" / "created").exists()


def test_the_licence_is_whole_and_experta_is_accounted_for() -> None:
    assert "END OF TERMS AND CONDITIONS" in (ROOT / "LICENSE").read_text()
    notice = (ROOT / "NOTICE").read_text()
    assert "experta" in notice
    assert "Lesser General Public License" in notice


def test_ci_runs_the_tests_and_the_checks() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert "set -euo pipefail" in script.read_text()
    assert subprocess.run(["bash", "-n", str(script)], check=False).returncode == 0
    for command in ("make test", "make check"):
        assert command in script.read_text()
