"""What cells of a file of paths say, whether a row is a path or a touch: channels, amounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xpromo.errors import Findings, NeedsOption
from xpromo.money import is_currency, parse_minor
from xpromo.paths import BORDER, letter
from xpromo.sources.amounts import binary_amount, plain_cell
from xpromo.sources.path_rules import NO_PATHS
from xpromo.sources.rules import NEEDS_CURRENCY

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

MOST = 1000  # channels: nobody buys more, but a column of ids has more
NOBODY = "\U0010ffff"  # the letter of a touch that names no channel
Refused = tuple[int, str, str]  # line, reason, column


@dataclass(frozen=True, slots=True)
class PathOptions:
    """What decides how a file of paths is read: the zone of moments without an offset, the currency of amounts without
    one, and the window in seconds.
    """

    zone: ZoneInfo | None = None
    currency: str = ""
    window: int = 0  # of no use where one row is a path


class Spelling(dict[str, str]):
    """Cell → letter; a channel is the same with or without spaces around it. ``file`` is the file's name."""

    def __init__(self, file: str) -> None:
        super().__init__({BORDER: BORDER})
        self.file = file
        self.letters: dict[str, str] = {}

    def __missing__(self, cell: str) -> str:
        name = plain_cell(cell)
        found = self[cell] = self.of(name) if name else NOBODY
        return found

    def of(self, name: str) -> str:
        """Return the letter of a channel. Raises Findings where there are too many, so that they are something else."""
        if len(self.letters) >= MOST and name not in self.letters:
            raise Findings.of(NO_PATHS, f"{self.file}: more than {MOST:,} different channels")
        return self.letters.setdefault(name, letter(len(self.letters)))

    @property
    def names(self) -> list[str]:
        """The channels, in the order of their letters."""
        return list(self.letters)


@dataclass(frozen=True, slots=True)
class Money:
    """Reads amounts; ``currency`` is that of amounts that name none."""

    name: str
    currency: str

    def read(self, text: str, currency: str) -> tuple[int | None, str]:
        """Return minor units (None for what is no amount) and their currency. Raises NeedsOption for no currency."""
        text = plain_cell(text)
        code = plain_cell(currency).upper() or self.currency
        if text and not code:
            raise NeedsOption.in_file(NEEDS_CURRENCY, self.name)
        return (parse_minor(binary_amount(text, code), code) if text else 0), code


def money_reason(minor: int | None, code: str) -> tuple[str, str] | None:
    """Return why an amount isn't taken and its column, or None."""
    if minor is None:
        return "bad-amount", "value"
    return ("bad-currency", "currency") if minor and not is_currency(code) else None
