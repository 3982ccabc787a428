"""The page of a unit that has ended."""

from __future__ import annotations

from tests.units.test_pages import browser, merged, page_of

__all__ = ["browser"]


def test_a_unit_that_has_ended_offers_no_changes_but_its_other_names(land, browser):
    new = merged(land)
    changes = ("Lập đơn vị nằm dưới", ">Đổi tên</a>", ">Sáp nhập</a>")
    lives, gone = (browser.get(page_of(unit)).text for unit in (new, land.first))
    assert all(words in lives for words in changes)
    assert not any(words in gone for words in changes)
    assert "Tên gọi khác" in gone
