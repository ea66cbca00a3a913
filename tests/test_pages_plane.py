"""The plane of the two needs: its regions are those of the rule book's own reading."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from fulcrum_api.pages.plane import Regions
from fulcrum_engine import Rulebook

PICTURE = Path(__file__).parents[1] / "docs" / "picture.svg"


def corners(points: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in (each.split(",") for each in points.split())]


def test_the_picture_of_the_readme_is_drawn_by_the_numbers_of_the_rule_book(
    rulebook: Rulebook,
) -> None:
    regions = Regions(rulebook.hypotheses.lean)
    picture = PICTURE.read_text("utf-8")
    assert f'points="{regions.upper}"' in picture
    assert f'points="{regions.lower}"' in picture
    assert f'width="{regions.quiet}" height="{regions.quiet}"' in picture


def test_the_regions_mirror_each_other_and_never_fold_back(rulebook: Rulebook) -> None:
    regions = Regions(rulebook.hypotheses.lean)
    edge = corners(regions.upper)[:-2]
    assert all(lower[1] > higher[1] for lower, higher in pairwise(edge))
    assert len(corners(regions.lower)) == len(corners(regions.upper))
