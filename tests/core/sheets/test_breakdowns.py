"""Breakdowns: how one is written, what could not be asked, what may not be."""

from __future__ import annotations

import pytest

from phongtrao.core.sheets.breakdowns import (
    Breakdown,
    BreakdownUnusable,
    breakdown_of,
    read_breakdown,
)


@pytest.mark.parametrize(
    ("line", "found", "title"),
    [
        (
            " Theo  loại hình :  trường học|doanh  nghiệp | cơ quan ",
            Breakdown("loại hình", ("trường học", "doanh nghiệp", "cơ quan")),
            "loại hình",
        ),
        ("nam | nữ", Breakdown("", ("nam", "nữ")), "nam | nữ"),
        ("Nhóm tuổi", Breakdown("Nhóm tuổi"), "Nhóm tuổi"),
        ("Nhóm tuổi:", Breakdown("Nhóm tuổi"), "Nhóm tuổi"),
    ],
)
def test_a_breakdown_is_a_line_and_comes_back_as_it_was(line, found, title):
    read = read_breakdown(line)
    assert (read, read.title) == (found, title)
    assert read_breakdown(read.line) == read
    assert breakdown_of(read.as_row()) == read


def test_a_part_is_known_by_what_divides_and_its_own_name():
    assert read_breakdown("loại hình: trường học | khác").part("khác") == "loại hình: khác"
    assert read_breakdown("nam | nữ").part("nữ") == "nữ"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("loại: trường", "từ 2 đến 20 phần"),
        ("loại: " + " | ".join(map(str, range(21))), "từ 2 đến 20 phần"),
        ("loại: trường | ", "phải có chữ"),
        ("loại: Hoà giải | hòa  giải", "khác nhau"),
        ("loại: trường | " + "x" * 61, "dài nhất 60 chữ"),
        ("x" * 61, "dài nhất 60 chữ"),
    ],
)
def test_parts_that_nobody_could_tell_apart_are_refused(line, why):
    with pytest.raises(BreakdownUnusable, match=why) as refused:
        read_breakdown(line)
    assert "Hãy viết như" in refused.value.text


@pytest.mark.parametrize(
    "line",
    [
        "Dân tộc",
        "thành phần: kinh | dân tộc thiểu số",
        "theo TÔN GIÁO: có | không",
        "người dự: giáo dân | người khác",
        "ton giao: co | khong",
    ],
)
def test_faith_and_origin_are_not_counted(line):
    with pytest.raises(BreakdownUnusable, match="không ghi dân tộc, tôn giáo"):
        read_breakdown(line)


@pytest.mark.parametrize(
    "line",
    [
        "cơ quan: Sở Nội vụ | Sở Dân tộc và Tôn giáo",
        "trường: phổ thông | phổ thông dân tộc nội trú",
        "giới tính: nam | nữ",
    ],
)
def test_offices_and_schools_keep_their_names(line):
    assert len(read_breakdown(line).members) == 2
