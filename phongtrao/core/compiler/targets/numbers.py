"""Numbers that must be reached: percentages, counts, fractions and goals of nothing, each with its
comparator.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from phongtrao.core.compiler.cue_words import any_of, lexicon, words

NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?|\d+\.\d+"
_PERCENT = re.compile(
    rf"(?<![\w,.])(?P<low>{NUMBER})\s?%?\s*(?P<to>-|–|—|đến|tới|lên|xuống|xuống còn)"
    rf"\s*(?P<high>{NUMBER})\s?%"
    rf"|(?<![\w,.])(?P<one>{NUMBER})\s?(?:%|phần trăm)"
)
_COUNT = re.compile(
    rf"(?<![\w,./-])(?P<per>{NUMBER})\s?/\s?1(?:0{{3,5}}|0{{0,2}}\.000)(?!\d)"
    rf"|(?<![\w,./-])(?P<low>{NUMBER})\s*(?:-|–|đến|tới)\s*(?P<high>{NUMBER})(?=\s+[^\W\d_])(?!\s*%)"
    rf"|(?<![\w,./-])(?P<share>\d{{1,4}})\s?/\s?(?P<all>\d{{1,4}})(?=\s+[^\W\d_])"
    rf"|(?<![\w,./-])(?P<one>{NUMBER})(?=\s+[^\W\d_])(?!\s*(?:%|phần trăm))"
)
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»")
_BEHIND = re.compile(r"\s*(?:số\s+)?(?P<sign>trở lên|trở xuống)")
_OPENS_CLAUSE = re.compile(r"(?:^|[;:,.]\s|\svà\s|\scó\s|phấn đấu\s|trong đó\s)\s*$")
_LISTED = re.compile(r"(?:,|\svà)\s*$")
_UPWARDS = re.compile(r"\s+(?:[^\W\d_]+\s+){1,5}?trở lên")
_ABSENT = re.compile(r"(?<!\w)không có(?=\s+[^\W\d_])")
_WORD = re.compile(r"[^\W\d_]+")
_AT_LEAST = ("ít nhất", "tối thiểu", "không dưới", "không thấp hơn", "không ít hơn")
_DUTIES = lexicon("verbs", "duties")
_VERB_TO_NUMBER = 60
_LOOK_BACK = 30
_NEAR = 80


@dataclass(frozen=True, slots=True)
class Goal:
    """One number that must be reached, at start … end of a folded text.

    kind: percent, count, share (19/28) or zero. clear: a comparator or goal word is printed beside
    it. cue: where the words of its comparator begin.
    """

    start: int
    end: int
    kind: str
    comparator: str
    value: float
    upper: float | None
    clear: bool
    cue: int
    about: bool = False


def number(text: str) -> float:
    """The value of a number printed the Vietnamese way: "1.200" is 1200, "2,1" is 2.1."""
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", text):
        text = text.replace(".", "")
    return float(text.replace(",", "."))


@cache
def _comparators() -> tuple[tuple[str, str], ...]:
    found = [
        (phrase, name)
        for name in ("gte", "gt", "lte", "lt", "eq")
        for phrase in words("targets", f"before.{name}")
    ]
    return tuple(sorted(found, key=lambda item: -len(item[0])))


def comparator_before(folded: str, position: int) -> tuple[str | None, int, str]:
    """The comparator directly in front of a position: its name, where it begins, its words."""
    head = folded[max(0, position - _LOOK_BACK) : position].rstrip(" :(")
    offset = max(0, position - _LOOK_BACK)
    for phrase, name in _comparators():
        if head.endswith(phrase) and not head[: len(head) - len(phrase)][-1:].isalnum():
            return name, offset + len(head) - len(phrase), phrase
    return None, position, ""


def _quoted(folded: str) -> list[tuple[int, int]]:
    return [match.span() for match in _QUOTED.finditer(folded)]


def _inside(spans: list[tuple[int, int]], at: int) -> bool:
    return any(lo < at < hi for lo, hi in spans)


def find_goals(folded: str, *, striving: bool, in_goals: bool) -> list[Goal]:
    """The goals of one sentence. striving: it says that it strives. in_goals: it stands in a part
    that sets targets.
    """
    quoted = _quoted(folded)
    goals: list[Goal] = []
    if "%" in folded or "phần trăm" in folded:
        goals.extend(
            _percent(folded, match)
            for match in _PERCENT.finditer(folded)
            if not _inside(quoted, match.start())
        )
    taken = [(goal.start, goal.end) for goal in goals]
    counted: Goal | None = None
    for match in _COUNT.finditer(folded):
        if _inside(quoted, match.start()) or any(lo <= match.start() < hi for lo, hi in taken):
            continue
        goal = _count(folded, match, striving=striving or in_goals)
        if goal is None and in_goals:
            goal = _bare_count(folded, match, counted)
        if goal is not None:
            goals.append(goal)
            counted = goal
    if "không" in folded:
        goals.extend(_zeros(folded, quoted, in_goals=in_goals))
    return sorted(goals, key=lambda goal: goal.start)


def _percent(folded: str, match: re.Match[str]) -> Goal:
    start, end = match.span()
    name, cue, phrase = comparator_before(folded, start)
    if match["low"]:
        low, high = number(match["low"]), number(match["high"])
        if match["to"] in ("lên", "xuống", "xuống còn") or high <= low:
            comparator = "lte" if high < low else "gte"
            return Goal(start, end, "percent", comparator, high, None, True, start)
        return Goal(start, end, "percent", "range", low, high, True, cue)
    value = number(match["one"])
    behind = _BEHIND.match(folded, end)
    if behind:
        comparator = "gte" if behind["sign"] == "trở lên" else "lte"
        return Goal(start, behind.end(), "percent", comparator, value, None, True, cue)
    if value == 100 and name not in ("gt", "lt", "lte"):
        return Goal(start, end, "percent", "eq", value, None, True, cue)
    about = phrase.endswith("khoảng")
    return Goal(start, end, "percent", name or "gte", value, None, name is not None, cue, about)


def _is_counted(folded: str, start: int, end: int) -> bool:
    """Whether a number counts something: no date, no measure of time, no number of a document, no
    grade.
    """
    if folded.endswith("gấp", 0, start - 1):
        return True
    noun = _WORD.match(folded, end + 1)
    if noun is not None and noun[0] in words("targets", "not_counts.units", "not_counts.grades"):
        return folded.startswith(("cấp ủy", "cấp xã", "năm học", "độ tuổi"), noun.start())
    before = folded[max(0, start - _LOOK_BACK) : start].rstrip()
    return not any(
        before.endswith(phrase) and not before[: -len(phrase)][-1:].isalnum()
        for phrase in words("targets", "not_counts.before")
    )


def _count(folded: str, match: re.Match[str], *, striving: bool) -> Goal | None:
    start, end = match.span()
    name, cue, phrase = comparator_before(folded, start)
    if match["per"]:
        if name is None or not striving:
            return None
        return Goal(start, end, "count", name, number(match["per"]), None, True, cue)
    if not _is_counted(folded, start, end):
        return None
    if match["share"]:
        share, whole = int(match["share"]), int(match["all"])
        named = name is not None or _OPENS_CLAUSE.search(folded, 0, start) is not None
        if not striving or share > whole or whole < 2 or not named:
            return None
        bounded = name not in (None, "gte") or phrase in _AT_LEAST
        comparator = name if name and bounded else "eq"
        return Goal(start, end, "share", comparator, share, None, True, cue)
    if match["low"]:
        if not striving or name is None:
            return None
        low, high = number(match["low"]), number(match["high"])
        return Goal(start, end, "count", "range", low, high, True, cue)
    strong = phrase in _AT_LEAST
    value = number(match["one"])
    behind = _UPWARDS.match(folded, end)
    if behind and (striving or phrase == "từ"):
        return Goal(start, end, "count", "gte", value, None, True, cue)
    if strong or (striving and name is not None):
        clear = strong or (name in ("gt", "lt", "lte") and phrase not in ("còn", "hơn", "xuống"))
        about = phrase.endswith("khoảng")
        return Goal(start, end, "count", name or "gte", value, None, clear, cue, about)
    return None


def _bare_count(folded: str, match: re.Match[str], before: Goal | None) -> Goal | None:
    """A number without comparator in a part that sets targets: behind a verb ("trồng mới 150 ha"),
    or one more of a list.
    """
    start, end = match.span()
    if not match["one"] or not _is_counted(folded, start, end):
        return None
    before_colon = folded[max(0, start - _NEAR) : start].rstrip()
    if before_colon.endswith(":") and before_colon.count(" ") > 1:
        return Goal(start, end, "count", "gte", number(match["one"]), None, False, start)
    low = max(folded.rfind(sign, 0, start) for sign in (";", ".", ",", ":")) + 1
    while low < start and folded[low] == " ":
        low += 1
    listed = before is not None and _LISTED.search(folded, before.end, start) is not None
    if not listed and not (_DUTIES.at(folded, low) and start - low < _VERB_TO_NUMBER):
        return None
    return Goal(start, end, "count", "gte", number(match["one"]), None, False, start)


def _zeros(folded: str, quoted: list[tuple[int, int]], *, in_goals: bool) -> list[Goal]:
    starts: dict[int, int] = {}
    for match in _zero_pattern().finditer(folded):
        rest = folded[match.end() : match.end() + _NEAR].lstrip()
        if rest and not rest.startswith(words("targets", "zero.not_behind")):
            starts[match.start()] = match.end()
    for match in _zero_event().finditer(folded):
        starts.setdefault(match.start(), match.start() + len("không để"))
    if in_goals:
        for match in _ABSENT.finditer(folded):
            rest = folded[match.end() :].lstrip()
            if (
                _OPENS_CLAUSE.search(folded, 0, match.start())
                and not rest.startswith(words("targets", "zero.not_behind"))
                and "không có"
                not in folded[folded.rfind(";", 0, match.start()) + 1 : match.start()]
            ):
                starts.setdefault(match.start(), match.end())
    return [
        Goal(start, end, "zero", "zero", 0, None, True, start)
        for start, end in starts.items()
        if not _inside(quoted, start)
    ]


@cache
def _zero_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(words('targets', 'zero.cues'))}(?!\w)")


@cache
def _zero_event() -> re.Pattern[str]:
    """ "không để" with what must not happen between it and its verb, or with "nào" behind the
    thing.
    """
    events = any_of(("nào", *words("targets", "zero.events")))
    return re.compile(rf"(?<!\w)không để\s+(?:[^\W\d_]+\s+){{1,6}}?{events}(?!\w)")
