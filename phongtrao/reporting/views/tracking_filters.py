"""The counts above the list of a period, as filters in the address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from phongtrao.core.dates.filing import Sent
from phongtrao.reporting.queries import tracking
from phongtrao.web.filters import Filter, filters_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from phongtrao.reporting.queries.tracking import Counts, Wanted

_HEAD = {
    "sent": "da-gui",
    "accepted": "da-duyet",
    "owing": "con-no",
    "back": "dinh-chinh-tra-lai",
    "exempt": "mien",
}
"""The numbers of the head → the state that they open."""


def filters_shown(request: HttpRequest, wanted: Wanted, counts: Counts) -> list[Filter]:
    """The counts as filters in the address; each takes the place of the other."""
    states, filed = counts.states, counts.filed
    shown = [
        ("", "", f"Tất cả {counts.total}"),
        ("tinh-trang", "cho-duyet", f"◐ Chờ duyệt {states['cho-duyet']}"),
        ("tinh-trang", "da-duyet", f"● Đã duyệt {states['da-duyet']}"),
        ("tinh-trang", "tra-lai", f"▲ Bị trả lại {states['tra-lai']}"),
        ("tinh-trang", "chua-bao-cao", f"○ Chưa báo cáo {states['chua-bao-cao']}"),
        ("tinh-trang", "mien", f"– Được miễn {states['mien']}"),
        ("gui", Sent.SILENT, f"Quá hạn {filed[Sent.SILENT]}"),
        ("gui", Sent.LATE, f"Gửi chậm {filed[Sent.LATE]}"),
        ("gui", Sent.ON_TIME, f"Đúng hạn {filed[Sent.ON_TIME]}"),
        ("tung", tracking.RESEND_LATE, f"✕ Gửi lại quá hạn {counts.resend_late}"),
        ("tung", "tra-lai", f"Từng bị trả lại {counts.returned}"),
        ("tung", "dinh-chinh", f"Có đính chính {counts.corrected}"),
    ]
    return filters_of(request, shown, _chosen_by(wanted))


def _chosen_by(wanted: Wanted) -> dict[str, str]:
    return {"tinh-trang": wanted.state, "gui": wanted.filed, "tung": wanted.once}


def opened_by_head(request: HttpRequest, wanted: Wanted) -> dict[str, Filter]:
    """What the numbers of the head open, by their names in the template."""
    shown = (("tinh-trang", state, name) for name, state in _HEAD.items())
    found = filters_of(request, [*shown, ("gui", Sent.ON_TIME, "on_time")], _chosen_by(wanted))
    return {one.words: one for one in found}
