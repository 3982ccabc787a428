"""Named models and named awards."""

from __future__ import annotations

import pytest

from tests.core.compiler.wrapped import plan_of, with_work

PAD = "2. Sở Nội vụ theo dõi, đôn đốc."


def models(words: str) -> list[str]:
    return [found.name for found in with_work(f"1. Sở Y tế {words}", PAD).models]


def awards(words: str) -> list[str]:
    return [found.name for found in with_work(f"1. Sở Nội vụ {words}", PAD).awards]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (
            "nhân rộng mô hình “Camera an ninh”, “Dòng họ tự quản” và mô hình “Tiếng kẻng”.",
            ["Camera an ninh", "Dòng họ tự quản", "Tiếng kẻng"],
        ),
        ("nhân rộng các điển hình như “Tổ liên gia”.", ["Tổ liên gia"]),
        ("nhân rộng mô hình Tổ tự quản Bình Minh tại các xã.", ["Tổ tự quản Bình Minh"]),
        (
            "nhân rộng các mô hình (Tổ liên gia tự quản, Dòng họ bình yên, Camera giám sát).",
            ["Tổ liên gia tự quản", "Dòng họ bình yên", "Camera giám sát"],
        ),
        (
            "nhân rộng các mô hình hay (tổ liên gia tự quản, camera giám sát, ...).",
            ["tổ liên gia tự quản", "camera giám sát"],
        ),
        ("nhân rộng mô hình “Tổ tự quản”; duy trì mô hình “Tổ tự quản”.", ["Tổ tự quản"]),
    ],
)
def test_named_models_are_read(words: str, names: list[str]) -> None:
    assert models(words) == names


@pytest.mark.parametrize(
    "words",
    [
        "xây dựng mô hình trong phong trào “Dân vận khéo”.",
        "xây dựng mô hình mới. Phát động “Ngày vì người nghèo”.",
        "nhân rộng mô hình có hiệu quả.",
        "nhân rộng mô hình sản xuất lúa gạo, cà phê.",
        "nhân rộng mô hình.",
        "nhân rộng mô hình “…”.",
        "biểu dương các điển hình.",
        "nhân rộng mô hình (gồm nhiều loại khác nhau).",
        "nhân rộng mô hình (lúa gạo sạch, cà phê sạch).",
        "nhân rộng mô hình tự quản về an ninh.",
    ],
)
def test_what_is_named_otherwise_is_no_model(words: str) -> None:
    assert models(words) == []


def test_a_model_that_heads_its_item_is_named_without_quotation_marks() -> None:
    plan = plan_of(
        "I. NHIỆM VỤ",
        "1. Mô hình Dân phòng tự quản: duy trì hoạt động ở 20 thôn.",
        "- Các mô hình phòng cháy: duy trì.",
        "2. Sở Y tế theo dõi.",
    )
    (found,) = plan.models
    assert found.name == "Dân phòng tự quản"
    assert "ngoặc kép" in (found.trust.doubt or "")


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (
            "đề nghị tặng Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh; tặng Bằng khen cho tập thể.",
            ["Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh"],
        ),
        ("trình tặng Huân chương Lao động hạng Ba.", ["Huân chương Lao động hạng Ba"]),
        ("trình tặng Huân chương Sao vàng.", ["Huân chương Sao vàng"]),
        (
            "trình tặng Kỷ niệm chương “Vì an ninh Tổ quốc”.",
            ["Kỷ niệm chương “Vì an ninh Tổ quốc”"],
        ),
        (
            "xét danh hiệu “Gia đình văn hóa”, “Khu dân cư văn hóa” hằng năm.",
            ["Gia đình văn hóa", "Khu dân cư văn hóa"],
        ),
        (
            "xét danh hiệu: Gia đình văn hóa, Cơ quan, đơn vị văn hóa, danh hiệu Thôn văn hóa.",
            ["Gia đình văn hóa", "Cơ quan, đơn vị văn hóa", "Thôn văn hóa"],
        ),
        ("xét danh hiệu Chiến sĩ thi đua cơ sở.", ["Chiến sĩ thi đua cơ sở"]),
        ("tặng Giấy khen Bộ trưởng.", ["Giấy khen Bộ trưởng"]),
        ("tặng Giấy khen Giám đốc Sở Y tế.", ["Giấy khen Giám đốc Sở Y tế"]),
        ("tặng Giấy khen các tập thể.", ["Giấy khen"]),
        ("tặng Giấy khen", ["Giấy khen"]),
    ],
)
def test_named_awards_are_read(words: str, names: list[str]) -> None:
    assert awards(words) == names


@pytest.mark.parametrize(
    "words",
    [
        "trình tặng huân chương, huy chương.",
        "trình tặng Huân chương các loại.",
        "xét các danh hiệu thi đua.",
        "xét danh hiệu “TT”.",
        "xét danh hiệu Ba tốt.",
    ],
)
def test_awards_without_a_name_are_none(words: str) -> None:
    assert [name for name in awards(words) if name != "Ba tốt"] == []


def test_a_list_of_givers_ends_at_the_semicolon() -> None:
    assert awards("tặng Bằng khen của Bộ Công an; Sở Y tế tặng Giấy khen.") == [
        "Bằng khen của Bộ Công an",
        "Giấy khen",
    ]
