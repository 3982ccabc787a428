"""Real files, and ways to spoil them: in their bytes, and inside the parts of an archive."""

from __future__ import annotations

import io
import random
import zipfile
from functools import cache

from phongtrao.core.text.reading.names import shown_name
from tests.core.text.reading.compound_files import compound_file
from tests.core.text.reading.office_files import (
    PdfMaker,
    archive,
    cell,
    docx,
    item,
    levels,
    numbering,
    odt,
    paragraph,
    run,
    table,
)

_ARCHIVES = (".docx", ".odt")
_TOKENS = (
    *(b"<", b">", b"&", b"\x00", b"\xff", b"/", b"obj", b"endobj", b"stream", b"]]>", b"<!--"),
    *(b"<w:tbl>", b"</w:p>", b'w:val="-1"', b"2147483648", b"%1", b"<<", b">>", b"[", b"("),
    *(b"PK\x03\x04", b"\xe1\xba", b"|", b"MAT"),
)


@cache
def good_files() -> dict[str, bytes]:
    """One rich file of each kind, by name."""
    sentence = "Ủy ban nhân dân xã phấn đấu 95% khu dân cư đạt chuẩn an toàn về an ninh, trật tự"
    lists = numbering(levels(("upperRoman", "%1."), ("decimal", "%2."), ("lowerLetter", "%3)")))
    word = (
        item("MỤC ĐÍCH")
        + item(sentence, level=1)
        + table([["STT", cell("Việc", properties='<w:gridSpan w:val="2"/>')], ["1", "Họp", "Xã"]])
        + paragraph(run(sentence, '<w:rFonts w:ascii=".VnTime"/>'), f"<w:ins>{run('thêm')}</w:ins>")
    )
    lines = f"<text:list><text:list-item><text:p>{sentence}</text:p></text:list-item></text:list>"
    cells = (
        "<table:table><table:table-row><table:table-cell><text:p>"
        "x</text:p></table:table-cell></table:table-row></table:table>"
    )
    made = (
        PdfMaker()
        .page()
        .text(80, 700, sentence[:60])
        .rule(80, 600, 300, 600)
        .rule(80, 560, 300, 560)
    )
    made.rule(80, 600, 80, 560).rule(190, 600, 190, 560).rule(300, 600, 300, 560).text(
        84, 580, "STT"
    )
    made.page().text(80, 700, "tiếp theo").note("ghi chú")
    page = (
        "<html><body><table><tr><td colspan=2>"
        f"{sentence}</table><ol><li>một<li>hai</ol></body></html>"
    )
    return {
        "a.docx": docx(word, numbering=lists, header=paragraph("Trang"), footnotes=""),
        "a.odt": odt(lines + cells),
        "a.pdf": made.bytes(),
        "a.html": page.encode(),
        "a.txt": (sentence + "\n").encode() * 3,
        "b.txt": "ñy ban nh©n d©n tØnh x©y dùng kÕ ho¹ch".encode("cp1252"),
        "c.txt": sentence.encode("utf-16-le"),
        "a.md": f"# {sentence}\n\n| a | b |\n".encode(),
        "a.doc": compound_file({"WordDocument": b"\xec\xa5" + sentence.encode() * 9}),
        "a.rtf": b"{\\rtf1 {\\b Ke hoach}}",
    }


def mutated(seed: int) -> tuple[str, bytes]:
    """The name and bytes of a file spoilt in a way that the seed decides."""
    chance = random.Random(seed)  # noqa: S311 - to be repeated
    name = chance.choice(list(good_files()))
    data = good_files()[name]
    if name.endswith(_ARCHIVES) and chance.random() < 0.7:
        return name, _spoilt_inside(data, chance)
    return name, spoilt(data, chance)


def spoilt(data: bytes, chance: random.Random) -> bytes:
    """The bytes with one to eight changes: bits, cuts, doublings, tokens, noise."""
    spoiled = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(spoiled) + 1)
        length = min(chance.choice((1, 2, 7, 50, 400)), len(spoiled) - at)
        match chance.randrange(6):
            case 0 if at < len(spoiled):
                spoiled[at] ^= 1 << chance.randrange(8)
            case 1:
                del spoiled[at : at + length]
            case 2:
                spoiled[at:at] = spoiled[at : at + length] * chance.randint(1, 30)
            case 3:
                spoiled[at:at] = chance.choice(_TOKENS)
            case 4:
                spoiled[at : at + length] = chance.randbytes(length)
            case _:
                del spoiled[len(spoiled) - length :]
    return bytes(spoiled)


def _spoilt_inside(data: bytes, chance: random.Random) -> bytes:
    """An archive that is whole, with one of its parts spoilt: gets past the outer checks."""
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        members: dict[str, str | bytes] = {found: opened.read(found) for found in opened.namelist()}
    victim = chance.choice(
        [found for found in members if shown_name(found).endswith((".xml", ".rels"))]
    )
    content = members[victim]
    members[victim] = spoilt(content if isinstance(content, bytes) else content.encode(), chance)
    return archive(members, first_stored="mimetype" in members)
