"""Plain text and Markdown: only the encoding has to be found; the text stays as it was given."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from phongtrao.core.text.legacy_detection import Decoded, decoded_bytes, repaired_text
from phongtrao.core.text.reading.errors import EncodingUnknown, FileKindUnknown, TextTooLong
from phongtrao.core.text.reading.results import Reading

if TYPE_CHECKING:
    from phongtrao.core.text.reading.kinds import Kind
    from phongtrao.core.text.reading.limits import ReadingLimits

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_LINE_ENDS = re.compile("\r\n?|[\x0b\x85\u2028\u2029]")
_CONTROL_SIGNS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SAMPLE_BYTES = 8192
_ZERO_SHARE_OF_UTF16 = 0.2
# Neither Latin letters nor general signs: bytes that are no UTF-16 decode to Chinese and worse.
_STRANGE_SIGNS = re.compile("[^\\s\x20-\u024f\u0300-\u036f\u1e00-\u1eff\u2000-\u22ff]")
_STRANGE_SHARE_MAX = 0.1
_BYTES_OF_ONE_CHARACTER_MAX = 4
# A damaged character in a hundred marked ones is a slip of a download; more is another encoding.
_BROKEN_SHARE_MAX = 0.01


def read_plain(data: bytes, shown: str, limits: ReadingLimits, kind: Kind) -> Reading:
    """Read .txt or .md. Raises EncodingUnknown, TextTooLong, or FileKindUnknown for bytes that are
    no text.
    """
    if len(data) > limits.text_characters * _BYTES_OF_ONE_CHARACTER_MAX:
        raise TextTooLong(name=shown, limit=f"{limits.text_characters:,}".replace(",", "."))
    decoded = decoded_text(data, shown)
    text = _LINE_ENDS.sub("\n", decoded.text)
    notes = [f"Đã chuyển từ bảng mã {decoded.encoding} sang Unicode."] if decoded.encoding else []
    if "\ufffd" in text:
        notes.append("Có ký tự hỏng, được thay bằng dấu \ufffd.")
    return Reading(text, kind, tuple(notes))


def decoded_text(data: bytes, shown: str) -> Decoded:
    """Bytes as text: Unicode with or without mark, Windows-1258, TCVN3 or VNI, whichever gives
    Vietnamese.

    NFD stays NFD. Raises EncodingUnknown, or FileKindUnknown when the bytes are no text at all.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return repaired_text(
                _readable(data.decode(encoding, "replace").lstrip("\ufeff"), shown)
            )
    order = _byte_order(data[:_SAMPLE_BYTES])
    if order:
        return Decoded(_readable(data.decode(order, "replace"), shown), "")
    try:
        return repaired_text(_readable(data.decode("utf-8"), shown))
    except UnicodeDecodeError:
        return _not_utf8(data, shown)


def _not_utf8(data: bytes, shown: str) -> Decoded:
    text = data.decode("utf-8", "replace")
    marked = sum(1 for sign in text if sign > "\x7f")
    if text.count("\ufffd") <= max(1, marked * _BROKEN_SHARE_MAX) < marked:
        return repaired_text(_readable(text, shown))
    _readable(text, shown)
    decoded = decoded_bytes(data)
    if decoded is None:
        raise EncodingUnknown(name=shown)
    return decoded


def _byte_order(sample: bytes) -> str:
    """UTF-16 without mark: every second byte of ASCII is zero, also in Vietnamese; "" for other
    text.
    """
    pairs = max(1, len(sample) // 2)
    high, low = sample[1::2].count(0), sample[0::2].count(0)
    order = "utf-16-le" if high > low else "utf-16-be"
    if max(high, low) / pairs < _ZERO_SHARE_OF_UTF16 or min(high, low) * 10 >= max(high, low):
        return ""
    strange = len(_STRANGE_SIGNS.findall(sample[: pairs * 2].decode(order, "replace")))
    return order if strange <= pairs * _STRANGE_SHARE_MAX else ""


def _readable(text: str, shown: str) -> str:
    """The text, or FileKindUnknown when it holds control signs that no text has."""
    if _CONTROL_SIGNS.search(text):
        raise FileKindUnknown(name=shown, found="dữ liệu nhị phân, không phải văn bản")
    return text
