"""The table in which people send their own units: its columns, and a workbook to fill in."""

from __future__ import annotations

import io
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from phongtrao.core.text.folding import bare
from phongtrao.units.models import EnterpriseSize, Level, SchoolLevel, SecurityMandate, Settlement

_SPACE = 2  # characters of width besides the heading


@dataclass(frozen=True)
class Column:
    """A column of the table. name: of the fact; help: what to write in it."""

    name: str
    heading: str
    help: str
    example: str = ""


def _one_of(choices: type[EnterpriseSize | SchoolLevel | SecurityMandate | Settlement]) -> str:
    return ", ".join(str(label) for label in choices.labels)


COLUMNS = (
    Column(
        "name",
        "Tên đơn vị",
        "bắt buộc; tên đầy đủ, không quá 200 chữ",
        "Trường Trung học cơ sở An Phú",
    ),
    Column(
        "level",
        "Cấp",
        f"{Level.NEIGHBOURHOOD.label} hoặc {Level.BODY.label}; để trống là {Level.BODY.label}",
        "Cơ quan, tổ chức",
    ),
    Column("kind", "Loại", "ví dụ tổ dân phố, thôn, cơ quan, doanh nghiệp, trường", "trường"),
    Column(
        "territory",
        "Thuộc địa bàn",
        "xã, phường, đặc khu hoặc tỉnh nơi đơn vị đóng: ghi mã hoặc tên; trùng tên thì thêm tỉnh "
        "sau dấu phẩy",
        "Xã An Phú, Tỉnh An Giang",
    ),
    Column(
        "line",
        "Cơ quan chủ quản",
        "cơ quan cấp trên theo ngành; có thể là đơn vị ở dòng khác của bảng",
    ),
    Column("code", "Mã", "mã riêng của đơn vị, nếu có"),
    Column("settlement", "Khu vực", f"{_one_of(Settlement)}; hoặc để trống", "nông thôn"),
    Column(
        "enterprise_size", "Quy mô doanh nghiệp", f"{_one_of(EnterpriseSize)}; chỉ với doanh nghiệp"
    ),
    Column(
        "school_level",
        "Bậc học",
        f"{_one_of(SchoolLevel)}; chỉ với cơ sở giáo dục",
        "trung học cơ sở",
    ),
    Column("armed_forces", "Lực lượng vũ trang", "có hoặc không; để trống là không", "không"),
    Column(
        "security_manager",
        "Cơ quan quản lý về ANTT",
        "cơ quan quản lý đơn vị về an ninh, trật tự, ví dụ Công an phường; có thể ở dòng khác của "
        "bảng; chỉ với cơ quan, tổ chức; để trống là chưa rõ",
        "Công an xã An Phú",
    ),
    Column(
        "security_mandate",
        "Hình thức quản lý",
        f"{_one_of(SecurityMandate)}; để trống là chưa rõ",
        "thuộc thẩm quyền",
    ),
    Column("on", "Từ ngày", "ngày bắt đầu, như 01/7/2025; để trống nếu có từ trước", ""),
    Column("decision", "Số quyết định", "số, ký hiệu văn bản thành lập, nếu có"),
    Column("issuer", "Cơ quan ban hành", "cơ quan ký quyết định"),
    Column(
        "aliases",
        "Tên gọi khác",
        "tên viết tắt, tên cũ; cách nhau bằng dấu chấm phẩy",
        "THCS An Phú",
    ),
)
BY_HEADING = {bare(column.heading): column for column in COLUMNS}
HEADING_OF = {column.name: column.heading for column in COLUMNS}


def blank_table() -> io.BytesIO:
    """A workbook with the headings, ready to fill in, and a sheet that explains each column."""
    workbook = Workbook()
    table = workbook.worksheets[0]
    table.title = "Đơn vị"
    explained = workbook.create_sheet("Hướng dẫn")
    explained.append(["Cột", "Ghi gì", "Ví dụ"])
    for number, column in enumerate(COLUMNS, start=1):
        cell = table.cell(row=1, column=number, value=column.heading)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="FFE7E6E6")
        table.column_dimensions[get_column_letter(number)].width = len(column.heading) + _SPACE
        explained.append([column.heading, column.help, column.example])
    table.column_dimensions["A"].width = 40
    table.freeze_panes = "A2"
    for letter, width in (("A", 24), ("B", 80), ("C", 32)):
        explained.column_dimensions[letter].width = width
    for row in explained.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    target = io.BytesIO()
    workbook.save(target)
    target.seek(0)
    return target
