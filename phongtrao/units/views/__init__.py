"""Pages of units."""

from phongtrao.units.views.changes import change, changes, undo
from phongtrao.units.views.lists import terms, unit, unit_list
from phongtrao.units.views.making import create, import_table, template_file

__all__ = [
    "change",
    "changes",
    "create",
    "import_table",
    "template_file",
    "terms",
    "undo",
    "unit",
    "unit_list",
]
