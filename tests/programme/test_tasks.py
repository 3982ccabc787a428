"""A task as one shared item: who has a part in it, lines of progress, urging, twins."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from phongtrao.access.models import Assignment, Role
from phongtrao.access.queries import Denied
from phongtrao.core.text.secrecy import StateSecretRefused
from phongtrao.programme.actions import cascade, tasks
from phongtrao.programme.actions.duties import NoSuchDuty
from phongtrao.programme.actions.reminding import NobodyToRemind
from phongtrao.programme.models import DutyDone, OfficeContact, Programme, Progress, Task
from phongtrao.programme.queries.duties import open_duties
from tests.factories import make_user
from tests.programme.cascade_rows import merge
from tests.programme.plan_rows import Office, Published, task_with
from tests.programme.working_rows import TODAY, make_working, reporter, states

pytestmark = pytest.mark.django_db


@pytest.fixture
def working(time_machine) -> Published:
    """It is August now."""
    time_machine.move_to("2026-08-03T09:00:00+07:00", tick=False)
    return make_working()


@pytest.fixture
def office(working: Published) -> Office:
    return working.office


@pytest.fixture
def programme(working: Published) -> Programme:
    return working.programme


def test_a_task_past_its_day_is_a_red_row_until_it_is_done(
    office: Office, programme: Programme, browser_of
) -> None:
    task = task_with(programme, "tập huấn")
    assert states(task) == {"Công an tỉnh Mẫu": "late", "Sở Nội vụ tỉnh Mẫu": "none"}
    client = browser_of(office.officer)
    address = reverse("programme:programme", args=[programme.pk])
    red = "✕ Quá hạn 35 ngày"  # before 30/6, so 29/6 was the last day
    shown = client.get(address).text
    assert red in shown
    assert "1/1: Công an tỉnh Mẫu" in shown
    unit = office.officer.office
    tasks.record_progress(task=task, unit=unit, state="done", text="Xong", by=office.officer)
    assert DutyDone.objects.get().due_on == date(2026, 6, 29)
    assert states(task)["Công an tỉnh Mẫu"] == "done"
    assert "Không có việc nào quá hạn" in client.get(address).text


def test_the_person_says_which_day_a_done_line_means(
    office: Office, programme: Programme, browser_of, time_machine
) -> None:
    task = task_with(programme, "Báo cáo kết quả")
    programme.deadlines.create(task=task, what="Báo cáo 6 tháng", due="--06-10", recurs="year")
    time_machine.move_to("2026-11-21T09:00:00+07:00", tick=False)
    unit = office.communes[0]
    client = browser_of(reporter(unit))
    address = reverse("programme:task", args=[programme.pk, task.pk])
    choices = client.get(address).context["form"].fields["duty"].choices
    assert [words for _, words in choices] == [
        "10/06/2026, năm 2026: quá hạn 164 ngày",
        "09/11/2026, năm 2026: quá hạn 12 ngày",
        "10/06/2027, năm 2027",
        "09/11/2027, năm 2027",
    ]
    sent = {"unit": unit.pk, "state": "done", "text": "Đã nộp báo cáo năm"}
    client.post(address, {**sent, "duty": choices[1][0]})
    assert DutyDone.objects.get().due_on == date(2026, 11, 9)
    again = client.post(address, {**sent, "duty": choices[1][0]})
    assert again.status_code == 422
    client.post(address, {**sent, "state": "doing", "duty": choices[0][0]})
    assert DutyDone.objects.count() == 1
    client.post(address, sent)  # the longest overdue
    assert {done.due_on for done in DutyDone.objects.all()} == {
        date(2026, 6, 10),
        date(2026, 11, 9),
    }


def test_a_duty_of_another_unit_is_not_done_by_a_line(office: Office, programme: Programme) -> None:
    task = task_with(programme, "Báo cáo kết quả")
    mine, other = office.communes[:2]
    (duty,) = open_duties(task, [other.pk], TODAY)[:1]
    with pytest.raises(NoSuchDuty, match="Xã 1"):
        tasks.record_progress(
            task=task, unit=mine, state="done", text="x", duty=duty, by=reporter(mine)
        )
    assert not Progress.objects.exists()


def test_who_answers_for_two_units_sees_whose_day_it_is(
    office: Office, programme: Programme, browser_of
) -> None:
    task = task_with(programme, "Báo cáo kết quả")
    by = make_user("haixa", office.communes[0], Role.REPORTER)
    Assignment.objects.create(user=by, unit=office.communes[1], role=Role.REPORTER)
    address = reverse("programme:task", args=[programme.pk, task.pk])
    client = browser_of(by)
    choices = client.get(address).context["form"].fields["duty"].choices
    assert [words for _, words in choices] == [
        "hạn sớm nhất chưa làm",
        "Xã 1: 09/11/2026, năm 2026",
        "Xã 2: 09/11/2026, năm 2026",
    ]
    sent = {"unit": office.communes[1].pk, "state": "done", "text": "Đã nộp"}
    wrong = client.post(address, {**sent, "duty": choices[1][0]})
    assert "Xã 2 không có việc nào theo thời hạn này" in wrong.text
    client.post(address, {**sent, "duty": ""})
    assert DutyDone.objects.get().unit == office.communes[1]


def test_a_task_that_is_overdue_for_years_is_still_done_first(
    office: Office, programme: Programme, time_machine
) -> None:
    task = task_with(programme, "tập huấn")
    time_machine.move_to("2028-11-21T09:00:00+07:00", tick=False)
    unit = office.officer.office
    tasks.record_progress(task=task, unit=unit, state="done", text="Xong", by=office.officer)
    assert DutyDone.objects.get().due_on == date(2026, 6, 29)


def test_being_stuck_is_shown_and_a_later_line_takes_its_place(
    office: Office, programme: Programme
) -> None:
    task = task_with(programme, "phát động")
    unit = office.communes[0]
    by = reporter(unit)
    tasks.record_progress(task=task, unit=unit, state="stuck", text="Thiếu kinh phí", by=by)
    assert states(task)["Xã 1"] == "stuck"
    tasks.record_progress(task=task, unit=unit, state="doing", text="Đã có kinh phí", by=by)
    assert states(task)["Xã 1"] == "doing"


def test_a_continuous_task_asks_for_a_line_each_period_and_is_never_late(
    office: Office, programme: Programme
) -> None:
    task = task_with(programme, "hướng dẫn, kiểm tra")
    unit, by = office.officer.office, office.officer
    line = tasks.record_progress(task=task, unit=unit, state="doing", text="12 đợt", by=by)
    assert line.period == "2026-Q3"
    assert states(task) == {"Công an tỉnh Mẫu": "doing"}
    assert states(task, TODAY + timedelta(days=100)) == {"Công an tỉnh Mẫu": "none"}
    with pytest.raises(tasks.ContinuousNeverDone):
        tasks.record_progress(task=task, unit=unit, state="done", text="Xong", by=by)


def test_a_continuous_task_outside_of_its_programmes_time_asks_for_nothing(
    office: Office, programme: Programme
) -> None:
    Programme.objects.update(ends_on=date(2026, 2, 1))
    task = Task.objects.get(content__contains="hướng dẫn, kiểm tra")
    with pytest.raises(tasks.OutsideOfProgramme):
        tasks.record_progress(
            task=task, unit=office.officer.office, state="doing", text="1", by=office.officer
        )


def test_only_who_has_a_part_writes_a_line(office: Office, programme: Programme) -> None:
    task = task_with(programme, "tập huấn")
    commune = office.communes[0]
    with pytest.raises(tasks.NotATaskOfUnit, match="Xã 1"):
        tasks.record_progress(
            task=task, unit=commune, state="doing", text="1", by=reporter(commune)
        )
    viewer = make_user("xem", office.officer.office, Role.VIEWER)
    with pytest.raises(Denied):
        tasks.record_progress(
            task=task, unit=office.officer.office, state="doing", text="1", by=viewer
        )


def test_evidence_is_kept_and_a_secret_one_is_refused(
    office: Office, programme: Programme, browser_of
) -> None:
    task = task_with(programme, "phát động")
    unit = office.communes[0]
    by = reporter(unit)
    client = browser_of(by)
    address = reverse("programme:task", args=[programme.pk, task.pk])
    sent = {"unit": unit.pk, "state": "done", "text": "Đã phát động"}
    plain = SimpleUploadedFile("ket-qua.txt", "Báo cáo kết quả phát động".encode())
    unsaid = client.post(address, {**sent, "document": plain})
    assert unsaid.status_code == 422
    assert "Hãy đánh dấu xác nhận văn bản không chứa bí mật nhà nước" in unsaid.text
    assert "Đã phát động" in unsaid.text
    sent |= {"no_secret": "on"}
    secret = SimpleUploadedFile("a.txt", "MẬT\n\nBÁO CÁO\nKết quả".encode())
    refused = client.post(address, {**sent, "document": secret})
    assert refused.status_code == 422
    assert "Đã phát động" in refused.text
    assert not Progress.objects.exists()
    with pytest.raises(StateSecretRefused):
        tasks.record_progress(
            task=task,
            unit=unit,
            state="done",
            text="x",
            data="MẬT\n\nA".encode(),
            name="a.txt",
            by=by,
        )
    fine = SimpleUploadedFile("ket-qua.txt", "Báo cáo kết quả phát động".encode())
    done = client.post(address, {**sent, "document": fine}, follow=True)
    assert "ket-qua.txt" in done.text
    line = Progress.objects.get()
    file = reverse("programme:line_file", args=[programme.pk, task.pk, line.pk])
    assert "kết quả phát động" in b"".join(client.get(file)).decode()
    neighbour = browser_of(reporter(office.bodies["Kiểm lâm"], "kiemlam"))
    assert neighbour.get(file).status_code == 404
    assert client.get(file.replace(f"/{line.pk}/", "/99/")).status_code == 404


def test_a_wrong_form_keeps_what_was_typed_and_a_stranger_has_none(
    office: Office, programme: Programme, browser_of
) -> None:
    task = task_with(programme, "phát động")
    client = browser_of(reporter(office.communes[0]))
    address = reverse("programme:task", args=[programme.pk, task.pk])
    wrong = client.post(address, {"unit": office.communes[0].pk, "text": "Đã mở 5 lớp"})
    assert wrong.status_code == 422
    assert "Đã mở 5 lớp" in wrong.text
    seen_only = browser_of(make_user("xem", office.province, Role.VIEWER))
    assert "Ghi kết quả" not in seen_only.get(address).text
    assert seen_only.post(address, {"text": "a"}).status_code == 404


def test_urging_reaches_the_unit_by_page_and_by_letter(
    office: Office, programme: Programme, browser_of, settings, django_capture_on_commit_callbacks
) -> None:
    settings.EMAIL_ON = True
    task = task_with(programme, "phát động")
    first = office.communes[0]
    OfficeContact.objects.create(unit=first, email="xa1@mau.gov.vn")
    client = browser_of(office.officer)
    address = reverse("programme:urge", args=[programme.pk, task.pk])
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(address, {"unit": [first.pk], "text": "Làm ngay"}, follow=True)
    assert "Đã đôn đốc 1 đơn vị" in done.text
    assert "Xã 1: Làm ngay" in done.text
    assert mail.outbox[0].to == ["xa1@mau.gov.vn"]
    assert "Hãy ghi lời đôn đốc" in client.post(address, {"text": ""}, follow=True).text
    all_open = client.post(address, {"all": "1", "text": "Khẩn trương"}, follow=True)
    assert "Đã đôn đốc 3 đơn vị" in all_open.text
    with pytest.raises(NobodyToRemind):
        tasks.urge(task=task, units=[office.province.pk], text="a", by=office.officer)


def test_twins_are_linked_and_parted_by_the_officer(
    office: Office, programme: Programme, browser_of
) -> None:
    army, foresters = programme.tasks.filter(content__contains="02/2020/NĐ-CP")
    client = browser_of(reporter(office.bodies["Kiểm lâm"]))
    shown = client.get(reverse("programme:task", args=[programme.pk, foresters.pk])).text
    assert f"nhiệm vụ {army.number}</a> · Bộ Chỉ huy Quân sự tỉnh chủ trì" in shown
    officer = browser_of(office.officer)
    address = reverse("programme:twin", args=[programme.pk, army.pk])
    assert "Đã bỏ liên kết" in officer.post(address, {"step": "unlink"}, follow=True).text
    assert not programme.tasks.exclude(same_as=None).exists()
    assert "Hãy ghi số thứ tự" in officer.post(address, {}, follow=True).text
    assert "Không có nhiệm vụ số 99" in officer.post(address, {"number": "99"}, follow=True).text
    done = officer.post(address, {"number": foresters.number}, follow=True).text
    assert f"Đã liên kết với nhiệm vụ số {foresters.number}." in done
    third = task_with(programme, "phát động")
    tasks.link_twin(task=third, number=army.number, by=office.officer)
    third.refresh_from_db()
    assert third.same_as == foresters
    foresters.refresh_from_db()
    tasks.link_twin(task=foresters, number=third.number, by=office.officer)  # linked already
    assert programme.tasks.filter(same_as=foresters).count() == 2


def test_the_officer_says_whether_a_task_is_continuous(
    office: Office, programme: Programme, browser_of
) -> None:
    task = task_with(programme, "phát động")
    client = browser_of(office.officer)
    address = reverse("programme:continuous", args=[programme.pk, task.pk])
    client.post(address, {"continuous": "on", "rhythm": "month"})
    task.refresh_from_db()
    assert (task.continuous, task.recurs) == (True, "month")
    refused = client.post(address, {"continuous": "on", "rhythm": "week"}, follow=True).text
    assert "Hãy chọn kỳ ghi kết quả" in refused
    client.post(address, {"rhythm": "month"})
    task.refresh_from_db()
    assert (task.continuous, task.recurs) == (False, "")


def test_the_task_of_an_ended_unit_passes_to_its_successor(
    office: Office, programme: Programme, browser_of
) -> None:
    task = task_with(programme, "phát động")
    first, second, _third = office.communes
    tasks.record_progress(task=task, unit=first, state="doing", text="Trước", by=reporter(first))
    heir = merge("Xã Mới", first, second, on=str(TODAY))
    assert states(task) == {"Xã 3": "none", "Xã Mới": "doing"}
    by = reporter(heir, "xamoi")
    assert (
        "Trước" in browser_of(by).get(reverse("programme:task", args=[programme.pk, task.pk])).text
    )
    tasks.record_progress(task=task, unit=heir, state="done", text="Xong", by=by)
    assert states(task) == {"Xã 3": "none", "Xã Mới": "done"}


def test_tasks_are_found_by_words_and_body_and_the_page_costs_the_same(
    office: Office, programme: Programme, browser_of
) -> None:
    client = browser_of(office.officer)
    address = reverse("programme:programme", args=[programme.pk])
    shown = client.get(f"{address}?tim=phát+động").text
    assert "Xây dựng kế hoạch của địa phương" in shown
    assert "tổ chức tập huấn" not in shown.split('id="rows"')[1].split('id="thoi-han"')[0]
    assert "kiểm tra việc" in client.get(f"{address}?don-vi=Công+an+tỉnh").text
    assert "Không có nhiệm vụ nào khớp" in client.get(f"{address}?tim=zzz").text
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    task = task_with(programme, "phát động")
    for unit in office.communes:
        Progress.objects.create(task=task, unit=unit, state="done", text="x", by=office.officer)
    Task.objects.create(programme=programme, number=90, content="Một việc nữa")
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) <= len(few)


def test_a_deadline_shows_who_kept_it_on_each_of_its_days(
    office: Office, programme: Programme, browser_of
) -> None:
    client = browser_of(office.officer)
    rule = task_with(programme, "tập huấn").deadlines.get()
    shown = client.get(reverse("programme:deadline", args=[programme.pk, rule.pk])).text
    assert "<strong>0/1</strong>" in shown
    yearly = task_with(programme, "Báo cáo kết quả").deadlines.get()
    address = reverse("programme:deadline", args=[programme.pk, yearly.pk])
    assert "Hạn 09/11/2026: <strong>0/3</strong>" in client.get(address).text
    ahead = client.get(f"{address}?ngay=2027-11-09").text
    assert "Hạn 09/11/2027" in ahead
    never = programme.deadlines.create(what="Không rõ", due="2001-01-01", everyone=True)
    page = client.get(reverse("programme:deadline", args=[programme.pk, never.pk])).text
    assert "không rơi vào ngày nào" in page


def test_the_list_shows_how_many_hold_each_programme(
    office: Office, programme: Programme, browser_of
) -> None:
    client = browser_of(office.officer)
    unit = office.communes[0]
    cascade.acknowledge(programme=programme, unit=unit, by=reporter(unit))
    assert "1/3" in client.get(reverse("programme:list")).text
    empty = browser_of(make_user("trong", office.bodies["Kiểm lâm"]))
    assert "Chưa có chương trình nào" in empty.get(reverse("programme:list")).text


def test_a_task_with_a_deadline_is_followed_by_it(
    office: Office, programme: Programme, browser_of
) -> None:
    task = task_with(programme, "tập huấn")
    before = task.continuous, task.recurs
    client = browser_of(office.officer)
    page = client.get(reverse("programme:task", args=[programme.pk, task.pk])).text
    assert "Nhiệm vụ thường xuyên, không" not in page
    address = reverse("programme:continuous", args=[programme.pk, task.pk])
    for sent in ({"continuous": "on", "rhythm": "month"}, {}):
        refused = client.post(address, sent, follow=True).text
        assert f"Nhiệm vụ số {task.number} có thời hạn" in refused
        task.refresh_from_db()
        assert (task.continuous, task.recurs) == before
