"""The columns of the history (docs/decisions/0006)."""

from __future__ import annotations

from typing import Final

import pyarrow as pa

MARKS: Final = ("figure", "blank", "not-applicable", "unknown")
"""What a box holds: a figure, or which kind of nothing."""
NO_PROVINCE: Final = "00"
"""The code of the province of what lies below none."""

WORDS: Final = pa.dictionary(pa.int32(), pa.string())
"""Texts, each kept once in a group of rows."""
WINDOW: Final = (
    ("year", pa.int16()),
    ("period_id", pa.int64()),
    ("period", WORDS),
    ("starts", pa.date32()),
    ("ends", pa.date32()),
    ("form_id", pa.int64()),
    ("form", WORDS),
    ("form_version", pa.int16()),
)
PLACE: Final = (
    ("province", WORDS),
    ("province_name", WORDS),
    ("commune_id", pa.int64()),
    ("commune", WORDS),
    ("commune_name", WORDS),
    ("stratum", WORDS),
)
BOX: Final = (
    ("place", pa.int16()),
    ("of", WORDS),
    ("code", WORDS),
    ("label", WORDS),
    ("kind", WORDS),
    ("counted_in", WORDS),
    ("indicator", WORDS),
    ("target_id", pa.int64()),
    ("adds_up", pa.bool_()),
    ("scale", pa.int8()),
    ("whole_scale", pa.int8()),
)
"""What a row is of: a box of a form, or a measure."""
FIGURES: Final = pa.schema(
    [
        *WINDOW,
        *PLACE,
        ("report_id", pa.int64()),
        ("revision", pa.int16()),
        ("unit_id", pa.int64()),
        ("unit", WORDS),
        ("accepted", pa.bool_()),
        ("newest", pa.bool_()),
        ("sent_on", pa.date32()),
        *BOX,
        ("mark", WORDS),
        ("value", pa.int64()),
        ("whole", pa.int64()),
        ("choice", WORDS),
    ]
)
"""One row a box of a report ("of" is "element"), and one a measure ("measure") of the units that it
is of: of a rate value and whole are what it divides, both of them or neither. What is newest makes
the provisional totals, what is accepted the approved ones: of a report whose correction waits both
revisions stand here. A figure is value /
10^scale; without one mark says why. What never changes in a period is repeated: it costs next to
nothing in columns.
"""
OWED: Final = pa.schema([*WINDOW, *PLACE, *BOX, ("owed", pa.int64())])
"""How many reports a period expects of what lay in a commune, by stratum: a row a box, and one a
measure that is of such units; exempt ones left out. So what nobody reported is known as missing.
"""
