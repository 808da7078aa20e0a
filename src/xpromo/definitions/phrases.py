"""Words and sentences that are looked for in a text, whatever their case and the blanks between them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Hit(NamedTuple):
    """A phrase as it was listed, and where in the text it stands; the end is exclusive."""

    phrase: str
    start: int
    end: int


class Phrases:
    """Some phrases, made ready to be looked for often. A phrase is found as whole words: `cheap` isn't in `cheaper`."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._listed = {_folded(phrase): phrase for phrase in phrases if phrase.strip()}
        self._longest = tuple({max(folded.split(), key=len) for folded in self._listed})
        longest_first = sorted(self._listed, key=lambda folded: (-len(folded), folded))
        self._pattern = re.compile("|".join(_pattern(folded) for folded in longest_first))

    def may_stand_in(self, folded: str) -> bool:
        """Whether a case-folded text is worth a closer look; this is quick, and most texts are not."""
        return any(word in folded for word in self._longest)

    def find(self, text: str) -> Iterator[Hit]:
        """Yield where the phrases stand in a text, from left to right."""
        folded = text.casefold()
        if not self.may_stand_in(folded):
            return
        places = [number for number, character in enumerate(text) for _ in character.casefold()]  # ß is ss
        for found in self._pattern.finditer(folded):
            phrase = self._listed[" ".join(found.group().split())]
            yield Hit(phrase, places[found.start()], places[found.end() - 1] + 1)


def _folded(phrase: str) -> str:
    return " ".join(phrase.casefold().split())


def _pattern(folded: str) -> str:
    """Return the expression of a phrase: any blanks between its words, and no letter before or behind it."""
    words = r"\s+".join(re.escape(word) for word in folded.split())
    before = r"(?<!\w)" if re.match(r"\w", folded) else ""
    behind = r"(?!\w)" if re.search(r"\w\Z", folded) else ""
    return f"{before}{words}{behind}"
