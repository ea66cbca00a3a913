"""Case files: situations with the advice that is expected for them, replayed on every change.

>>> from fulcrum_engine import load_rulebook
>>> from fulcrum_engine.cases import load_case_file, run_case
>>> [run_case(case, rulebook).status for case in load_case_file(path).cases]  # doctest: +SKIP
['passed', 'failed']
"""

from fulcrum_engine.cases.case import Case, CaseFile
from fulcrum_engine.cases.outcome import Mismatch, Outcome, Status
from fulcrum_engine.cases.reading import load_case_file, read_case_file
from fulcrum_engine.cases.replaying import (
    CASE_FILE_ENDING,
    Replay,
    find_case_files,
    load_case_files,
    replay,
)
from fulcrum_engine.cases.running import run_case

__all__ = [
    "CASE_FILE_ENDING",
    "Case",
    "CaseFile",
    "Mismatch",
    "Outcome",
    "Replay",
    "Status",
    "find_case_files",
    "load_case_file",
    "load_case_files",
    "read_case_file",
    "replay",
    "run_case",
]
