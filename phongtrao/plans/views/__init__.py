"""Pages of plans and of the library of instruments."""

from phongtrao.plans.views.documents import (
    compile_again,
    head,
    new_version,
    original_file,
    plan_list,
    take_in,
)
from phongtrao.plans.views.editing import add_record, correct, split
from phongtrao.plans.views.library import instrument, instruments
from phongtrao.plans.views.room import check, confirm_many, news, reading_room, record, undo
from phongtrao.plans.views.tables import differences, tracking_file, tracking_table

__all__ = [
    "add_record",
    "check",
    "compile_again",
    "confirm_many",
    "correct",
    "differences",
    "head",
    "instrument",
    "instruments",
    "new_version",
    "news",
    "original_file",
    "plan_list",
    "reading_room",
    "record",
    "split",
    "take_in",
    "tracking_file",
    "tracking_table",
    "undo",
]
