"""Tags that were mangled on the way: found again when exactly one promised value fits.

What is known to happen to them: another case, a space or ``+`` for a dash, encoding twice, cutting off the end, and for
link ids letters that look like digits and something stuck to the end.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import islice, takewhile
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from xpromo.utm import LINK_LENGTH

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

SHORTEST_CUT = 8  # a shorter beginning of an id is no evidence
SHORTEST_LINK = 7
DECODINGS = 3
LOOKALIKES = str.maketrans("oil", "011")


class Found(NamedTuple):
    """A promised value, and whether it had to be recovered."""

    value: str
    recovered: bool


def plain_spelling(text: str) -> str:
    """Undo encodings, case, and spaces for dashes."""
    for _ in range(DECODINGS):
        decoded = unquote(text)
        if decoded == text:
            break
        text = decoded
    return "-".join(text.replace("+", " ").lower().split())


def mangling(text: str, value: str) -> list[str]:
    """Return what happened to a promised value on its way, as far as the text that came shows it."""
    decoded = unquote(text)
    found = {
        "encoded twice": decoded != text,
        "a space for a dash": any(sign in decoded for sign in "+ "),
        "upper case": decoded != decoded.lower(),
    }
    spelled, plain = plain_spelling(text), plain_spelling(value)
    if spelled != plain:
        rest = (
            "cut off" if plain.startswith(spelled) else "more behind it" if spelled.startswith(plain) else "look-alikes"
        )
        found[rest] = True
    return [word for word, holds in found.items() if holds]


class Spellings:
    """Promised names of one kind, to be found as they are or as what is left of them.

    ``renamed``: former name → present name; whatever is found comes out under its present one.
    """

    def __init__(self, names: Collection[str], renamed: Mapping[str, str]) -> None:
        self.present: dict[str, str] = dict(zip(names, names, strict=True)) | dict(renamed)
        self.plain: dict[str, str | None] = {}
        for name in self.present:
            spelled, value = plain_spelling(name), self.present[name]
            self.plain[spelled] = value if self.plain.get(spelled, value) == value else None  # two fit: neither does
        self.sorted = sorted(self.plain)

    def find(self, text: str) -> Found | None:
        """Return the promised name that the text is, or the only one that it can have been."""
        if not text:
            return None
        if text in self.present:
            return Found(self.present[text], recovered=False)
        spelled = plain_spelling(text)
        value = self.plain[spelled] if spelled in self.plain else self._completed(spelled)
        return Found(value, recovered=True) if value else None

    def _completed(self, beginning: str) -> str | None:
        if len(beginning) < SHORTEST_CUT:
            return None
        rest = islice(self.sorted, bisect_left(self.sorted, beginning), None)
        fits = {self.plain[spelled] for spelled in takewhile(lambda name: name.startswith(beginning), rest)}
        return fits.pop() if len(fits) == 1 else None


class LinkSpellings:
    """Link ids: all of one length, of an alphabet without look-alikes."""

    def __init__(self, links: Iterable[str]) -> None:
        self.values = set(links)
        self._sorted: list[str] = []

    def find(self, text: str) -> Found | None:
        """Return the link id that the text is, or the only one that it can have been."""
        if not text:
            return None
        if text in self.values:
            return Found(text, recovered=False)
        spelled = plain_spelling(text)
        if spelled[LINK_LENGTH:] and not spelled[LINK_LENGTH].isalnum():
            spelled = spelled[:LINK_LENGTH]
        for candidate in (spelled, spelled.translate(LOOKALIKES)):
            if candidate in self.values:
                return Found(candidate, recovered=True)
        return self._completed(spelled)

    def _completed(self, beginning: str) -> Found | None:
        if not SHORTEST_LINK <= len(beginning) < LINK_LENGTH:
            return None
        self._sorted = self._sorted or sorted(self.values)
        start = bisect_left(self._sorted, beginning)
        fits = [link for link in self._sorted[start : start + 2] if link.startswith(beginning)]
        return Found(fits[0], recovered=True) if len(fits) == 1 else None
