"""A real browser for the stories: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright
from playwright.sync_api import Error as PlaywrightError

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

# What a story waits for may take its time on a busy machine: only what never comes is a fault.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all stories."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


# A click is over before the page that it asks for is there. The page says that it is about to be
# left; a download leaves nothing, so the word holds for a while only.
LEAVING = """
    const stay = () => { window.leaving = false }
    const leave = () => { window.leaving = true; setTimeout(stay, 5000) }
    addEventListener("beforeunload", leave)
    addEventListener("submit", event => { if (!event.defaultPrevented) leave() })
"""
SETTLED = "() => !window.leaving && document.readyState === 'complete'"


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
    context.add_init_script(LEAVING)
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


def wait_until_settled(page: Page) -> None:
    """Wait for the page that the last click asked for; its own rules forbid to poll in it."""
    for _ in range(500):
        try:
            if page.evaluate(SETTLED):
                return
        except PlaywrightError:  # asked between two pages
            pass
        page.wait_for_timeout(20)
    pytest.fail(f"the page never came: {page.url}")


@pytest.fixture
def faults_of() -> Callable[[Page], list[str]]:
    """Serious and critical faults that axe finds on a page (WCAG 2.2 AA), once it is there."""

    def look(page: Page) -> list[str]:
        wait_until_settled(page)
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
