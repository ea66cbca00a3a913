"""The built distribution, installed beside a user's repository with its own engine/ and api/."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

pytest.importorskip("hatchling", reason="building the distribution wants hatchling")

ROOT = Path(__file__).parents[1]
CASES = """\
format: 1
cases:
- {id: nothing-known, given: {}, expect: {lean: undetermined}}
- {id: misspelt, given: {moral: low}, expect: {error: unknown-attribute, suggests: morale}}
"""
THREE = {
    "right": CASES,
    "wrong": """\
format: 1
cases:
- id: a-change-without-direction
  given: {change: major, direction: none}
  expect:
    lean: management
    style: {primary: bureaucratic}
""",
    "misspelt": """\
format: 1
cases:
- {id: slip, given: {chnage: major}, expct: {lean: leadership}}
""",
}
OWN_TEST = """\
from pathlib import Path
import api, engine, fulcrum_engine
def test_names_are_our_own():
    here = Path(__file__).parents[1]
    assert Path(engine.__file__).is_relative_to(here)
    assert Path(api.__file__).is_relative_to(here)
    assert "site-packages" in fulcrum_engine.__file__
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel built from the sources as they are now."""
    folder = tmp_path_factory.mktemp("dist")
    build = f"import hatchling.build as b; b.build_wheel({str(folder)!r})"
    subprocess.run([sys.executable, "-c", build], cwd=ROOT, check=True, capture_output=True)
    [found] = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a new environment with the wheel, which borrows what it depends on from this one."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(python)]
    install = [*pip, "install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    [site] = folder.glob("lib/python*/site-packages")
    borrowed = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (site / "borrowed.pth").write_text("\n".join(borrowed), "utf-8")
    script = folder / "bin" / "pytest"
    script.write_text(f"#!{python}\nimport sys, pytest\nsys.exit(pytest.console_main())\n", "utf-8")
    script.chmod(0o755)
    return folder


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a user's repository that has all the names we do not take."""
    files = {
        "engine/__init__.py": "",
        "api/__init__.py": "",
        "tests/__init__.py": "",
        "tests/test_own.py": OWN_TEST,
        "conftest.py": "",
        "cases/own.case.yaml": CASES,
        "pytest.ini": "[pytest]\naddopts = --strict-markers\nfilterwarnings = error\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def test_the_distribution_adds_two_names_and_brings_its_rules(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    top = {name.split("/")[0] for name in names if ".dist-info/" not in name}
    assert top == {"fulcrum_engine", "fulcrum_api"}
    assert "fulcrum_engine/rules/rulebook.yaml" in names
    assert "fulcrum_engine/rules/vocabulary.yaml" in names


@pytest.mark.parametrize("command", [["bin/pytest"], ["bin/python", "-m", "pytest"]])
def test_cases_run_in_a_repository_with_its_own_engine_and_api(
    environment: Path, repository: Path, command: list[str]
) -> None:
    result = run(environment, repository, *command)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "cases/own.case.yaml::misspelt PASSED" in result.stdout
    assert "3 passed" in result.stdout


def run(environment: Path, folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a program of the new environment as a user there would."""
    program, *arguments = command
    variables = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "PYTHON"))}
    call: list[str | Path] = [environment / program, *arguments, "-v", "-p", "no:cacheprovider"]
    return subprocess.run(
        call, cwd=folder, env=variables, capture_output=True, text=True, check=False
    )


def test_a_new_user_sees_what_is_right_wrong_and_misspelt(
    environment: Path, tmp_path: Path
) -> None:
    (tmp_path / "cases").mkdir()
    for name, text in THREE.items():
        (tmp_path / "cases" / f"{name}.case.yaml").write_text(text, "utf-8")
    result = run(environment, tmp_path, "bin/pytest", "--continue-on-collection-errors")
    told = result.stdout
    assert result.returncode == 1, told + result.stderr
    assert "1 failed, 2 passed, 1 error" in told
    assert "cases/wrong.case.yaml:3: a-change-without-direction" in told
    assert "lean           expected management    found leadership  (line 6)" in told
    assert "style.primary  expected bureaucratic  found visionary  (line 7)" in told
    assert "decided by:" in told
    assert (
        "cases/misspelt.case.yaml:3: cases[0].expct: no such field; did you mean `expect`?" in told
    )
    assert "Traceback" not in told
