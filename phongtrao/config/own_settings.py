"""Every setting of the program: name, default, meaning. The manual lists this table and a test
compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Setting:
    """One setting, read from the environment under `name`.

    default: used when the environment has none. meaning: one Vietnamese sentence for the manual.
    """

    name: str
    default: str | int | bool
    meaning: str


OWN_SETTINGS = (
    Setting(
        "PHONGTRAO_VAR", "var", "Thư mục chứa cơ sở dữ liệu nhúng, tệp đã tải lên và khóa bí mật."
    ),
    Setting(
        "DATABASE_URL",
        "",
        "Địa chỉ PostgreSQL, ví dụ postgres://ten:matkhau@may/csdl; để trống thì dùng SQLite.",
    ),
    Setting(
        "SECRET_KEY",
        "",
        "Khóa ký phiên đăng nhập; để trống thì tự tạo một lần trong PHONGTRAO_VAR.",
    ),
    Setting("DEBUG", False, "Chế độ dành cho người lập trình; không bật khi chạy thật."),
    Setting(
        "ALLOWED_HOSTS",
        "localhost,127.0.0.1,[::1]",
        "Các tên máy chủ mà chương trình trả lời, cách nhau bằng dấu phẩy.",
    ),
    Setting(
        "SERVED_OVER_HTTPS",
        False,
        "Bật khi các trang mở qua HTTPS: cookie chỉ gửi qua HTTPS, trình duyệt được dặn một năm tới"
        " chỉ vào bằng HTTPS (HSTS), địa chỉ IP lấy từ X-Forwarded-For.",
    ),
    Setting("UPLOAD_MAX_MB", 20, "Dung lượng lớn nhất của một tệp tải lên, tính bằng MB."),
    Setting(
        "EMAIL_URL",
        "",
        "Máy chủ gửi thư nhắc, ví dụ"
        " submission://ten:matkhau@may:587/?_default_from_email=phongtrao@coquan.vn;"
        " để trống thì không gửi thư, lời nhắc chỉ hiện trên trang.",
    ),
    Setting(
        "SYSLOG",
        "",
        "Nơi nhận từng dòng nhật ký ngay khi ghi: /dev/log (syslog của máy chủ) hoặc"
        " udp://10.0.0.5:514; để trống thì nhật ký chỉ nằm trong cơ sở dữ liệu.",
    ),
    Setting(
        "SMALL_COUNT_LIMIT",
        5,
        "Số đếm từ 1 đến dưới mức này được ẩn trên bản số liệu công khai.",
    ),
    Setting(
        "PUBLICATION_DAYS",
        15,
        "Số ngày sau hạn gửi cuối cùng của kỳ thì bản số liệu công khai của kỳ được công bố; đã"
        " công bố thì giữ nguyên.",
    ),
    Setting("SESSION_IDLE_MINUTES", 15, "Số phút không thao tác trước khi phải đăng nhập lại."),
    Setting(
        "SESSION_IDLE_ADMIN_MINUTES",
        5,
        "Số phút không thao tác trước khi tài khoản quản trị phải đăng nhập lại.",
    ),
    Setting("PASSWORD_LENGTH", 14, "Số ký tự ít nhất của mật khẩu."),
    Setting(
        "PASSWORD_LENGTH_SECOND_FACTOR",
        8,
        "Số ký tự ít nhất của mật khẩu khi tài khoản đã bật xác thực hai bước.",
    ),
    Setting(
        "PASSWORD_KINDS",
        4,
        "Số loại ký tự mật khẩu phải có (chữ thường, chữ hoa, chữ số, ký tự khác), "
        "khi tài khoản chưa bật xác thực hai bước.",
    ),
    Setting("PASSWORD_HISTORY", 10, "Số mật khẩu gần nhất không được dùng lại."),
    Setting("PASSWORD_ADMIN_DAYS", 60, "Số ngày mà tài khoản quản trị phải đổi mật khẩu một lần."),
    Setting("LOCKOUT_FAILURES", 5, "Số lần nhập sai liên tiếp trước khi tài khoản bị khóa tạm."),
    Setting("LOCKOUT_MINUTES", 15, "Số phút khóa tạm sau khi nhập sai quá số lần cho phép."),
    Setting(
        "ACCOUNT_IDLE_DAYS", 45, "Số ngày không đăng nhập trước khi tài khoản ngừng hoạt động."
    ),
    Setting(
        "DELEGATION_DAYS",
        366,
        "Số ngày, kể từ hôm nay, mà một ủy quyền kéo dài nhiều nhất; mức do chương trình tự đặt,"
        " không theo văn bản nào.",
    ),
    Setting("SECOND_FACTOR_ADMIN", True, "Tài khoản quản trị phải bật xác thực hai bước."),
    Setting(
        "OIDC_ISSUER",
        "",
        "Địa chỉ nơi cấp danh tính OpenID Connect; để trống thì chỉ đăng nhập bằng mật khẩu.",
    ),
    Setting("OIDC_CLIENT_ID", "", "Mã của chương trình tại nơi cấp danh tính."),
    Setting("OIDC_CLIENT_SECRET", "", "Khóa bí mật của chương trình tại nơi cấp danh tính."),
    Setting("OIDC_NAME", "tài khoản chung", "Tên nơi cấp danh tính trên nút đăng nhập."),
    Setting(
        "OIDC_CLAIM",
        "preferred_username",
        "Trường của nơi cấp danh tính mang tên đăng nhập; tài khoản phải có sẵn, không tự tạo.",
    ),
)


def default_of(name: str) -> str | int | bool:
    """Default of one setting. Raises KeyError for a name that is not in the table."""
    return {setting.name: setting.default for setting in OWN_SETTINGS}[name]
