"""A real browser for the stories: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.factories import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"

# Playwright keeps an event loop running in this thread; Django's guard against async calls would
# take it for one of ours.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all stories."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


def _is_complaint(line: ConsoleMessage) -> bool:
    """Tell a fault of the page from answers that a story provokes: a refusal, a cut connection."""
    expected = ("403", "404", "409", "422", "ERR_FAILED", "htmx:sendError", "htmx:afterRequest")
    return line.type == "error" and not any(word in line.text for word in expected)


@pytest.fixture
def tab(chromium: Browser) -> Iterator[Page]:
    """A fresh tab; anything that the browser complains of fails the test."""
    context = chromium.new_context(
        viewport={"width": 1280, "height": 800}, locale="vi-VN", accept_downloads=True
    )
    page, complaints = context.new_page(), []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if _is_complaint(line) else None)
    yield page
    context.close()
    assert complaints == []


@pytest.fixture
def log_in(live_server) -> Callable[[Page, str], None]:
    """Log a tab in with the keyboard."""

    def go(page: Page, username: str) -> None:
        page.goto(f"{live_server.url}/tai-khoan/dang-nhap/")
        page.focus("[name=username]")
        page.keyboard.type(username)
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/viec/")

    return go


@pytest.fixture
def faults_of() -> Callable[[Page], list[str]]:
    """Serious and critical faults that axe finds on a page (WCAG 2.2 AA)."""

    def look(page: Page) -> list[str]:
        page.evaluate(AXE.read_text())
        rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
        result = page.evaluate(
            "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", rules
        )
        return [
            f"{fault['id']}: {node['html'][:120]}"
            for fault in result["violations"]
            if fault["impact"] in ("serious", "critical")
            for node in fault["nodes"]
        ]

    return look
