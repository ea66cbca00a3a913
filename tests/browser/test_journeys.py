"""From the first page to advice, saved and disputed: with and without script, by keyboard."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from browser_support import kept_pages, page_in
from pages_support import ANSWERS, FULL

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("script", [True, False])
def test_the_whole_journey(browser: Browser, site: str, script: bool, width: int) -> None:
    size = {"width": width, "height": 800}
    with page_in(browser, java_script_enabled=script, viewport=size) as page:
        page.goto(site)
        page.get_by_role("button", name="See what this says").first.click()
        assert page.title().startswith("Error:")
        page.locator("#change").get_by_label("Major", exact=False).first.check()
        page.locator("#direction summary").click()
        page.get_by_label("Between Clear and Blurred").check()
        page.locator("#morale").get_by_label("I don’t know").check()
        page.get_by_role("button", name="See what this says").first.click()
        assert page.get_by_role("heading", level=1).inner_text() == "Check your answers"
        page.get_by_role("link", name=re.compile("Change the answer to: How are people")).click()
        page.locator("#morale").get_by_label("Low", exact=False).first.check()
        page.get_by_role("button", name="See what this says").first.click()
        page.get_by_role("link", name="Show the advice").click()
        assert "leadership" in page.get_by_role("heading", level=1).inner_text().lower()
        page.get_by_text("Save this result, agree or disagree").click()
        page.get_by_label("A name for the team").fill("Night shift")
        page.get_by_role("button", name="Save", exact=True).click()
        assert "/consultations/" in page.url
        page.get_by_text("I agree, or would have chosen otherwise").click()
        page.get_by_label("I would have chosen otherwise", exact=True).check()
        page.get_by_label("Why?").fill("The move comes first.")
        page.get_by_role("button", name="Send").click()
        assert page.get_by_text("The move comes first.").is_visible()
        page.get_by_role("button", name="Delete my answers").click()
        assert "deleted" in page.get_by_role("heading", level=1).inner_text()


@pytest.mark.parametrize("script", [True, False])
def test_a_changed_answer_moves_the_advice_in_place(
    browser: Browser, site: str, script: bool
) -> None:
    with page_in(browser, java_script_enabled=script) as page:
        page.goto(f"{site}/result?change=major&precision=critical")
        loads: list[str] = []
        page.on("load", lambda _: loads.append("load"))
        page.locator("select[name=change]").select_option("none")
        if not script:
            page.get_by_role("button", name="See what changes").click()
        page.locator("circle.start").wait_for(state="attached")
        assert "Before the change" in page.locator(".moved-note").inner_text()
        assert "change=none" in page.url
        assert len(loads) == (0 if script else 1)
        page.get_by_role("link", name="Undo").click()
        assert page.locator(".moved-note").count() == 0


@pytest.mark.parametrize("script", [True, False])
def test_the_interview_leads_to_advice(browser: Browser, site: str, script: bool) -> None:
    with page_in(
        browser, java_script_enabled=script, viewport={"width": 390, "height": 800}
    ) as page:
        page.goto(f"{site}/guided")
        page.get_by_role("button", name="Go on").click()
        assert page.title().startswith("Error:")
        for _ in range(4):
            page.locator("main input[type=radio]").first.check()
            page.get_by_role("button", name="Go on").click()
        page.get_by_text("Your answers so far (4)").wait_for()
        page.get_by_role("link", name="Show the advice").first.click()
        assert "/result?" in page.url


def test_what_is_kept_or_sent_needs_no_script(browser: Browser, site: str, tmp_path: Path) -> None:
    with page_in(browser, java_script_enabled=False) as page:
        seen = list(kept_pages(page, site, tmp_path))
        assert page.get_by_text("no such level: “huge”").is_visible()
    assert {"shared", "over time", "thanks", "voices", "batch"} <= set(seen)


def test_the_journey_by_keyboard_alone(browser: Browser, site: str) -> None:
    with page_in(browser) as page:
        page.goto(site)
        page.keyboard.press("Tab")
        assert focused(page) == "Skip to the content"
        page.keyboard.press("Enter")
        tab_to(page, "input[name=change]")
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        tab_to(page, "button")
        page.keyboard.press("Enter")
        page.wait_for_url("**/check?change=major")
        tab_to(page, "a.button")
        page.keyboard.press("Enter")
        page.wait_for_url("**/result?change=major")
        tab_to(page, "select[name=change]")
        page.keyboard.press("ArrowUp")
        page.locator(".moved-note").wait_for()
        assert page.evaluate("document.activeElement.name") == "change"


def focused(page: Page) -> str:
    """Return the words of the element that has the focus."""
    return str(page.evaluate("document.activeElement.innerText")).strip()


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until an element has the focus, and see that the focus can be seen."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches('main ' + s)", selector):
            style = "getComputedStyle(document.activeElement)"
            assert page.evaluate(f"{style}.outlineStyle") != "none"
            return
    pytest.fail(f"no {selector} can be reached by keyboard")


@pytest.mark.parametrize("answers", [FULL, ANSWERS, "change=major", "everything"])
def test_a_result_prints_on_one_page(
    browser: Browser, site: str, answers: str, rulebook: Any
) -> None:
    if answers == "everything":
        answers = "&".join(f"{a.id}={a.level_ids[-1]}" for a in rulebook.vocabulary.attributes)
    with page_in(browser) as page:
        page.goto(f"{site}/result?{answers}")
        printed = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1


@pytest.mark.parametrize(
    "address", ["/", f"/result?{FULL}", f"/guided?{ANSWERS}", "/rulebook", "/teams"]
)
def test_nothing_is_wider_than_a_small_phone(browser: Browser, site: str, address: str) -> None:
    with page_in(browser, viewport={"width": 320, "height": 640}) as page:
        page.goto(site + address)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_first_paint_needs_one_request_and_one_style_sheet(browser: Browser, site: str) -> None:
    with page_in(browser) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.resource_type))
        page.goto(f"{site}/result?{ANSWERS}")
        assert asked.count("document") == asked.count("stylesheet") == 1
        assert set(asked) <= {"document", "stylesheet", "script", "image", "other"}
