"""Put what somebody typed back into the form of a page, as the browser would send it: a page that
is filled again looks like one that came back for a mistake, with or without JavaScript.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from phongtrao.web.typed import Box, typed_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from selectolax.lexbor import LexborNode

_NO_BOX = frozenset({"button", "file", "image", "password", "reset", "submit"})
_TICKED = frozenset({"checkbox", "radio"})
_HERE = "noi-dung-dien-lai"


@dataclass(frozen=True)
class Refilled:
    """A page with its form filled again.

    place: id of the first box that was filled, or of the form; "" where the page has no form that
    asks for the same any more. filled: so many boxes. left: what was typed and has no place there.
    """

    html: str
    place: str = ""
    filled: int = 0
    left: tuple[str, ...] = ()


def refilled(
    html: str, *, page: str, action: str, fields: Sequence[tuple[str, str]], mark: tuple[str, str]
) -> Refilled:
    """Fill the form that sends to `action`. page: the address of `html`; action: without its query.
    fields: name and value, as they were sent; mark: a hidden field that the form shall send, too.

    A form is another one, and stays as it is, when one of its hidden fields now holds something
    else: another row, or a newer version of it.
    """
    kept: dict[str, list[str]] = defaultdict(list)
    for name, value in fields:
        kept[name].append(value)
    tree = LexborHTMLParser(html)
    forms = [_Form(tree, node) for node in _forms_to(tree, page, action)]
    form = max(
        (one for one in forms if one.asks_as(kept)), key=lambda one: one.fits(kept), default=None
    )
    if form is None:
        named = max(forms, key=lambda one: one.fits(kept), default=None)
        return Refilled(html, left=typed_of(fields, named.asked() if named else None))
    boxes = form.fill(kept)
    _mark(form.node, *mark)
    place = _place_of(boxes[0] if boxes else form.node)
    known = {*form.names, *form.hidden, *form.buttons}
    left = [*form.unfit, *typed_of((name, value) for name, value in fields if name not in known)]
    return Refilled(tree.html or html, place, len(boxes), tuple(left))


def marked(html: str, *, page: str, action: str, mark: tuple[str, str]) -> str:
    """The page, every form of which that sends to `action` sends the hidden field `mark`, too."""
    tree = LexborHTMLParser(html)
    for node in _forms_to(tree, page, action):
        _mark(node, *mark)
    return tree.html or html


def _forms_to(tree: LexborHTMLParser, page: str, action: str) -> Iterator[LexborNode]:
    """The forms that send to the address, by themselves or by one of their buttons."""
    for node in tree.css('form[method="post"]'):
        places = [node.attributes.get("action") or page]
        places += [one.attributes["formaction"] or "" for one in node.css("[formaction]")]
        if action in (urlsplit(urljoin(page, place)).path for place in places):
            yield node


class _Form:
    """A form of a page. names: of what can be filled; hidden: name → values; unfit: what was chosen
    and is no choice any more.
    """

    def __init__(self, tree: LexborHTMLParser, node: LexborNode) -> None:
        self.node, self.unfit = node, list[str]()
        self.tree = tree
        inside = node.css("input, select, textarea, button")
        name = node.attributes.get("id")
        self.parts = [*inside, *(tree.css(f'[form="{name}"]') if name else ())]
        self.parts = [
            p for p in self.parts if p.attributes.get("name") and "disabled" not in p.attributes
        ]
        self.boxes = [part for part in self.parts if _kind(part) not in _NO_BOX | {"hidden"}]
        self.names = {_name(box) for box in self.boxes}
        self.buttons = {_name(part) for part in self.parts if _kind(part) in _NO_BOX}
        self.hidden: dict[str, list[LexborNode]] = defaultdict(list)
        for part in self.parts:
            if _kind(part) == "hidden":
                self.hidden[_name(part)].append(part)

    def asks_as(self, kept: Mapping[str, list[str]]) -> bool:
        """Tell whether the hidden fields hold what they held, or nothing yet."""
        for name, nodes in self.hidden.items():
            now = sorted(value for node in nodes if (value := node.attributes.get("value")))
            if name in kept and now and now != sorted(filter(None, kept[name])):
                return False
        return True

    def asked(self) -> dict[str, Box]:
        """What its boxes are called, and the texts of what can be chosen there."""
        found = {name: Box("", hidden=True) for name in {*self.hidden, *self.buttons}}
        for box in self.boxes:
            name, kind = _name(box), _kind(box)
            value = box.attributes.get("value") or "on"
            if kind in ("select", "many"):
                texts = {_value(one): one.text(strip=True) for one in box.css("option")}
                found[name] = Box(self._label(box), texts)
            elif kind in _TICKED and (legend := _legend_of(box)):
                before = found[name].texts if name in found else None
                found[name] = Box(legend, {**(before or {}), value: self._label(box)})
            else:
                found[name] = Box(self._label(box), tick=kind in _TICKED)
        return found

    def fits(self, kept: Mapping[str, list[str]]) -> int:
        """How many of the boxes were sent, less those that are always sent and were not."""
        always = {_name(box) for box in self.boxes if _kind(box) not in _TICKED | {"many"}}
        return len(self.names & kept.keys()) - len(always - kept.keys())

    def fill(self, kept: Mapping[str, list[str]]) -> list[LexborNode]:
        """Fill the boxes; gives those that were."""
        if not self.names & kept.keys():
            return []
        for name, nodes in self.hidden.items():
            for node, value in zip(nodes, kept.get(name, ()), strict=False):
                node.attrs["value"] = value
        waiting = {name: deque(values) for name, values in kept.items()}
        return [box for box in self.boxes if self._fill_box(box, kept, waiting)]

    def _fill_box(
        self, box: LexborNode, kept: Mapping[str, list[str]], waiting: dict[str, deque[str]]
    ) -> bool:
        name, kind = _name(box), _kind(box)
        if kind in _TICKED:
            _switch(box, "checked", on=(box.attributes.get("value") or "on") in kept.get(name, ()))
            return name in kept
        if kind in ("select", "many"):
            return name in kept and self._choose(box, kept[name])
        if not waiting.get(name):
            return False
        value = waiting[name].popleft()
        if kind == "textarea":
            box.inner_html = "\n" + escape(value.replace("\r\n", "\n"))  # the first one is no text
        else:
            box.attrs["value"] = value
        return True

    def _choose(self, box: LexborNode, values: list[str]) -> bool:
        options = {_value(option): option for option in box.css("option")}
        if not options.keys() >= set(values):
            label = self._label(box) or "Ô chọn"
            self.unfit.append(f"{label}: lựa chọn cũ không còn, hãy chọn lại")
            return False
        for value, option in options.items():
            _switch(option, "selected", on=value in values)
        return True

    def _label(self, box: LexborNode) -> str:
        name = box.attributes.get("id")
        label = self.tree.css_first(f'label[for="{name}"]') if name else None
        label = label or _above(box, "label")
        if label:
            return " ".join(label.text().split())
        return box.attributes.get("aria-label") or ""


def _above(node: LexborNode, tag: str) -> LexborNode | None:
    """The nearest node of a kind around another one."""
    above = node.parent
    while above is not None and above.tag != tag:
        above = above.parent
    return above


def _legend_of(box: LexborNode) -> str:
    """What the choices together with which a box stands are called; "" for a box by itself."""
    around = _above(box, "fieldset")
    legend = around.css_first("legend") if around else None
    return " ".join(legend.text().split()) if legend else ""


def _name(node: LexborNode) -> str:
    return node.attributes["name"] or ""


def _kind(node: LexborNode) -> str:
    """Its type as an input; else its tag, "many" where several can be chosen."""
    if node.tag == "select" and "multiple" in node.attributes:
        return "many"
    return (node.attributes.get("type") or "text").lower() if node.tag == "input" else str(node.tag)


def _value(option: LexborNode) -> str:
    value = option.attributes.get("value")
    return (
        option.text(strip=True)
        if value is None and "value" not in option.attributes
        else value or ""
    )


def _switch(node: LexborNode, name: str, *, on: bool) -> None:
    if on:
        node.attrs[name] = ""
    elif name in node.attributes:
        del node.attrs[name]


def _mark(form: LexborNode, name: str, value: str) -> None:
    """Let the form send one field more, and be sent by the browser: what htmx would swap for it is
    of the page into which it once was put.
    """
    _switch(form, "hx-post", on=False)
    made = LexborHTMLParser(f'<input type="hidden" name="{name}" value="{escape(value)}">')
    node = made.css_first("input")
    assert node is not None  # noqa: S101 - narrows the type
    form.insert_child(node)


def _place_of(node: LexborNode) -> str:
    """The id by which a link leads to the node; what it is folded into is opened."""
    above = _above(node, "details")
    while above is not None:
        above.attrs["open"] = ""
        above = _above(above, "details")
    if not node.attributes.get("id"):
        node.attrs["id"] = _HERE
    return node.attributes["id"] or ""
