"""An office to which the reports of a form go too, as an officer names it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from phongtrao.core.text.folding import fold
from phongtrao.reporting.queries.addressees import OFFERED, offices_beside
from phongtrao.units.forms.fields import NAME_HELP, named_unit
from phongtrao.web.fields import MarkedForm

if TYPE_CHECKING:
    from phongtrao.access.models import User
    from phongtrao.reporting.models import ReportForm
    from phongtrao.units.models import Unit


class AddresseeForm(MarkedForm):
    """One more addressee, by its name: an office beside the form's own, or any unit that the person
    may know of.
    """

    office = forms.CharField(label="Cơ quan nhận", max_length=420, help_text=NAME_HELP)

    def __init__(self, *args: Any, row: ReportForm, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row, self.user = row, user
        self.beside = offices_beside(row)
        self.fields["office"].widget.attrs["list"] = "co-quan"

    @property
    def offered(self) -> list[str]:
        """Names to choose from while typing."""
        return [one.name for one in self.beside[:OFFERED]]

    def clean_office(self) -> Unit:
        """The office that bears the name."""
        words = self.cleaned_data["office"]
        named = [one for one in self.beside if fold(one.name) == fold(words)]
        return named[0] if len(named) == 1 else named_unit(words, self.user)


class ReceivedForm(MarkedForm):
    """Which revision was read; where the button stood: "ky" in the list of the period."""

    revision = forms.IntegerField(min_value=1)
    place = forms.CharField(required=False, max_length=10)
