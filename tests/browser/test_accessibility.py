"""axe finds no violation of WCAG 2.2 AA on any page, light or dark, everything unfolded."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from browser_support import PHONE, kept_pages, page_in
from pages_support import ANSWERS, FULL

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = {
    "form": "/",
    "error": "/check",
    "check": f"/check?{ANSWERS}",
    "guided": f"/guided?{ANSWERS}",
    "guided error": "/guided?just-asked=change",
    "nothing known": "/result",
    "result": f"/result?{FULL}",
    "moved": f"/result?{FULL}&answers-before=change%3Dnone",
    "trace": "/result/trace?change=major",
    "rule book": "/rulebook",
    "rule": "/rulebook/change-without-direction",
    "styles": "/styles",
    "words": "/glossary",
    "compare": "/compare",
    "compared": "/compare?first-link=change%3Dmajor&second-link=change%3Dnone",
    "missing": "/consultations/0",
    "deleted": "/deleted",
    "teams": "/teams",
    "voices begin": "/voices",
    "over time begins": "/over-time",
    "over time error": "/over-time?team-name=Nobody",
    "batch begins": "/batch",
    "nowhere": "/nowhere",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(browser: Browser, site: str, name: str, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)  # axe is a script too
    page = context.new_page()
    page.goto(site + PAGES[name])
    told = violations(axe, page)
    context.close()
    assert told == []


def violations(axe: Any, page: Page) -> list[str]:
    """Return what axe finds with everything unfolded."""
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    found = axe.run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    assert len(found.response["passes"]) > 10
    return [
        f"{page.url}: {each['id']}: {each['help']}: {node['html'][:160]}"
        for each in found.response["violations"]
        for node in each["nodes"][:3]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_what_was_kept_or_sent(
    browser: Browser, site: str, scheme: str, tmp_path: Path
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    with page_in(browser, color_scheme=scheme, bypass_csp=True, viewport=PHONE) as page:
        told: list[str] = []
        for _ in kept_pages(page, site, tmp_path):
            told += violations(axe, page)
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert told == []
