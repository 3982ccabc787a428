"""Forms of units: making one, each kind of change by decision, importing, names."""

from phongtrao.units.forms.changes import FORM_OF_CHANGE, ChangeForm
from phongtrao.units.forms.making import CreateForm, ImportForm
from phongtrao.units.forms.names import AliasForm, EndNameForm, NameForm, TermForm

__all__ = [
    "FORM_OF_CHANGE",
    "AliasForm",
    "ChangeForm",
    "CreateForm",
    "EndNameForm",
    "ImportForm",
    "NameForm",
    "TermForm",
]
