"""Due dates as an iCalendar file (RFC 5545), which Outlook, Google and telephones subscribe to.

Whole-day events only, so that no time zone is needed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_OCTETS_A_LINE = 75
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class DueDate:
    """A day on which something is due. key: the same for the same thing in every file."""

    key: str
    day: date
    what: str
    detail: str = ""
    done: bool = False


def calendar_file(name: str, made_at: datetime, due_dates: Iterable[DueDate]) -> str:
    """The text of an .ics file. made_at: with its zone; what is done says so in its name."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Phong Trao//Lich//VI",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
    ]
    stamp = f"{made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    for one in due_dates:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{one.key}@phongtrao",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{one.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{one.day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{'Đã làm: ' if one.done else 'Hạn: '}{_text(one.what)}",
            f"DESCRIPTION:{_text(one.detail)}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _text(text: str) -> str:
    """A text value: backslash, semicolon, comma and line end are escaped."""
    text = re.sub(r"\r\n?", "\n", text)
    text = _FORBIDDEN.sub("", text)
    return re.sub(r"([\\;,])", r"\\\1", text).replace("\n", "\\n")


def _folded(line: str) -> str:
    """A line cut at 75 octets, never within a letter; what follows begins with a blank."""
    parts, room = [""], _OCTETS_A_LINE
    for letter in line:
        size = len(letter.encode())
        if size > room:
            parts.append("")
            room = _OCTETS_A_LINE - 1
        parts[-1] += letter
        room -= size
    return "\r\n ".join(parts)
