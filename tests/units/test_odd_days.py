"""Days that nobody means: forms and tables refuse them, pages say what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from phongtrao.units.actions.importing import ImportRefused, import_units
from phongtrao.units.models import Unit

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

CENTURY = "không thể đúng. Hãy ghi một ngày từ năm 1900 đến năm 2199"


@pytest.fixture
def browser(keeper, browser_of: Callable[..., Client]) -> Client:
    return browser_of(keeper)


@pytest.mark.parametrize("name", ["list", "unit", "terms"])
@pytest.mark.parametrize(
    ("day", "why"),
    [("31/12/9999", CENTURY), ("01/01/1200", CENTURY), ("31/02/2026", "Lịch không có ngày")],
)
def test_a_page_keeps_a_day_that_is_none_and_says_what_is_wrong(
    land, browser, name: str, day: str, why: str
):
    address = reverse(f"units:{name}", args=[land.first.pk] if name == "unit" else [])
    page = browser.get(address, {"ngay": day}).text
    assert f'value="{day}"' in page
    assert why in page
    assert "Đang xem theo ngày" not in page
    ahead = browser.get(address, {"ngay": "01/01/2199"}).text
    assert 'role="alert"' not in ahead
    assert 'value="01/01/2199"' in ahead


@pytest.mark.parametrize("day", ["31/12/9999", "01/01/1200"])
def test_forms_of_units_refuse_another_century(land, browser, day: str):
    decided = {"symbol": "12/NQ-HĐND", "on": day, "signed_on": day}
    change = reverse("units:change", args=[land.first.pk, "doi-ten"])
    facts = {
        reverse("units:create"): {"name": "Tổ 1", "level": "body", "territory": "Xã An Phú"},
        change: {"name": "Xã Mới"},
        reverse("units:add_term"): {"kind": "force", "name": "Tổ", "source": "Luật"},
    }
    before = Unit.objects.count()
    for address, sent in facts.items():
        answer = browser.post(address, {**sent, **decided, "valid_from": day, "step": "confirm"})
        assert answer.status_code == 422, address
        assert CENTURY in answer.text, address
        assert f'value="{day}"' in answer.text
    assert Unit.objects.count() == before


@pytest.mark.parametrize("day", ["31/12/9999", "1200-01-01"])
def test_a_table_with_another_century_is_refused(land, keeper, day: str):
    rows = [["Tên đơn vị", "Thuộc địa bàn", "Từ ngày"], ["Tổ 1", "Xã An Phú", day]]
    with pytest.raises(ImportRefused) as refused:
        import_units(rows=rows, by=keeper)
    assert str(refused.value.errors[0]) == (
        f"Dòng 2, cột “Từ ngày”: năm của “{day}” không thể đúng. Hãy ghi năm 1900 đến 2199."
    )
