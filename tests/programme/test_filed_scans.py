"""A plan that was signed and stamped is a scan: a unit files it as it is, and so its evidence. What
cannot be searched for marks of a state secret is said on the page and kept in the log.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from phongtrao.audit.models import LogEntry
from phongtrao.core.text.reading.errors import FileDamaged, FileEncrypted, FileTooLarge
from phongtrao.core.text.secrecy import StateSecretRefused
from phongtrao.files.models import StoredFile
from phongtrao.plans.models import PlanDocument
from phongtrao.programme.actions import bodies, cascade, tasks
from phongtrao.programme.models import ProgressState, Receipt
from tests.core.text.reading.office_files import PdfMaker
from tests.hostile import attacks
from tests.programme.cascade_rows import Story, hand, make_story, user_of
from tests.programme.own_target_rows import make_handed
from tests.programme.plan_rows import task_with

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db
SCAN = PdfMaker().page().picture().page().picture().bytes()
WRITTEN = PdfMaker().page().text(80, 700, "Kế hoạch của xã về phong trào bảo vệ an ninh, m" * 2)
NOT_SEARCHED = "không dò được dấu mật"


@pytest.fixture
def story() -> Story:
    story = make_story()
    hand(story)
    return story


def file_plan(story: Story, data: bytes) -> Receipt:
    unit = story.communes[0]
    return cascade.file_plan(
        programme=story.programme,
        unit=unit,
        symbol="15/KH-UBND",
        plan_date=date(2020, 9, 1),
        data=data,
        name="ke-hoach.pdf",
        by=user_of(unit),
    )


def how_searched(action: str) -> str:
    return LogEntry.objects.filter(action=action).latest("pk").detail["search"]


def test_a_unit_files_a_scan_of_its_plan(story: Story, browser_of: Callable) -> None:
    unit = story.communes[0]
    client, at = browser_of(user_of(unit)), [story.programme.pk, unit.pk]
    address = reverse("programme:file_plan", args=at)
    shown = client.get(address).text
    assert "kể cả bản quét đã ký, đóng dấu" in shown
    assert "Trong bản quét (ảnh) chương trình không dò được dấu mật" in shown
    sent = {"symbol": "15/KH-UBND", "plan_date": "01/09/2020"}
    unsaid = client.post(address, {**sent, "document": SimpleUploadedFile("quet.pdf", SCAN)})
    assert "Hãy đánh dấu xác nhận" in unsaid.text
    assert StoredFile.objects.filter(office=unit).count() == 0
    sent |= {"no_secret": "on", "document": SimpleUploadedFile("quet.pdf", SCAN)}
    assert "Đã ghi kế hoạch 15/KH-UBND" in client.post(address, sent, follow=True).text
    receipt = Receipt.objects.get(unit=unit)
    got = client.get(reverse("programme:plan_file", args=[*at, receipt.pk]))
    assert b"".join(got.streaming_content) == SCAN
    assert NOT_SEARCHED in how_searched("programme.file-plan")


def test_a_file_with_words_is_logged_as_searched(story: Story) -> None:
    file_plan(story, WRITTEN.bytes())
    assert how_searched("programme.file-plan") == ""


def test_one_scanned_page_among_written_ones_was_not_searched(story: Story) -> None:
    line = "Kế hoạch của xã về phong trào bảo vệ an ninh, trật tự ở cơ sở"
    made = PdfMaker().page().text(80, 700, line).page().text(80, 700, line).page().picture()
    file_plan(story, made.bytes())
    assert NOT_SEARCHED in how_searched("programme.file-plan")


@pytest.mark.parametrize(
    "scan",
    [
        PdfMaker().page().picture().text(250, 800, "TỐI MẬT"),
        PdfMaker().page().picture().page().picture().note("TUYỆT MẬT"),
    ],
    ids=["a stamp in letters", "an annotation"],
)
def test_a_mark_that_can_be_read_on_a_scan_is_refused(story: Story, scan: PdfMaker) -> None:
    with pytest.raises(StateSecretRefused):
        file_plan(story, scan.bytes())
    assert LogEntry.objects.filter(action="file.refuse-secret").count() == 1
    assert StoredFile.objects.filter(office=story.communes[0]).count() == 0


@pytest.mark.parametrize(
    ("data", "refused"),
    [
        (attacks.locked_pdf(), FileEncrypted),
        (SCAN[:-40], FileDamaged),
        (SCAN + b"\0" * 21 * 1024 * 1024, FileTooLarge),
    ],
    ids=["locked", "cut", "too large"],
)
def test_a_hostile_scan_meets_the_same_checks(
    story: Story, data: bytes, refused: type[Exception]
) -> None:
    with pytest.raises(refused):
        file_plan(story, data)
    assert StoredFile.objects.filter(office=story.communes[0]).count() == 0


def test_a_scan_is_evidence_of_a_task() -> None:
    made = make_handed()
    officer, unit = made.office.officer, made.office.communes[0]
    words = "Ủy ban nhân dân các xã, phường"
    bodies.match_body(programme=made.programme, words=words, unit=None, group="commune", by=officer)
    line = tasks.record_progress(
        task=task_with(made.programme, "phát động"),
        unit=unit,
        state=ProgressState.DOING,
        text="Đã phát động.",
        data=SCAN,
        name="bien-ban.pdf",
        by=user_of(unit),
    )
    assert line.file
    assert NOT_SEARCHED in how_searched("task.record-progress")


def test_a_plan_that_is_to_be_compiled_still_needs_words(
    story: Story, browser_of: Callable
) -> None:
    before = PlanDocument.objects.count()
    answer = browser_of(story.officer).post(
        reverse("plans:take_in"),
        {"documents": SimpleUploadedFile("quet.pdf", SCAN), "no_secret": "on"},
        follow=True,
    )
    assert "là bản quét (ảnh), không có chữ để đọc" in answer.text
    assert PlanDocument.objects.count() == before
