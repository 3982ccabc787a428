"""How the name of a body goes on behind its head, word by word, until something else begins.

"các cơ quan, đơn vị liên quan" goes on over its comma, "Sở Y tế, Công an tỉnh" does not; "và" joins
nouns of one group, territorial units of one name, and halves of a name printed with capitals.
"""

from __future__ import annotations

import re
from functools import cache

from phongtrao.core.compiler.cue_words import lexicon
from phongtrao.core.text.folding import fold
from phongtrao.core.text.words import Lexicon

DETERMINERS = lexicon("bodies", "determiners")
NAMED = lexicon("bodies", "named")
POSITIONS = lexicon("bodies", "positions")
GENERIC = lexicon("bodies", "generic")
ACTORS = lexicon("bodies", "actors")
UNITS = lexicon("bodies", "units")
COMPOUNDS = lexicon("bodies", "compound_names")
TAILS = lexicon("bodies", "tails")
STOPS = lexicon("verbs", "duties", "modals", "joints")
DUTIES = lexicon("verbs", "duties", "modals")
TOKEN = re.compile(r"[^\W_]+(?:['’./&-][^\W_]+)*")

_NOT_BODIES = lexicon("bodies", "not_bodies")
_VERBS = lexicon("verbs", "duties")
_NO_FUNCTION = lexicon("verbs", "no_function")
_HALVES = lexicon("verbs", "halves")
_JOINTS = lexicon("verbs", "joints")
_HYPHEN = re.compile(r"\s[-–]\s")
_EXPLAINED = re.compile(r"\s*[-–]\s*(?:cơ quan|thường trực|đơn vị|là|đầu mối)(?!\w)")
_LONGEST_NAME = 24  # words
_LONGEST_KIND = 5  # words
_COLLECTIVE = ("sở", "ban", "bộ", "ngành", "phòng", "khối", "cục", "vụ", "cấp", "hội")
_OWNED_BY = ("thuộc ", "của ", "trực thuộc ")
_OWNERS = ("thuộc", "của", "giám đốc", "lãnh đạo")
# Behind a unit: a committee of the Party or the Youth Union there ("Huyện ủy", "Tỉnh đoàn").
_OF_PARTY = (" ủy", " đoàn", " hội")
# What is named by what it does: "Tổ chuyển đổi số cộng đồng", "Đội quản lý trật tự đô thị".
_NAMED_BY_FUNCTION = ("tổ", "đội", "ban", "nhóm", "phận")
_IN_A_LIST = ("có liên quan", "và", "được giao", "có ")

# A step of a name: where it ends, whether it opens a group ("các …"), whether it names a unit.
Step = tuple[int, bool, bool]


class NameWalk:
    """Walks over names in one text.

    known: names that the document defines. explicit: the entry began with "các". headed: it began
    with "người đứng đầu" or the like. Both are set by the reader for each entry.
    """

    __slots__ = ("explicit", "folded", "headed", "known", "loud", "text")

    def __init__(self, text: str, folded: str, known: frozenset[str]) -> None:
        self.text = text
        self.folded = folded
        self.known = known
        self.loud = text.isupper()  # in capitals throughout: they tell nothing
        self.explicit = False
        self.headed = False

    def end_of_name(
        self, at: int, *, group: bool = False, position: bool = False, begun: bool = False
    ) -> int:
        """Where a name that goes on at a position ends.

        group: it is a noun under "các". position: its head is a person in charge. begun: its first
        words stand in front of the position already.
        """
        folded = self.folded
        end = at
        unit = bool(UNITS.at(folded, last_word(folded, at)))
        for _ in range(_LONGEST_NAME):
            first = end == at and not begun
            step = self._step(end, group=group, unit=unit, first=first)
            if step is None:
                break
            under = position and first and GENERIC.at(folded, end + 1) > 0
            end, opens, unit = step
            group = group or opens or under or self.headed
        return end

    def is_no_body(self, at: int, *, group: bool) -> bool:
        """Whether words that begin like a body are something else.

        "tổ chức" is a noun in a group, else mostly a verb.
        """
        if self.folded.startswith("tổ chức", at):
            return not group and NAMED.at(self.folded, at) <= at + len("tổ chức")
        return bool(_NOT_BODIES.at(self.folded, at))

    def own_name(self, at: int) -> int:
        """The end of a name that the document defines, 0 when none begins there."""
        return own_names(self.known).at(self.folded, at) if self.known else 0

    def opens_department(self, at: int) -> bool:
        """Whether the name of a "Sở" begins at a position."""
        return self.text.startswith("Sở ", at) and self.text[at + 3 : at + 4].isupper()

    def _step(self, end: int, *, group: bool, unit: bool, first: bool) -> Step | None:
        """One more word or phrase of a name behind end, None when it ends there."""
        text, folded = self.text, self.folded
        if end >= len(text):
            return None
        if text[end] == ",":
            return self._over_comma(end, group=group, unit=unit)
        if text[end] != " ":
            return self._over_sign(end, unit=unit)
        at = end + 1
        if hyphen := _HYPHEN.match(text, end):
            return self._over_hyphen(end, hyphen.end())
        if known := COMPOUNDS.at(folded, at):
            return known, False, False
        if folded.startswith("và ", at):
            return self._over_and(at, group=group, unit=unit)
        if tail := TAILS.at(folded, at):
            return tail, False, unit
        if determiner := DETERMINERS.at(folded, at):
            return self._over_determiner(end, determiner + 1, first=first)
        if not first and folded.startswith(_OWNED_BY, at):
            return self._over_owner(folded.index(" ", at) + 1)
        return self._over_word(end, at, group=group, unit=unit, first=first)

    def _over_sign(self, end: int, *, unit: bool) -> Step | None:
        token = TOKEN.match(self.text, end + 1) if self.text[end] in "-–/&" else None
        return (token.end(), False, unit) if token else None

    def _over_hyphen(self, end: int, behind: int) -> Step | None:
        """ "Lao động - Thương binh" goes on; "Công an tỉnh - cơ quan thường trực" does not."""
        token = TOKEN.match(self.text, behind)
        if token is None or _EXPLAINED.match(self.folded, end):
            return None
        return token.end(), False, bool(UNITS.at(self.folded, behind))

    def _over_determiner(self, end: int, at: int, *, first: bool) -> Step | None:
        """A group inside a name: "Chủ tịch UBND các xã", "Ban Quản lý các Khu công nghiệp"."""
        folded = self.folded
        noun = GENERIC.at(folded, at) or NAMED.at(folded, at) or self.own_name(at)
        if noun:
            return noun, True, bool(UNITS.at(folded, at))
        managed = folded.endswith("quản lý", 0, end) and not STOPS.at(folded, at)
        if first and (managed or self.text[at : at + 1].isupper()):
            token = TOKEN.match(self.text, at)
            return (token.end(), False, False) if token else None
        return None

    def _over_owner(self, at: int) -> Step | None:
        """The body that a body belongs to, behind "thuộc", "của"."""
        text, folded = self.text, self.folded
        if not (text[at : at + 1].isupper() or NAMED.at(folded, at) or GENERIC.at(folded, at)):
            return None
        token = TOKEN.match(text, at)
        return (token.end(), False, bool(UNITS.at(folded, at))) if token else None

    def _over_word(self, end: int, at: int, *, group: bool, unit: bool, first: bool) -> Step | None:
        text, folded = self.text, self.folded
        token = TOKEN.match(text, at)
        if token is None:
            return None
        capital = text[at].isupper() and not self.loud
        unit_end = UNITS.at(folded, at)
        if not capital:
            closed = unit and not group and not first and not unit_end
            if closed or self._stops(at, end, first=first):
                return None
        if not first and self.opens_department(at) and not folded.endswith(_OWNERS, 0, end):
            return None  # two bodies printed without a comma between them
        if unit_end and folded.startswith(_OF_PARTY, unit_end):
            committee = TOKEN.match(text, unit_end + 1)
            return (committee.end(), False, False) if committee else None
        generic = GENERIC.at(folded, at) if first and not capital else 0
        return generic or max(token.end(), unit_end), False, bool(unit_end)

    def _stops(self, at: int, end: int, *, first: bool) -> bool:
        """Whether a word in small letters ends the name: a verb, but not in "Xây dựng"."""
        folded = self.folded
        stop = STOPS.at(folded, at)
        branch = first and not self.explicit and folded.endswith("ngành", 0, end)
        if not stop or branch:
            return False
        if first and _JOINTS.at(folded, at) == stop:
            return True
        begins = last_word(folded, end)
        if _HALVES.at(folded, begins) == stop:
            return False
        by_function = folded[begins:end] in _NAMED_BY_FUNCTION and not folded.endswith(
            ", ", 0, begins
        )
        return not (
            first and by_function and _VERBS.at(folded, at) and not _NO_FUNCTION.at(folded, at)
        )

    def _over_comma(self, end: int, *, group: bool, unit: bool) -> Step | None:
        folded = self.folded
        at = end + 2
        if folded[end:at] != ", " or self.is_no_body(at, group=group):
            return None
        noun = GENERIC.at(folded, at)
        if self.headed and self.text[at].islower() and (under := noun or NAMED.at(folded, at)):
            return under, False, False
        if unit and (named := UNITS.at(folded, at)) and not self.text[at : at + 3].istitle():
            return named, False, True
        if group and noun and not self._opens_entry(at, noun):
            return noun, False, bool(UNITS.at(folded, at))
        if self.explicit and group and not noun and (kind := self._one_more_kind(at)):
            return kind, False, False
        return None

    def _over_and(self, at: int, *, group: bool, unit: bool) -> Step | None:
        folded, text = self.folded, self.text
        behind = at + 3
        if DETERMINERS.at(folded, behind) or self.is_no_body(behind, group=group):
            return None
        noun = GENERIC.at(folded, behind)
        if unit and (named := UNITS.at(folded, behind)) and not text[behind].isupper():
            return named, False, True
        if group and noun and not self._opens_entry(behind, noun):
            return noun, False, bool(UNITS.at(folded, behind))
        if noun or NAMED.at(folded, behind) or POSITIONS.at(folded, behind):
            return None
        token = TOKEN.match(text, behind)
        halves = text[at - 2].isalnum() and _capital_before(text, at - 1)
        return (token.end(), False, False) if token and halves and token[0][0].isupper() else None

    def _opens_entry(self, at: int, noun: int) -> bool:
        """Whether a noun in a group is rather the head of a body of its own, or a verb."""
        folded = self.folded
        if folded.startswith("tổ chức", at):
            if folded.endswith("cơ quan, ", 0, at):
                return False
            if STOPS.at(folded, noun + 1):
                return not folded.startswith(_IN_A_LIST, noun + 1)
        named = max(NAMED.at(folded, at), POSITIONS.at(folded, at))
        by_name = self.text[noun + 1 : noun + 2].isupper() and folded[at:noun] not in _COLLECTIVE
        return named > noun or (named == noun and by_name)

    def _one_more_kind(self, at: int) -> int:
        """The end of one more kind in a group ("các trường mầm non, tiểu học"), 0 for none."""
        text, folded = self.text, self.folded
        capital = text[at : at + 1].isupper() and text[at + 1 : at + 2].islower()
        if not text[at : at + 1].isalpha() or capital:
            return 0
        if NAMED.at(folded, at) or POSITIONS.at(folded, at) or DETERMINERS.at(folded, at):
            return 0
        end = 0
        for _ in range(_LONGEST_KIND):
            start = end + 1 if end else at
            token = None if STOPS.at(folded, start) else TOKEN.match(text, start)
            if token is None:
                return end
            end = token.end()
            over = folded.startswith((",", ";", ":", " và "), end) or end >= len(text)
            if over or TAILS.at(folded, end + 1):
                return end
        return 0


@cache
def own_names(known: frozenset[str]) -> Lexicon:
    """The names and abbreviations that a document defines itself."""
    return Lexicon(fold(name) for name in known)


def last_word(folded: str, end: int) -> int:
    """Where the last word in front of a position begins."""
    return folded.rfind(" ", 0, end) + 1


def _capital_before(text: str, end: int) -> bool:
    """Whether the name before an "và" holds a capital in its last two words."""
    last = text[max(0, end - 30) : end].split()[-2:]
    return any(word[:1].isupper() for word in last)


def ends_in_duty(folded: str, position: int) -> int:
    """The end of the verb or modal at a position (spaces and a comma skipped), 0 for none."""
    while position < len(folded) and folded[position] in " ,":
        position += 1
    return DUTIES.at(folded, position)
