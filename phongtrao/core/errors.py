"""The one kind of error that a user sees: a rule that was broken, in a Vietnamese sentence.

A rule is a class, so that it has a stable code, a sentence and a source. Sentences are plain
strings with named gaps (never f-strings): the manual lists them and a test fills each.
"""

from __future__ import annotations

from typing import ClassVar


class RuleBroken(Exception):  # noqa: N818 - the field's own word; "Error" would say less
    """A rule that the given facts break.

    code: stable, kebab-case, unique. message: Vietnamese, says what, which and what to do; its gaps
    are filled from the keyword arguments. source: the article that sets the rule, "" for a rule of
    the program itself. Raises TypeError when a gap of the sentence is left empty.
    """

    code: ClassVar[str] = "rule-broken"
    message: ClassVar[str] = "Yêu cầu này không thực hiện được."
    source: ClassVar[str] = ""

    def __init__(self, **gaps: object) -> None:
        self.gaps = gaps
        try:
            self.text = self.message.format(**gaps)
        except KeyError as missing:
            raise TypeError(f"{type(self).__name__} needs {missing}") from None
        super().__init__(self.text)

    def __reduce__(self) -> tuple[object, ...]:
        """Make the error cross from a worker process to its parent with its gaps."""
        return _rebuild, (type(self), self.gaps)


def _rebuild(kind: type[RuleBroken], gaps: dict[str, object]) -> RuleBroken:
    return kind(**gaps)
