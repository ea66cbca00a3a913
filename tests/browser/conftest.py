"""A real browser and a real server; skipped, visibly, where no Chromium is installed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from api_support import server_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Lend Debian's Chromium; its absence is a failure where CI runs."""
    if CHROMIUM is None and not os.environ.get("CI"):
        pytest.skip("no chromium here: apt-get install chromium")
    assert CHROMIUM, "CI must run the browser tests: apt-get install chromium"
    sync_api = pytest.importorskip("playwright.sync_api") if not os.environ.get("CI") else None
    if sync_api is None:
        from playwright import sync_api
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(SWITCHES))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Lend the address of a service of its own."""
    with server_in(tmp_path_factory.mktemp("site")) as address:
        yield address
