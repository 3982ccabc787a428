"""Who does what in a sentence: the bodies that it makes act, and those with whom they act."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from phongtrao.core.compiler.bodies import Bodies, BodyReader, ends_in_duty
from phongtrao.core.compiler.cue_words import any_of, cues, lexicon, words
from phongtrao.core.text.folding import fold

_DETERMINERS = lexicon("bodies", "determiners")
_GIVING = lexicon("bodies", "giving")
_OPENERS = lexicon("verbs", "openers")
_DUTIES = lexicon("verbs", "duties", "modals")
_JOINTS = lexicon("verbs", "joints")
_SENTENCE = re.compile(r"(?<=[.!?…])[\"”)]?\s+(?=[\"“(]?[A-ZĐÀ-Ỹ])")
_CLAUSE_GIVING = re.compile(
    r"(?:^|[,;:.]\s+|(?<=\s))"
    r"(?P<verb>giao(?:\s+(?:cho|trách nhiệm cho|nhiệm vụ cho))?|đề nghị|yêu cầu|phân công)\s+"
)
_CANDIDATE = re.compile(
    r"(?:^|[,:;]\s+|(?<=\d)\s+|(?<=năm)\s+|(?<=kỳ)\s+|(?<=này)\s+|(?<=quý)\s+|(?<=tháng)\s+)(?=\w)"
)
_AT = re.compile(r"\s(?:trong|tại|ở|thuộc)\s(?=\w)")
_OBJECT = re.compile(r"(?<!\w)(?:của|cho|với|do|giữa|gửi|về|tới|từ|tại)\s+(?=\w)")
_TOGETHER = re.compile(
    rf"(?<!\w)phối hợp(?:\s+{any_of(words('duties', 'together.manner'))}(?!\w))*"
)
_BESIDE = re.compile(r"\s*(?:,|\svà)\s+")
_WITH = re.compile(r",?\s+(?:(?P<with>cùng với|với|cùng)\s+)?(?=[\w“\"])")
_TOPIC = re.compile(r"[^.:;]{3,170}:\s+")
_IN_BRACKETS = re.compile(r"\(([^()]{8,300})\)")
_PRESIDES = re.compile(r"\s(?:là\s)?chủ trì(?:\s*[,;)]|\s+(?:thực hiện|phối hợp|tham mưu))")
_FALLBACK = re.compile(r"[^,.;:()]{2,70}")
# Verbs that are nouns here: "kết quả kiểm tra, đánh giá, chấm điểm của …".
_NOUNS_OF = re.compile(
    r"(?:[^\W\d_]+\s?){1,4}(?:,\s(?:[^\W\d_]+\s?){1,4}){0,3}\s?(?<=\s)(?:của|về)\s"
)
# One or two verbs between commas: "trên cơ sở kết quả đánh giá, phân loại, Công an xã …".
_SHORT = re.compile(r"(?:[^\W\d_]+\s){1,2}[^\W\d_]+,\s(?!và\s)")
# What may stand between the bodies and their duty: "các nhà đầu tư trong các khu công nghiệp chủ
# động …".
_MODIFIER = re.compile(
    r"\s(?:trong|tại|ở|trên|thuộc)\s[^.;:()]{3,120}?\s"
    rf"(?={any_of(words('duties', 'modifier.ends'))}\s)"
)


# "Công an tỉnh - cơ quan thường trực Ban Chỉ đạo chủ trì …": what a body is stands behind a hyphen.
_EXPLAINED = re.compile(
    r"\s[-–]\s(?:là )?(?:cơ quan|đơn vị|thường trực|đầu mối)\s[^.;:()]{0,100}?,?\s"
    rf"(?={any_of(words('duties', 'modifier.ends'))}\s)"
)
_USING = any_of(words("duties", "users.uses"))
# Who is told by what they do: "các đơn vị quản lý, vận hành hồ chứa thực hiện …", "các cơ sở sản
# xuất phải …".
_TOLD_BY_USE = re.compile(
    rf"\s(?:{_USING})(?!\w)(?:[^.;:(),]|,\s(?={_USING})){{1,80}}?\s"
    rf"(?={any_of(words('duties', 'users.ends'))}\s)"
)
_USERS = re.compile(rf"(?:^|\s){any_of(words('duties', 'users.nouns'))}$")


@dataclass(slots=True)
class Duty:
    """The bodies of one item. own: the item itself names who leads. sure: no list was split by
    guess.
    """

    lead: list[str] = field(default_factory=list)
    coordinating: list[str] = field(default_factory=list)
    own: bool = False
    sure: bool = True
    first: bool = False
    lead_end: int = 0

    def add_lead(self, names: tuple[str, ...]) -> None:
        """Add leading bodies that are not there yet."""
        self.lead.extend(name for name in names if fold(name) not in map(fold, self.lead))
        self.own = True

    def add_partners(self, names: tuple[str, ...]) -> None:
        """Add coordinating bodies that are not there yet."""
        for name in names:
            if fold(name) not in map(fold, self.coordinating):
                self.coordinating.append(name)


def sentences(text: str) -> list[tuple[int, int]]:
    """The sentences of a clean text as spans."""
    spans = []
    start = 0
    for match in _SENTENCE.finditer(text):
        before = text[max(start, match.start() - 4) : match.start()]
        if re.search(r"(?:^|[\s(])(?:[A-ZĐ]{1,4}|[Tt]p|[Tt]hS|TS|v\.v)\.$", before):
            continue
        spans.append((start, match.start()))
        start = match.end()
    spans.append((start, len(text)))
    return spans


class DutyReader:
    """Reads the duty of one item. text and folded are its clean words."""

    __slots__ = ("bodies", "duty", "folded", "text")

    def __init__(self, text: str, folded: str, known: frozenset[str] = frozenset()) -> None:
        self.text = text
        self.folded = folded
        self.bodies = BodyReader(text, folded, known)
        self.duty = Duty()

    def read(self, *, alone: bool) -> Duty:
        """The duty. alone: no heading above names a body, so that the subjects of all its sentences
        lead.
        """
        spans = sentences(self.text)
        self._lead_of(*spans[0])
        self.duty.first = self.duty.own
        for start, end in spans[1:]:
            self._given(start, end, opening=True)
        if alone and not self.duty.own:
            for start, end in spans[1:]:
                self._subject(start, end)
        self._together()
        self._bracketed()
        return self.duty

    # who leads

    def _lead_of(self, start: int, end: int) -> None:
        if self._given(start, end, opening=True) or self._subject(start, end):
            self._given(start, end, opening=False)
            return
        topic = _TOPIC.match(self.folded, start, end)
        if topic and self._subject(topic.end(), end):
            return
        self._given(start, end, opening=False)

    def _given(self, start: int, end: int, *, opening: bool) -> bool:
        """Bodies that a word of giving names: "Giao Sở Y tế …", "UBND tỉnh yêu cầu các sở …"."""
        if opening:
            at = self._behind_giving(start) or self._behind_order(start, end)
            found = self.bodies.read(at) if at else None
            if found is None or not self._acts(found.end, end, comma=True):
                return False
            self._take(found.names, found.end)
            return True
        for verb in _CLAUSE_GIVING.finditer(self.folded, start, end):
            # Inside a sentence mostly the work itself: "đề nghị cấp trên khen thưởng".
            if verb["verb"] in ("đề nghị", "yêu cầu") or self._is_passive(verb.start("verb")):
                continue
            found = self.bodies.read(verb.end())
            if found is not None and self._acts(found.end, end, comma=False):
                self._take(found.names, found.end)
                return True
        return False

    def _behind_giving(self, start: int) -> int:
        """Behind the words of giving that a sentence begins with, 0 when it begins with none."""
        at, given = start, False
        while step := _GIVING.at(self.folded, at):
            if self.folded[at:step] == "đối với":
                return step + 1 if self._is_charged_by_colon(step + 1) else 0
            at, given = step + 1, True
        return at if given else 0

    def _behind_order(self, start: int, end: int) -> int:
        """Behind the order of a body that issues it ("UBND tỉnh yêu cầu …"), 0 for none."""
        issuer = self.bodies.read(start)
        if issuer is None or issuer.end > end or not self._is_issuer(issuer.names):
            return 0
        verb = _CLAUSE_GIVING.match(self.folded, issuer.end + 1)
        return verb.end() if verb else 0

    def _is_passive(self, position: int) -> bool:
        before = self.folded[max(0, position - 12) : position].rstrip()
        return before.endswith(words("duties", "given.passive"))

    def _is_charged_by_colon(self, position: int) -> bool:
        """Whether bodies and a colon stand at a position ("Đối với Sở Y tế: …")."""
        found = self.bodies.read(position)
        return found is not None and self.folded[found.end : found.end + 4].lstrip().startswith(":")

    @staticmethod
    def _is_issuer(names: tuple[str, ...]) -> bool:
        return fold(names[0]).startswith(tuple(words("duties", "issuers")))

    def _take(self, names: tuple[str, ...], end: int) -> None:
        names = tuple(
            name
            for name in names
            if _without_determiner(fold(name)) not in words("bodies", "never_lead")
        )
        if not names:
            return
        self.duty.add_lead(names)
        self.duty.sure = self.duty.sure and self.bodies.sure
        self.duty.lead_end = self.duty.lead_end or end

    def _acts(self, position: int, end: int, *, comma: bool) -> bool:
        """Whether a duty follows a list of bodies: a verb or modal, or a colon."""
        folded = self.folded
        if position >= end:
            return False
        rest = folded[position:end].lstrip(" ")
        if rest.startswith(":"):
            return True
        if rest.startswith(","):
            return comma and bool(ends_in_duty(folded, position))
        return bool(ends_in_duty(folded, position))

    def _subject(self, start: int, end: int) -> bool:
        """The bodies that a sentence begins with, or that follow what it puts in front of them."""
        found = self.bodies.read(start)
        if found is not None and found.end <= end:
            used = _TOLD_BY_USE.match(self.folded, found.end, end)
            if used and _USERS.search(self.folded, 0, found.end):
                last = self.text[found.last_start : used.end()].strip()
                self._take((*found.names[:-1], last), used.end())
                return True
            if self._acts(found.end, end, comma=True):
                self._take(found.names, found.end)
                return True
            if self._at_a_place(found, end):
                return True
            if explained := _EXPLAINED.match(self.folded, found.end, end):
                self._take(found.names, explained.end())
                return True
            modifier = _MODIFIER.match(self.folded, found.end, end)
            if modifier is not None:
                last = f"{found.names[-1]}{self.text[found.end : modifier.end()]}".strip()
                self._take((*found.names[:-1], last), modifier.end())
                return True
            return False
        opener = _OPENERS.at(self.folded, start)
        return bool(opener) and self._behind_opener(start, min(end, start + 700))

    def _at_a_place(self, found: Bodies, end: int) -> bool:
        """Take bodies that are told by where they are ("Các doanh nghiệp trong khu công nghiệp bố
        trí …").
        """
        step = _AT.match(self.folded, found.end)
        place = self.bodies.read(step.end()) if step else None
        if place is None or not self._acts(place.end, end, comma=False):
            return False
        self._take((*found.names[:-1], self.text[found.last_start : place.end]), place.end)
        return True

    def _behind_opener(self, start: int, end: int) -> bool:
        """Walk over what stands in front of the subject; its own lists are passed over."""
        folded = self.folded
        purpose = folded.startswith(words("duties", "purposes"), start)
        at = start
        while at < end:
            candidate = _CANDIDATE.search(folded, at, end)
            owned = _OBJECT.search(folded, at, end)
            if candidate is None:
                return False
            if owned is not None and owned.start() < candidate.end():
                found = self.bodies.read(owned.end())
                if found is not None and self._splits(found, end):
                    self._take(found.names[-1:], found.end)
                    return True
                short = candidate.end() <= owned.end()
                about = folded[owned.start() : owned.end()].strip() == "về"
                if found is not None and not about and (found.end > candidate.end() or short):
                    at = max(found.end, owned.end())
                    continue
            place = candidate.end()
            found = self.bodies.read(place)
            if found is not None and found.end <= end:
                if self._acts(found.end, end, comma=False):
                    self._take(found.names, found.end)
                    return True
                at = found.end
                continue
            if self._given_behind(place, end):
                return True
            verb = folded[candidate.start()] in ",:" and _DUTIES.at(folded, place)
            if verb and not (purpose or self._is_noun(place)):
                return False  # the duty itself has begun, without a subject
            at = max(place, at + 1)
            next_word = folded.find(" ", at)
            at = next_word if next_word > 0 else end
        return False

    def _given_behind(self, place: int, end: int) -> bool:
        """Whom a word of giving behind an opening phrase names ("Căn cứ Kế hoạch này, yêu cầu
        …").
        """
        verb = _CLAUSE_GIVING.match(self.folded, place)
        found = self.bodies.read(verb.end()) if verb else None
        if found is None or not self._acts(found.end, end, comma=False):
            return False
        self._take(found.names, found.end)
        return True

    def _is_noun(self, place: int) -> bool:
        """Whether a verb at a position only names something in an opening phrase."""
        return bool(_OPENERS.at(self.folded, place) or _NOUNS_OF.match(self.folded, place)) or (
            _SHORT.match(self.folded, place) is not None
        )

    def _splits(self, found: Bodies, end: int) -> bool:
        """Whether the last of a list acts: "theo đề nghị của Sở Y tế, Sở Nội vụ thẩm định"."""
        return (
            found.last_by_comma and len(found.names) > 1 and self._acts(found.end, end, comma=False)
        )

    # with whom

    def _together(self) -> None:
        """All bodies that stand behind "phối hợp (với)"."""
        folded = self.folded
        for match in _TOGETHER.finditer(folded):
            place = self._over_verbs(match.end())
            beside = place > match.end()
            joint = _WITH.match(folded, place)
            if joint is None:
                continue
            place = joint.end()
            found = self.bodies.read(place)
            if found is not None:
                self.duty.add_partners(found.names)
                self.duty.sure = self.duty.sure and self.bodies.sure
            elif joint["with"] and not beside:
                self._partner_without_head(place)

    def _over_verbs(self, place: int) -> int:
        """Behind the verbs that share their object with "phối hợp" ("phối hợp, hướng dẫn các cơ
        quan").
        """
        while step := _BESIDE.match(self.folded, place):
            verb = _DUTIES.at(self.folded, step.end())
            if not verb or self.folded.startswith(
                tuple(words("duties", "no_partner_verbs")), step.end()
            ):
                break
            place = verb
        return place

    def _partner_without_head(self, place: int) -> None:
        """A partner whose name begins with no known head ("phối hợp với gia đình")."""
        run = _FALLBACK.match(self.folded, place)
        limit = run.end() if run else place
        at = place
        while at < limit:
            stop = at > place and (_DUTIES.at(self.folded, at) or _JOINTS.at(self.folded, at))
            if stop:
                break
            space = self.folded.find(" ", at)
            at = limit if space < 0 else space + 1
        name = self.text[place : min(at, limit)].strip()
        if 0 < len(name.split()) <= 9 and not self.folded.startswith(
            tuple(words("duties", "not_partners")), place
        ):
            self.duty.add_partners((name,))
            self.duty.sure = False

    def _bracketed(self) -> None:
        """ "(Sở Y tế chủ trì, phối hợp với Sở Tài chính)" at the end of an item."""
        if self.duty.own:
            return
        for match in _IN_BRACKETS.finditer(self.folded):
            if "chủ trì" not in match[1]:
                continue
            found = self.bodies.read(match.start(1))
            if found is not None and _PRESIDES.match(self.folded, found.end):
                self._take(found.names, found.end)


def _without_determiner(name: str) -> str:
    end = _DETERMINERS.at(name, 0)
    return name[end + 1 :] if end else name


def defined_abbreviations(text: str) -> frozenset[str]:
    """Abbreviations that a document defines for bodies: "cơ quan, doanh nghiệp, nhà trường
    (CQDNNT)".
    """
    known = set()
    for match in re.finditer(
        r"\((?:(?:sau đây )?(?:gọi|viết) tắt là:?\s*)?"
        r"[“\"]?([A-ZĐ]{3,12}(?:-[A-ZĐ]{2,8})?)[”\"]?\)",
        text,
    ):
        before = fold(text[max(0, match.start() - 60) : match.start()])
        if any(noun in before for noun in cues("duties")["body_nouns"]):
            known.add(match[1])
    return frozenset(known)
