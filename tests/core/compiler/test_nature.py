"""What counts as a plan: told by the type of a document and by the duties it gives."""

from __future__ import annotations

import pytest

from phongtrao.core.compiler import compile_plan
from tests.core.compiler.wrapped import plan_of

HEAD = """ỦY BAN NHÂN DÂN
HUYỆN LONG SƠN

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Số: 88/{symbol}

Long Sơn, ngày 03 tháng 4 năm 2022

"""
LETTER = """V/v tăng cường phòng cháy

Kính gửi: Các phòng, ban; UBND các xã.

"""
ARTICLES = """ỦY BAN NHÂN DÂN HUYỆN LONG SƠN

Căn cứ Luật Tổ chức chính quyền địa phương;

QUYẾT ĐỊNH:

"""

NO_PLANS = {
    "a news article about a plan": """Huyện Long Sơn phát động phong trào mới

(BLS) - UBND huyện vừa ban hành Kế hoạch số 45/KH-UBND về phong trào năm 2024.

Theo đó, kế hoạch đặt mục tiêu 100% xã phát động phong trào.

UBND huyện giao Công an huyện chủ trì, phối hợp với các ngành thực hiện.""",
    "a story": """Chị Lan nhìn ra cửa. Mưa rơi đều trên mái lá.

- Anh về sớm nhé, chị nói.

Trước ngày 15/3, họ sẽ cưới.""",
    "a law": """LUẬT

THI ĐUA Ở CƠ SỞ

Chương I

QUY ĐỊNH CHUNG

Điều 1. Phạm vi điều chỉnh

1. Luật này quy định về thi đua.

2. Bộ Nội vụ chịu trách nhiệm trước Chính phủ.

Điều 2. Ủy ban nhân dân các cấp có trách nhiệm tổ chức thực hiện.""",
    "a report": HEAD.format(symbol="BC-UBND")
    + """BÁO CÁO

Kết quả phong trào thi đua năm 2021

I. KẾT QUẢ

1. Công an huyện đã tổ chức 12 đợt tuần tra.

2. Phòng Nội vụ đã tham mưu khen thưởng 20 tập thể.""",
    "an invitation": HEAD.format(symbol="GM-UBND")
    + """GIẤY MỜI

Kính mời: Trưởng phòng Nội vụ dự họp hồi 8 giờ ngày 05/4/2022.""",
    "a decision that founds a body": HEAD.format(symbol="QĐ-UBND")
    + """QUYẾT ĐỊNH

Về việc thành lập Ban Chỉ đạo chuyển đổi số huyện

"""
    + ARTICLES
    + """Điều 1. Thành lập Ban Chỉ đạo chuyển đổi số huyện.

Điều 2. Ban Chỉ đạo xây dựng kế hoạch; Phòng Nội vụ theo dõi, đôn đốc.

Điều 3. Chánh Văn phòng, Trưởng phòng Nội vụ chịu trách nhiệm thi hành Quyết định này.""",
    "a decision without duties": HEAD.format(symbol="QĐ-UBND")
    + """QUYẾT ĐỊNH

Về việc phê duyệt kế hoạch sử dụng đất

"""
    + ARTICLES
    + """Điều 1. Phê duyệt kế hoạch sử dụng đất năm 2022.

Điều 2. Chánh Văn phòng, Trưởng phòng Tài nguyên và Môi trường chịu trách nhiệm thi hành.""",
    "rules issued with a decision": HEAD.format(symbol="QĐ-UBND")
    + """QUYẾT ĐỊNH

Ban hành Quy chế làm việc

"""
    + ARTICLES
    + """Điều 1. Ban hành kèm theo Quyết định này Quy chế làm việc.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

Trần Văn Bình

QUY CHẾ

Làm việc của Ban Chỉ đạo
(Ban hành kèm theo Quyết định số 88/QĐ-UBND)

Điều 1. Phòng Nội vụ theo dõi, đôn đốc các xã.

Điều 2. Phòng Tài chính bố trí kinh phí.""",
    "a lesson plan": """KẾ HOẠCH BÀI DẠY

MÔN: TOÁN LỚP 5

I. MỤC TIÊU

1. Học sinh biết cộng phân số.

II. HOẠT ĐỘNG

1. Giáo viên nêu bài toán.""",
    "a plan of one line": "KẾ HOẠCH\n\nĐi chợ ngày mai\n\nMua rau, cá, gạo.",
    "a programme of a party evening": """CHƯƠNG TRÌNH

Đêm văn nghệ chào mừng

1. Đón khách

2. Khai mạc

3. Biểu diễn""",
    "a plan that gives nobody anything": HEAD.format(symbol="KH-UBND")
    + """KẾ HOẠCH

Nghỉ lễ

Nghỉ từ ngày 30/4 đến ngày 01/5.""",
    "a letter that answers a question": HEAD.format(symbol="UBND-NC")
    + LETTER
    + "Ủy ban nhân dân huyện nhận được văn bản của các xã và có ý kiến đồng ý.",
    "a notice without duties": HEAD.format(symbol="TB-UBND")
    + """THÔNG BÁO

Lịch tiếp công dân

Chủ tịch Ủy ban nhân dân huyện tiếp công dân ngày 15 hằng tháng.""",
    "a bare list of advice": """1. Ăn chín, uống sôi.

2. Rửa tay trước khi ăn.""",
    "an unsigned notice": """THÔNG BÁO

Kết luận cuộc họp

1. Phòng Nội vụ theo dõi.

2. Công an huyện tuần tra.

3. Phòng Y tế tập huấn.""",
}


@pytest.mark.parametrize("text", NO_PLANS.values(), ids=NO_PLANS)
def test_what_is_no_plan_says_so_and_gives_no_duties(text: str) -> None:
    plan = compile_plan(text)
    assert plan.not_a_plan is not None
    assert plan.not_a_plan.endswith(".")
    assert (plan.targets, plan.tasks, plan.deadlines, plan.models, plan.awards) == ((),) * 5


PLANS = {
    "a notice of conclusions with duties": HEAD.format(symbol="TB-UBND")
    + """THÔNG BÁO

Kết luận của Chủ tịch Ủy ban nhân dân huyện tại phiên họp tháng 3

Chủ tịch Ủy ban nhân dân huyện kết luận và chỉ đạo như sau:

1. Phòng Nội vụ theo dõi, đôn đốc phong trào.

2. Công an huyện tăng cường tuần tra, kiểm soát.

3. Phòng Y tế tổ chức tập huấn cho cán bộ xã.""",
    "a letter with duties": HEAD.format(symbol="UBND-NC")
    + LETTER
    + """Để chủ động phòng cháy, Ủy ban nhân dân huyện yêu cầu các phòng, ban, các xã thực hiện:

1. Công an huyện tăng cường kiểm tra các chợ.

2. Phòng Văn hóa và Thông tin đẩy mạnh tuyên truyền.""",
    "a letter that orders its addressees": HEAD.format(symbol="UBND-NC")
    + LETTER
    + """Ủy ban nhân dân huyện yêu cầu các phòng, ban thực hiện các nội dung sau:

1. Tăng cường kiểm tra các chợ, kho hàng.

2. Đẩy mạnh tuyên truyền về phòng cháy.

3. Báo cáo kết quả về Công an huyện trước ngày 15/5/2022.""",
    "a resolution with duties": HEAD.format(symbol="NQ-HĐND")
    + """NGHỊ QUYẾT

Về phát triển kinh tế - xã hội năm 2022

I. TỔ CHỨC THỰC HIỆN

1. Ủy ban nhân dân huyện tổ chức thực hiện.

2. Phòng Nội vụ theo dõi, đôn đốc.

3. Phòng Tài chính bố trí kinh phí.""",
    "a programme with duties": HEAD.format(symbol="CTr-UBND")
    + """CHƯƠNG TRÌNH

Hành động năm 2022

I. TỔ CHỨC THỰC HIỆN

1. Phòng Nội vụ theo dõi, đôn đốc.

2. Phòng Tài chính bố trí kinh phí.""",
    "an unsigned plan that orders": """KẾ HOẠCH

Phát động phong trào thi đua năm 2022

Ủy ban nhân dân xã xây dựng kế hoạch như sau:

1. Tuyên truyền sâu rộng đến nhân dân.

2. Phát động thi đua ở các thôn.

3. Tổ chức bình xét cuối năm.""",
    "an excerpt of the part that assigns work": """V. TỔ CHỨC THỰC HIỆN

1. Phòng Nội vụ theo dõi, đôn đốc.

2. Phòng Tài chính bố trí kinh phí.""",
}


@pytest.mark.parametrize("text", PLANS.values(), ids=PLANS)
def test_what_gives_duties_to_bodies_is_a_plan(text: str) -> None:
    plan = compile_plan(text)
    assert plan.not_a_plan is None
    assert len(plan.tasks) >= 2


def test_a_plan_with_one_charged_body_is_enough() -> None:
    assert plan_of("I. TỔ CHỨC THỰC HIỆN", "1. Sở Y tế theo dõi, đôn đốc.").not_a_plan is None


def test_a_plan_with_targets_alone_is_a_plan() -> None:
    plan = plan_of("I. CHỈ TIÊU", "1. Đến hết năm 2025, ít nhất 90% xã đạt chuẩn.", "2. Giữ vững.")
    assert plan.not_a_plan is None
    assert [goal.value for goal in plan.targets] == [90]
