"""Forms of units: making one, each kind of change by decision, importing."""

from phongtrao.units.forms.changes import FORM_OF_CHANGE, ChangeForm
from phongtrao.units.forms.making import CreateForm, ImportForm

__all__ = ["FORM_OF_CHANGE", "ChangeForm", "CreateForm", "ImportForm"]
