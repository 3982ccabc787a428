"""Due dates as an iCalendar file."""

from __future__ import annotations

from datetime import UTC, date, datetime

from phongtrao.core.drafting.calendar_feed import DueDate, calendar_file

MADE = datetime(2026, 11, 21, 3, 4, 5, tzinfo=UTC)


def lines_of(*due_dates: DueDate, name: str = "Lịch") -> list[str]:
    text = calendar_file(name, MADE, due_dates)
    return text.replace("\r\n ", "").split("\r\n")


def test_a_due_date_is_an_event_of_the_whole_day() -> None:
    lines = lines_of(DueDate("duty-1", date(2026, 12, 31), "Báo cáo năm", "Chương trình mẫu"))
    assert lines[lines.index("BEGIN:VEVENT") : lines.index("END:VEVENT")] == [
        "BEGIN:VEVENT",
        "UID:duty-1@phongtrao",
        "DTSTAMP:20261121T030405Z",
        "DTSTART;VALUE=DATE:20261231",
        "DTEND;VALUE=DATE:20270101",
        "SUMMARY:Hạn: Báo cáo năm",
        "DESCRIPTION:Chương trình mẫu",
        "TRANSP:TRANSPARENT",
    ]
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]


def test_signs_with_a_meaning_are_escaped_and_hidden_ones_dropped() -> None:
    lines = lines_of(DueDate("k", date(2026, 1, 1), "a,b;c\\d\r\ne\x00", done=True))
    assert "SUMMARY:Đã làm: a\\,b\\;c\\\\d\\ne" in lines


def test_no_line_is_longer_than_75_octets_and_no_letter_is_cut() -> None:
    what = "Tổng kết phong trào toàn dân bảo vệ an ninh Tổ quốc " * 5
    text = calendar_file("Lịch", MADE, [DueDate("k", date(2026, 1, 1), what)])
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert f"SUMMARY:Hạn: {what}" in text.replace("\r\n ", "").split("\r\n")
