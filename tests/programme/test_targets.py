"""A target: how it is measured, its levels, the 28 targets that real plans print."""

from __future__ import annotations

import csv
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from phongtrao.access.models import Role
from phongtrao.access.queries import Denied
from phongtrao.core.targets.proposal import propose
from phongtrao.programme.actions import targets
from phongtrao.programme.models import Programme, Target, Threshold
from phongtrao.programme.queries.levels import compared, level_of, level_rows
from tests.factories import make_user
from tests.programme.plan_rows import Office, Published, make_published

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DATA = Path(__file__).parents[1] / "data/printed_targets.csv"
PRINTED = list(csv.DictReader(DATA.read_text("utf-8").splitlines()))


@pytest.fixture
def published() -> Published:
    return make_published()


@pytest.fixture
def office(published: Published) -> Office:
    return published.office


@pytest.fixture
def programme(published: Published) -> Programme:
    return published.programme


@pytest.mark.parametrize("printed", PRINTED, ids=[row["id"] for row in PRINTED])
def test_every_target_that_plans_print_can_be_said(
    office: Office, programme: Programme, browser_of, printed: dict[str, str]
) -> None:
    about = {name: printed[name] for name in ("subject", "measure", "stratum")}
    proposal = propose(
        **about,
        percent=printed["unit"] == "percent",
        comparator=printed["comparator"],
        out_of=bool(printed["out_of"]),
    )
    assert proposal.measured_by == printed["measured_by"]
    target = Target.objects.create(
        programme=programme,
        owner=office.province,
        measured_by=proposal.measured_by,
        numerator=proposal.numerator,
        denominator=proposal.denominator,
        **about,
    )
    kind, horizon = printed["horizon"].split(" ")
    row = Threshold.objects.create(
        target=target,
        horizon_kind=kind,
        horizon=horizon,
        upper=printed["upper"] or None,
        out_of=printed["out_of"] or None,
        **{name: printed[name] for name in ("comparator", "value", "unit")},
    )
    row.refresh_from_db()
    assert level_of(row).value == Decimal(printed["value"])
    (shown,) = level_rows([row], TODAY)
    assert f"{shown.words} {shown.horizon}" == printed["words"]
    page = browser_of(office.officer).get(
        reverse("programme:target", args=[programme.pk, target.pk])
    )
    assert shown.words.replace(">", "&gt;") in page.text
    assert proposal.numerator in page.text


def test_the_officer_confirms_or_corrects_how_a_target_is_measured(
    office: Office, programme: Programme, browser_of
) -> None:
    target = programme.targets.first()
    client = browser_of(office.officer)
    address = reverse("programme:target", args=[programme.pk, target.pk])
    shown = client.get(address).text
    assert "Đề xuất của chương trình" in shown
    assert "trên 90% xã, phường đạt tiêu chuẩn" in shown
    sent = {"measured_by": "ratio", "numerator": "Số xã đạt", "denominator": ""}
    wrong = client.post(address, sent)
    assert wrong.status_code == 422
    assert "cần mẫu số" in wrong.text
    assert client.post(address, {**sent, "numerator": ""}).status_code == 422
    client.post(address, {**sent, "denominator": "Tổng số xã"})
    target.refresh_from_db()
    assert (target.numerator, target.confirmed_by) == ("Số xã đạt", office.officer)
    assert "● Xác nhận bởi" in client.get(address).text


def test_what_is_only_counted_has_no_denominator(
    office: Office, programme: Programme, browser_of
) -> None:
    target = programme.targets.get(subject__contains="xã", thresholds__out_of=28)
    targets.confirm_indicator(
        target=target, measured_by="count", numerator="Số xã", denominator="thừa", by=office.officer
    )
    assert target.denominator == ""


def test_a_rate_is_not_measured_by_a_mere_count(
    office: Office, programme: Programme, browser_of
) -> None:
    target = programme.targets.first()
    address = reverse("programme:target", args=[programme.pk, target.pk])
    sent = {"measured_by": "count", "numerator": "Số xã"}
    wrong = browser_of(office.officer).post(address, sent)
    assert wrong.status_code == 422
    assert "Mức &gt; 90 % tính bằng phần trăm" in wrong.text


def test_the_sentence_of_the_plan_is_quoted_with_its_place(
    office: Office, programme: Programme, browser_of
) -> None:
    target = programme.targets.first()
    address = reverse("programme:target", args=[programme.pk, target.pk])
    shown = browser_of(office.officer).get(address).text
    assert "trên 90% xã, phường đạt tiêu chuẩn" in shown
    assert "Mục I.1" in shown
    assert reverse("plans:record", args=[programme.plan_id, target.record_id]) in shown


def test_who_only_reads_sees_the_measure_and_cannot_change_it(
    office: Office, programme: Programme, browser_of
) -> None:
    viewer = make_user("xem", office.officer.office, Role.VIEWER)
    target = programme.targets.first()
    address = reverse("programme:target", args=[programme.pk, target.pk])
    client = browser_of(viewer)
    assert "Số xã, phường đạt tiêu chuẩn" in client.get(address).text
    assert client.post(address, {"measured_by": "count"}).status_code == 404
    with pytest.raises(Denied):
        targets.confirm_indicator(
            target=target, measured_by="count", numerator="a", denominator="", by=viewer
        )


def test_an_adjusted_level_stays_to_be_seen(
    office: Office, programme: Programme, browser_of
) -> None:
    target = programme.targets.first()
    old = target.thresholds.get(horizon="2026")
    Threshold.objects.filter(pk=old.pk).update(until=TODAY)
    Threshold.objects.create(
        target=target,
        comparator="gt",
        value=85,
        unit="percent",
        horizon_kind="by",
        horizon="2026",
        since=TODAY,
        reason="Theo đề nghị của các xã",
    )
    page = (
        browser_of(office.officer)
        .get(reverse("programme:target", args=[programme.pk, target.pk]))
        .text
    )
    assert "<del>&gt; 90 %</del>" in page
    assert "&gt; 85 %" in page
    assert "Theo đề nghị của các xã" in page
    listed = browser_of(office.officer).get(reverse("programme:programme", args=[programme.pk]))
    assert "<del>&gt; 90 %" in listed.text


def test_a_level_of_a_later_day_does_not_hold_yet(
    office: Office, programme: Programme, browser_of
) -> None:
    target, later = programme.targets.first(), TODAY + timedelta(days=30)
    old = target.thresholds.get(horizon="2026")
    Threshold.objects.filter(pk=old.pk).update(until=later)
    Threshold.objects.create(
        target=target,
        comparator="gt",
        value=99,
        unit="percent",
        horizon_kind="by",
        horizon="2026",
        since=later,
    )
    client = browser_of(office.officer)
    for address in (
        reverse("programme:programme", args=[programme.pk]),
        reverse("programme:target", args=[programme.pk, target.pk]),
    ):
        page = client.get(address).text
        assert "<strong>&gt; 90 %</strong>" in page
        assert "<del>" not in page
        assert "<strong>&gt; 99 %</strong>" not in page
        assert "&gt; 99 %" in page
        assert f"áp dụng từ {later:%d/%m/%Y}" in page
    rows = target.thresholds.all()
    own = [Threshold(comparator="gt", value=95, unit="percent", horizon_kind="by", horizon="2026")]
    assert compared(own, rows, TODAY) == "stronger"
    assert compared(own, rows, later) == "weaker"


def test_levels_that_cannot_be_compared_say_so() -> None:
    def level(comparator: str, value: int, unit: str = "percent", when: str = "2026") -> Threshold:
        return Threshold(
            comparator=comparator, value=Decimal(value), unit=unit, horizon_kind="by", horizon=when
        )

    above = [level("gt", 90), level("gte", 95, when="2030")]
    assert compared([level("gte", 90)], above, TODAY) == "weaker"
    assert compared([level("gt", 90)], above, TODAY) == "same"
    assert compared([level("gt", 90, when="2029")], above, TODAY) == "weaker"
    assert compared([level("gt", 90), level("gt", 90, when="2029")], above, TODAY) == "same"
    assert compared([level("gte", 95, when="2030"), level("gt", 92)], above, TODAY) == "stronger"
    assert compared([level("gte", 5, "count")], above, TODAY) == "other"
    assert compared([level("gte", 99, when="2028")], above, TODAY) == "stronger"
    assert compared([level("gte", 99)], [], TODAY) == "other"


def test_the_own_targets_of_all_units_come_as_a_workbook(
    office: Office, programme: Programme, browser_of, tmp_path
) -> None:
    target = programme.targets.first()
    answer = browser_of(office.officer).get(
        reverse("programme:target_file", args=[programme.pk, target.pk])
    )
    path = tmp_path / "chi-tieu.xlsx"
    path.write_bytes(b"".join(answer))
    cells = [cell for row in load_workbook(path).worksheets[0].values for cell in row if cell]
    assert any("CHỈ TIÊU RIÊNG" in str(cell) for cell in cells)
    assert "Chưa giao cho đơn vị nào." in cells
