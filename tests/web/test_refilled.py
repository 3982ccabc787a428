"""A form is filled again as it was sent."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from phongtrao.web.refilled import Refilled, marked, refilled
from phongtrao.web.typed import typed_at, typed_of


def fill(html: str, *fields: tuple[str, str], action: str = "/don-vi/") -> Refilled:
    page = f'<!doctype html><html><body><main id="noi-dung">{html}</main></body></html>'
    return refilled(page, page="/don-vi/", action=action, fields=fields, mark=("giu", "7"))


def sent_by(html: str, place: int = 0) -> list[tuple[str, str]]:
    """What a browser would send of a form of a page."""
    tree = LexborHTMLParser(html)
    form = tree.css("form")[place]
    boxes = form.css("input, textarea, select")
    if form.attributes.get("id"):
        boxes += tree.css(f'[form="{form.attributes["id"]}"]')
    sent = []
    for box in boxes:
        facts, name = box.attributes, box.attributes["name"] or ""
        if box.tag == "select":
            chosen = [one for one in box.css("option") if "selected" in one.attributes]
            sent += [(name, one.attributes["value"] or "") for one in chosen]
        elif box.tag == "textarea":
            sent.append((name, box.text()))
        elif facts.get("type") not in ("checkbox", "radio") or "checked" in facts:
            sent.append((name, facts.get("value") or ""))
    return sent


BOXES = """
<form method="post" id="to" hx-post="/don-vi/">
  <input type="hidden" name="version" value="3">
  <label for="ten">Tên</label><input id="ten" name="name" value="cũ">
  <input name="note" value="một"><input name="note" value="hai">
  <textarea name="text">
cũ</textarea>
  <select name="kind"><option value="a" selected>A</option><option value="b">B</option></select>
  <select name="many" multiple><option value="1" selected>1</option><option value="2">2</option>
    <option value="3">3</option></select>
  <label for="moc">Mốc</label>
  <select id="moc" name="level"><option value="" selected>chọn</option><option value="5">5</option>
  </select>
  <input type="checkbox" name="all" value="on"><input type="checkbox" name="one" checked>
  <input type="checkbox" name="units" value="4" checked>
  <input type="checkbox" name="units" value="5">
  <input type="radio" name="at" value="x" checked><input type="radio" name="at" value="y">
  <input name="shut" value="giữ" disabled><input type="file" name="file">
  <button name="step" value="send">Gửi</button>
</form>
<input name="aside" form="to" value="">
"""


def test_each_kind_of_box_holds_what_was_sent() -> None:
    sent = [
        ("version", "3"),
        ("name", 'Tổ "một" <&>'),
        ("note", "x"),
        ("note", "y"),
        ("text", "\ndòng 1\r\ndòng 2 </textarea>&amp;"),
        ("kind", "b"),
        ("many", "2"),
        ("many", "3"),
        ("level", "5"),
        ("all", "on"),
        ("units", "5"),
        ("at", "y"),
        ("step", "send"),
        ("aside", "bên cạnh"),
    ]
    result = fill(BOXES, *sent)
    assert (result.place, result.left) == ("ten", ())
    got = sent_by(result.html)
    expected = [(name, value.replace("\r\n", "\n")) for name, value in sent if name != "step"]
    also = [("shut", "giữ"), ("file", ""), ("giu", "7")]
    assert sorted(got) == sorted(expected + also)
    assert "hx-post" not in result.html  # what htmx would swap belongs to another page


def test_what_has_no_place_any_more_is_left_to_be_read() -> None:
    result = fill(BOXES, ("version", "3"), ("name", "Tổ"), ("level", "9"), ("gone", "lời cũ"))
    assert result.left == ("Mốc: lựa chọn cũ không còn, hãy chọn lại", "lời cũ")
    assert ("level", "") in sent_by(result.html)
    assert ("note", "một") in sent_by(result.html)


def test_a_form_of_another_version_is_not_filled() -> None:
    result = fill(BOXES, ("version", "2"), ("name", "Tổ"), ("all", "on"))
    assert (result.place, result.filled, result.left) == ("", 0, ("Tên: Tổ",))


def test_what_is_shown_to_be_copied_has_the_words_of_the_page() -> None:
    page = """
    <form method="post"><input type="hidden" name="version" value="3">
      <label for="loai">Trả lời bằng</label>
      <select id="loai" name="kind"><option value="integer">số nguyên</option></select>
      <fieldset><legend>Khi sai thì</legend>
        <label><input type="radio" name="severity" value="ask"> hỏi lại</label>
        <label><input type="radio" name="severity" value="refuse"> không cho gửi</label></fieldset>
      <label for="bb"><input type="checkbox" id="bb" name="required"> Bắt buộc</label>
      <input name="scale" aria-label="Số lẻ"></form>"""
    sent = [("version", "2"), ("kind", "integer"), ("severity", "ask"), ("required", "on")]
    assert fill(page, *sent, ("scale", "0"), ("gone", "lời")).left == (
        "Trả lời bằng: số nguyên",
        "Khi sai thì: hỏi lại",
        "Bắt buộc: có",
        "Số lẻ: 0",
        "lời",
    )
    assert fill(page, ("version", "2"), ("kind", "zero")).left == (
        "Trả lời bằng: lựa chọn cũ, hãy chọn lại",
    )


ROWS = """
<form method="post"><input type="hidden" name="words" value="Sở A">
  <input type="hidden" name="group" value="g"><button>Đúng</button></form>
<form method="post"><input type="hidden" name="words" value="Sở A"><input name="name"></form>
<details><summary>khác</summary>
<form method="post"><input type="hidden" name="words" value="Sở B"><input name="name"></form>
</details>
<form method="get"><input name="name"></form>
<form method="post" action="/khac/"><input name="name"></form>
"""


@pytest.mark.parametrize(("words", "place"), [("Sở A", 1), ("Sở B", 2)])
def test_among_many_forms_the_one_of_the_same_row_is_filled(words: str, place: int) -> None:
    result = fill(ROWS, ("words", words), ("name", "Sở X"))
    filled = [n for n in range(5) if ("name", "Sở X") in sent_by(result.html, n)]
    assert filled == [place]
    assert ('<details open="">' in result.html) is (words == "Sở B")


def test_a_hidden_box_that_is_empty_yet_gets_what_it_held() -> None:
    form = '<form method="post"><input type="hidden" name="back" value=""><input name="t"></form>'
    result = fill(form, ("back", "phan=2"), ("t", "x"))
    assert ("back", "phan=2") in sent_by(result.html)


def test_a_form_is_found_by_the_place_of_one_of_its_buttons() -> None:
    form = '<form method="post" action="/a/"><button formaction="bo/">Bỏ</button></form>'
    result = fill(form, ("version", "1"), action="/don-vi/bo/")
    assert (result.place, result.filled) == ("noi-dung-dien-lai", 0)
    assert 'id="noi-dung-dien-lai"' in result.html


def test_a_page_without_the_form_stays_as_it_is() -> None:
    result = fill("<p>Không tìm thấy</p>", ("t", "lời"), ("all", "on"), ("none", " "))
    assert result == Refilled(result.html, left=("lời",))
    assert typed_of([("t", "lời"), ("shown", "abc")]) == ("lời",)


def test_an_address_tells_what_the_boxes_of_its_form_are_called() -> None:
    box = [
        ("code", "A9"),
        ("label", "Số vụ"),
        ("kind", "integer"),
        ("scale", "0"),
        ("required", "on"),
        ("indicator", "new"),
        ("known_from", "elsewhere"),
        ("known_groups", "trường học"),
        ("shown", "xyz"),
    ]
    assert typed_at("/bieu-mau/3/o/them/", box) == (
        "Mã: A9",
        "Hỏi điều gì: Số vụ",
        "Trả lời bằng: số nguyên",
        "Số chữ số thập phân: 0",
        "Bắt buộc trả lời: có",
        "Đếm vào chỉ số: chỉ số mới, lấy tên của ô",
        "Số đã có trong hệ thống: số của cùng chỉ số đã gửi ở biểu mẫu khác",
        "Đếm những loại đơn vị nằm dưới đơn vị báo cáo: trường học",
    )
    rule = [("expression", "A1 <= A2"), ("words", "Đúng sổ"), ("severity", "ask")]
    assert typed_at("/bieu-mau/3/quy-tac/them/", rule) == (
        "Quy tắc: A1 <= A2",
        "Lời nhắc khi không đúng: Đúng sổ",
        "Khi không đúng thì: hỏi lại người gửi",
    )
    assert typed_at("/khong-co/", rule) == ("A1 <= A2", "Đúng sổ", "ask")


def test_a_form_that_came_back_can_be_marked() -> None:
    html = marked(ROWS, page="/don-vi/", action="/don-vi/", mark=("giu", "7"))
    assert html.count('name="giu" value="7"') == 3
