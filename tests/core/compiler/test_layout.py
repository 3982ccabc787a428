"""How the parts of a page are told apart: head, foot, tables, labels, appendices."""

from __future__ import annotations

import pytest

from phongtrao.core.compiler import CompiledPlan, compile_plan
from phongtrao.core.compiler.layout.marks import read_mark

HEAD = """ỦY BAN NHÂN DÂN
XÃ SÔNG MÂY

Số: 4/KH-UBND

Sông Mây, ngày 05 tháng 01 năm 2026

KẾ HOẠCH
Xây dựng xã an toàn năm 2026

"""
BODY = """I. TỔ CHỨC THỰC HIỆN

1. Công an xã rà soát các tiêu chí của khu dân cư.

2. Các trường học tổ chức cho học sinh ký cam kết.

"""


def compiled(body: str = BODY, foot: str = "") -> CompiledPlan:
    return compile_plan(HEAD + body + foot)


def paths(plan: CompiledPlan) -> list[str]:
    return [section.path for section in plan.sections]


def of_kind(plan: CompiledPlan, kind: str) -> list[str]:
    return [plan.text[b.start : b.end] for b in plan.blocks if b.kind == kind]


# foot


def test_a_foot_in_a_table_gives_recipients_and_who_signs() -> None:
    plan = compiled(
        foot="| **Nơi nhận:** - Công an tỉnh; - Lưu: VT. | **TM. ỦY BAN NHÂN DÂN** **CHỦ TỊCH** "
        "**Trần Văn Mẫu** |\n|---|---|\n| |\n"
    )
    assert plan.document.recipients
    assert plan.document.signatory is not None


def test_recipients_and_signature_side_by_side_are_parted() -> None:
    plan = compiled(
        foot="""Nơi nhận:                              TM. ỦY BAN NHÂN DÂN
- Công an tỉnh;                              CHỦ TỊCH
- Các trường học
trên địa bàn xã;
- Lưu: VT.
                                         Trần Văn Mẫu
"""
    )
    assert plan.document.recipients == ("Công an tỉnh", "Các trường học trên địa bàn xã", "Lưu: VT")
    assert plan.document.signatory is not None
    assert plan.document.signatory.title == "CHỦ TỊCH"
    assert plan.document.signatory.name == "Trần Văn Mẫu"


def test_the_first_recipient_may_stand_behind_the_colon() -> None:
    plan = compiled(foot="Nơi nhận: - Công an tỉnh;\n- Lưu: VT.\n")
    assert plan.document.recipients == ("Công an tỉnh", "Lưu: VT")


def test_a_name_below_the_last_recipient_signs() -> None:
    plan = compiled(foot="Nơi nhận:\n- Công an tỉnh;\n- Lưu: VT.\nTrần Văn Mẫu\n")
    assert plan.document.recipients == ("Công an tỉnh", "Lưu: VT")
    assert plan.document.signatory is not None
    assert plan.document.signatory.name == "Trần Văn Mẫu"


def test_recipients_without_dashes_are_one_a_line() -> None:
    plan = compiled(foot="Nơi nhận:\nCông an tỉnh;\nCác trường học;\nLưu: VT.\n")
    assert plan.document.recipients == ("Công an tỉnh", "Các trường học", "Lưu: VT")


def test_what_follows_the_signature_is_no_part_of_the_plan() -> None:
    long = "Trang này do cổng thông tin thêm vào, không thuộc văn bản. " * 4
    plan = compiled(foot=f"TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n\nTrần Văn Mẫu\n\n{long}\n")
    assert plan.document.signatory is not None
    assert plan.document.signatory.name == "Trần Văn Mẫu"
    assert len(plan.tasks) == 2


def test_a_numbered_part_behind_what_looked_like_a_signature_goes_on() -> None:
    middle = "TM. BAN CHỈ ĐẠO\n\n"
    more = "".join(f"{n}. Hội số {n} của xã tổ chức họp dân hằng quý.\n\n" for n in range(3, 12))
    plan = compile_plan(HEAD + BODY + middle + "II. CÁC HỘI\n\n" + more)
    assert "II" in paths(plan)


LONG = "Trang này do cổng thông tin thêm vào, không thuộc văn bản và không giao việc cho ai. " * 2


def test_a_foot_whose_cells_stand_on_lines_of_their_own() -> None:
    plan = compiled(
        foot="|\nNơi nhận:\n- Công an tỉnh;\n- Lưu: VT.\nTrang do cổng thông tin thêm.\n|\n"
        f"TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n{LONG}\nTrần Văn Mẫu\n|\n"
    )
    assert plan.document.recipients == ("Công an tỉnh", "Lưu: VT")
    assert plan.document.signatory is not None
    assert plan.document.signatory.name == "Trần Văn Mẫu"
    assert len(plan.tasks) == 2


def test_a_signature_in_a_table_without_recipients() -> None:
    plan = compiled(foot="| Bản sao lục | TM. ỦY BAN NHÂN DÂN CHỦ TỊCH |\n|---|---|\n")
    assert plan.document.recipients == ()
    assert plan.document.signatory is not None
    assert "Bản sao lục" in of_kind(plan, "noise")


def test_recipients_behind_words_of_a_portal_are_found() -> None:
    plan = compiled(
        foot=f"TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n\n{LONG}\n\nNơi nhận:\n- Công an tỉnh;\n- Lưu: VT.\n"
    )
    assert plan.document.recipients == ("Công an tỉnh", "Lưu: VT")


def test_words_behind_the_last_recipient_are_none() -> None:
    plan = compiled(foot=f"Nơi nhận: -\n- Công an tỉnh;\n- Lưu: VT.\n\n{LONG}\n")
    assert plan.document.recipients == ("Công an tỉnh", "Lưu: VT")


def test_a_post_alone_signs() -> None:
    for post in ("GIÁM ĐỐC", "KT. CHỦ TỊCH              PHÓ CHỦ TỊCH"):
        assert len(compiled(foot=f"{post}\n\nTrần Văn Mẫu\n").tasks) == 2


def test_a_footnote_is_no_work() -> None:
    plan = compiled(foot="[1] Công an xã báo cáo số liệu của năm 2025.\n")
    assert of_kind(plan, "footnote") == ["[1] Công an xã báo cáo số liệu của năm 2025."]


# tables


def test_a_second_letterhead_table_is_no_row_of_work() -> None:
    table = """| ỦY BAN NHÂN DÂN XÃ SÔNG MÂY | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |
|---|---|
| Số: 4/KH-UBND | Sông Mây, ngày 05 tháng 01 năm 2026 |

"""
    plan = compiled(BODY + table)
    assert of_kind(plan, "row") == []
    assert len(plan.tasks) == 2


def test_a_table_behind_the_signature_is_an_appendix() -> None:
    plan = compiled(
        foot="""TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

Trần Văn Mẫu

| STT | Nhiệm vụ | Chủ trì | Thời gian |
|---|---|---|---|
| 1 | Kiểm tra nhà trọ | Công an xã | Quý I/2026 |
| 2 | |  |  |
| 3 | Tập huấn hòa giải | Hội Nông dân xã | Quý II/2026 |
"""
    )
    assert [t.lead for t in plan.tasks][-2:] == [("Công an xã",), ("Hội Nông dân xã",)]


def test_cells_on_lines_of_their_own_make_rows() -> None:
    rows = (("STT", "Nhiệm vụ", "Chủ trì"), ("1", "Kiểm tra nhà trọ", "Công an xã"))
    rows += (("2", "Tập huấn hòa giải", "Hội Nông dân xã"), ("3", "Phát tờ rơi", "Đoàn xã"))
    table = "\n|\n|\n".join("\n|\n".join(row) for row in rows)
    plan = compiled(f"{BODY}|\n{table}\n|\n")
    assert [t.lead for t in plan.tasks][2:] == [("Công an xã",), ("Hội Nông dân xã",), ("Đoàn xã",)]


def test_two_tables_of_lines_stay_two() -> None:
    rows = "|\nSTT\n|\nNhiệm vụ\n|\nChủ trì\n|\n|\n1\n|\n|\nCông an xã\n|\n"
    rows += "|\n2\n|\nPhát tờ rơi\n|\nĐoàn xã\n|\n"
    plan = compiled(f"{BODY}{rows}\n{rows}")
    assert [t.lead for t in plan.tasks][2:] == [("Đoàn xã",), ("Đoàn xã",)]


@pytest.mark.parametrize("behind", ["Đoạn văn đứng một mình.\n\nĐoạn khác.", "Đoạn cuối."])
def test_a_table_that_no_pipe_closes_ends_at_the_blank_line(behind: str) -> None:
    plan = compiled(f"{BODY}|\nSTT\n|\nNhiệm vụ\n\n{behind}\n")
    assert not any("Đoạn" in row for row in of_kind(plan, "row"))


# labels and parts


@pytest.mark.parametrize(
    ("line", "label", "numbers"),
    [
        ("II. Chỉ tiêu", "II", ()),
        ("01. Rà soát", "1", (1,)),
        ("1) Rà soát", "1", ()),
        ("1.2. Rà soát", "1.2", (1, 2)),
        ("II.1.2. Rà soát", "II.1.2", (1, 2)),
        ("a)  Rà soát", "a", ()),
        ("A. PHẦN CHUNG", "A", ()),
        ("Điều 3. Giao việc", "Điều 3", ()),
    ],
)
def test_a_label_keeps_its_print_and_its_numbers(
    line: str, label: str, numbers: tuple[int, ...]
) -> None:
    mark = read_mark(line)
    assert mark is not None
    assert (mark.label, mark.numbers) == (label, numbers)
    assert line[mark.end].isalpha()


@pytest.mark.parametrize("line", ["IIII. Chung", "Phần việc của xã", "0. Không", "VX. Chung"])
def test_what_only_looks_like_a_label_is_none(line: str) -> None:
    assert read_mark(line) is None


def test_labels_of_two_parts_stand_under_the_first() -> None:
    plan = compiled(
        """I. NHIỆM VỤ

I.1. Công tác tuyên truyền

I.1.1. Công an xã tuyên truyền lưu động.

I.2. Công tác kiểm tra

Công an xã kiểm tra nhà trọ.

II. TỔ CHỨC

II.1. Hội Nông dân xã tổ chức họp dân.
"""
    )
    assert [path.replace("I.I.", "I.") for path in paths(plan)][:2] == ["I", "I.1"]
    assert len(paths(plan)) == 6


def test_a_label_of_two_numbers_needs_no_first_one() -> None:
    plan = compiled("I. NHIỆM VỤ\n\na) Công an xã tuần tra.\n\n3.1. Hội Nông dân xã họp dân.\n")
    assert paths(plan) == ["I", "I.a", "I.3.1"]


def test_a_sentence_among_headings_is_a_heading_too() -> None:
    parts = "".join(
        f"{n}. Công tác {n}\n\na) Công an xã kiểm tra lần {n} tại các khu dân cư.\n\n"
        for n in range(1, 4)
    )
    plan = compiled(
        "I. NỘI DUNG\n\n"
        + parts
        + "4. Công tác tuyên truyền.\n\na) Hội Nông dân xã phát tờ rơi đến từng hộ.\n"
    )
    assert len(plan.tasks) == 4


def test_a_new_list_behind_loose_text_begins_anew() -> None:
    plan = compiled(
        """I. MỤC ĐÍCH

1. Nâng cao nhận thức.

2. Phòng ngừa tội phạm.

Phân công cụ thể

1. Công an xã rà soát tiêu chí.

2. Hội Nông dân xã tổ chức họp dân.
"""
    )
    assert len(paths(plan)) >= 5


# titles and appendices


def test_an_appendix_whose_title_stands_below_its_label() -> None:
    plan = compiled(
        foot="""PHỤ LỤC I

DANH MỤC NHIỆM VỤ

(Kèm theo Kế hoạch số 4/KH-UBND)

1. Công an xã lập danh sách nhà trọ.
"""
    )
    titles = {section.path: section.title for section in plan.sections}
    assert titles["PHỤ LỤC I"] == "DANH MỤC NHIỆM VỤ"


def test_an_appendix_without_a_title_keeps_its_label() -> None:
    plan = compiled(foot="PHỤ LỤC 2\n\n1. Công an xã lập danh sách nhà trọ.\n")
    titles = {section.path: section.title for section in plan.sections}
    assert titles["PHỤ LỤC 2"] == "PHỤ LỤC 2"


def test_the_title_of_an_appendix_stands_behind_its_label_or_goes_over_two_lines() -> None:
    foot = """PHỤ LỤC I: DANH MỤC NHIỆM VỤ

1. Công an xã lập danh sách.

PHỤ LỤC II

DANH MỤC CÁC VIỆC

CỦA ĐOÀN THỂ XÃ.

1. Đoàn xã lập danh sách.

PHỤ LỤC III: …

1. Hội Nông dân xã lập danh sách.
"""
    titles = {section.path: section.title for section in compiled(foot=foot).sections}
    assert titles["PHỤ LỤC I"] == "DANH MỤC NHIỆM VỤ"
    assert titles["PHỤ LỤC II"] == "DANH MỤC CÁC VIỆC CỦA ĐOÀN THỂ XÃ."
    assert "PHỤ LỤC III.1" in titles


def test_a_plan_announced_at_the_very_end_is_attached() -> None:
    plan = compile_plan(
        "QUYẾT ĐỊNH\nVề việc ban hành kế hoạch\n\nĐiều 1. Ban hành kèm theo Kế hoạch.\n\n"
        "Điều 2. Công an xã thi hành.\n\nKẾ HOẠCH\n\n(Kèm theo Quyết định số 4/QĐ-UBND)\n"
    )
    assert plan.document.type == "Quyết định"


@pytest.mark.parametrize(
    "letterhead",
    [
        "ỦY BAN NHÂN DÂN XÃ SÔNG MÂY\nV/v kiểm tra nhà trọ\nSố: 5/UBND-CA\n",
        "|\nỦY BAN NHÂN DÂN XÃ SÔNG MÂY\nV/v kiểm tra nhà trọ\nSố: 5/UBND-CA\n|\n"
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n|\n",
    ],
)
def test_a_letter_with_its_subject_in_the_letterhead(letterhead: str) -> None:
    plan = compile_plan(
        letterhead + "\nKính gửi: Công an xã\n\nĐề nghị Công an xã kiểm tra nhà trọ.\n"
    )
    assert (plan.document.type, plan.document.symbol) == ("Công văn", "5/UBND-CA")
    assert plan.document.subject == "kiểm tra nhà trọ"


def test_a_line_that_is_only_half_in_capitals_is_no_title() -> None:
    assert compile_plan("CHỈ Thị triển khai công tác hòa giải\n\n" + BODY).document.type is None
    assert compile_plan("KẾ HOẠCH triển khai hòa giải.\n\n" + BODY).document.type is None


def test_a_title_in_one_line_with_its_subject() -> None:
    plan = compile_plan("KẾ HOẠCH TRIỂN KHAI PHONG TRÀO THI ĐUA NĂM 2026\n\n" + BODY)
    assert plan.document.type == "Kế hoạch"
    assert plan.document.subject == "TRIỂN KHAI PHONG TRÀO THI ĐUA NĂM 2026"


def test_a_title_in_spaced_letters_is_read() -> None:
    plan = compile_plan("C H Ỉ  T H Ị\nVề hòa giải ở cơ sở\n\n" + BODY)
    assert (plan.document.type, plan.document.subject) == ("Chỉ thị", "Về hòa giải ở cơ sở")


def test_a_table_right_behind_the_title_ends_the_subject() -> None:
    plan = compile_plan(
        "KẾ HOẠCH\nKiểm tra năm 2026\n| STT | Nhiệm vụ | Chủ trì |\n|---|---|---|\n"
        "| 1 | Kiểm tra nhà trọ | Công an xã |\n"
    )
    assert plan.document.subject == "Kiểm tra năm 2026"


# words that break over lines


def test_a_dash_inside_a_sentence_is_no_item() -> None:
    plan = compiled(
        "I. NHIỆM VỤ\n\n1. Công an xã kiểm tra nhà trọ từ tháng 6\n- 9 hằng năm tại các thôn.\n\n"
        "2. Hội Nông dân xã họp dân.\n"
    )
    assert paths(plan) == ["I", "I.1", "I.2"]


def test_a_rule_beside_the_letterhead_is_no_name() -> None:
    plan = compile_plan(HEAD.replace("XÃ SÔNG MÂY", "XÃ SÔNG MÂY     ---------") + BODY)
    assert plan.document.issuer == "ỦY BAN NHÂN DÂN XÃ SÔNG MÂY"


@pytest.mark.parametrize(
    "line", ["Phụ lục này kèm theo kế hoạch.", "Biểu dương các tập thể.", "phụ lục I"]
)
def test_words_about_an_appendix_open_none(line: str) -> None:
    assert of_kind(compiled(BODY + line + "\n"), "appendix") == []
