"""Take a plan in: compile its text and keep both, once; compile it again after an upgrade without
losing a person's work.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from django.db import transaction

from phongtrao.access.models import Permission, User
from phongtrao.access.queries import require
from phongtrao.audit import actions as audit
from phongtrao.core.compiler import COMPILER_VERSION, compile_plan, plan_as_json
from phongtrao.core.compiler.rematching import Reviewed, rematch
from phongtrao.core.errors import RuleBroken
from phongtrao.core.text.capitals import in_small_letters
from phongtrao.core.text.folding import fold_for_comparing
from phongtrao.core.text.secrecy import StateSecretRefused
from phongtrao.files.actions import keep_file, read_open_document
from phongtrao.plans.actions.citing import link_citations, symbol_key
from phongtrao.plans.models import PlanDocument, Record, RecordKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from phongtrao.files.models import StoredFile

_LISTS = {
    RecordKind.TARGET: "targets",
    RecordKind.TASK: "tasks",
    RecordKind.DEADLINE: "deadlines",
    RecordKind.REFERENCE: "references",
    RecordKind.MODEL: "named_models",
    RecordKind.AWARD: "named_awards",
}
_NOT_FIELDS = frozenset({"section", "quote", "start", "end", "confidence", "doubt"})


class PlanAlreadyHere(RuleBroken):
    """The office already keeps this very text."""

    code = "plan-already-here"
    message = "Văn bản này đã có trong kho: {title}. Chương trình không lưu thêm bản thứ hai."

    def __init__(self, **gaps: object) -> None:
        self.plan_id = gaps.pop("plan_id", None)
        super().__init__(**gaps)


class PlanOfSameNumber(RuleBroken):
    """The office already keeps a plan of the same number, symbol and issuer, with another text."""

    code = "plan-of-same-number"
    message = (
        "Đã có kế hoạch số {symbol} của {issuer}, nhưng nội dung khác. Nếu đây là bản mới của"
        " kế hoạch đó, "
        "hãy lưu thành bản mới; nếu tải nhầm tệp, hãy bỏ qua."
    )

    def __init__(self, **gaps: object) -> None:
        self.plan_id = gaps.pop("plan_id", None)
        self.file_id: int | None = None
        super().__init__(**gaps)


class PlanAlreadyReplaced(RuleBroken):
    """A plan has at most one next version."""

    code = "plan-already-replaced"
    message = "Kế hoạch này đã có bản mới thay. Hãy tải lên như bản mới của bản đang dùng."


def receive_file(
    *, data: bytes, name: str, by: User, replaces: PlanDocument | None = None
) -> PlanDocument:
    """Read an uploaded file, keep it, and take its plan in.

    Raises what reading and `take_in_plan` raise. A file whose number is already known stays kept,
    so that the person can say that it is a new version; of a secret one nothing stays but one line
    in the log.
    """
    require(by, Permission.PLAN_UPLOAD, by.office_id)
    try:
        document = read_open_document(data=data, name=name)
    except StateSecretRefused:
        audit.log("file.refuse-secret", None, by=by)
        raise
    stored = keep_file(data=data, name=name, by=by)
    try:
        return take_in_plan(
            text=document.text,
            file=stored,
            by=by,
            replaces=replaces,
            internal_only=document.internal_only,
        )
    except PlanOfSameNumber as error:
        error.file_id = stored.pk
        raise


def receive_text(*, text: str, by: User, replaces: PlanDocument | None = None) -> PlanDocument:
    """Take in a pasted text; it is kept as a text file."""
    return receive_file(data=text.encode(), name="Văn bản dán vào.txt", by=by, replaces=replaces)


def identity_of(symbol: str, issuer: str) -> str:
    """What makes two documents the same one: number, symbol and issuer; "" while the number is not
    given yet.
    """
    if not re.match(r"\d", symbol.strip()):
        return ""
    return f"{symbol_key(symbol)}|{fold_for_comparing(issuer)}"[:400]


@transaction.atomic
def take_in_plan(
    *,
    text: str,
    file: StoredFile | None,
    by: User,
    replaces: PlanDocument | None = None,
    internal_only: bool = False,
) -> PlanDocument:
    """Compile a plan document and keep it with everything found in it.

    text: as read; NUL is dropped, since PostgreSQL holds none. replaces: the version that this one
    follows. Raises Denied, PlanAlreadyHere (same text), PlanOfSameNumber (same number, symbol and
    issuer, no `replaces`), PlanAlreadyReplaced.
    """
    require(by, Permission.PLAN_UPLOAD, by.office_id)
    text = text.replace("\x00", "")
    digest = hashlib.sha256(text.encode()).hexdigest()
    same = PlanDocument.objects.filter(office=by.office, text_sha256=digest).first()
    if same:
        raise PlanAlreadyHere(title=str(same), plan_id=same.pk)
    if replaces is not None and PlanDocument.objects.filter(replaces=replaces).exists():
        raise PlanAlreadyReplaced
    compiled = plan_as_json(compile_plan(text))
    head = compiled["document"]
    identity = identity_of(head["symbol"] or "", head["issuer"] or "")
    if identity and replaces is None:
        other = PlanDocument.objects.filter(
            office=by.office, identity=identity, replaced_by=None
        ).first()
        if other:
            raise PlanOfSameNumber(symbol=head["symbol"], issuer=head["issuer"], plan_id=other.pk)
    plan = PlanDocument(
        office=by.office,
        file=file,
        replaces=replaces,
        text=text,
        text_sha256=digest,
        created_by=by,
        document=head,
        internal_only=internal_only,
    )
    _set_compiled(plan, compiled)
    set_head(plan, head)
    plan.save()
    records = [Record(plan=plan, **columns) for columns in found_records(compiled)]
    Record.objects.bulk_create(records)
    link_citations(
        plan, plan.records.filter(kind=RecordKind.REFERENCE).values_list("pk", flat=True)
    )
    audit.log(
        "plan.take-in",
        plan,
        by=by,
        sha256=digest,
        records=len(records),
        replaces=replaces.pk if replaces else None,
    )
    return plan


def _set_compiled(plan: PlanDocument, compiled: dict[str, Any]) -> None:
    plan.layout, plan.misprints = compiled["blocks"], compiled["misprints"]
    plan.compiled_document = compiled["document"]
    plan.not_a_plan = compiled["not_a_plan"] or ""
    plan.compiler_version = COMPILER_VERSION


def set_head(plan: PlanDocument, head: dict[str, Any]) -> None:
    """Set the columns that lists and the recognition of doubles use from the header fields; names
    in capitals become small letters as the text spells them.
    """
    plan.document = head
    title = head["subject"] or plan.text.strip().partition("\n")[0] or "Văn bản không có chữ"
    plan.title = in_small_letters(title, plan.text)[:1000]
    plan.symbol = (head["symbol"] or "")[:60]
    plan.issuer = in_small_letters(head["issuer"] or "", plan.text)[:300]
    plan.identity = identity_of(plan.symbol, plan.issuer)


def found_records(compiled: dict[str, Any]) -> Iterable[dict[str, Any]]:
    """Columns of every record of a compiled plan."""
    for kind, name in _LISTS.items():
        for row in compiled[name]:
            yield {
                "kind": kind,
                "start": row["start"],
                "end": row["end"],
                "section": (row.get("section") or "")[:60],
                "compiled": {key: value for key, value in row.items() if key not in _NOT_FIELDS},
                "confidence": row["confidence"],
                "doubt": (row["doubt"] or "")[:300],
            }


@transaction.atomic
def correct_head(*, plan: PlanDocument, head: dict[str, Any], by: User) -> None:
    """Set the header fields (type, number and symbol, issuer, place, date, subject) as a person
    reads them.
    """
    require(by, Permission.PLAN_REVIEW, plan.office_id)
    before = plan.document
    set_head(plan, {**before, **head})
    plan.save(update_fields=["document", "title", "symbol", "issuer", "identity"])
    changed = {
        name: [before.get(name), value] for name, value in head.items() if before.get(name) != value
    }
    audit.log("plan.correct-head", plan, by=by, changed=changed)


@transaction.atomic
def compile_again(*, plan: PlanDocument, by: User) -> dict[str, int]:
    """Compile the kept text with the compiler of today.

    What a person confirmed, corrected, discarded or added stays as he left it; untouched records
    become what the compiler now finds. Returns how many records came, went and stayed.
    """
    require(by, Permission.PLAN_REVIEW, plan.office_id)
    compiled = plan_as_json(compile_plan(plan.text))
    fresh = list(found_records(compiled))
    kept = [record for record in plan.records.select_for_update(of=("self",)) if record.touched]
    matched = rematch(
        plan.text,
        [Reviewed(record.kind, record.start, record.end) for record in kept],
        [Reviewed(columns["kind"], columns["start"], columns["end"]) for columns in fresh],
    )
    for record, number in zip(kept, matched, strict=True):
        if number is not None:
            record.compiled = fresh[number]["compiled"]
            record.save(update_fields=["compiled"])
    taken = {number for number in matched if number is not None}
    plan.records.exclude(pk__in=[record.pk for record in kept]).delete()
    new = [
        Record(plan=plan, **columns) for number, columns in enumerate(fresh) if number not in taken
    ]
    Record.objects.bulk_create(new)
    if plan.document == plan.compiled_document:
        set_head(plan, compiled["document"])
    _set_compiled(plan, compiled)
    plan.save()
    link_citations(
        plan, plan.records.filter(kind=RecordKind.REFERENCE).values_list("pk", flat=True)
    )
    counts = {"kept": len(kept), "found": len(new)}
    audit.log("plan.compile-again", plan, by=by, version=COMPILER_VERSION, **counts)
    return counts
