"""Tables of sentences that stand beside the tests, each sentence under the rule that it shows."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest


def table(name: str) -> list[Any]:
    """The rows of a table, each split at "|", named after its rule."""
    rules = tomllib.loads((Path(__file__).parent / name).read_text("utf-8"))
    return [
        pytest.param(*(part.strip() for part in row.split("|")), id=f"{rule} {number}")
        for rule, rows in rules.items()
        for number, row in enumerate(rows, 1)
    ]
