"""What the office notes from paper is not said in the unit's name."""

from __future__ import annotations

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse

from phongtrao.programme.actions import cascade
from phongtrao.programme.models import Receipt
from phongtrao.programme.queries.ledger import Wanted
from phongtrao.programme.queries.work import owed_by
from tests.programme.cascade_rows import Story, at, hand, make_story, user_of

pytestmark = pytest.mark.django_db

TODAY = date(2020, 9, 3)


@pytest.fixture
def story(time_machine) -> Story:
    """The programme in the hands of three communes, of which the first sent its plan on paper."""
    time_machine.move_to("2020-09-03T09:00:00+07:00", tick=False)
    made = make_story()
    hand(made)
    cascade.file_plan(
        programme=made.programme,
        unit=made.communes[0],
        symbol="01/KH-UBND",
        plan_date=TODAY,
        sent_on=TODAY,
        by=made.officer,
    )
    return made


def kinds(story: Story, number: int = 0) -> list[str]:
    return [item.kind for item in owed_by(user_of(story.communes[number]), TODAY)]


def test_a_plan_on_paper_is_sent_but_not_acknowledged(story: Story, browser_of) -> None:
    unit = story.communes[0]
    assert "Tiếp nhận chương trình" in kinds(story)
    assert "Gửi kế hoạch của đơn vị" not in kinds(story)
    own = browser_of(user_of(unit)).get(
        reverse("programme:receipt", args=[story.programme.pk, unit.pk])
    )
    assert "○ Chưa tiếp nhận" in own.text
    assert "<button>Tiếp nhận</button>" in own.text
    ledger = browser_of(story.officer).get(reverse("programme:ledger", args=[story.programme.pk]))
    assert "Đã tiếp nhận 0/3" in ledger.text
    assert "Đúng hạn 1" in ledger.text
    assert "bản giấy" in ledger.text
    only = browser_of(story.officer).get(f"{ledger.request['PATH_INFO']}?tiep-nhan=chua")
    assert ">Xã 1</a>" in only.text
    assert only.context["wanted"] == Wanted(acknowledged="chua")


def test_the_unit_acknowledges_itself_or_by_filing_the_plan_itself(story: Story) -> None:
    first, second, _ = story.communes
    cascade.acknowledge(programme=story.programme, unit=first, by=user_of(first))
    assert "Tiếp nhận chương trình" not in kinds(story)
    cascade.file_plan(
        programme=story.programme, unit=second, symbol="2", plan_date=TODAY, by=user_of(second)
    )
    assert "Tiếp nhận chương trình" not in kinds(story, 1)


def test_what_paper_acknowledged_before_is_taken_away(story: Story) -> None:
    first, second, third = (Receipt.objects.get(unit=unit) for unit in story.communes)
    Receipt.objects.filter(pk=first.pk).update(
        acknowledged_at=first.plan_filed_at, acknowledged_by=story.officer
    )
    noted = {"plan_noted_by": story.officer, "plan_filed_at": at("2020-09-02")}
    Receipt.objects.filter(pk=second.pk).update(
        **noted, acknowledged_at=at("2020-08-20"), acknowledged_by=user_of(second.unit)
    )
    cascade.acknowledge(programme=story.programme, unit=third.unit, by=user_of(third.unit))
    name = "phongtrao.programme.migrations.0010_paper_acknowledges_nothing"
    import_module(name).take_away(apps, None)
    done = Receipt.objects.exclude(acknowledged_at=None).order_by("unit__name")
    assert [row.unit.name for row in done] == ["Xã 2", "Xã 3"]
