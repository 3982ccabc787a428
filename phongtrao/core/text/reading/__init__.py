"""Files of any kind in, text out: what a person would read, or a refusal that says what to do."""

from phongtrao.core.text.reading.documents import read_document
from phongtrao.core.text.reading.errors import FileRefused
from phongtrao.core.text.reading.formulas import PASTE, UNCOUNTED, formula_fault
from phongtrao.core.text.reading.limits import DEFAULT_LIMITS, ReadingLimits
from phongtrao.core.text.reading.results import Reading
from phongtrao.core.text.reading.sandbox import read_safely, read_sheet_safely

__all__ = [
    "DEFAULT_LIMITS",
    "PASTE",
    "UNCOUNTED",
    "FileRefused",
    "Reading",
    "ReadingLimits",
    "formula_fault",
    "read_document",
    "read_safely",
    "read_sheet_safely",
]
