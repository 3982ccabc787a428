"""Levels are read as Vietnamese writes numbers, wherever one types them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from phongtrao.access.models import Role
from phongtrao.plans.forms import TargetForm
from tests.factories import make_user
from tests.programme.own_target_rows import make_handed

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db
OWN = {
    "subject": "vụ việc",
    "measure": "hòa giải thành",
    "measured_by": "count",
    "numerator": "Số vụ",
    "comparator": "gte",
    "unit": "count",
    "horizon_kind": "by",
    "horizon": "2026",
}


@pytest.mark.parametrize(
    ("typed", "number"),
    [("1.000", "1000"), ("1.000,5", "1000.5"), ("1 000", "1000"), ("12.345.678", "12345678")],
)
def test_a_level_is_the_number_that_was_written(
    time_machine, browser_of: Callable, typed: str, number: str
) -> None:
    time_machine.move_to("2026-08-03T09:00:00+07:00", tick=False)
    handed = make_handed()
    unit, programme = handed.office.communes[0], handed.programme
    client = browser_of(make_user("xa1", unit, Role.REPORTER))
    address = reverse("programme:add_own", args=[programme.pk, unit.pk])
    client.post(address, {**OWN, "value": typed})
    own = programme.targets.get(owner=unit)
    assert own.thresholds.get().value == Decimal(number)


@pytest.mark.parametrize("name", ["value", "upper", "out_of"])
def test_a_level_is_never_guessed(time_machine, browser_of: Callable, name: str) -> None:
    time_machine.move_to("2026-08-03T09:00:00+07:00", tick=False)
    handed = make_handed()
    unit, programme = handed.office.communes[0], handed.programme
    client = browser_of(make_user("xa1", unit, Role.REPORTER))
    address = reverse("programme:add_own", args=[programme.pk, unit.pk])
    answer = client.post(address, {**OWN, "value": "5", name: "1,000"})
    assert answer.status_code == 422
    assert "Hãy gõ 1000 nếu là hàng nghìn, gõ 1,0000 nếu" in answer.text
    assert 'value="1,000"' in answer.text
    assert not programme.targets.filter(owner=unit).exists()


def test_a_printed_level_is_read_and_shown_alike() -> None:
    fields = TargetForm.base_fields
    for number in (1000, 1.125, 0.5, 90):
        assert fields["value"].clean(str(fields["value"].prepare_value(number))) == Decimal(
            str(number)
        )
    assert fields["value"].clean("1.000") == 1000
    assert fields["upper"].clean("1.000,5") == Decimal("1000.5")
