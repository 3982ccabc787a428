"""A form as a workbook that offices fill in without the system at hand."""

from phongtrao.core.sheets.workbook.layout import Heading, Known, Office
from phongtrao.core.sheets.workbook.writing import write_workbook

__all__ = ["Heading", "Known", "Office", "write_workbook"]
