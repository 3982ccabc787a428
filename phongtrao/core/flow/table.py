"""Moves between the states of a dossier, as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from phongtrao.core.errors import RuleBroken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Facts = TypeVar("Facts")


class MoveRefused(RuleBroken):
    """A dossier moves only as its table says."""

    code = "move-refused"
    message = "Không thể {what}: {why}."


@dataclass(frozen=True, slots=True)
class Move(Generic[Facts]):
    """One line of the table.

    name: of the move. words: what is done, after "Không thể …". sources: states it starts from.
    target: the state it leads to, or what says it of the facts. unless: in order, each says of the
    facts why the move cannot be made, "" when it does not stand against it.
    """

    name: str
    words: str
    sources: frozenset[str]
    target: str | Callable[[Facts], str]
    unless: tuple[Callable[[Facts], str], ...] = ()


class Flow(Generic[Facts]):
    """The table of one kind of dossier. states: state → its words, for refusals."""

    def __init__(self, states: Mapping[str, str], moves: Iterable[Move[Facts]]) -> None:
        """Raises ValueError for a move that names a state which is none."""
        self.states = dict(states)
        self.moves = {move.name: move for move in moves}
        named = set[str]().union(*(move.sources for move in self.moves.values()))
        named |= {move.target for move in self.moves.values() if isinstance(move.target, str)}
        if named - self.states.keys():
            raise ValueError(f"no such state: {', '.join(sorted(named - self.states.keys()))}")

    def refusal(self, state: str, name: str, facts: Facts) -> str:
        """Why the move cannot be made from the state; "" when it can: for a greyed button."""
        move = self.moves[name]
        if state not in move.sources:
            return f"hồ sơ đang ở tình trạng “{self.states[state]}”"
        return next(filter(None, (against(facts) for against in move.unless)), "")

    def move(self, state: str, name: str, facts: Facts) -> str:
        """The state after the move. Raises MoveRefused with the reason."""
        why = self.refusal(state, name, facts)
        if why:
            raise MoveRefused(what=self.moves[name].words, why=why)
        target = self.moves[name].target
        return target if isinstance(target, str) else target(facts)
