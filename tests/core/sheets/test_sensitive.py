"""Counts of sensitive work are known by what they count, not by what they speak of (F26)."""

from __future__ import annotations

import pytest

from phongtrao.core.sheets.sensitive import sensitive_work


@pytest.mark.parametrize(
    ("label", "what"),
    [
        ("Số tin báo, tố giác về tội phạm được tiếp nhận", "tin báo"),
        ("Tổng số tin báo thụ lý trong kỳ", "tin báo"),
        ("Tin báo quá hạn giải quyết", "tin báo"),
        ("SỐ TỐ GIÁC, TIN BÁO VỀ TỘI PHẠM ĐÃ GIẢI QUYẾT", "tin báo"),
        ("Số kiến nghị khởi tố đã xử lý", "tin báo"),
        ("Trong đó: tin báo quá hạn", "tin báo"),
        ("Số vụ phạm tội về trật tự xã hội", "vụ việc"),
        ("Số vụ án khởi tố mới", "vụ việc"),
        ("Số đối tượng phạm tội bị bắt giữ", "vụ việc"),
        ("Số người nghiện ma túy có hồ sơ quản lý", "vụ việc"),
        ("Tổng số vụ bạo lực gia đình", "vụ việc"),
        ("Số học sinh vi phạm pháp luật", "vụ việc"),
        ("Số hộ gia đình có người nghiện ma tuý", "vụ việc"),
        ("Số người được cảm hóa, giáo dục tại cộng đồng", "cảm hóa"),
        ("Số người chấp hành xong án phạt tù trở về địa phương", "cảm hóa"),
        ("Số đối tượng truy nã ra đầu thú", "vụ việc"),
        ("Số người dân cung cấp tin có giá trị", "báo tin"),
        ("Số khẩu súng tự chế giao nộp", "vũ khí"),
        ("Pháo các loại thu hồi (kg)", "vũ khí"),
        ("Số “điểm nóng” phát sinh", "điểm nóng"),
        ("Số vấn đề nổi cộm Mặt trận kiến nghị", "điểm nóng"),
        ("Số ý kiến của Nhân dân về an ninh, trật tự đã trả lời", "kiến nghị"),
        ("Số vụ việc hòa giải thành ở cơ sở", "hòa giải"),
        ("Số người bị thương khi tham gia bảo vệ an ninh, trật tự", "bị thương"),
        ("Số lượt tuần tra chung", "tuần tra"),
    ],
)
def test_what_is_of_persons_and_cases_is_proposed(label: str, what: str) -> None:
    assert what in sensitive_work(label)


@pytest.mark.parametrize(
    "label",
    [
        "Số buổi tuyên truyền về phòng, chống ma túy",
        "Số lượt học sinh ký cam kết không vi phạm pháp luật",
        "Số người được tuyên truyền về phòng, chống tội phạm",
        "Số hộ gia đình ký cam kết tham gia",
        "Số mô hình phòng, chống tội phạm hoạt động hiệu quả",
        "Số tin, bài về phong trào được đăng, phát",
        "Số tổ hòa giải hoạt động kém hiệu quả",
        "Tổng số khu dân cư (thôn, tổ dân phố)",
        "Số khu dân cư không có tội phạm và tệ nạn ma túy",
        "Số hộ gia đình không có người vi phạm pháp luật",
        "Số camera an ninh đang hoạt động",
        "Số cán bộ được tập huấn kỹ năng xử lý vi phạm",
        "Số lớp ký cam kết không vi phạm pháp luật",
        "Số báo cáo viên, tuyên truyền viên được tập huấn",
        "Có mô hình “Cổng trường an toàn giao thông”",
        "Số điểm niêm yết đường dây nóng",
        "Số tin báo mưa bão đã phát trên loa",
        "Số người dự Ngày hội toàn dân bảo vệ an ninh Tổ quốc",
        "Số vụ lúa trong năm",
        "Số ý kiến góp ý dự thảo kế hoạch",
        "",
    ],
)
def test_what_only_speaks_of_them_is_not(label: str) -> None:
    assert sensitive_work(label) == ""
