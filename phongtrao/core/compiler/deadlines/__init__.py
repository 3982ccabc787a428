"""Deadlines: the dates and rhythms by which something is sent, done or reviewed."""

from __future__ import annotations

from phongtrao.core.compiler.deadlines.events import PlanYear
from phongtrao.core.compiler.deadlines.records import Deadlines

__all__ = ["Deadlines", "PlanYear"]
