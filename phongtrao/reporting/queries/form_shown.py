"""What of a draft stood on a page when it was opened, and what somebody changed since."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from django.core.signing import BadSignature, Signer
from django.utils import timezone

from phongtrao.audit.queries import lines_about
from phongtrao.core.rollup.strata import strata_of
from phongtrao.core.sheets.elements import Kind
from phongtrao.core.sheets.reading import number_words
from phongtrao.core.sheets.rules import Severity
from phongtrao.programme.models import Target
from phongtrao.reporting.models import (
    Element,
    Indicator,
    KnownFrom,
    Measure,
    ReportForm,
    SheetRule,
)
from phongtrao.reporting.queries.form_windows import sends_now, window_now
from phongtrao.reporting.queries.forms import KIND_WORDS, SEVERITY_WORDS
from phongtrao.reporting.queries.stages import level_called
from phongtrao.reporting.queries.strata import strata_words
from phongtrao.web.templatetags.show import moment

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from phongtrao.audit.models import LogEntry

Part: TypeAlias = Element | SheetRule | Measure | ReportForm

LABELS: dict[type[Part], dict[str, str]] = {
    ReportForm: {
        "name": "Tên biểu mẫu",
        "window": "Thời gian chốt số liệu",
        "signs_off": "Lãnh đạo đơn vị duyệt trước khi gửi",
        "levels": "Cấp duyệt",
        "stages": "Duyệt báo cáo",
    },
    Element: {
        "label": "Hỏi điều gì",
        "code": "Mã",
        "group": "Nhóm",
        "kind": "Trả lời bằng",
        "unit": "Đơn vị tính",
        "scale": "Số chữ số thập phân",
        "least": "Nhỏ nhất",
        "most": "Lớn nhất",
        "choices": "Các lựa chọn",
        "required": "Bắt buộc trả lời",
        "may_be_not_applicable": "Được trả lời “không áp dụng”",
        "help": "Hướng dẫn cho người nhập",
        "indicator_id": "Đếm vào chỉ số",
        "known_from": "Số đã có trong hệ thống",
        "known_strata": "Đếm những loại đơn vị nằm dưới đơn vị báo cáo",
    },
    SheetRule: {
        "expression": "Quy tắc",
        "words": "Lời nhắc khi không đúng",
        "severity": "Khi không đúng thì",
    },
    Measure: {
        "target_id": "Chỉ tiêu",
        "numerator_id": "Tử số hoặc số đếm",
        "denominator_id": "Mẫu số",
        "adds_up": "Cộng dồn các kỳ",
    },
}
"""The columns of each part that its page shows, in order, with their labels there."""
_CHANGES: dict[type[Part], str] = {
    ReportForm: "report-form.describe",
    Element: "report-form.element",
    SheetRule: "report-form.rule",
    Measure: "report-form.measure",
}
_DROPS: dict[type[Part], str] = {
    Element: "report-form.drop-element",
    SheetRule: "report-form.drop-rule",
    Measure: "report-form.drop-measure",
}


_SIGNER = Signer(salt="phongtrao.shown")


def shown_of(row: Part) -> dict[str, Any]:
    """Column → its value as JSON holds it."""
    return {name: _plain(getattr(row, name)) for name in LABELS[type(row)]}


def _plain(value: Any) -> Any:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def token_of(row: Part | None) -> str:
    """`shown_of` as the hidden field of a page carries it, the same for the same; "" for a part
    that is not there yet.
    """
    return _SIGNER.sign_object(shown_of(row)) if row else ""


def read_token(token: str) -> dict[str, Any]:
    """What the hidden field carried; nothing where it is none of ours."""
    try:
        shown: dict[str, Any] = _SIGNER.unsign_object(token)
    except BadSignature:
        return {}
    return shown


def in_words(row: Part) -> dict[str, str]:
    """Label → what stands there, "" for a blank."""
    return {
        label: _words(name, _plain(getattr(row, name)), row)
        for name, label in LABELS[type(row)].items()
    }


def changes(before: Mapping[str, str], row: Part) -> dict[str, list[str]]:
    """Label → words before and now, of what differs. before: `in_words` of then, nothing for a part
    that was not there: then nothing was changed.
    """
    return {
        label: [before[label], now]
        for label, now in in_words(row).items()
        if label in before and before[label] != now
    }


def changed_since(row: Part, shown: Mapping[str, Any]) -> list[str]:
    """What differs from what was shown, and by whom it was changed, as the log tells:
    "Lớn nhất: 100 → 2000 (Bộ Thường, 09:05 22/11/2026)".
    """
    now = shown_of(row)
    differs = [name for name in now if name not in shown or shown[name] != now[name]]
    authors = _authors(row) if differs else {}
    told = []
    for name in differs:
        label = LABELS[type(row)][name]
        old = (_words(name, shown[name], row) or "trống") if name in shown else "không rõ"
        by = f" ({authors[label]})" if label in authors else ""
        told.append(f"{label}: {old} → {_words(name, now[name], row) or 'trống'}{by}")
    return told


def _authors(row: Part) -> dict[str, str]:
    """Label → who changed it last, and when."""
    form = row if isinstance(row, ReportForm) else row.form
    found: dict[str, str] = {}
    for line in lines_about(form, _CHANGES[type(row)]):
        if form is row or line.detail.get("part") == row.pk:
            for label in line.detail.get("changed", ()):
                found.setdefault(label, who_and_when(line))
    return found


def dropped_line(form: ReportForm, kind: type[Part], pk: int) -> LogEntry | None:
    """The line of the log that says that a part of a form was taken away; None when it was not."""
    lines = lines_about(form, _DROPS[kind])
    return next((line for line in lines if line.detail.get("part") == pk), None)


def gone_words(line: LogEntry) -> list[str]:
    """What that line says: what was taken away and by whom, and what went with it."""
    detail = line.detail
    what = next(
        (
            f"{name} {detail[key]}"
            for key, name in (("box", "Ô"), ("expression", "Quy tắc"))
            if key in detail
        ),
        "Cách đo này",
    )
    told = [f"{what} đã được bỏ ({who_and_when(line)}) trong lúc bạn mở trang này."]
    told += [f"Quy tắc bỏ theo: {words}." for words in detail.get("rules", ())]
    return told + [f"Cách đo bỏ theo: {words}." for words in detail.get("measures", ())]


def who_and_when(line: LogEntry) -> str:
    """The author of a line of the log, and its time."""
    return f"{line.author_name}, {moment(line.at)}"


def _words(name: str, value: Any, row: Part) -> str:
    if isinstance(value, bool):
        return "có" if value else "không"
    if value in (None, "", [], {}):
        return ""
    return _IN_WORDS[name](value, row) if name in _IN_WORDS else str(value)


def _number_words(value: str, row: Part) -> str:
    return number_words(Decimal(value), len(value.partition(".")[2]))


def _window_words(rule: dict[str, Any], row: Part) -> str:
    form = ReportForm(window=rule, group=getattr(row, "group", ""))
    on = timezone.localdate()
    sends = sends_now(form, on)
    told = (rule.get("name", ""), window_now(form, on), f"gửi {sends}" if sends else "")
    return ", ".join(filter(None, told))


def _box_words(pk: int, row: Part) -> str:
    return next((one.code for one in Element.objects.filter(pk=pk)), "một ô đã bỏ")


_IN_WORDS: dict[str, Callable[[Any, Part], str]] = {
    "window": _window_words,
    "levels": lambda value, _: ", rồi ".join(level_called(one) for one in value),
    "stages": lambda value, _: f"{value} lượt",
    "kind": lambda value, _: KIND_WORDS[Kind(value)],
    "least": _number_words,
    "most": _number_words,
    "choices": lambda value, _: "; ".join(value),
    "indicator_id": lambda value, _: "".join(map(str, Indicator.objects.filter(pk=value))),
    "known_from": lambda value, _: str(KnownFrom(value).label),
    "known_strata": lambda value, _: strata_words(strata_of(value)),
    "severity": lambda value, _: SEVERITY_WORDS[Severity(value)],
    "target_id": lambda value, _: "".join(map(str, Target.objects.filter(pk=value))),
    "numerator_id": _box_words,
    "denominator_id": _box_words,
}
