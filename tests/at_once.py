"""Two people at work in one moment, on PostgreSQL: one waits for what the other holds."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest
from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Callable

MANY_WRITERS = [
    pytest.mark.postgres,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
    pytest.mark.django_db(transaction=True),
]
"""Marks of such tests."""
_LONG_SECONDS = 10
_WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


class Aside(threading.Thread):
    """Work done aside. told: the error that it ended with, None for none."""

    def __init__(self, work: Callable[[], object]) -> None:
        super().__init__()
        self._work, self.told = work, None
        self.start()

    def run(self) -> None:
        try:
            self._work()
        except Exception as error:  # the test looks at it
            self.told = error
        finally:
            connection.close()


def aside(work: Callable[[], object]) -> Aside:
    """Begin some work in a thread with a connection of its own."""
    return Aside(work)


def until_somebody_waits() -> None:
    """Until one connection waits for what another holds; fails when none does."""
    for _ in range(_LONG_SECONDS * 100):
        with connection.cursor() as cursor:
            cursor.execute(_WAITING)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.01)
    pytest.fail("nobody waits for anybody")
