"""The dictionary and the other names of units are kept by the province; all of it is logged."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from phongtrao.access.models import Role
from phongtrao.access.queries import Denied
from phongtrao.audit.models import LogEntry
from phongtrao.units.actions import dictionary, refusals
from phongtrao.units.actions.aliases import add_alias, remove_alias
from phongtrao.units.models import Term, TermName
from phongtrao.units.queries.finding import find_units
from phongtrao.units.queries.terms import dictionary_on, name_on
from tests.factories import make_user

if TYPE_CHECKING:
    from django.test import Client

    from phongtrao.access.models import User

TERMS = "/don-vi/tu-dien/"
CHANGE = date(2026, 3, 1)


@pytest.fixture
def browser(keeper: User, browser_of: object) -> Client:
    return browser_of(keeper)


@pytest.fixture
def local(land) -> User:
    """A standing officer of a commune."""
    return make_user("xa2", land.second, Role.STANDING_OFFICER)


@pytest.fixture
def force(keeper: User) -> Term:
    return dictionary.add_term(
        kind="force", name="Dân phòng", valid_from=None, source="Luật cũ", by=keeper
    ).term


def add(force: Term, by: User, name: str, main: bool = True, on: date | None = CHANGE) -> TermName:
    return dictionary.add_term_name(
        term=force, name=name, main=main, valid_from=on, source="Luật mới", by=by
    )


def end(row: TermName, on: date | None, by: User) -> None:
    dictionary.end_term_name(row=row, on=on, source="Luật mới", by=by)


def test_a_force_gets_another_name_from_a_day_on(force, keeper, browser):
    old = force.names.get()
    answer = browser.post(
        reverse("units:end_name", args=[old.pk]), {"on": "01/03/2026", "source": "Luật mới"}
    )
    assert answer.url == TERMS
    answer = browser.post(
        reverse("units:add_name", args=[force.pk]),
        {"name": "Tổ an ninh", "main": "main", "valid_from": "01/03/2026", "source": "Luật mới"},
        follow=True,
    )
    assert "Đã thêm tên “Tổ an ninh”" in answer.text
    assert (name_on(force.slug, date(2026, 2, 28)), name_on(force.slug, CHANGE)) == (
        "Dân phòng",
        "Tổ an ninh",
    )
    before = browser.get(TERMS, {"ngay": "28/02/2026"}).text
    assert '<th scope="row">Dân phòng</th>' in before
    after = browser.get(TERMS, {"ngay": "01/03/2026"}).text
    assert '<th scope="row">Tổ an ninh</th>' in after
    assert "Hết theo Luật mới" in after
    lines = LogEntry.objects.filter(action__startswith="term.").order_by("pk")
    assert [line.action for line in lines] == ["term.add", "term.end-name", "term.add-name"]
    assert (lines[1].object_name, lines[1].detail["source"]) == ("Dân phòng", "Luật mới")


def test_a_thing_that_the_dictionary_lacks_is_added(keeper, browser):
    filled = {"kind": "committee", "name": "Ban Chỉ đạo Mới", "source": "QĐ 1", "valid_from": ""}
    assert browser.post(reverse("units:add_term"), filled).url == TERMS
    assert "Ban Chỉ đạo Mới" in browser.get(TERMS).text
    again = browser.post(reverse("units:add_term"), {**filled, "name": "ban chỉ đạo mới"})
    assert again.status_code == 422
    assert "Từ điển đã có tên “ban chỉ đạo mới” ở mục “Ban Chỉ đạo Mới”" in again.text
    assert 'value="ban chỉ đạo mới"' in again.text
    other = {**filled, "name": "Ban Chỉ đạo “Mới”"}
    assert browser.post(reverse("units:add_term"), other).status_code == 302


def test_a_name_says_by_which_instrument(force, browser):
    where = reverse("units:add_name", args=[force.pk])
    answer = browser.post(where, {"name": "Tổ", "main": "variant"})
    assert answer.status_code == 422
    assert "Theo văn bản" in answer.text
    answer = browser.post(
        reverse("units:end_name", args=[force.names.get().pk]), {"on": "1/3/2026"}
    )
    assert "Hãy ghi văn bản bỏ hoặc thay tên này" in answer.text


def test_a_thing_has_one_main_name_a_day_and_no_name_twice(force, keeper):
    with pytest.raises(refusals.TwoMainNames, match="Tên chính trong thời gian đó là “Dân phòng”"):
        add(force, keeper, "Tổ an ninh")
    add(force, keeper, "Tổ an ninh", main=False)
    with pytest.raises(refusals.TermNameAlreadyThere):
        add(force, keeper, "tổ an ninh", main=False, on=None)
    old = force.names.get(name="Dân phòng")
    end(old, CHANGE, keeper)
    add(force, keeper, "Đội an ninh")
    with pytest.raises(refusals.TwoMainNames):
        end(old, None, keeper)
    assert add(force, keeper, "Dân phòng", main=False).pk


def test_a_name_ends_after_it_began(force, keeper):
    row = add(force, keeper, "Tổ an ninh", main=False)
    with pytest.raises(refusals.TermNameEndsTooEarly, match="có từ ngày 01/03/2026"):
        end(row, CHANGE, keeper)


def test_a_name_written_by_mistake_is_struck_out_and_a_shipped_one_is_not(force, keeper, browser):
    wrong = add(force, keeper, "Tổ ann ninh", main=False)
    assert "Ghi nhầm" in browser.get(reverse("units:end_name", args=[wrong.pk])).text
    gone = browser.post(reverse("units:remove_name", args=[wrong.pk]), follow=True)
    assert "Đã xóa tên “Tổ ann ninh”" in gone.text
    last = force.names.get()
    TermName.objects.filter(pk=last.pk).update(origin="shipped")
    assert "Ghi nhầm" not in browser.get(reverse("units:end_name", args=[last.pk])).text
    refused = browser.post(reverse("units:remove_name", args=[last.pk]))
    assert "có sẵn trong chương trình nên không xóa được" in refused.text
    TermName.objects.filter(pk=last.pk).update(origin="added")
    browser.post(reverse("units:remove_name", args=[last.pk]))
    assert not Term.objects.exists()


def test_only_who_may_change_the_province_keeps_the_dictionary(force, local, browser_of):
    client = browser_of(local)
    row = force.names.get()
    assert reverse("units:add_term") not in client.get(TERMS).text
    for name, parts in (
        ("add_term", []),
        ("add_name", [force.pk]),
        ("end_name", [row.pk]),
        ("remove_name", [row.pk]),
    ):
        assert client.post(reverse(f"units:{name}", args=parts)).status_code == 404
    with pytest.raises(Denied, match="sửa từ điển tên gọi"):
        end(row, CHANGE, local)
    with pytest.raises(Denied):
        add(force, local, "Tổ", main=False)
    assert dictionary_on(CHANGE)[0].now == "Dân phòng"


def test_a_commune_gets_an_abbreviation_by_which_it_is_found(land, keeper, browser):
    assert not find_units("XAP", keeper)
    where = reverse("units:aliases", args=[land.first.pk])
    assert where in browser.get(reverse("units:unit", args=[land.first.pk])).text
    assert "chưa có tên gọi khác" in browser.get(where).text
    answer = browser.post(where, {"name": "XAP"}, follow=True)
    assert "Từ nay tìm “XAP” cũng thấy Xã An Phú" in answer.text
    assert [one.unit for one in find_units("xap", keeper)] == [land.first]
    for name in ("xap", "Xã An Phú"):
        again = browser.post(where, {"name": name})
        assert again.status_code == 422
        assert "đã có tên gọi" in again.text
    assert browser.post(where, {"name": " "}).status_code == 422
    alias = land.first.aliases.get()
    gone = browser.post(reverse("units:remove_alias", args=[land.first.pk, alias.pk]), follow=True)
    assert "Đã bỏ tên gọi khác “XAP”" in gone.text
    assert not find_units("xap", keeper)
    lines = LogEntry.objects.filter(action__endswith="-alias").order_by("pk")
    assert [(line.action, line.object_name, line.detail["alias"]) for line in lines] == [
        ("unit.add-alias", "Xã An Phú", "XAP"),
        ("unit.remove-alias", "Xã An Phú", "XAP"),
    ]


def test_another_name_is_given_by_who_may_change_the_unit(land, local, clerk, browser_of):
    alias = add_alias(unit=land.second, name="XCL", by=local)
    for client in (browser_of(local), browser_of(clerk)):
        other = reverse("units:aliases", args=[land.first.pk])
        assert client.post(other, {"name": "X"}).status_code == 404
        assert (
            client.post(reverse("units:remove_alias", args=[land.first.pk, alias.pk])).status_code
            == 404
        )
    with pytest.raises(Denied):
        add_alias(unit=land.first, name="X", by=local)
    with pytest.raises(Denied):
        remove_alias(alias=alias, by=clerk)
    assert land.second.aliases.get() == alias
