"""TCVN3 and VNI: decoding by table, by font and by the syllables that come out."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest

from phongtrao.core.text.legacy import (
    Scheme,
    decode_legacy,
    decode_windows_1252,
    scheme_of_font,
    with_capitals_restored,
)
from phongtrao.core.text.legacy_detection import (
    decoded_bytes,
    is_syllable,
    looks_legacy,
    plausibility,
    repaired_text,
    schemes_in_use,
)

PLANS = Path(__file__).parents[4] / "shared" / "plans"
LETTERS = "àảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵăâêôơưđ"


def in_tcvn3(text: str) -> str:
    """Encode by the other way round: every byte is asked what it decodes to."""
    table = {decode_legacy(chr(code), Scheme.TCVN3): chr(code) for code in range(0xA1, 0xFF)}
    text = unicodedata.normalize("NFC", text)
    return "".join(table.get(sign) or table.get(sign.lower(), sign) for sign in text)


def in_vni(text: str) -> str:
    """Vowel and mark, as the VNI fonts want them."""
    marks = {"\u0300": "ø", "\u0301": "ù", "\u0303": "õ", "\u0309": "û", "\u0323": "ï"}
    caps = {
        "\u0302": dict(zip(marks, "àáãåä", strict=True)),
        "\u0306": dict(zip(marks, "èéüúë", strict=True)),
    }
    single = dict(zip("íìỉĩịơưỵđ", "íìæóòôöîñ", strict=True))
    single |= {letter.upper(): code.upper() for letter, code in single.items()}
    encoded = ""
    for sign in unicodedata.normalize("NFC", text):
        parts = unicodedata.normalize("NFD", sign)
        tone = next((part for part in parts if part in marks), "")
        shape = next((part for part in parts if part in caps), "")
        bare = unicodedata.normalize("NFC", "".join(part for part in parts if part not in marks))
        if sign in single:
            encoded += single[sign]
        elif shape and tone:
            encoded += parts[0] + _cased(caps[shape][tone], parts[0])
        elif shape:
            encoded += parts[0] + _cased({"\u0302": "â", "\u0306": "ê"}[shape], parts[0])
        else:
            encoded += single.get(bare, bare) + (_cased(marks[tone], parts[0]) if tone else "")
    return encoded


def _cased(mark: str, letter: str) -> str:
    return mark.upper() if letter.isupper() else mark


@pytest.mark.skipif(shutil.which("iconv") is None, reason="no iconv here")
def test_tcvn3_agrees_with_the_table_of_the_system_on_every_small_letter():
    own = range(0xA8, 0xFF)  # 0xE0 is no code of TCVN3: à stays à
    decoded = {code: decode_legacy(chr(code), Scheme.TCVN3) for code in own if code != 0xE0}
    codes = bytes(code for code, letter in decoded.items() if letter in LETTERS)
    assert len(codes) == len(LETTERS)
    oracle = subprocess.run(
        ["iconv", "-f", "TCVN", "-t", "UTF-8"],  # noqa: S607 - wherever it is
        input=codes,
        capture_output=True,
        check=True,
    )
    ours = decode_legacy(decode_windows_1252(codes), Scheme.TCVN3)
    assert unicodedata.normalize("NFC", oracle.stdout.decode()) == ours


def test_vni_gives_back_every_letter_small_and_capital():
    letters = " ".join(LETTERS)
    assert decode_legacy(in_vni(letters), Scheme.VNI) == letters
    assert decode_legacy(in_vni(letters.upper()), Scheme.VNI) == letters.upper()
    assert decode_legacy("Aù AÙ", Scheme.VNI) == "Á Á"


def test_capital_fonts_and_private_twins():
    assert decode_legacy("ñy ban nh©n d©n", Scheme.TCVN3_CAPITALS) == "ỦY BAN NHÂN DÂN"
    assert decode_legacy("\uf0aey", Scheme.TCVN3) == "đy"


@pytest.mark.parametrize(
    ("font", "scheme"),
    [
        (".VnTime", Scheme.TCVN3),
        ("VnTime", Scheme.TCVN3),
        (".VnTimeH", Scheme.TCVN3_CAPITALS),
        ("ABCDEF+.VnArialH-Bold", Scheme.TCVN3_CAPITALS),
        (".VnTime,Bold", Scheme.TCVN3),
        ("VNI-Times", Scheme.VNI),
        ("vni times", Scheme.VNI),
        ("Times New Roman", None),
        ("UVN Ai Cap", None),
    ],
)
def test_the_font_tells_the_scheme(font: str, scheme: Scheme | None):
    assert scheme_of_font(font) is scheme


def test_capitals_that_tcvn3_loses_are_given_back_by_the_letters_around():
    assert with_capitals_restored("Số: 12/KH-UBND") == "Số: 12/KH-UBND"
    assert with_capitals_restored("KẾ HOạCH\nTổ CHứC") == "KẾ HOẠCH\nTỔ CHỨC"
    assert (
        with_capitals_restored("của HĐND và UBND tỉnh, Tổ 4, CHủ tịch")
        == "của HĐND và UBND tỉnh, Tổ 4, CHỦ tịch"
    )


def test_bytes_outside_of_windows_1252_are_kept():
    assert decode_windows_1252(b"a\x81\x9d") == "a\x81\x9d"


@pytest.mark.parametrize(
    "word",
    [
        "phường",
        "Ủy",
        "u\u1ef7",
        "nghiêng",
        "quyết",
        "gì",
        "giếng",
        "khuỷu",
        "HOẠCH",
        "ho\u00e0",
        "oách",
    ],
)
def test_vietnamese_syllables_are_plausible(word: str):
    assert is_syllable(word)


@pytest.mark.parametrize(
    "word", ["ñua", "nh©n", "các̣", "cac\u0300", "qđ", "ủûy", "strěng", "pháp\u0303"]
)
def test_other_words_are_not(word: str):
    assert not is_syllable(word)


def test_a_text_without_marked_words_has_nothing_to_judge():
    assert plausibility("abc 123").share == 1.0


def test_legacy_bytes_are_recognised_and_nonsense_is_not():
    sentence = "Ủy ban nhân dân xã phấn đấu đạt chuẩn, giữ vững trật tự trong các khu dân cư"
    found = decoded_bytes(in_vni(sentence).encode("cp1252"))
    assert found is not None
    assert (found.text, found.encoding) == (sentence, "VNI")
    assert decoded_bytes(bytes(range(0xC0, 0x100)) * 20) is None
    long = decoded_bytes((in_tcvn3(sentence) + "\n").encode("cp1252") * 1500)
    assert long is not None
    assert long.encoding == "TCVN3 (ABC)"


def test_only_lines_that_become_vietnamese_are_repaired():
    legacy = "ñy ban nh©n d©n tØnh x©y dùng kÕ ho¹ch"
    mixed = f"Ủy ban nhân dân thành phố\n{legacy}\nCafé, señor ®\nplain"
    vietnamese = "ủy ban nhân dân tỉnh xây dựng kế hoạch"
    assert repaired_text(mixed).text == mixed.replace(legacy, vietnamese)
    few = "\n".join([legacy, *["ch©t, gi®p, zz¶"] * 3])
    assert repaired_text(few).encoding == ""  # one line of four: too little to change a text
    assert (
        repaired_text(f"{legacy}\nchữ thường").text
        == "ủy ban nhân dân tỉnh xây dựng kế hoạch\nchữ thường"
    )
    both = "\n".join([*["x©y dùng kÕ ho¹ch"] * 3, "phöôøng ñaït chuaån"])
    assert repaired_text(both).encoding == "TCVN3 (ABC)"  # the scheme that gains more
    vni = repaired_text("uûy ban nhaân daân tænh xaây döïng keá hoaïch")
    assert (vni.text, vni.encoding) == ("ủy ban nhân dân tỉnh xây dựng kế hoạch", "VNI")


def test_unicode_text_is_left_alone():
    text = (
        "Phong trào toàn dân bảo vệ an ninh Tổ quốc; "
        "ho\u00e0 bình, toàn diện; 25 m²; 100%\nMicrosoft®"
    )
    assert repaired_text(text).text == text
    assert not looks_legacy(text.partition("\n")[0])
    assert looks_legacy("ñy ban nh©n d©n")
    assert looks_legacy("UÛy ban nhaân daân tænh")


def test_a_font_name_alone_does_not_make_text_legacy():
    texts = {Scheme.TCVN3: "Ủy ban nhân dân là cơ quan", Scheme.VNI: "uûy ban nhaân daân"}
    assert schemes_in_use(texts) == {Scheme.VNI}


@pytest.mark.skipif(not PLANS.is_dir(), reason="no real plans here")
@pytest.mark.parametrize("path", sorted(PLANS.rglob("*.txt"))[::4], ids=lambda path: path.stem[:12])
def test_real_plans_come_back_from_both_encodings_and_stay_as_they_are(path: Path):
    text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8"))
    assert plausibility(text).share > 0.98
    assert repaired_text(text).encoding == ""
    vni = decoded_bytes(in_vni(text).encode("cp1252", "replace"))
    assert vni is not None
    assert vni.text == text.encode("cp1252", "replace").decode("cp1252") or vni.encoding == "VNI"
    tcvn3 = decoded_bytes(in_tcvn3(text).encode("cp1252", "replace"))
    assert tcvn3 is not None
    assert tcvn3.encoding == "TCVN3 (ABC)"
    assert sum(a != b for a, b in zip(tcvn3.text.lower(), text.lower(), strict=True)) < 20
