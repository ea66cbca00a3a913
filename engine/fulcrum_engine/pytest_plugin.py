"""pytest collects case files: one test for each case of every `*.case.yaml`.

The engine is imported when a case file is collected, and not before: whoever has no case files
pays nothing for this plugin.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from _pytest._code.code import TerminalRepr
    from _pytest._io import TerminalWriter

    from fulcrum_engine.cases import Case, Outcome
    from fulcrum_engine.knowledge.rulebook import Rulebook

ENDING = ".case.yaml"
MOST_UNUSED = 20
UNUSED = "fulcrum_unused"
"""Under this name reports carry given facts that change nothing."""


@dataclass
class Run:
    """What the case files of one run share: the rule book, and the ids seen so far."""

    rulebook: Rulebook | None = None
    first: dict[str, Case] = field(default_factory=dict)
    tags: set[str] = field(default_factory=set)
    unusable: int = 0
    """How many case files could not be collected."""


RUN = pytest.StashKey[Run]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the choice of another rule book."""
    text = "the folder of the rule book that case files are run with (default: Fulcrum's own)"
    group = parser.getgroup("fulcrum", "case files")
    group.addoption("--fulcrum-rules", metavar="DIR", default=None, help=text)
    parser.addini("fulcrum_rules", text, default="")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[RUN] = Run()


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Return the collector of a case file."""
    if file_path.name.endswith(ENDING):
        return CaseFileCollector.from_parent(parent, path=file_path)
    return None


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> None:
    """Let an unreadable case file be an error of its own: the other cases run all the same."""
    unusable = session.config.stash[RUN].unusable
    if unusable and session.testsfailed == unusable:
        session.config.option.continue_on_collection_errors = True


def pytest_report_header(config: pytest.Config) -> str | None:
    folder = rules_folder(config)
    return f"fulcrum rules: {folder}" if folder else None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell the given facts that change nothing; they are no failures."""
    reports = (report for group in terminalreporter.stats.values() for report in group)
    told = [
        str(value)
        for report in reports
        if getattr(report, "when", None) == "call"
        for name, value in getattr(report, "user_properties", ())
        if name == UNUSED
    ]
    if told:
        terminalreporter.section("given facts that change nothing")
        for line in sorted(told)[:MOST_UNUSED]:
            terminalreporter.line(line)
        if len(told) > MOST_UNUSED:
            terminalreporter.line(
                f"and {len(told) - MOST_UNUSED} more (`fulcrum replay` tells all)"
            )


def rules_folder(config: pytest.Config) -> Path | None:
    """Return the folder of the chosen rule book: by the option, or else by the ini file."""
    option, ini = config.getoption("--fulcrum-rules"), str(config.getini("fulcrum_rules"))
    if option:
        return config.invocation_params.dir / str(option)
    folder = config.inipath.parent if config.inipath else config.rootpath
    return folder / ini if ini else None


class UnusableError(Exception):
    """A case file or a rule book that cannot be used; the message says all that is wrong."""


class CaseFailedError(Exception):
    """A case that did not go as it should."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        super().__init__(outcome.summary)


class CaseFileCollector(pytest.File):
    """A case file: collects a test for each of its cases."""

    def collect(self) -> Iterator[CaseItem]:
        """Yield the cases, or raise with everything that is wrong with the file."""
        run = self.config.stash[RUN]
        try:
            yield from self._cases(run)
        except UnusableError:
            run.unusable += 1
            raise

    def _cases(self, run: Run) -> Iterator[CaseItem]:
        with _engine_may_warn():
            from fulcrum_engine.cases import load_case_file
            from fulcrum_engine.errors import FulcrumError
        try:
            run.rulebook = run.rulebook or _load_rulebook(self.config)
            cases = load_case_file(self.path, _shown(self.path, self.config)).cases
        except FulcrumError as error:
            raise UnusableError(str(error)) from None
        _refuse_repeated(cases, run)
        _register_tags(cases, run, self.config)
        for case in cases:
            yield CaseItem.from_parent(self, name=case.id, case=case, rulebook=run.rulebook)

    def repr_failure(  # type: ignore[override]
        self, excinfo: pytest.ExceptionInfo[BaseException]
    ) -> str | TerminalRepr:
        if isinstance(excinfo.value, UnusableError):
            return str(excinfo.value)
        return super().repr_failure(excinfo)


class CaseItem(pytest.Item):
    """A case as a test."""

    def __init__(self, *, case: Case, rulebook: Rulebook, **parents: Any) -> None:
        super().__init__(**parents)
        self.case, self.rulebook = case, rulebook
        for tag in case.tags:
            self.add_marker(tag)

    def runtest(self) -> None:
        """Run the case; raise unless it goes as it should."""
        from fulcrum_engine.cases import Status, run_case

        outcome = run_case(self.case, self.rulebook)
        self.user_properties += [(UNUSED, line) for line in outcome.unused_told]
        if outcome.status is Status.SKIPPED:
            pytest.skip(outcome.note or "")
        if outcome.status is Status.TODO and not self.config.getoption("runxfail"):
            pytest.xfail(outcome.note or "")
        if outcome.status is not Status.PASSED:
            raise CaseFailedError(outcome)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, CaseFailedError):
            return Report(excinfo.value.outcome)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.case.line - 1, self.case.id


class Report:
    """What pytest prints of a case that did not go as it should."""

    def __init__(self, outcome: Outcome) -> None:
        self.text = str(outcome)
        self.reprcrash = Crash(outcome.case.file, outcome.case.line, outcome.summary)

    def __str__(self) -> str:
        return self.text

    def toterminal(self, writer: TerminalWriter) -> None:
        headline, *lines = self.text.splitlines()
        writer.line(headline, red=True, bold=True)
        for line in lines:
            writer.line(line)


@dataclass(frozen=True)
class Crash:
    """The place and the message of a failure, for pytest's summaries."""

    path: str
    lineno: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.lineno}: {self.message}"


def _load_rulebook(config: pytest.Config) -> Rulebook:
    from fulcrum_engine.errors import RulebookError
    from fulcrum_engine.files.loading import load_rulebook

    folder = rules_folder(config)
    try:
        return load_rulebook(folder)
    except RulebookError as error:
        raise UnusableError(f"the rule book {folder or ''} cannot be used:\n{error}") from None


def _refuse_repeated(cases: Iterable[Case], run: Run) -> None:
    from fulcrum_engine.cases.replaying import repeated_ids

    faults = repeated_ids(cases, run.first)
    if faults:
        raise UnusableError("\n".join(map(str, faults)))


def _register_tags(cases: Iterable[Case], run: Run, config: pytest.Config) -> None:
    """Make the tags known as marks, so that `-m` and `--strict-markers` take them."""
    tags = {tag for case in cases for tag in case.tags}
    for tag in sorted(tags - run.tags):
        config.addinivalue_line("markers", f"{tag}: cases with this tag")
    run.tags |= tags


def _shown(path: Path, config: pytest.Config) -> str:
    """Return a path as pytest shows it: relative to where it was called, if below."""
    folder = config.invocation_params.dir
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)


def _engine_may_warn() -> warnings.catch_warnings[None]:
    """Return a context in which importing the engine's parts is no test of anybody's."""
    return warnings.catch_warnings(action="ignore")
