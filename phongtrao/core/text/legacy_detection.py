"""Which encoding a text is in: the one that gives the most syllables which Vietnamese can have."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from phongtrao.core.text.legacy import (
    Scheme,
    decode_legacy,
    decode_windows_1252,
    with_capitals_restored,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

# Measured on real plans: the right decoding gives 0.85 and more, a wrong one 0.69 and less (mostly
# under 0.3).
PLAUSIBLE_SHARE = 0.75
_SAMPLE_CHARACTERS = 40_000
_SAMPLE_SYLLABLES = 4_000

_ONSET = r"(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnpqrstvx])?"
# Rhymes with marks of quality and without marks of tone; those that end in c, ch, p, t take only
# two tones.
_OPEN_RHYMES = (  # noqa: SIM905 - a table, as one reads it
    "a ai ao au ay am an ang anh e eo em en eng enh i ia im in inh iu iêu iêm iên iêng o oa "
    "oai oay oao oan oang oanh oam oe oen oeo oi om on ong oong u ua uê ui um un ung uy uya "
    "uyên uynh uyu uân uâng uây uôi uôm uôn uông uơ y yêu yêm yên yêng â âm ân âng âu ây ă "
    "ăm ăn ăng oăm oăn oăng ê êm ên êng ênh êu ô ôi ôm ôn ông ôông ơ ơi ơm ơn ơng ư ưa ưi "
    "ưm ưn ưng ưu ươi ươm ươn ương ươu iê yê uô ươ uynh ôn"
).split()
_STOPPED_RHYMES = (  # noqa: SIM905 - a table, as one reads it
    "ac ach ap at ec ech ep et ich ip it iêc iêp iêt oac oach oap oat oet oc ooc op ot uc "
    "up ut uych uyt uyêt uât uôc uôt uôp yêt âc âp ât ăc ăp ăt oăc oăt oăp êch êp êt ôc ôp "
    "ôt ôôc ơp ơt ưc ưt ươc ươp ươt ip uêch uyp"
).split()
_OPEN = re.compile(f"{_ONSET}(?:{'|'.join(sorted(set(_OPEN_RHYMES), key=len, reverse=True))})$")
_STOPPED = re.compile(
    f"{_ONSET}(?:{'|'.join(sorted(set(_STOPPED_RHYMES), key=len, reverse=True))})$"
)
_TONES = {"\u0300": "f", "\u0301": "s", "\u0303": "x", "\u0309": "r", "\u0323": "j"}
# Decomposed, a tone follows its vowel or the vowel's mark of quality (circumflex, breve, horn).
_BEARERS = frozenset("aeiouy\u0302\u0306\u031b")
_TONES_OF_STOPPED = frozenset({"s", "j"})

_SEPARATORS = re.compile("[\\s!-/:-@\\[-`{-~“”‘’„…–—•·0-9\u2010-\u2012]+")


@lru_cache(maxsize=50_000)
def is_syllable(word: str) -> bool:
    """Whether Vietnamese can have this word as one syllable: onset, rhyme and tone fit; either
    placement of the tone.
    """
    tone = ""
    bare: list[str] = []
    for sign in unicodedata.normalize("NFD", word.lower()):
        if sign in _TONES:
            if tone or not bare or bare[-1] not in _BEARERS:
                return False
            tone = _TONES[sign]
        else:
            bare.append(sign)
    syllable = unicodedata.normalize("NFC", "".join(bare))
    if _STOPPED.match(syllable):
        return tone in _TONES_OF_STOPPED
    return _OPEN.match(syllable) is not None


@dataclass(frozen=True)
class Plausibility:
    """syllables: how many marked words Vietnamese can have; words: how many words have a sign
    beyond ASCII.
    """

    syllables: int
    words: int

    @property
    def share(self) -> float:
        """Between 0 and 1; 1 when there is nothing to judge."""
        return self.syllables / self.words if self.words else 1.0


def plausibility(text: str) -> Plausibility:
    """Judge at most the first 4,000 words with a sign beyond ASCII."""
    syllables = words = 0
    for word in _SEPARATORS.split(text):
        if word.isascii() or words >= _SAMPLE_SYLLABLES:
            continue
        words += 1
        syllables += is_syllable(word)
    return Plausibility(syllables, words)


@dataclass(frozen=True)
class Decoded:
    """A text in Unicode and the Vietnamese name of the encoding it came in ("" when it was Unicode
    already).
    """

    text: str
    encoding: str


def _from_1258(data: bytes) -> str:
    return unicodedata.normalize("NFC", data.decode("cp1258", "replace"))


def _from_tcvn3(data: bytes) -> str:
    return with_capitals_restored(decode_legacy(decode_windows_1252(data), Scheme.TCVN3))


def _from_vni(data: bytes) -> str:
    return decode_legacy(decode_windows_1252(data), Scheme.VNI)


_BYTE_ENCODINGS: tuple[tuple[str, Callable[[bytes], str]], ...] = (
    ("Windows-1258", _from_1258),
    (Scheme.TCVN3.value, _from_tcvn3),
    (Scheme.VNI.value, _from_vni),
)
_MARKED_LINE = re.compile(rb"[^\n]*[\x80-\xff][^\n]*")


def decoded_bytes(data: bytes) -> Decoded | None:
    """One-byte text in the encoding that makes it Vietnamese; None when none does.

    data: not UTF-8 and not UTF-16 (see reading.plain). The result is NFC.
    """
    sample = b"\n".join(
        _first(_MARKED_LINE.findall(data[: 16 * _SAMPLE_CHARACTERS]), _SAMPLE_CHARACTERS)
    )
    shares = [
        (plausibility(decode(sample)).share, -rank)
        for rank, (_, decode) in enumerate(_BYTE_ENCODINGS)
    ]
    share, rank = max(shares)
    if share < PLAUSIBLE_SHARE:
        return None
    encoding, decode = _BYTE_ENCODINGS[-rank]
    return Decoded(decode(data), encoding)


def _first(lines: Iterable[bytes], most: int) -> Iterable[bytes]:
    for line in lines:
        if most <= 0:
            return
        yield line[:most]
        most -= len(line)


# Signs that Unicode Vietnamese does not use inside words, and TCVN3 does all the time; and VNI's
# vowel with mark.
_TCVN3_SIGNS = re.compile("[A-Za-z][¡-¬®µ-¾Æ×ßæ]|[®§][A-Za-z\u00b8µ]")
_VNI_SIGNS = re.compile("[aeouyöôAEOUYÖÔ][ùøûõïâáàåãäêéèúüëÙØÛÕÏÂÁÀÅÃÄÊÉÈÚÜË]|[ñÑ][aeiouyö]")
_REPAIRED_LINES_MIN = 3
_GAIN_MIN = 0.25
_SURELY_UNICODE_SHARE = 0.9


def repaired_text(text: str) -> Decoded:
    """Turn lines that are legacy text in Unicode clothing ("ñy ban nh©n d©n") into Vietnamese;
    leave all others.

    For text whose fonts are not known (.txt, .pdf, .html): a line changes only when its syllables
    become plausible by it and at least three lines of the document, or all of a short one, agree.
    """
    lines = text.split("\n")
    best, gained = Decoded(text, ""), 0
    for scheme, signs in ((Scheme.TCVN3, _TCVN3_SIGNS), (Scheme.VNI, _VNI_SIGNS)):
        suspects = sum(1 for line in lines if signs.search(line))
        repaired = [_repaired_line(line, scheme) for line in lines] if suspects else []
        changed = [new for new in repaired if new is not None]
        if not changed or len(changed) < min(_REPAIRED_LINES_MIN, suspects):
            continue
        gain = sum(plausibility(line).syllables for line in changed)
        if gain > gained:
            kept = (old if new is None else new for new, old in zip(repaired, lines, strict=True))
            best, gained = Decoded("\n".join(kept), scheme.value), gain
    return best


def _repaired_line(line: str, scheme: Scheme) -> str | None:
    if line.isascii():
        return None
    before = plausibility(line)
    decoded = decode_legacy(line, scheme)
    if scheme is Scheme.TCVN3:
        decoded = with_capitals_restored(decoded)
    after = plausibility(decoded)
    better = after.share >= PLAUSIBLE_SHARE and after.share - before.share >= _GAIN_MIN
    return decoded if better else None


def schemes_in_use(texts: Mapping[Scheme, str]) -> frozenset[Scheme]:
    """Of the texts set in legacy fonts, the schemes that really are legacy.

    A document that was turned into Unicode often keeps the old font names; its text is then
    plausible as it stands.
    """
    return frozenset(scheme for scheme, text in texts.items() if _is_legacy(text, scheme))


def _is_legacy(text: str, scheme: Scheme) -> bool:
    before, after = plausibility(text), plausibility(decode_legacy(text, scheme))
    return after.share > before.share


def looks_legacy(text: str) -> bool:
    """A quick sign that the text may be legacy text; worth a closer look at its fonts."""
    return bool(_TCVN3_SIGNS.search(text)) or plausibility(text).share < _SURELY_UNICODE_SHARE
