"""Title lines and appendix lines: which document type or which appendix a line opens."""

from __future__ import annotations

import re
from functools import cache

from phongtrao.core.compiler.cue_words import cues
from phongtrao.core.compiler.layout.passage import Passage, is_capitals, is_open
from phongtrao.core.text.folding import fold

_APPENDIX = re.compile(
    r"(?P<name>phụ lục|phụ biểu|mẫu biểu|biểu mẫu|biểu|mẫu)"
    r"(?:\s+(?:số\s*)?(?P<number>[ivx]{1,5}|\d{1,2}|[a-h])(?!\w))?\s*(?P<sign>[.:]|-|–)?\s*"
)
_LONGEST_TITLE = 45
_LONGEST_SUBJECT = 600
_LETTER_SPACED = re.compile(r"\w{1,2}(?: \w{1,2})+")


@cache
def title_forms() -> dict[str, str]:
    """The folded forms of title lines with the document type that each names, the longest first."""
    forms = [
        (fold(form), name) for name, forms in cues("documents")["types"].items() for form in forms
    ]
    return dict(sorted(forms, key=lambda item: -len(item[0])))


@cache
def _squeezed_forms() -> dict[str, str]:
    return {form.replace(" ", ""): name for form, name in title_forms().items()}


def title_type(passage: Passage) -> str | None:
    """The document type when a passage is a title line and nothing else ("KẾ HOẠCH", "C H Ỉ T H
    Ị").
    """
    text = passage.text
    if passage.mark or passage.bullet or len(text) > _LONGEST_TITLE:
        return None
    folded = passage.folded.strip(" .:")
    name = title_forms().get(folded)
    if name is None and _LETTER_SPACED.fullmatch(folded):
        name = _squeezed_forms().get(folded.replace(" ", ""))
    loud = is_capitals(text.strip(" .:")) or passage.strong or passage.lines[0].strong
    return name if loud else None


def titled_subject(passage: Passage) -> tuple[str, int] | None:
    """Type and where the subject begins, when one line in capitals holds both ("KẾ HOẠCH TRIỂN KHAI
    …").
    """
    text = passage.text
    if (
        passage.mark
        or passage.bullet
        or not 12 < len(text) < _LONGEST_SUBJECT
        or not text[:4].isupper()
    ):
        return None
    for form, name in title_forms().items():
        if not passage.folded.startswith(form):
            continue
        form = fold(name) if form.startswith(fold(name)) else form
        rest = text[len(form) :]
        if rest[:1] not in (" ", ":") or not is_capitals(text[: len(form)]):
            continue
        begin = len(text) - len(rest.lstrip(" :-–"))
        if begin < len(text) and (
            is_capitals(rest) or passage.strong or (text[begin].isupper() and is_open(text))
        ):
            return name, begin
    return None


def opens_appendix(passage: Passage) -> bool:
    """Whether a passage is the first line of an appendix or a form."""
    if passage.mark or passage.bullet or len(passage.text) > 250:
        return False
    found = _APPENDIX.match(passage.folded)
    if found is None or not passage.text[:1].isupper():
        return False
    label, rest = passage.text[: found.end()].strip(" .:-–"), passage.text[found.end() :]
    named = found["name"].startswith(("phụ", "mẫu biểu", "biểu mẫu")) or found["number"] is not None
    if not named or (rest and not (found["sign"] or is_capitals(rest[:20]) or rest[0] == "(")):
        return False
    return (
        len(passage.text) < 40
        or is_capitals(label)
        or passage.strong
        or found["number"] is not None
    )


def appendix_label(passage: Passage) -> tuple[str, int]:
    """The printed label of an appendix ("PHỤ LỤC I") and where its title begins in its line."""
    found = _APPENDIX.match(passage.folded)
    end = found.end() if found else 0
    label = passage.text[:end].strip(" .:-–")
    return (label.upper() if label.lower().startswith("phụ") else label), end
