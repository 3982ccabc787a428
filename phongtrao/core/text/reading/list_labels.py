"""Labels of automatic lists as the office program shows them: 1, a, iv, 1.2, and the signs of
bullets.
"""

from __future__ import annotations

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_ROMAN_MAX = 3_999
_LETTERS = 26
# Signs of Symbol and Wingdings (private use area) in Unicode; every other private sign is shown as
# a dot.
_BULLETS = {
    "\uf0b7": "•",
    "\uf0a7": "▪",
    "\uf06e": "▪",
    "\uf0d8": "➢",
    "\uf0fc": "✓",
    "\uf076": "❖",
    "\uf02d": "-",
    "\uf02b": "+",
    "\uf0e8": "→",
    "\uf0e0": "→",
    "\uf0de": "⇒",
    "\uf0a8": "☐",
    "\uf06f": "☐",
    "\uf0fe": "☑",
    "\uf0b0": "°",
    "\uf0b3": "≥",
    "\uf0a3": "≤",
    "\uf0b4": "×",
    "\uf0b1": "±",
}


def roman(number: int) -> str:
    """Small Roman figures up to 3999, "" for zero; beyond that Arabic figures."""
    if number > _ROMAN_MAX:
        return str(number)
    figures = ""
    for value, figure in _ROMAN:
        figures += figure * (number // value)
        number %= value
    return figures


def letter(number: int) -> str:
    """a … z, then aa, bb … as Word writes them; "" for zero."""
    if number < 1:
        return ""
    return chr(ord("a") + (number - 1) % _LETTERS) * min(1 + (number - 1) // _LETTERS, 9)


def bullet(sign: str) -> str:
    """A bullet's sign in Unicode; the letter o, which Courier New draws as a ring, becomes one."""
    shown = "".join(
        _BULLETS.get(char, "•" if "\ue000" <= char <= "\uf8ff" else char) for char in sign
    )
    return "◦" if shown == "o" else shown


def symbol(code: str) -> str:
    """A sign inserted from a symbol font, by its hexadecimal code; "" when it has no Unicode
    counterpart here.
    """
    try:
        point = int(code, 16)
    except ValueError:
        return ""
    if point < 0x100:
        point += 0xF000
    return _BULLETS.get(chr(point), "") if 0xF000 <= point <= 0xF0FF else ""
