"""What units answer to a programme that was handed to them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from phongtrao.access.models import Assignment, Delegation, Role
from phongtrao.access.queries import Denied
from phongtrao.audit.models import LogEntry
from phongtrao.core.text.secrecy import StateSecretRefused
from phongtrao.files.models import StoredFile
from phongtrao.programme.actions import cascade
from phongtrao.programme.models import Handing, Receipt
from phongtrao.programme.queries.cascade import (
    standing_of,
)
from tests.factories import make_office, make_user
from tests.programme.cascade_rows import (
    Story,
    file_on,
    hand,
    make_story,
    merge,
    resolve,
    user_of,
)

if TYPE_CHECKING:
    from phongtrao.units.models import Unit

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def story() -> Story:
    return make_story()


def upload(text: str = "KẾ HOẠCH triển khai của xã\n", name: str = "ke-hoach.txt"):
    return SimpleUploadedFile(name, text.encode())


def acknowledge(story: Story, unit: Unit, by=None) -> Receipt:
    return cascade.acknowledge(programme=story.programme, unit=unit, by=by or user_of(unit))


def test_a_unit_acknowledges_by_one_click(story: Story, browser_of) -> None:
    hand(story, on=str(TODAY()))
    unit = story.communes[0]
    client, at = browser_of(user_of(unit)), [story.programme.pk, unit.pk]
    page = client.get(reverse("programme:receipt", args=at)).text
    assert "Chưa tiếp nhận" in page
    assert "≥ 90 %" in page
    answer = client.post(reverse("programme:acknowledge", args=at), follow=True)
    assert "Đã tiếp nhận chương trình" in answer.text
    client.post(reverse("programme:acknowledge", args=at))
    assert LogEntry.objects.filter(action="programme.acknowledge").count() == 1


def test_a_unit_files_its_plan_with_its_file_and_it_counts_as_acknowledged(
    story: Story, browser_of
) -> None:
    hand(story, on=str(TODAY()), plan_due=TODAY())
    unit = story.communes[0]
    client, at = browser_of(user_of(unit)), [story.programme.pk, unit.pk]
    address = reverse("programme:file_plan", args=at)
    assert client.get(address).status_code == 200
    sent = {"symbol": "15/KH-UBND", "plan_date": f"{TODAY():%d/%m/%Y}"}
    assert "Còn 1 ô cần sửa" in client.post(address, sent).text
    unsaid = client.post(address, {**sent, "document": upload()})
    assert unsaid.status_code == 422
    assert "Hãy đánh dấu xác nhận văn bản không chứa bí mật nhà nước" in unsaid.text
    assert 'value="15/KH-UBND"' in unsaid.text
    assert not StoredFile.objects.filter(office=unit).exists()
    sent |= {"document": upload(), "no_secret": "on"}
    answer = client.post(address, sent, follow=True)
    assert "Đã ghi kế hoạch 15/KH-UBND" in answer.text
    receipt = Receipt.objects.get(unit=unit)
    assert receipt.acknowledged_at
    file = client.get(reverse("programme:plan_file", args=[*at, receipt.pk]))
    assert b"".join(file.streaming_content) == "KẾ HOẠCH triển khai của xã\n".encode()
    assert 'value="15/KH-UBND"' in client.get(address).text
    assert client.get(reverse("programme:plan_file", args=[*at, 999])).status_code == 404


def test_a_plan_may_be_filed_late_and_again_without_moving_its_day(story: Story) -> None:
    hand(story)
    unit = story.communes[0]
    by = user_of(unit)
    facts = {"programme": story.programme, "unit": unit, "by": by}
    cascade.file_plan(symbol="1", plan_date=date(2020, 10, 1), **facts)
    Receipt.objects.filter(unit=unit).update(plan_sent_on=TODAY() - timedelta(days=3))
    cascade.file_plan(symbol="2", plan_date=date(2020, 10, 2), **facts)
    standing = standing_of(story.programme, unit, TODAY())
    assert standing
    assert standing.own
    assert (standing.own.symbol, standing.state) == ("2", "cham")
    assert standing.sent_on == TODAY() - timedelta(days=3)


def test_a_secret_plan_is_refused_and_only_the_fact_is_kept(story: Story, browser_of) -> None:
    hand(story)
    unit = story.communes[0]
    with pytest.raises(StateSecretRefused):
        cascade.file_plan(
            programme=story.programme,
            unit=unit,
            symbol="1",
            plan_date=date(2020, 10, 1),
            data="TỐI MẬT\n\nKẾ HOẠCH".encode(),
            name="mat.txt",
            by=user_of(unit),
        )
    assert LogEntry.objects.filter(action="file.refuse-secret").count() == 1
    assert Receipt.objects.get(unit=unit).plan_filed_at is None
    client = browser_of(user_of(unit))
    answer = client.post(
        reverse("programme:file_plan", args=[story.programme.pk, unit.pk]),
        {
            "symbol": "1",
            "plan_date": "01/10/2020",
            "document": upload("TỐI MẬT\n\nKẾ HOẠCH"),
            "no_secret": "on",
        },
    )
    assert answer.status_code == 422
    assert "văn bản mật" in answer.text
    assert StoredFile.objects.filter(office=unit).count() == 0


def test_dates_must_follow_each_other(story: Story, browser_of) -> None:
    hand(story)
    unit, facts = story.communes[0], {"programme": story.programme, "symbol": "1"}
    tomorrow = TODAY() + timedelta(days=1)
    with pytest.raises(cascade.PlanDateAfterSending):
        cascade.file_plan(unit=unit, plan_date=tomorrow, by=user_of(unit), **facts)
    with pytest.raises(cascade.PlanDateAfterSending):
        file_on(story, unit, str(tomorrow))
    client = browser_of(user_of(unit))
    address = reverse("programme:file_resolution", args=[story.programme.pk, unit.pk])
    sent = {"symbol": "07-NQ/ĐU", "resolution_date": f"{tomorrow:%d/%m/%Y}"}
    assert "phải trước hoặc trùng ngày" in client.post(address, sent).text


def test_only_the_office_notes_a_plan_that_came_on_paper(story: Story, browser_of) -> None:
    hand(story)
    unit = story.communes[0]
    address = reverse("programme:file_plan", args=[story.programme.pk, unit.pk])
    client = browser_of(story.officer)
    assert "Kế hoạch nhận trên giấy" in client.get(f"{address}?giay=1").text
    sent = {"symbol": "15/KH", "plan_date": "01/09/2020", "sent_on": "04/09/2020"}
    scanned = {**sent, "document": upload()}
    assert "Hãy đánh dấu xác nhận" in client.post(f"{address}?giay=1", scanned).text
    assert client.post(f"{address}?giay=1", sent).status_code == 302
    standing = standing_of(story.programme, unit, TODAY())
    assert standing
    assert (standing.state, standing.sent_on) == ("dung-han", date(2020, 9, 4))
    with pytest.raises(Denied):
        cascade.file_plan(
            programme=story.programme,
            unit=unit,
            symbol="1",
            plan_date=date(2020, 9, 1),
            sent_on=date(2020, 9, 4),
            by=user_of(unit),
        )


def test_the_party_resolution_is_a_fact_of_its_own(story: Story, browser_of) -> None:
    hand(story)
    unit = story.communes[0]
    client, at = browser_of(user_of(unit)), [story.programme.pk, unit.pk]
    assert client.get(reverse("programme:file_resolution", args=at)).status_code == 200
    sent = {"symbol": "07-NQ/ĐU", "resolution_date": "20/08/2020"}
    page = client.post(reverse("programme:file_resolution", args=at), sent, follow=True).text
    assert "07-NQ/ĐU ngày 20/08/2020" in page
    standing = standing_of(story.programme, unit, TODAY())
    assert standing
    assert standing.has_resolution
    assert not standing.has_both


def test_the_office_notes_a_resolution_on_paper_with_the_plan(story: Story, browser_of) -> None:
    hand(story)
    unit = story.communes[0]
    at = [story.programme.pk, unit.pk]
    client, address = browser_of(story.officer), reverse("programme:file_plan", args=at)
    sent = {"symbol": "15/KH", "plan_date": "01/09/2020", "sent_on": "04/09/2020"}
    note = {"resolution_symbol": "07-NQ/ĐU", "resolution_date": "20/08/2020"}
    tomorrow = {"resolution_date": f"{TODAY() + timedelta(days=1):%d/%m/%Y}"}
    for wrong, sentence in (
        ({"resolution_date": ""}, "Hãy ghi cả số, ký hiệu và ngày ban hành"),
        ({"resolution_symbol": ""}, "Hãy ghi cả số, ký hiệu và ngày ban hành"),
        ({"resolution_date": "20/08/1999"}, "quá sớm"),
        (tomorrow, "phải trước hoặc trùng ngày"),
    ):
        answer = client.post(f"{address}?giay=1", {**sent, **note, **wrong})
        assert (answer.status_code, sentence in answer.text) == (422, True), wrong
        assert not Receipt.objects.exclude(plan_symbol="", resolution_symbol="").exists()
    client.post(f"{address}?giay=1", sent)
    standing = standing_of(story.programme, unit, TODAY())
    assert standing
    assert not standing.has_resolution
    client.post(f"{address}?giay=1", {**sent, **note})
    standing = standing_of(story.programme, unit, TODAY())
    assert standing
    assert standing.has_both
    assert 'value="07-NQ/ĐU"' in client.get(f"{address}?giay=1").text
    client.post(f"{address}?giay=1", {**sent, **note})  # nothing new of the resolution
    line = LogEntry.objects.get(action="programme.file-resolution")
    assert line.author == story.officer
    assert "07-NQ/ĐU" in browser_of(user_of(unit)).get(reverse("programme:receipt", args=at)).text


def test_who_may_only_read_sees_and_cannot_answer(story: Story, browser_of) -> None:
    hand(story)
    unit = story.communes[0]
    reader = make_user("nguoixem", unit, Role.VIEWER)
    client, at = browser_of(reader), [story.programme.pk, unit.pk]
    page = client.get(reverse("programme:receipt", args=at)).text
    assert "<button disabled" in page
    for name in ("file_plan", "file_resolution", "report"):
        assert client.get(reverse(f"programme:{name}", args=at)).status_code == 404
    assert client.post(reverse("programme:acknowledge", args=at)).status_code == 404
    with pytest.raises(Denied):
        acknowledge(story, unit, reader)


def test_a_unit_finds_its_programme_again_when_all_is_answered(story: Story, browser_of) -> None:
    hand(story)
    unit, address = story.communes[0], reverse("programme:list")
    at = reverse("programme:receipt", args=[story.programme.pk, unit.pk])
    reporter = make_user("baocao", unit, Role.REPORTER)
    client = browser_of(reporter)
    acknowledge(story, unit, reporter)
    file_on(story, unit, "2020-09-04")
    shown = client.get(address).text
    assert f'href="{at}"' in shown
    assert "● Đúng hạn" in shown
    assert "○ Chưa có" in shown
    assert "Chọn kế hoạch để ban hành" not in shown
    resolve(unit)
    assert "○ Chưa có" not in client.get(address).text
    assert f'href="{address}"' in client.get(at).text.split("<main")[1]
    officer = browser_of(story.officer).get(address).text
    assert "Chọn kế hoạch để ban hành" in officer
    assert at not in officer
    heir = merge("Xã Hợp Nhất", unit, story.communes[1], on=str(timezone.localdate()))
    its = browser_of(user_of(heir)).get(address).text
    assert reverse("programme:receipt", args=[story.programme.pk, heir.pk]) in its


def test_the_office_above_reads_and_urges_but_does_not_answer_for_a_unit(
    story: Story, browser_of
) -> None:
    hand(story)
    unit = story.communes[0]
    above = make_user("tinh", story.province, Role.STANDING_OFFICER)
    at = [story.programme.pk, unit.pk]
    for user in (story.officer, above):
        Assignment.objects.get_or_create(user=user, unit=story.province, role=Role.STANDING_OFFICER)
        client = browser_of(user)
        page = client.get(reverse("programme:receipt", args=at)).text
        assert f'<button disabled title="Chỉ người của {unit}' in page
        assert "Báo khó khăn" not in page
        assert client.post(reverse("programme:acknowledge", args=at)).status_code == 404
        for name in ("report", "add_own"):
            assert client.get(reverse(f"programme:{name}", args=at)).status_code == 404, name
    assert not Receipt.objects.exclude(acknowledged_at=None).exists()
    paper = reverse("programme:file_plan", args=at)
    office = browser_of(story.officer)
    assert "Ghi bản giấy" in office.get(reverse("programme:receipt", args=at)).text
    assert "Kế hoạch nhận trên giấy" in office.get(paper).text
    resolution = reverse("programme:file_resolution", args=at)
    assert "Nghị quyết, chỉ thị nhận trên giấy" in office.get(resolution).text


def test_who_is_lent_a_role_at_a_unit_answers_for_it(story: Story, browser_of) -> None:
    hand(story)
    unit = story.communes[0]
    Delegation.objects.create(
        assignment=user_of(unit).assignments.get(),
        receiver=story.officer,
        first_day=TODAY(),
        last_day=TODAY(),
    )
    at = reverse("programme:acknowledge", args=[story.programme.pk, unit.pk])
    assert browser_of(story.officer).post(at).status_code == 302
    assert Receipt.objects.get(unit=unit).acknowledged_by == story.officer


def test_a_unit_that_never_received_the_programme_cannot_answer(story: Story, browser_of) -> None:
    stranger = make_office("Xã Lạ")
    with pytest.raises(cascade.NotHandedToUnit, match="Xã Lạ chưa được giao"):
        acknowledge(story, stranger)
    client = browser_of(user_of(stranger))
    address = reverse("programme:receipt", args=[story.programme.pk, stranger.pk])
    assert client.get(address).status_code == 404


def test_the_successor_of_merged_units_answers_and_sees_what_they_left(
    story: Story, browser_of
) -> None:
    hand(story)
    first, second, _ = story.communes
    file_on(story, first, "2020-09-01", "01/KH-UBND")
    heir = merge("Xã Hợp Nhất", first, second, on="2020-10-01")
    client = browser_of(user_of(heir))
    page = client.get(reverse("programme:receipt", args=[story.programme.pk, heir.pk])).text
    assert "Đơn vị kế thừa Xã 1, Xã 2" in page
    assert "01/KH-UBND" in page
    receipt = acknowledge(story, heir)
    assert receipt.handing == Handing.objects.get()
    standing = standing_of(story.programme, heir, TODAY())
    assert standing
    assert [one.name for one in standing.filings] == ["Xã Hợp Nhất", "Xã 1", "Xã 2"]


def test_the_office_does_not_write_over_what_a_unit_sent(story: Story, browser_of) -> None:
    hand(story)
    unit, facts = story.communes[0], {"programme": story.programme, "plan_date": date(2020, 9, 1)}
    own = cascade.file_plan(unit=unit, symbol="15/KH-UBND", by=user_of(unit), **facts)
    client, at = browser_of(story.officer), [story.programme.pk, unit.pk]
    paper = f"{reverse('programme:file_plan', args=at)}?giay=1"
    assert paper not in client.get(reverse("programme:receipt", args=at)).text
    sent = {"symbol": "GIAY", "plan_date": "01/09/2020", "sent_on": "04/09/2020"}
    refused = client.post(paper, sent)
    assert refused.status_code == 422
    assert "Xã 1 đã tự gửi kế hoạch 15/KH-UBND" in refused.text
    kept = Receipt.objects.get(pk=own.pk)
    assert (kept.plan_symbol, kept.plan_sent_on) == ("15/KH-UBND", own.plan_sent_on)
    file_on(story, story.communes[1], "2020-09-04")
    at = [story.programme.pk, story.communes[1].pk]
    assert "Ghi bản giấy" in client.get(reverse("programme:receipt", args=at)).text
    file_on(story, story.communes[1], "2020-09-03")  # what it noted itself it may correct
