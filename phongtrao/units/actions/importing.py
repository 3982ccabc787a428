"""Import own units from a table: all of it, or nothing and every error by line and column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from openpyxl.utils import get_column_letter

from phongtrao.audit import actions as audit
from phongtrao.core.errors import RuleBroken
from phongtrao.core.text.folding import bare, fold
from phongtrao.core.text.reading import PASTE, formula_fault
from phongtrao.units.actions.making import note_units, stored_decision
from phongtrao.units.actions.places import Place, Places
from phongtrao.units.actions.reach import hold_tree, rebuild_ancestry
from phongtrao.units.actions.table_lines import faults_among
from phongtrao.units.models import (
    Alias,
    ChangeKind,
    Decision,
    EnterpriseSize,
    Level,
    SchoolLevel,
    SecurityMandate,
    Settlement,
    Unit,
    UnitChange,
    UnitVersion,
)
from phongtrao.units.queries.columns import BY_HEADING, HEADING_OF
from phongtrao.web.asked import day_of, written_day

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from django.db.models import TextChoices

    from phongtrao.access.models import User

_HEADING_LINES = 10  # above the headings a table may have a title
_NAME_MAX, _KIND_MAX, _CODE_MAX, _SYMBOL_MAX = 200, 60, 20, 80
_YES = {"co": True, "x": True, "khong": False, "": False}

Facts = dict[str, Any]


@dataclass(frozen=True)
class LineError:
    """What is wrong with one cell, and what to do."""

    line: int
    column: str
    why: str
    do: str

    def __str__(self) -> str:
        """One sentence for the terminal."""
        return f"Dòng {self.line}, cột “{self.column}”: {self.why}. {self.do}."


class ImportRefused(RuleBroken):
    """A table with an error is not taken in."""

    code = "import-refused"
    message = (
        "Tệp có {count} lỗi nên chưa nhập dòng nào. Hãy sửa các ô được nêu rồi nộp lại cả tệp."
    )

    def __init__(self, count: int, errors: list[LineError] | None = None) -> None:
        super().__init__(count=count)
        self.errors = errors or []


class TableWithoutHeadings(RuleBroken):
    """The columns are known by their headings."""

    code = "table-without-headings"
    message = (
        "Không thấy cột “{heading}” trong {lines} dòng đầu của bảng. Hãy tải mẫu về, giữ nguyên "
        "dòng tiêu đề và điền từ dòng dưới nó."
    )


class TableEmpty(RuleBroken):
    """A table has at least one line below its headings."""

    code = "table-empty"
    message = "Bảng chưa có dòng nào dưới dòng tiêu đề. Hãy điền ít nhất một đơn vị."


class ColumnUnknown(RuleBroken):
    """Nothing that was typed is dropped in silence."""

    code = "column-unknown"
    message = "Không có cột nào tên “{heading}”. Hãy sửa tiêu đề cho đúng mẫu hoặc bỏ cột đó."


class ColumnTwice(RuleBroken):
    """A column stands in the table once."""

    code = "column-twice"
    message = "Cột “{heading}” có hai lần. Hãy giữ lại một cột."


@transaction.atomic
def import_units(*, rows: list[list[str]], by: User | None) -> UnitChange:
    """Make a unit of every line; one change, which can be taken back.

    rows: the cells of a sheet, its headings in one of the first lines. Raises ImportRefused with
    all errors, TableWithoutHeadings, TableEmpty, ColumnUnknown, ColumnTwice, ReachGoesRound.
    """
    hold_tree()
    reader = _Reader(rows, Places(by))
    lines = reader.lines()
    if reader.errors:
        raise ImportRefused(len(reader.errors), reader.errors)
    units = _store(lines)
    asked = {tuple(facts["asked"]): None for facts in lines}
    change = UnitChange.objects.create(
        kind=ChangeKind.IMPORT,
        by=by,
        before={
            "made_units": [unit.pk for unit in units],
            "asked": [list(group) for group in asked],
        },
    )
    note_units(change, [unit.pk for unit in units])
    audit.log("unit.import", units[0], by=by, change=change.pk, units=len(units))
    return change


class _Reader:
    """Reads the lines of a table and gathers what is wrong with them."""

    def __init__(self, rows: list[list[str]], places: Places) -> None:
        self.rows, self.places = rows, places
        self.errors: list[LineError] = []
        self.line = 0

    def lines(self) -> list[Facts]:
        """The facts of each line that says something."""
        start, names = self._headings()
        found = []
        for number, cells in enumerate(self.rows[start:], start=start + 1):
            if any(cells):
                padded = [*cells, *[""] * len(names)]
                found.append((number, {name: padded[at] for name, at in names.items()}))
        if not found:
            raise TableEmpty
        self.places.know_lines([(number, cells["name"]) for number, cells in found])
        facts = [
            self._facts(number, cells)
            for number, cells in found
            if not self._has_faulty_formula(number, cells, names)
        ]
        for fault in faults_among(facts, self.places):
            self.errors.append(LineError(fault.line, HEADING_OF[fault.name], fault.why, fault.do))
        self.errors.sort(key=lambda error: error.line)
        return facts

    def _has_faulty_formula(self, line: int, cells: dict[str, str], at: dict[str, int]) -> bool:
        """Gather the formulas of a line that say nothing; the rest of such a line is not read."""
        self.line = line
        faults = {name: fault for name, cell in cells.items() if (fault := formula_fault(cell))}
        for name, fault in faults.items():
            self._wrong(name, f"ô {get_column_letter(at[name] + 1)}{line}: {fault}", PASTE)
        return bool(faults)

    def _headings(self) -> tuple[int, dict[str, int]]:
        """The number of lines up to the headings, and where each column stands."""
        for number, cells in enumerate(self.rows[:_HEADING_LINES], start=1):
            words = [bare(cell).strip(" *") for cell in cells]
            if bare(HEADING_OF["name"]) in words:
                return number, self._columns(cells, words)
        raise TableWithoutHeadings(heading=HEADING_OF["name"], lines=_HEADING_LINES)

    def _columns(self, cells: list[str], words: list[str]) -> dict[str, int]:
        names: dict[str, int] = {}
        for at, word in enumerate(words):
            if not word:
                continue
            if word not in BY_HEADING:
                raise ColumnUnknown(heading=cells[at])
            name = BY_HEADING[word].name
            if name in names:
                raise ColumnTwice(heading=cells[at])
            names[name] = at
        return names

    def _facts(self, line: int, cells: dict[str, str]) -> Facts:
        self.line = line
        at = {name: cells.get(name, "") for name in HEADING_OF}
        territory, kept = (self._place(name, at[name]) for name in ("territory", "line"))
        facts = {
            "line_number": line,
            "name": self._text("name", at, _NAME_MAX, required=True),
            "level": self._level(at["level"]),
            "kind": self._text("kind", at, _KIND_MAX),
            "code": self._text("code", at, _CODE_MAX),
            "settlement": self._choice("settlement", at, Settlement),
            "enterprise_size": self._choice("enterprise_size", at, EnterpriseSize),
            "school_level": self._choice("school_level", at, SchoolLevel),
            "armed_forces": self._yes(at["armed_forces"]),
            "security_manager": self._manager(at),
            "security_mandate": self._choice("security_mandate", at, SecurityMandate),
            "territory": territory,
            "line": kept,
            "on": self._day(at["on"]),
            "decision": self._decision(at),
            "aliases": self._aliases(at["aliases"]),
        }
        return {**facts, "asked": self._asked(facts)}

    def _wrong(self, name: str, why: str, do: str) -> None:
        self.errors.append(LineError(self.line, HEADING_OF[name], why, do))

    def _text(self, name: str, at: dict[str, str], longest: int, *, required: bool = False) -> str:
        if required and not at[name]:
            self._wrong(name, "còn trống", "Hãy ghi tên đầy đủ của đơn vị")
        if len(at[name]) > longest:
            self._wrong(name, f"dài {len(at[name])} chữ", f"Hãy rút còn không quá {longest} chữ")
        return at[name]

    def _choice(self, name: str, at: dict[str, str], choices: type[TextChoices]) -> str:
        if not at[name]:
            return ""
        known = {fold(str(label)): str(value) for value, label in choices.choices}
        if fold(at[name]) not in known:
            labels = ", ".join(str(label) for label in choices.labels)
            self._wrong(name, f"không hiểu “{at[name]}”", f"Hãy ghi một trong: {labels}")
        return known.get(fold(at[name]), "")

    def _level(self, cell: str) -> str:
        if not cell:
            return Level.BODY
        for level in (Level.NEIGHBOURHOOD, Level.BODY):
            if bare(cell) == bare(str(level.label)):
                return level
        self._wrong(
            "level",
            f"không hiểu “{cell}”",
            f"Hãy ghi {Level.NEIGHBOURHOOD.label} hoặc {Level.BODY.label}",
        )
        return ""

    def _yes(self, cell: str) -> bool:
        if bare(cell) not in _YES:
            self._wrong("armed_forces", f"không hiểu “{cell}”", "Hãy ghi có hoặc không")
        return _YES.get(bare(cell), False)

    def _day(self, cell: str) -> date | None:
        if not cell:
            return None
        day = day_of(cell)
        if day is None and written_day(cell):
            self._wrong("on", f"năm của “{cell}” không thể đúng", "Hãy ghi năm 1900 đến 2199")
        elif day is None:
            self._wrong("on", f"“{cell}” không phải ngày", "Hãy ghi như 01/07/2025")
        return day

    def _decision(self, at: dict[str, str]) -> Decision | None:
        symbol = self._text("decision", at, _SYMBOL_MAX)
        issuer = self._text("issuer", at, _NAME_MAX)
        if issuer and not symbol:
            self._wrong("decision", "còn trống", "Hãy ghi số quyết định, hoặc bỏ cơ quan ban hành")
        return Decision(symbol=symbol, issuer=issuer) if symbol else None

    def _aliases(self, cell: str) -> list[str]:
        names = [name.strip() for name in cell.split(";") if name.strip()]
        if any(len(name) > _NAME_MAX for name in names):
            self._wrong("aliases", "có tên quá dài", f"Hãy rút còn không quá {_NAME_MAX} chữ")
        return list(dict.fromkeys(names))

    def _place(self, name: str, cell: str) -> Place | None:
        if not cell:
            return None
        found = self.places.named(cell)
        if not found:
            self._wrong(
                name,
                f"không thấy đơn vị “{cell}” đang có hiệu lực",
                "Hãy kiểm tra tên hoặc ghi mã",
            )
        if len(found) > 1:
            some = "; ".join(sorted((place.whole_name for place in found), key=bare)[:3])
            self._wrong(
                name,
                f"có {len(found)} đơn vị tên “{cell}” ({some})",
                "Hãy ghi thêm tên đơn vị cấp trên sau dấu phẩy, hoặc ghi mã",
            )
        if found and found[0].line == self.line:
            self._wrong(name, "là chính đơn vị này", "Hãy ghi đơn vị khác")
            return None
        return found[0] if len(found) == 1 else None

    def _manager(self, at: dict[str, str]) -> Place | None:
        if at["security_mandate"] and not at["security_manager"]:
            why = "còn trống mà đã ghi hình thức quản lý"
            self._wrong("security_manager", why, "Hãy ghi cơ quan, hoặc bỏ hình thức")
        return self._place("security_manager", at["security_manager"])

    def _asked(self, facts: Facts) -> list[int]:
        """The units at one of which the right to add is needed; those of the table need none."""
        parents: list[Place] = [facts[n] for n in ("territory", "line") if facts[n] is not None]
        if not parents and not any(error.line == self.line for error in self.errors):
            self._wrong("territory", "còn trống", "Hãy ghi địa bàn hoặc cơ quan chủ quản")
        on = facts["on"]
        for parent in parents:
            if on is not None and parent.since is not None and on < parent.since:
                self._wrong(
                    "on",
                    f"{parent.name} chỉ có từ {parent.since:%d/%m/%Y}",
                    "Hãy ghi ngày từ đó về sau, hoặc để trống",
                )
        if parents and not any(self.places.may_add_below(parent) for parent in parents):
            self._wrong(
                "territory" if facts["territory"] else "line",
                f"tài khoản chưa có quyền thêm đơn vị dưới {parents[0].name}",
                "Hãy bỏ dòng này hoặc đề nghị quản trị cấp quyền",
            )
        return [parent.unit for parent in parents if parent.unit]


_FACTS = (
    "name",
    "kind",
    "code",
    "settlement",
    "enterprise_size",
    "school_level",
    "armed_forces",
    "security_mandate",
)


def _store(lines: list[Facts]) -> list[Unit]:
    units = Unit.objects.bulk_create(
        Unit(name=facts["name"], level=facts["level"], kind=facts["kind"]) for facts in lines
    )
    of_line = {facts["line_number"]: unit.pk for facts, unit in zip(lines, units, strict=True)}
    decisions = _stored_decisions(lines)
    UnitVersion.objects.bulk_create(
        UnitVersion(
            unit=unit,
            valid_from=facts["on"],
            territory_id=_number(facts["territory"], of_line),
            line_id=_number(facts["line"], of_line),
            security_manager_id=_number(facts["security_manager"], of_line),
            decision=decisions.get(_key(facts["decision"])),
            **{name: facts[name] for name in _FACTS},
        )
        for facts, unit in zip(lines, units, strict=True)
    )
    Alias.objects.bulk_create(_aliases(lines, units))
    rebuild_ancestry([unit.pk for unit in units])
    return units


def _number(place: Place | None, of_line: dict[int, int]) -> int | None:
    return None if place is None else place.unit or of_line[place.line]


def _aliases(lines: list[Facts], units: list[Unit]) -> Iterator[Alias]:
    for facts, unit in zip(lines, units, strict=True):
        for name in facts["aliases"]:
            yield Alias(unit=unit, name=name)


def _key(decision: Decision | None) -> tuple[str, str] | None:
    return None if decision is None else (decision.symbol, decision.issuer)


def _stored_decisions(lines: list[Facts]) -> dict[tuple[str, str] | None, Decision | None]:
    wanted = {_key(facts["decision"]): facts["decision"] for facts in lines if facts["decision"]}
    return {key: stored_decision(decision) for key, decision in wanted.items()}
