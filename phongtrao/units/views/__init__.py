"""Pages of units."""

from phongtrao.units.views.changes import change, changes, undo
from phongtrao.units.views.dictionary import add_name, add_term, end_name, remove_name
from phongtrao.units.views.lists import terms, unit, unit_list
from phongtrao.units.views.making import create, import_table, template_file
from phongtrao.units.views.other_names import aliases, remove_alias

__all__ = [
    "add_name",
    "add_term",
    "aliases",
    "change",
    "changes",
    "create",
    "end_name",
    "import_table",
    "remove_alias",
    "remove_name",
    "template_file",
    "terms",
    "undo",
    "unit",
    "unit_list",
]
