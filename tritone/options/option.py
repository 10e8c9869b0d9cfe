"""One choice of an operator: a line of the table, and what its values are checked against."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tritone.errors import InvalidOption

Value = int | float | str


@dataclass(frozen=True)
class Option:
    """One choice: a line of the table."""

    name: str
    """Of the parameter in config.pbtxt and of the attribute of ModelOptions or ServeOptions; units are in it."""
    default: Value
    """What stands in ensemble/, or for a server's own options what `tritone serve` takes; its type is the option's."""
    help: str
    """For --help, without the default."""
    low: float | None = None
    """The smallest number allowed."""
    high: float | None = None
    choices: tuple[str, ...] = ()
    """The words allowed."""
    pattern: str = ""
    """Further words allowed, as a regular expression; `pattern_words` tells people of them."""
    pattern_words: tuple[str, ...] = ()
    metavar: str = ""
    """What stands for the value in --help; "" where `choices` do."""
    parameter_of: tuple[str, ...] = ()
    """Models in whose config.pbtxt it is a parameter."""
    flag: str = ""
    """On the command line; "" for what `tritone serve` and `tritone build` work out by themselves."""
    listed_default: str = ""
    """The default as README's table and --help say it, where that is not simply the value."""

    @property
    def allowed(self) -> str:
        """What is allowed, in words."""
        if self.choices or self.pattern:
            return ", ".join(self.choices + self.pattern_words)
        if self.low is not None and self.high is not None:
            return f"{_plain(self.low)} to {_plain(self.high)}"
        return "a text"

    @property
    def shown_default(self) -> str:
        """The default as people read it."""
        return self.listed_default or (self.default if isinstance(self.default, str) else f"{self.default:,}")

    def parse(self, text: str) -> Value:
        """A parameter's text as the option's type; raises ValueError."""
        return type(self.default)(text)

    def is_allowed(self, value: Value) -> bool:
        """Whether a value of the option's type can be used. NaN cannot."""
        if isinstance(value, str):
            words = not self.choices and not self.pattern
            return words or value in self.choices or bool(self.pattern and re.fullmatch(self.pattern, value))
        return self.low is None or self.high is None or self.low <= value <= self.high

    def check(self, value: Value | None) -> None:
        """Raise InvalidOption naming flag, value and what is allowed; None is not given, and fine."""
        if value is not None and not self.is_allowed(value):
            shown = f'"{value}"' if isinstance(value, str) else f"{value:g}"
            raise InvalidOption(f"{self.flag} is {shown}; allowed: {self.allowed}")


def _plain(number: float) -> str:
    return f"{number:.10g}"
