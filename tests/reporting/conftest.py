"""A form that communes owe for the first quarter of 2020, and those who work on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.reporting.form_rows import make_ready
from tests.reporting.report_rows import Asked, make_asked, reporter_of

if TYPE_CHECKING:
    from django.test import Client

    from phongtrao.access.models import User
    from phongtrao.units.models import Unit
    from tests.programme.cascade_rows import Story


@pytest.fixture
def asked(db: None) -> Asked:
    """Three communes owe their report."""
    return make_asked()


@pytest.fixture
def office(asked: Asked, browser_of) -> Client:
    """The standing office's browser."""
    return browser_of(asked.officer)


@pytest.fixture
def commune(asked: Asked) -> Unit:
    """One of those who owe it."""
    return asked.story.communes[0]


@pytest.fixture
def reporter(commune: Unit) -> User:
    """Fills in its report."""
    return reporter_of(commune)


@pytest.fixture
def unit_tab(reporter: User, browser_of) -> Client:
    """His browser."""
    return browser_of(reporter)


@pytest.fixture
def story(db: None, time_machine) -> Story:
    """A programme whose targets can be asked, on 3 August 2026."""
    time_machine.move_to("2026-08-03T09:00:00+07:00", tick=False)
    return make_ready()
