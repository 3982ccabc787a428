"""What a new version of a plan asks differently."""

from __future__ import annotations

from phongtrao.core.compiler import compile_plan
from phongtrao.core.compiler.differences import plan_differences, record_differences

OLD = """KẾ HOẠCH
Thực hiện phong trào thi đua năm 2026

Căn cứ Quyết định số 12/QĐ-UBND ngày 02/3/2025 của Ủy ban nhân dân tỉnh;

I. CHỈ TIÊU
1. Trong năm 2026, ít nhất 90% khu dân cư đạt tiêu chuẩn “An toàn về an ninh, trật tự”.
2. Trong năm 2026, có từ 20 tin, bài trở lên được phát trên đài truyền thanh.
II. TỔ CHỨC THỰC HIỆN
1. Công an xã hướng dẫn các khu dân cư đăng ký mô hình tự quản.
2. Văn phòng Ủy ban nhân dân xã tổng hợp kết quả thực hiện, báo cáo trước ngày 10/11/2026.
"""


def test_the_same_plan_printed_anew_asks_the_same() -> None:
    found = plan_differences(compile_plan(OLD), compile_plan(OLD.replace("hoà", "hòa").upper()))
    again = plan_differences(compile_plan(OLD), compile_plan(OLD.replace("\n", "\r\n")))
    assert (again.added, again.removed, again.changed) == ((), (), ())
    assert again.same >= 6
    assert found.same <= again.same


def test_a_higher_level_an_added_and_a_dropped_task_are_told() -> None:
    new = OLD.replace("ít nhất 90%", "trên 95%").replace(
        "1. Công an xã hướng dẫn các khu dân cư đăng ký mô hình tự quản.",
        "1. Hội Phụ nữ xã vận động hội viên phân loại rác tại nguồn.",
    )
    found = plan_differences(compile_plan(OLD), compile_plan(new))
    (target,) = (d for d in found.changed if d.kind == "targets")
    assert {c.field: (c.old, c.new) for c in target.changes if c.field != "quote"} == {
        "comparator": ("gte", "gt"),
        "value": (90.0, 95.0),
    }
    assert [(d.kind, d.old) for d in found.added] == [("tasks", None)]
    assert [d.new for d in found.removed] == [None]
    assert found.removed[0].old is not None
    assert "mô hình tự quản" in found.removed[0].old["quote"]


def test_a_cited_document_is_the_same_by_its_symbol() -> None:
    old = [{"symbol": "12/QĐ-UBND", "type": "Quyết định", "date": "2025-03-02"}]
    new = [{"symbol": "12/qđ-ubnd", "type": "Quyết định", "date": "2025-03-20"}]
    found = record_differences({"references": old}, {"references": new})
    assert [(c.field, c.old, c.new) for c in found.changed[0].changes] == [
        ("date", "2025-03-02", "2025-03-20")
    ]
    gone = record_differences({"references": old}, {"references": []})
    assert [d.old for d in gone.removed] == old


def task(quote: str, lead: list[str], **fields: object) -> dict[str, object]:
    return {"quote": quote, "lead": lead, "coordinating": [], **fields}


def test_the_order_of_bodies_does_not_count() -> None:
    words = "Tổ chức ký cam kết giữa các hộ."
    old = {"tasks": [task(words, ["Công an xã", "Hội Phụ nữ"], section="I")]}
    new = {"tasks": [task(words, ["Hội Phụ nữ", "Công an xã"], section="I")]}
    found = record_differences(old, new)
    assert (found.same, found.changed) == (1, ())


def test_two_dates_in_one_sentence_keep_their_partners() -> None:
    words = "Gửi báo cáo trước ngày 10/6 và trước ngày 10/11."
    dates = [{"quote": words, "due": f"--{month}-10"} for month in ("06", "11")]
    found = record_differences({"deadlines": dates}, {"deadlines": dates[::-1]})
    assert (found.same, found.changed) == (2, ())


def test_words_that_stand_everywhere_match_nothing() -> None:
    many = [task("Thực hiện theo quy định.", [str(n)], section=str(n)) for n in range(50)]
    found = record_differences({"tasks": many[:1]}, {"tasks": many})
    assert len(found.added) == 50
    assert len(found.removed) == 1


def test_a_quotation_without_words_matches_nothing() -> None:
    found = record_differences({"tasks": [task("…", [])]}, {"tasks": [task("…", [])]})
    assert (len(found.added), len(found.removed)) == (1, 1)
