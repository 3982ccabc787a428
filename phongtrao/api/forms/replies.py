"""The shape of what programs are answered; the page of the API is made of it."""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003 - pydantic reads them

from ninja import Schema
from pydantic import Field

Value = int | float | str | bool | None


class PeriodReply(Schema):
    """Một kỳ báo cáo của một biểu mẫu."""

    id: int = Field(description="Mã số của kỳ, dùng trong các địa chỉ khác")
    name: str = Field(description="Kỳ, ví dụ 2026-Q3")
    title: str = Field(description="Kỳ bằng chữ")
    form: str = Field(description="Tên biểu mẫu")
    version: int = Field(description="Phiên bản của biểu mẫu")
    office: str = Field(description="Cơ quan lập biểu mẫu")
    start: date = Field(description="Số liệu từ ngày")
    end: date = Field(description="Số liệu đến hết ngày")
    closes_on: date = Field(description="Ngày khóa số liệu")


class PeriodsReply(Schema):
    """Các kỳ báo cáo, mới nhất trước."""

    count: int = Field(description="Tổng số")
    page: int
    pages: int
    items: list[PeriodReply]


class BoxReply(Schema):
    """Một ô của biểu mẫu."""

    code: str = Field(description="Mã ô, là khóa trong “boxes”")
    label: str = Field(description="Chỉ tiêu")
    group: str = Field(description="Nhóm")
    kind: str = Field(description="integer, decimal, money, yes-no, choice hoặc text")
    unit: str = Field(description="Đơn vị tính")
    scale: int = Field(description="Số chữ số thập phân")
    least: Value = Field(description="Nhỏ nhất, null: không đặt")
    most: Value = Field(description="Lớn nhất, null: không đặt")
    choices: list[str] = Field(description="Các lựa chọn")
    required: bool = Field(description="Bắt buộc trả lời")
    may_be_not_applicable: bool = Field(description="Nhận giá trị “KAD” (không áp dụng)")
    help: str = Field(description="Hướng dẫn")


class RuleReply(Schema):
    """Một quy tắc giữa các ô."""

    expression: str = Field(description="Ví dụ A1 <= A2")
    words: str = Field(description="Lời nhắc")
    severity: str = Field(description="refuse: bị từ chối khi sai; ask: chỉ hỏi lại")


class FormReply(PeriodReply):
    """Biểu mẫu của một kỳ."""

    boxes: list[BoxReply] = Field(description="Các ô, theo thứ tự")
    rules: list[RuleReply] = Field(description="Quy tắc kiểm tra")


class ReportReply(Schema):
    """Báo cáo của một đơn vị đang ở đâu."""

    unit: int = Field(description="Mã số đơn vị")
    unit_name: str
    state: str = Field(description="owed, draft, sent, returned, accepted hoặc exempt")
    state_words: str = Field(description="Tình trạng bằng chữ")
    due_on: date = Field(description="Hạn gửi, hết ngày này")
    resend_by: date | None = Field(description="Hạn gửi lại khi báo cáo bị trả lại, hết ngày này")
    first_sent_at: datetime | None = Field(description="Gửi lần đầu lúc")
    revision: int = Field(description="Lần nộp hiện hành, 0: chưa nộp")
    sent_at: datetime | None = Field(description="Lần nộp hiện hành gửi lúc")
    returned_why: str = Field(
        description="Lý do trả lại cả báo cáo; khóa không đọc được mọi ô của báo cáo thì ghi “(chỉ"
        " cơ quan trong hệ thống báo cáo đọc được)”"
    )
    returned_boxes: dict[str, str] = Field(
        description="Ô bị trả lại và lý do, của những ô mà khóa đọc được"
    )
    boxes: dict[str, Value] | None = Field(
        description="Số liệu; null khi khóa chỉ được gửi. null trong ô: để trống; “KAD”: không áp"
        " dụng; “?”: chưa rõ"
    )


class ReportsReply(Schema):
    """Báo cáo của các đơn vị trong một kỳ."""

    count: int = Field(description="Tổng số")
    page: int
    pages: int
    items: list[ReportReply]


class SentReply(Schema):
    """Kết quả một lần gửi; các số là mã số đơn vị."""

    sent: list[int] = Field(description="Đã gửi lần nộp mới")
    corrected: list[int] = Field(description="Trong đó là đính chính")
    same: list[int] = Field(description="Giống lần nộp hiện hành nên không gửi lại")
    silent: list[int] = Field(description="Mọi ô để trống nên chưa coi là báo cáo")
    drafts: list[int] = Field(
        [], description="Đã gửi, và đơn vị đang nhập dở số khác: giữ thành bản đính chính chưa gửi"
    )


class TotalReply(Schema):
    """Tổng của một ô."""

    code: str
    label: str
    unit: str
    sum: Value = Field(description="Tổng; ô có/không: số trả lời có; ô chọn, ô chưa ai có số: null")
    answered: int = Field(description="Số báo cáo có số liệu ở ô này")
    blank: int = Field(description="Số báo cáo để trống ô này")
    not_applicable: int = Field(description="Số báo cáo ghi không áp dụng")
    unknown: int = Field(description="Số báo cáo ghi chưa rõ")


class FiguresReply(Schema):
    """Tổng hợp của một địa bàn; báo cáo thiếu là thiếu, không phải 0."""

    period: int
    place: int | None = Field(description="Mã số địa bàn, null: mọi đơn vị báo cáo")
    place_name: str
    expected: int = Field(description="Số báo cáo phải có")
    reported: int = Field(description="Số báo cáo đã gửi, kể cả chờ duyệt")
    accepted: int = Field(description="Số báo cáo đã duyệt, kể cả đang đính chính")
    correcting: int = Field(
        description="Trong đó đang đính chính: tổng theo bản đính chính, chưa được duyệt"
    )
    provisional: bool = Field(description="Tạm tính: tổng có báo cáo hoặc đính chính chờ duyệt")
    boxes: list[TotalReply]


class TargetReply(Schema):
    """Một chỉ tiêu đang đạt đến đâu ở một địa bàn."""

    id: int
    target: str = Field(description="Chỉ tiêu")
    place: int | None
    place_name: str
    on: date = Field(description="Tính đến ngày")
    period: str = Field(description="Kỳ của số liệu")
    start: date = Field(description="Số liệu từ ngày; số cộng dồn: từ đầu kỳ đầu tiên được cộng")
    end: date = Field(description="Số liệu đến hết ngày")
    windows: list[str] = Field(description="Các kỳ được cộng vào số liệu, kỳ mới nhất sau cùng")
    figure: str = Field(description="Số liệu bằng chữ, ví dụ 93,7 % (118/126); rỗng: chưa có")
    part: Value = Field(description="Tử số hoặc số đếm")
    whole: Value = Field(description="Mẫu số")
    expected: int = Field(description="Số báo cáo phải có")
    reported: int = Field(description="Số báo cáo có số liệu")
    accepted: int = Field(description="Số báo cáo đã duyệt, kể cả đang đính chính")
    correcting: int = Field(
        description="Trong đó đang đính chính: số liệu theo bản đính chính, chưa được duyệt"
    )
    unknown: int = Field(description="Số báo cáo ghi chưa rõ")
    blank: int = Field(
        description="Số báo cáo để trống; 0 với tổng của chỉ tiêu chỉ tính trên một phần đơn vị"
    )
    not_applicable: int = Field(description="Số báo cáo ghi không áp dụng; không tính vào expected")
    provisional: bool = Field(
        description="Tạm tính: có báo cáo hoặc đính chính chờ duyệt; chưa báo cáo: expected −"
        " reported − unknown − blank"
    )
    state: str = Field(description="Tình trạng, ví dụ ● Đạt; rỗng: chưa đặt mức")
    needed: Value = Field(description="Còn thiếu bao nhiêu để đạt")


class ProblemReply(Schema):
    """Một chỗ chưa đúng."""

    place: int = Field(description="Báo cáo thứ mấy trong gói JSON, hoặc dòng của bảng CSV; từ 1")
    unit: int | None
    box: str = Field(description="Mã ô; rỗng: cả báo cáo")
    code: str = Field(description="Mã lỗi; rỗng: quy tắc của biểu mẫu")
    message: str = Field(description="Vì sao, phải làm gì")


class ErrorReply(Schema):
    """Yêu cầu không thực hiện được."""

    code: str = Field(description="Mã lỗi, không đổi giữa các phiên bản")
    message: str = Field(description="Câu cho người đọc")
    source: str = Field("", description="Căn cứ, khi có")
    problems: list[ProblemReply] = Field([], description="Từng chỗ chưa đúng")
