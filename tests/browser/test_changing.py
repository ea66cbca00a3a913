"""Answers changed faster than they are answered: what was chosen last is what is shown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from browser_support import page_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

ASKED = re.compile("/result/with")


def test_of_two_quick_changes_the_last_one_is_shown(browser: Browser, site: str) -> None:
    with page_in(browser) as page:
        page.goto(f"{site}/result?change=major&precision=critical")
        held: list[Route] = []
        page.route(ASKED, lambda route: held.append(route))
        choose(page, "none")
        choose(page, "incremental")
        page.wait_for_function("document.querySelector('[data-live]').ariaBusy === 'true'")
        while len(held) < 2:
            page.wait_for_timeout(20)
        for route in held:  # the first answer comes first, and is about what no longer counts
            route.continue_()
            page.wait_for_timeout(400)
        page.wait_for_url("**change=incremental**")
        page.locator(".moved-note").wait_for()
        assert page.locator("select[name=change]").input_value() == "incremental"
        assert page.locator("[data-live][aria-busy]").count() == 0


def test_where_no_answer_comes_the_browser_goes_there_itself(browser: Browser, site: str) -> None:
    with page_in(browser) as page:
        page.goto(f"{site}/result?change=major")
        page.route(ASKED, lambda route: route.abort(), times=1)
        choose(page, "none")
        page.wait_for_url("**change=none**")
        assert page.locator("[aria-busy]").count() == 0


def choose(page: Page, level: str) -> None:
    """Answer how large the change is, without waiting for what follows."""
    page.locator("select[name=change]").select_option(level, no_wait_after=True)
