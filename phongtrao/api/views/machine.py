"""The addresses at which programs send reports and read figures; described by OpenAPI."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import RequestDataTooBig
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse  # the framework reads the second
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError
from ninja.security import HttpBearer

from phongtrao.access.models import Permission
from phongtrao.access.queries import Denied
from phongtrao.api.actions.sending import Once, kept_reply, problems_in, send_reports
from phongtrao.api.actions.tokens import note_use
from phongtrao.api.forms.asked import Day, Key, Page, Reason, UnitId, wrong_words
from phongtrao.api.forms.bundles import CSV, JSON, CellsRefused, problems_of, read_bundle
from phongtrao.api.forms.replies import (
    ErrorReply,
    FiguresReply,
    FormReply,
    PeriodsReply,
    ReportsReply,
    SentReply,
    TargetReply,
)
from phongtrao.api.queries import reading
from phongtrao.api.queries.tokens import token_with
from phongtrao.core.errors import RuleBroken
from phongtrao.reporting.actions.bulk import ReportsRefused
from phongtrao.reporting.queries.sheets import sheet_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.http import HttpRequest

    from phongtrao.api.models import KeptReply, Token
    from phongtrao.reporting.actions.bulk import RowProblem
    from phongtrao.reporting.models import Period

_ROWS_A_PAGE = 200
_NO_RIGHT = (
    "Khóa này chưa có quyền {permission}. Hãy dùng khóa có quyền đó, hoặc đề nghị quản trị của cơ"
    " quan tạo khóa mới."
)
_ERRORS = dict.fromkeys((401, 403, 404, 422, 500), ErrorReply)
_EXAMPLE = {"reports": [{"unit": 12, "boxes": {"A1": 200, "A2": "?", "A3": "KAD"}}]}
_BUNDLE = {
    "requestBody": {
        "required": True,
        "content": {
            JSON: {
                "schema": {
                    "type": "object",
                    "required": ["reports"],
                    "properties": {
                        "reason": {"type": "string", "description": "Lý do, khi đính chính"},
                        "reports": {
                            "type": "array",
                            "items": {
                                "type": "object",
                                "required": ["unit", "boxes"],
                                "properties": {
                                    "unit": {"type": "integer", "description": "Mã số đơn vị"},
                                    "revision": {
                                        "type": "integer",
                                        "description": "Lần nộp mà số liệu này dựa vào, 0: chưa"
                                        " nộp. Ô giống lần nộp đó là không sửa và giữ số mới hơn;"
                                        " ô sửa mà nơi khác cũng đã sửa thì bị từ chối. Phải ghi"
                                        " khi lần nộp hiện hành không do chương trình này gửi.",
                                    },
                                    "boxes": {
                                        "type": "object",
                                        "description": "Mã ô → giá trị; null: để trống; “KAD”:"
                                        " không áp dụng; “?”: chưa rõ. Số trong JSON là chính số"
                                        " đó (1.5 là một phẩy năm); số viết bằng chữ đọc như người"
                                        " Việt viết (“1.234,5”).",
                                        "additionalProperties": {
                                            "type": ["number", "string", "boolean", "null"]
                                        },
                                    },
                                },
                            },
                        },
                    },
                },
                "example": _EXAMPLE,
            },
            CSV: {
                "schema": {
                    "type": "string",
                    "description": "Bảng UTF-8, mỗi đơn vị một dòng; cột đầu “unit”, các cột sau là"
                    " mã ô, thêm cột “revision” khi đính chính. Số đọc như người Việt viết:"
                    " 1.234,5.",
                },
                "example": "unit,A1,A2,A3\n12,200,?,KAD\n",
            },
        },
    }
}


class Bearer(HttpBearer):
    """Lets in a program whose token is for one of the permissions."""

    def __init__(self, *permissions: Permission) -> None:
        super().__init__()
        self.permissions = permissions

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        """The token; None for a key that opens nothing. Raises Denied."""
        found = token_with(token)
        if found is None:
            return None
        if found.permission not in self.permissions:
            raise Denied(permission=self.permissions[0].label)
        note_use(found)
        return found


_SENDS = Bearer(Permission.SUBMISSION_SEND)
_READS = Bearer(Permission.SUBMISSION_READ)
_EITHER = Bearer(Permission.SUBMISSION_SEND, Permission.SUBMISSION_READ)

machine = NinjaAPI(
    title="Phong Trào: kết nối máy",
    version="1",
    description=(
        "Gửi báo cáo và đọc số liệu từ chương trình khác. Khóa do quản trị của cơ quan tạo, gửi"
        " trong tiêu đề Authorization: Bearer. Lỗi trả về JSON có mã cố định và câu tiếng Việt."
    ),
    urls_namespace="machine",
    docs_url="/tai-lieu/",
    openapi_url="/openapi.json",
    docs_decorator=login_required,
)


def _token(request: HttpRequest) -> Token:
    token: Any = request
    found: Token = token.auth
    return found


def _paged(rows: Any, number: int) -> tuple[Any, dict[str, Any]]:
    pages = Paginator(rows, _ROWS_A_PAGE)
    page = pages.get_page(number)
    return page, {"count": pages.count, "page": page.number, "pages": pages.num_pages}


@machine.get(
    "/ky-bao-cao/",
    auth=_EITHER,
    response={200: PeriodsReply, **_ERRORS},
    summary="Các kỳ báo cáo",
    url_name="periods",
    operation_id="periods",
    tags=["Kỳ và biểu mẫu"],
)
def periods(request: HttpRequest, page: Page = 1) -> Any:
    """Các kỳ mà khóa này được gửi hoặc đọc báo cáo, mới nhất trước."""
    rows, facts = _paged(reading.periods_for(_token(request)), page)
    return {**facts, "items": [reading.period_facts(row) for row in rows]}


@machine.get(
    "/ky-bao-cao/{number:pk}/bieu-mau/",
    auth=_EITHER,
    response={200: FormReply, **_ERRORS},
    summary="Biểu mẫu của một kỳ",
    url_name="form",
    operation_id="form",
    tags=["Kỳ và biểu mẫu"],
)
def form(request: HttpRequest, pk: int) -> Any:
    """Các ô phải điền và quy tắc kiểm tra."""
    return reading.form_facts(reading.period_for(_token(request), pk))


@machine.get(
    "/ky-bao-cao/{number:pk}/bao-cao/",
    auth=_EITHER,
    response={200: ReportsReply, **_ERRORS},
    summary="Tình trạng báo cáo của các đơn vị",
    url_name="reports",
    operation_id="reports",
    tags=["Báo cáo"],
)
def reports(request: HttpRequest, pk: int, page: Page = 1) -> Any:
    """Từng đơn vị: đã gửi chưa, bị trả lại vì sao; kèm số liệu khi khóa được xem báo cáo."""
    token = _token(request)
    period = reading.period_for(token, pk)
    rows, facts = _paged(reading.reports_for(token, period), page)
    return {**facts, "items": reading.report_facts(token, period, list(rows))}


@machine.post(
    "/ky-bao-cao/{number:pk}/bao-cao/",
    auth=_SENDS,
    response={200: SentReply, **_ERRORS, 409: ErrorReply, 413: ErrorReply, 415: ErrorReply},
    summary="Gửi báo cáo của một hay nhiều đơn vị",
    openapi_extra=_BUNDLE,
    url_name="send",
    operation_id="send",
    tags=["Báo cáo"],
)
def send(
    request: HttpRequest,
    response: HttpResponse,
    pk: int,
    key: Key,
    reason: Reason = "",
) -> Any:
    """Nhận hết, hoặc không nhận báo cáo nào khi còn một chỗ sai. Đơn vị đã gửi thì lần này là đính
    chính, phải ghi lý do; số liệu không đổi thì không gửi lại. Lần nộp hiện hành do nơi khác gửi
    thì phải ghi “revision”; số đơn vị đang nhập dở không mất.
    """
    token = _token(request)
    period = reading.period_for(token, pk)
    kind = request.headers.get("Content-Type", "")
    parts = (str(pk).encode(), kind.encode(), reason.encode(), request.body)
    once = Once.of(key, *parts)
    kept = kept_reply(token, once)
    if kept is None:
        kept = _sent(token, period, request.body, kind, reason, once)
    else:
        response["Idempotent-Replayed"] = "true"
    return kept.body


def _sent(
    token: Token, period: Period, data: bytes, kind: str, reason: str, once: Once
) -> KeptReply:
    """Send what a bundle holds. Raises CellsRefused with all that is wrong with it."""
    bundle = read_bundle(data, kind, sheet_of(period.form), reason=reason)
    facts: dict[str, Any] = {
        "token": token,
        "period": period,
        "rows": bundle.rows,
        "basis": bundle.basis,
        "reason": bundle.reason,
    }
    if bundle.unread:
        raise bundle.refused(_told(problems_in(**facts)))
    try:
        return send_reports(**facts, once=once)
    except ReportsRefused as refused:
        raise bundle.refused(_told(refused.problems)) from refused


def _told(problems: Iterable[RowProblem]) -> Iterator[tuple[int, str, str]]:
    return ((one.unit, one.code, one.text) for one in problems)


@machine.get(
    "/ky-bao-cao/{number:pk}/so-lieu/",
    auth=_READS,
    response={200: FiguresReply, **_ERRORS},
    summary="Tổng hợp số liệu một kỳ",
    url_name="figures",
    operation_id="figures",
    tags=["Số liệu"],
)
def figures(request: HttpRequest, pk: int, unit: UnitId = None) -> Any:
    """Tổng theo địa bàn (unit: mã số), kèm số báo cáo đã có trên số phải có."""
    token = _token(request)
    period = reading.period_for(token, pk)
    return reading.figure_facts(token, period, reading.place_for(token, period, unit))


@machine.get(
    "/chi-tieu/{number:pk}/",
    auth=_READS,
    response={200: TargetReply, **_ERRORS},
    summary="Một chỉ tiêu đang đạt đến đâu",
    url_name="target",
    operation_id="target",
    tags=["Số liệu"],
)
def target(request: HttpRequest, pk: int, unit: UnitId = None, on: Day = None) -> Any:
    """Số liệu mới nhất đến một ngày (on), ở một địa bàn (unit), và tình trạng so với mức đặt ra,
    theo những gì đã biết đến hết ngày đó; bỏ on để lấy hôm nay."""
    return reading.target_facts(_token(request), pk, unit, on)


def refusal(
    request: HttpRequest, status: int, code: str, message: str, **more: object
) -> HttpResponse:
    """A refusal as every program is told it."""
    facts = {"code": code, "message": message, **more}
    return machine.create_response(request, facts, status=status)


@machine.exception_handler(RuleBroken)
def _rule_broken(request: HttpRequest, error: RuleBroken) -> HttpResponse:
    problems = list(problems_of(error)) if isinstance(error, CellsRefused) else []
    status = getattr(error, "status", 422)
    return refusal(request, status, error.code, error.text, source=error.source, problems=problems)


@machine.exception_handler(Denied)
def _denied(request: HttpRequest, error: Denied) -> HttpResponse:
    """In the words of who looks after a token; a person reads those of the rule."""
    message = _NO_RIGHT.format(**error.gaps)
    return refusal(request, error.status, error.code, message)


@machine.exception_handler(Http404)
def _not_found(request: HttpRequest, _: Http404) -> HttpResponse:
    message = "Không tìm thấy, hoặc khóa này không được dùng cho mục đó."
    return refusal(request, 404, "not-found", message)


@machine.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, _: AuthenticationError) -> HttpResponse:
    message = (
        "Khóa kết nối thiếu, sai, hết hạn hoặc đã chấm dứt. Gửi khóa trong tiêu đề Authorization:"
        " Bearer; xin khóa mới ở quản trị của cơ quan."
    )
    answer = refusal(request, 401, "token-unknown", message)
    answer["WWW-Authenticate"] = "Bearer"
    return answer


@machine.exception_handler(ValidationError)
def _wrong_parts(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return refusal(request, 422, "request-wrong", wrong_words(request, error.errors))


@machine.exception_handler(RequestDataTooBig)
def _too_big(request: HttpRequest, _: RequestDataTooBig) -> HttpResponse:
    message = "Gói báo cáo lớn quá mức cho phép. Hãy chia làm nhiều lần gửi."
    return refusal(request, 413, "bundle-too-big", message)
