"""One page of a PDF as PDFium gives it: signs with their places, lines of ink, words that stand in
annotations.

Lengths are in points (1/72 inch), from the lower left corner of the page.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]  # has none

from phongtrao.core.text.legacy import Scheme, scheme_of_font
from phongtrao.core.text.reading.list_labels import bullet

if TYPE_CHECKING:
    from collections.abc import Iterator

_PATH_OBJECTS_MAX = 20_000
_PATH_POINTS_MAX = 2_000
_FORM_DEPTH_MAX = 5
_ANNOTATIONS_MAX = 500
_STRAIGHT = 0.7  # points that a line of a table may be off the straight
_LINE_MIN = 6.0  # shorter strokes belong to drawings and letters
_END_HYPHEN = 0x02
_LAST_CODE = 0x10FFFF
_NO_SIGN = frozenset({0x00, 0xFFFE, 0xFFFF})


class Sign(NamedTuple):
    """One character; `left` … `right` and the base line it stands on. White space, mostly put in by
    PDFium, has no place.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    is_space: bool
    scheme: Scheme | None = None


@dataclass(frozen=True)
class Stroke:
    """A horizontal or vertical line of ink: `at` is its place across, `start` … `end` its reach."""

    at: float
    start: float
    end: float


def signs_of(textpage: ctypes.c_void_p, with_fonts: bool) -> list[Sign]:
    """All characters in the order of the page's content. with_fonts: ask for each one's font, which
    takes time.
    """
    signs: list[Sign] = []
    box, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    unicode_of, box_of = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetLooseCharBox
    origin_of, size_of = pdfium.FPDFText_GetCharOrigin, pdfium.FPDFText_GetFontSize
    for index in range(pdfium.FPDFText_CountChars(textpage)):
        code = unicode_of(textpage, index)
        if code in _NO_SIGN:
            continue
        sign = "-" if code == _END_HYPHEN else _shown(code)
        if sign.isspace():
            signs.append(Sign(sign, 0.0, 0.0, 0.0, 0.0, True))
            continue
        box_of(textpage, index, box)
        origin_of(textpage, index, x, y)
        scheme = scheme_of_font(_font_of(textpage, index)) if with_fonts else None
        signs.append(
            Sign(sign, box.left, box.right, y.value, size_of(textpage, index), False, scheme)
        )
    return signs


def _shown(code: int) -> str:
    """The character of a code; signs of symbol fonts become Unicode bullets."""
    return (
        bullet(chr(code))
        if 0xF000 <= code <= 0xF0FF
        else chr(code)
        if code <= _LAST_CODE
        else "\ufffd"
    )


def _font_of(textpage: ctypes.c_void_p, index: int) -> str:
    name = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(textpage, index, name, len(name), flags)
    return name.value.decode("utf-8", "replace")


def has_picture(page: ctypes.c_void_p) -> bool:
    """Whether a picture is on the page: with hardly any text, that is a scan."""
    return any(kind == pdfium.FPDF_PAGEOBJ_IMAGE for kind, _ in _objects(page))


def strokes_of(page: ctypes.c_void_p) -> tuple[list[Stroke], list[Stroke]]:
    """Horizontal and vertical strokes: lines, and the edges of boxes and of thin filled bars."""
    level: list[Stroke] = []
    upright: list[Stroke] = []
    for kind, found in _objects(page):
        if kind != pdfium.FPDF_PAGEOBJ_PATH:
            continue
        for (x0, y0), (x1, y1) in _edges(found):
            if abs(y0 - y1) <= _STRAIGHT and abs(x0 - x1) >= _LINE_MIN:
                level.append(Stroke((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
            elif abs(x0 - x1) <= _STRAIGHT and abs(y0 - y1) >= _LINE_MIN:
                upright.append(Stroke((x0 + x1) / 2, min(y0, y1), max(y0, y1)))
    return level, upright


def annotation_texts(page: ctypes.c_void_p) -> list[str]:
    """What annotations say (stamps, free text): not part of the text, but a secrecy mark may be
    one.
    """
    texts = []
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), _ANNOTATIONS_MAX)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        length = pdfium.FPDFAnnot_GetStringValue(annotation, b"Contents", None, 0)
        buffer = (ctypes.c_ushort * (min(length, 20_000) // 2 + 1))()
        pdfium.FPDFAnnot_GetStringValue(annotation, b"Contents", buffer, min(length, 20_000))
        texts.append(bytes(buffer).decode("utf-16-le", "replace").strip("\x00 \r\n"))
        pdfium.FPDFPage_CloseAnnot(annotation)
    return [text for text in texts if text]


def _objects(page: ctypes.c_void_p) -> Iterator[tuple[int, ctypes.c_void_p]]:
    """Kinds and objects of the page, and of the forms on it, at most 20,000."""
    waiting = [
        (pdfium.FPDFPage_GetObject(page, index), 0)
        for index in range(min(pdfium.FPDFPage_CountObjects(page), _PATH_OBJECTS_MAX))
    ]
    waiting.reverse()
    for _ in range(_PATH_OBJECTS_MAX):
        if not waiting:
            return
        found, depth = waiting.pop()
        kind = pdfium.FPDFPageObj_GetType(found)
        yield kind, found
        if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _FORM_DEPTH_MAX:
            count = min(max(0, pdfium.FPDFFormObj_CountObjects(found)), _PATH_OBJECTS_MAX)
            waiting += [
                (pdfium.FPDFFormObj_GetObject(found, index), depth + 1) for index in range(count)
            ]


def _edges(path: ctypes.c_void_p) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """Straight pieces of a path, in page coordinates."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(path, matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    start = last = (0.0, 0.0)
    for index in range(min(max(0, pdfium.FPDFPath_CountSegments(path)), _PATH_POINTS_MAX)):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            yield last, point
        last = point
        if pdfium.FPDFPathSegment_GetClose(segment):
            yield last, start
