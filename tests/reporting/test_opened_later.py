"""What was opened after a day did not exist on it: nobody owed it, nobody was late with it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from phongtrao.programme.models import Target
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.models import Element
from phongtrao.reporting.queries.work import reports_due, reports_owed
from tests.programme.reorganisation_rows import client_of, day
from tests.reporting.report_rows import Asked, make_asked, reporter_of, window

if TYPE_CHECKING:
    from collections.abc import Iterator


pytestmark = pytest.mark.django_db

OPENED, BEFORE, TODAY = date(2020, 8, 3), "02/08/2020", date(2020, 8, 22)
"""Quarter II, due on 5 July, is asked for on 3 August."""


@pytest.fixture
def asked() -> Iterator[Asked]:
    found = make_asked()
    with day(OPENED):
        found.period = open_period(
            form=found.form, window=window(found.form, number=1), by=found.officer
        )
    with day(TODAY):
        yield found


def read(asked: Asked, name: str, pk: int | None = None, **query: str) -> str:
    address = reverse(f"reporting:{name}", args=[] if pk is None else [pk])
    return (
        client_of(asked.officer)
        .get(address, {one.replace("_", "-"): text for one, text in query.items()}, follow=True)
        .text
    )


def test_nobody_was_late_on_the_board_with_what_was_not_asked_for(asked: Asked) -> None:
    late = f"/ky-bao-cao/{asked.period.pk}/"
    for known in ({}, {"biet": "nay"}):
        assert late not in read(asked, "dashboard", tai_ngay=BEFORE, **known)
        assert late in read(asked, "dashboard", tai_ngay="03/08/2020", **known)
    assert late in read(asked, "dashboard")
    first = asked.period.form.periods.get(name="2020-Q1")
    assert f"/ky-bao-cao/{first.pk}/" in read(asked, "dashboard", tai_ngay=BEFORE)


def test_the_page_of_the_period_says_when_it_was_opened(asked: Asked) -> None:
    pk, here = asked.period.pk, "Xã 1"
    before = read(asked, "period", pk, tai_ngay=BEFORE)
    assert (
        "Kỳ này mở ngày 03/08/2020; đến hết ngày 02/08/2020 chưa đơn vị nào phải báo cáo." in before
    )
    assert here not in before
    assert (
        "Quá hạn"
        not in before.partition("Quy tắc")[0].partition("<h1>")[2].partition("Lọc theo")[0]
    )
    for name in ("period_file", "period_print"):
        assert "Kỳ này mở ngày 03/08/2020" in read(asked, name, pk, tai_ngay=BEFORE)
    then = read(asked, "period", pk, tai_ngay="03/08/2020")
    assert "Kỳ này mở ngày" not in then
    assert here in then


def test_the_figures_of_a_target_know_nothing_of_it(asked: Asked) -> None:
    target = Target.objects.get(subject="tin báo được giải quyết")
    assert "Quý II/2020" not in read(asked, "target", target.pk, tai_ngay=BEFORE)
    assert "Quý I/2020" in read(asked, "target", target.pk, tai_ngay=BEFORE)
    assert "Quý II/2020" in read(asked, "target", target.pk, tai_ngay="03/08/2020")
    # By what is known today the quarter was there, as its window had begun.
    assert "Quý II/2020" in read(asked, "target", target.pk, tai_ngay=BEFORE, biet="nay")


def test_the_figures_of_an_indicator_know_nothing_of_it(asked: Asked) -> None:
    indicator = Element.objects.filter(form=asked.form, indicator__isnull=False)[0].indicator
    assert indicator
    assert "Quý II/2020" not in read(asked, "indicator", indicator.pk, tai_ngay=BEFORE)
    assert "Quý II/2020" in read(asked, "indicator", indicator.pk, tai_ngay="03/08/2020")


def test_the_work_of_a_unit_begins_when_it_is_asked(asked: Asked) -> None:
    unit = asked.story.communes[0]
    on = date(2020, 8, 2)

    def owed(on: date) -> list[str]:
        user = reporter_of(unit)
        items = [one.what for one in reports_owed(user, [unit.pk], on)]
        dates = [one.what for one in reports_due([unit.pk], date(2020, 1, 1), TODAY, on)]
        return [*items, *dates]

    assert not any("quý II/2020" in what for what in owed(on))
    assert sum("quý II/2020" in what for what in owed(OPENED)) == 2
    assert sum("quý I/2020" in what for what in owed(on)) == 2
