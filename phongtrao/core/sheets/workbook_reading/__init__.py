"""Workbooks that come back: taken in whole, or refused cell by cell."""

from phongtrao.core.sheets.workbook_reading.problems import Problem, Taken, WorkbookRefused
from phongtrao.core.sheets.workbook_reading.reader import read_workbook

__all__ = ["Problem", "Taken", "WorkbookRefused", "read_workbook"]
