"""Rule quality as code: what can be proved of a rule book, and what searching it finds.

>>> from fulcrum_engine import load_rulebook
>>> from fulcrum_engine.checks import check_rulebook
>>> check_rulebook(load_rulebook(), []).ok  # doctest: +SKIP
True
"""

from fulcrum_engine.checks.carrying import Carried, carried_claims, kinds
from fulcrum_engine.checks.covering import case_folders
from fulcrum_engine.checks.findings import Finding, Result
from fulcrum_engine.checks.report import Report, check_rulebook

__all__ = [
    "Carried",
    "Finding",
    "Report",
    "Result",
    "carried_claims",
    "case_folders",
    "check_rulebook",
    "kinds",
]
