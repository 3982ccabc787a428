"""The records of the small plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from phongtrao.plans.models import PlanDocument, Record


@pytest.fixture
def target(plan: PlanDocument) -> Record:
    return plan.records.get(kind="target")


@pytest.fixture
def task(plan: PlanDocument) -> Record:
    return plan.records.get(kind="task", section="II.1")
