"""Why a workbook is not taken in: as a whole, or cell by cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from phongtrao.core.errors import RuleBroken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from phongtrao.core.sheets.columns import Report
    from phongtrao.core.sheets.workbook.given import Since


@dataclass(frozen=True)
class Taken:
    """What is read of a workbook, by the codes of its offices in their order.

    reports: what stands in the boxes; since: what was done in them since the file was given out;
    given: what stood in them then, as `given.given` says it.
    """

    reports: dict[str, Report]
    since: dict[str, Since]
    given: dict[str, str]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one place of a workbook, and what to do.

    sheet: name of its sheet. cell: address such as "D7", "" for the sheet as a whole. found: what
    stands there. text: a sentence that says what is wrong and what to do. office: whose figure it
    is, "" where the place belongs to no office. whole: how all boxes of the office are called that
    it is about ("cả dòng 10"), of which the cell is the first; "" for what is about its cell.
    """

    sheet: str
    cell: str
    found: str
    text: str
    office: str = ""
    whole: str = ""

    def __str__(self) -> str:
        """One sentence for a list or the terminal."""
        cell = f", {self.whole or f'ô {self.cell}'}" if self.cell else ""
        office = f" ({self.office})" if self.office else ""
        return f"Trang “{self.sheet}”{cell}{office}: {self.text}"


class WorkbookRefused(RuleBroken):
    """A workbook with a fault is not taken in at all; `problems` says where each of them is.

    readable: what could be read of it, to be checked in the same round; a box that cannot be read
    is blank in it and counts as said. None where lines or columns are not as they were given out.
    """

    code = "workbook-refused"
    message = (
        "Tệp có {count} chỗ chưa đúng nên chưa nhận số liệu nào. "
        "Hãy sửa các ô được nêu rồi nộp lại cả tệp."
    )

    def __init__(
        self, count: int, problems: Sequence[Problem] = (), readable: Taken | None = None
    ) -> None:
        super().__init__(count=count)
        self.problems, self.readable = tuple(problems), readable

    def __reduce__(self) -> tuple[object, ...]:
        """Make the error cross to another process with its problems."""
        return type(self), (self.gaps["count"], self.problems, self.readable)


class WorkbookKindUnknown(RuleBroken):
    """Figures come in the workbook that the program gave out."""

    code = "workbook-kind-unknown"
    message = (
        "Tệp {name} không phải bảng tính .xlsx. Hãy tải biểu từ hệ thống, điền vào chính tệp đó "
        "và lưu dưới dạng .xlsx."
    )


class WorkbookHasMacros(RuleBroken):
    """Program code travels in the workbook."""

    code = "workbook-has-macros"
    message = "Tệp {name} có macro (mã lệnh). Hãy lưu lại thành .xlsx không có macro rồi nộp lại."


class WorkbookTooWide(RuleBroken):
    """Cells lie so far apart that reading the sheet would need more memory than it may have."""

    code = "workbook-too-wide"
    message = (
        "Tệp {name} có nội dung ở ô {cell}, quá xa phần biểu. "
        "Hãy xóa các dòng, cột thừa ngoài biểu rồi nộp lại."
    )


class WorkbookWithoutStamp(RuleBroken):
    """Only a workbook that was given out can be taken in: it knows what it asks and of whom."""

    code = "workbook-without-stamp"
    message = (
        "Tệp {name} không phải biểu do hệ thống cấp, hoặc trang ẩn của biểu đã bị xóa. "
        "Hãy tải biểu từ hệ thống rồi chép số liệu sang."
    )


class WorkbookStampChanged(RuleBroken):
    """The hidden sheet says for whom and when; nobody writes in it."""

    code = "workbook-stamp-changed"
    message = (
        "Trang ẩn của tệp {name} đã bị sửa nên không còn chắc số liệu của đơn vị nào, kỳ nào. "
        "Hãy tải lại biểu từ hệ thống rồi chép số liệu sang."
    )


class WorkbookOfAnotherForm(RuleBroken):
    """A workbook answers the form that it was made for."""

    code = "workbook-of-another-form"
    message = "Tệp {name} là “{title}”, không phải biểu đang nộp. Hãy chọn đúng tệp."


class WorkbookOfAnotherPeriod(RuleBroken):
    """A workbook answers for the period that it was made for."""

    code = "workbook-of-another-period"
    message = (
        "Tệp {name} là biểu của kỳ khác ({words}). "
        "Hãy tải biểu của kỳ đang nộp; không dùng lại tệp của kỳ trước."
    )


class WorkbookOfAnotherVersion(RuleBroken):
    """A form that was changed since asks something else."""

    code = "workbook-of-another-version"
    message = (
        "Tệp {name} theo mẫu biểu bản {version}, nay dùng bản {current}. "
        "Hãy tải biểu mới rồi chép số liệu sang."
    )


class WorkbookOfForeignOffice(RuleBroken):
    """Who sends figures sends those of the offices that are his to report for."""

    code = "workbook-of-foreign-office"
    message = (
        "Tệp {name} có số liệu của đơn vị không thuộc phạm vi báo cáo này: {offices}. "
        "Hãy tải lại biểu cho đúng đơn vị."
    )
