"""What the tests in a browser share: a page that minds faults, and a walk through what is kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pages_support import ANSWERS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PHONE = {"width": 320, "height": 640}


@contextmanager
def page_in(browser: Browser, **options: Any) -> Iterator[Page]:
    """Lend a page; whatever its script throws, or its policy refuses, fails the test."""
    context = browser.new_context(**options)
    page, faults = context.new_page(), []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if "Security" in said.text else None)
    yield page
    context.close()
    assert faults == []


def kept_pages(page: Page, site: str, folder: Path) -> Iterator[str]:
    """Lead a browser to each page that is there once something was kept or sent; yield its name."""
    for answers in ("change=none&execution=slipping", ANSWERS):
        page.goto(f"{site}/result?{answers}")
        page.get_by_text("Save this result, agree or disagree").click()
        page.get_by_label("A name for the team").fill("Day shift")
        page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Make a link").click()
    yield "saved"
    page.get_by_role("link", name="/shared/").click()
    yield "shared"
    page.goto(f"{site}/over-time?team-name=Day shift")
    yield "over time"
    yield from _voices(page, site)
    page.goto(f"{site}/batch")
    table = folder / "teams.csv"
    table.write_text("reference,change\nNorth,major\nSouth,huge\n")
    page.get_by_label("Your file").set_input_files(table)
    page.get_by_role("button", name="Show what they need").click()
    yield "batch"


def _voices(page: Page, site: str) -> Iterator[str]:
    page.goto(f"{site}/voices")
    page.get_by_label("A name for the team").fill("Night shift")
    page.get_by_role("button", name="Make the links").click()
    yield "links"
    here = page.locator(".fresh .link").inner_text()
    links = [each for each in page.locator(".link").all_inner_texts() if "/answer/" in each]
    for link, level in zip(links, ("Major", "None"), strict=False):
        page.goto(link)
        page.locator("#change").get_by_label(level, exact=False).first.check()
        page.get_by_label("How shall we call you?").fill(f"Somebody who says {level}")
        if level == "None":
            yield "answer"
        page.get_by_role("button", name="Send my answers").click()
    yield "thanks"
    page.goto(here)
    page.get_by_role("heading", name="Where it pays to talk").wait_for()
    yield "voices"
