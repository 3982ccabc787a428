"""A plan's sentences, taken as they are proposed, ask each unit what it can say of itself."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from phongtrao.access.models import Role
from phongtrao.core.targets.standing import State
from phongtrao.core.targets.wording import figure_words
from phongtrao.programme.actions.targets import confirm_indicator
from phongtrao.programme.models import Target
from phongtrao.reporting.models import Element
from phongtrao.reporting.queries.series import Seen, Series
from phongtrao.reporting.queries.target_page import targets_measured
from phongtrao.units.models import UnitVersion
from tests.programme.cascade_rows import Story, hand
from tests.programme.plan_rows import checked_plan, make_province, publish, text_of
from tests.programme.reorganisation_rows import client_of, day
from tests.reporting.list_rows import YEARS
from tests.reporting.report_rows import Asked, accept, make_form, send
from tests.reporting.strata_rows import of_year

if TYPE_CHECKING:
    from phongtrao.units.models import Unit

pytestmark = pytest.mark.django_db

BODY = """I. CHỈ TIÊU

1. Trong năm 2026, không còn xã, phường xếp loại yếu.

2. Trong năm 2026, mỗi xã, phường duy trì ít nhất 03 mô hình tự quản.

3. Trong năm 2026, có ít nhất 20% hộ dân ở khu vực nông thôn, trên 50% hộ dân ở khu vực đô thị
tham gia mô hình camera.

Nơi nhận:
- Các sở, ban, ngành;
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

Trần Văn Mẫu
"""


def story_of(body: str) -> Story:
    """A programme made of a plan, its targets confirmed as they are proposed; of its communes the
    last is a town.
    """
    with day(date(2026, 1, 5)):
        office = make_province()
        programme = publish(office, checked_plan(office, text_of(body=body)))
        story = Story(office.province, office.officer, programme, office.communes)
        for number, commune in enumerate(story.communes):
            town = number == len(story.communes) - 1
            UnitVersion.objects.filter(unit=commune).update(settlement="urban" if town else "rural")
        story.officer.assignments.get_or_create(role=Role.STANDING_OFFICER, unit=story.province)
        for target in programme.targets.all():
            confirm_indicator(
                target=target,
                measured_by=target.measured_by,
                numerator=target.numerator,
                denominator=target.denominator,
                by=story.officer,
            )
        hand(story)
    return story


@pytest.fixture
def asked() -> Asked:
    story = story_of(BODY)
    with day(date(2026, 1, 5)):
        form = make_form(story, list(story.programme.targets.order_by("number")), YEARS)
    return of_year(Asked(story, form, None), 2026)


def standing(place: Unit | None = None) -> dict[str, tuple[str, State]]:
    """First word of what a target is about → its figure in words and how it stands."""
    targets = list(targets_measured().order_by("number"))
    series = Series(targets, place, Seen(date(2027, 1, 31)))
    found = {}
    for target in targets:
        now = series.now(target)
        words = figure_words(now.point.figure, own=place is not None)
        found[f"{target.measure} {target.stratum}".strip()] = (words, now.held and now.held.state)
    return found


def test_each_commune_is_asked_what_it_can_say_of_itself(asked: Asked) -> None:
    assert [(row.label, row.kind) for row in Element.objects.order_by("number")] == [
        ("xã, phường xếp loại yếu", "yes-no"),
        ("xã, phường duy trì ít nhất 03 mô hình tự quản", "yes-no"),
        ("Số hộ dân tham gia mô hình camera", "integer"),
        ("Tổng số hộ dân", "integer"),
    ]


def test_the_province_counts_the_communes_and_each_stratum_its_own(asked: Asked) -> None:
    first, second, town = asked.story.communes
    for unit, figures in (
        (first, ("Không", "Có", 20, 100)),
        (second, ("Có", "Không", 30, 100)),
        (town, ("Không", "Có", 55, 100)),
    ):
        with day(date(2027, 1, 4)):
            send(asked, unit, *figures)
            accept(asked, unit)
    assert standing() == {
        "xếp loại yếu": ("33,3 % (1/3)", State.MISSED),
        "duy trì ít nhất 03 mô hình tự quản": ("66,7 % (2/3)", State.MISSED),
        "tham gia mô hình camera nông thôn": ("25,0 % (50/200)", State.REACHED),
        "tham gia mô hình camera đô thị": ("55,0 % (55/100)", State.REACHED),
    }
    of_first = standing(first)
    assert of_first["xếp loại yếu"] == ("Không", State.REACHED)
    assert of_first["tham gia mô hình camera đô thị"] == ("", State.NOT_APPLICABLE)
    assert standing(second)["duy trì ít nhất 03 mô hình tự quản"] == ("Không", State.MISSED)


def test_twins_of_two_strata_are_told_apart_wherever_targets_are_listed(asked: Asked) -> None:
    with day(date(2027, 1, 4)):
        for unit in asked.story.communes:
            send(asked, unit, "Không", "Có", 20, 100)
            accept(asked, unit)
        client = client_of(asked.officer)
        pages = {
            address: client.get(address).text
            for address in (
                f"/ky-bao-cao/{asked.period.pk}/tong-hop/",
                f"/bieu-mau/{asked.form.pk}/",
                "/bang-dieu-hanh/",
            )
        }
    for address, text in pages.items():
        for where in ("nông thôn", "đô thị"):
            assert f"Hộ dân ({where}) tham gia mô hình camera" in text, address


def test_units_that_are_no_communes_keep_the_words_of_the_stratum() -> None:
    story = story_of(BODY)
    rows = Target.objects.exclude(stratum="")
    form = make_form(story, list(rows.order_by("number")), YEARS, group="sở")
    assert [row.label for row in form.elements.all()] == [
        "Số hộ dân tham gia mô hình camera (nông thôn)",
        "Tổng số hộ dân (nông thôn)",
        "Số hộ dân tham gia mô hình camera (đô thị)",
        "Tổng số hộ dân (đô thị)",
    ]
    assert not any(one.strata for one in form.measures.all())


def test_a_stratum_that_the_sentence_does_not_name_is_not_asked_of_each_unit() -> None:
    with day(date(2026, 1, 5)):
        office = make_province()
        plan = checked_plan(office, text_of(body=BODY))
        (record,) = (row for row in plan.records.all() if "mô hình tự quản" in str(row.fields))
        record.corrected = record.fields | {"stratum": "nông thôn"}
        record.save()
        target = publish(office, plan).targets.get(record=record)
    assert (target.stratum, target.measured_by) == ("", "units")
