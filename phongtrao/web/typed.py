"""What somebody typed into a form, to be read and copied: with the labels of its boxes and the
texts of what was chosen.
"""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import Resolver404, resolve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

_NOT_TYPED = frozenset(
    {"asked", "back", "count", "next", "revision", "seen", "shown", "step", "version"}
)
"""Fields by which our pages know what they showed."""
_CODE = re.compile(r"[\w.:-]+", re.ASCII)
_CHOSEN_OF_OLD = "lựa chọn cũ, hãy chọn lại"


@dataclass(frozen=True)
class Box:
    """A box of a form. texts: of its choices, None where one types. tick: it is on or off."""

    label: str
    texts: Mapping[str, str] | None = None
    tick: bool = False
    hidden: bool = False

    def words(self, value: str) -> str:
        """The label with what was typed or chosen; "" for nothing, or what is hidden."""
        if self.hidden or not value.strip() or (self.tick and not self.label):
            return ""
        if self.tick:
            value = "có"
        elif self.texts is not None:
            value = self.texts.get(value, _CHOSEN_OF_OLD if _CODE.fullmatch(value) else value)
        return f"{self.label}: {value}" if self.label else value


def typed_of(
    fields: Iterable[tuple[str, str]], boxes: Mapping[str, Box] | None = None
) -> tuple[str, ...]:
    """What of a form can be read and copied; of a box that is not known, what was typed: a tick
    says nothing without its box.
    """
    known = boxes or {}
    words = []
    for name, value in fields:
        if name in known:
            words.append(known[name].words(value))
        elif value.strip() not in ("", "on") and not (
            name in _NOT_TYPED and _CODE.fullmatch(value)
        ):
            words.append(value)
    return tuple(filter(None, words))


def typed_at(address: str, fields: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """`typed_of` for a form that was sent to an address. Whose page it was need not be known: the
    boxes are those of the form class, of all that its view has at hand, that asks most of it.
    """
    sent = list(fields)
    try:
        view = resolve(address).func
    except Resolver404:
        return typed_of(sent)
    names = {name for name, _ in sent}

    def fits(kind: type[forms.BaseForm]) -> tuple[int, int]:
        asked = _fields_of(kind).keys()
        return len(asked & names), -len(asked - names)

    kind = max(_form_classes(view), key=fits, default=None)
    if kind is None:
        return typed_of(sent)
    return typed_of(sent, {name: _box_of(one) for name, one in _fields_of(kind).items()})


def _form_classes(view: Callable[..., Any]) -> Iterator[type[forms.BaseForm]]:
    """The form classes of the module of a view, and of the modules of forms that it imports."""
    at_hand = getattr(inspect.unwrap(view), "__globals__", {})
    for one in list(at_hand.values()):
        for found in vars(one).values() if _has_forms(one) else [one]:
            if isinstance(found, type) and issubclass(found, forms.BaseForm):
                yield found


def _has_forms(one: object) -> bool:
    return isinstance(one, ModuleType) and one.__name__.startswith("phongtrao.")


def _fields_of(kind: type[forms.BaseForm]) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = getattr(kind, "base_fields", {})
    return fields


def _box_of(asked: forms.Field) -> Box:
    label, hidden = str(asked.label or ""), asked.widget.is_hidden
    if isinstance(asked, forms.BooleanField):
        return Box(label, tick=True, hidden=hidden)
    if isinstance(asked, forms.ChoiceField):
        return Box(label, _texts_of(asked), hidden=hidden)
    return Box(label, hidden=hidden)


def _texts_of(asked: forms.ChoiceField) -> dict[str, str]:
    if isinstance(asked, forms.ModelChoiceField):
        return {}
    choices: Any = asked.choices
    return {str(value): str(text) for value, text in choices}
