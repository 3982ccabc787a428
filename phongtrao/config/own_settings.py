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
    Setting("SECURE_COOKIES", False, "Chỉ gửi cookie qua HTTPS; bật khi máy chủ chạy sau HTTPS."),
    Setting("UPLOAD_MAX_MB", 20, "Dung lượng lớn nhất của một tệp tải lên, tính bằng MB."),
    Setting("SESSION_IDLE_MINUTES", 15, "Số phút không thao tác trước khi phải đăng nhập lại."),
)


def default_of(name: str) -> str | int | bool:
    """Default of one setting. Raises KeyError for a name that is not in the table."""
    return {setting.name: setting.default for setting in OWN_SETTINGS}[name]
