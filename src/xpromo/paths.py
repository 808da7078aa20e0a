"""Paths: which channels people came by before they converted, or didn't.

A path is a word: one letter for each touch, in their order. Words are what Python counts, joins, sorts and looks up
fastest, so that a million of them need no table of numbers. A *channel* here is whatever credit is given to: a
placement, property, partner, or a channel proper.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

BORDER = "\0"  # no channel: where a word begins and ends


def letter(number: int) -> str:
    """Return the letter of the ``number``-th channel, from 0."""
    return chr(number + 1)


@dataclass(frozen=True, slots=True)
class Paths:
    """Paths as columns of equal length; equal paths may be one row or several, the outcome is the same.

    ``words``: paths, of which letter *n* stands for ``names[n]`` (names are sorted). ``conversions`` and ``nulls``: how
    often a path ended in a conversion and how often in nothing. ``values``: currency → what the conversions of each
    row brought, in minor units. ``ages``: of the rows that converted, seconds from each touch to the conversion, row
    after row; None where nobody noted moments.
    """

    names: tuple[str, ...]
    words: Sequence[str]
    conversions: Sequence[int]
    nulls: Sequence[int]
    values: Mapping[str, Sequence[int]] = field(default_factory=dict)
    ages: Sequence[float] | None = None

    @property
    def converted(self) -> int:
        """How many conversions there are."""
        return sum(self.conversions)

    @property
    def journeys(self) -> int:
        """How many paths there are, converted or not."""
        return sum(self.conversions) + sum(self.nulls)

    @classmethod
    def of(cls, names: Sequence[str], text: str, *columns: Sequence[int], **more: object) -> Self:
        """Return the paths of a text, words with BORDER between, whose letters stand for ``names`` in the order given;
        names that occur are kept.
        """
        found = sorted({name for number, name in enumerate(names) if letter(number) in text})
        if list(names) != found:
            places = {name: letter(number) for number, name in enumerate(found)}
            table = {ord(letter(number)): places.get(name) for number, name in enumerate(names)}
            text = text.translate(table)
        words = text.split(BORDER) if text else []
        return cls(tuple(found), words, *columns, **more)  # type: ignore[arg-type]  # the fields that follow


@dataclass(frozen=True, slots=True)
class PathsFound:
    """Paths as a file or the ledger has them.

    ``conversions``: how many there are, with a path or without; ``known``: of how many it is known whose they are.
    ``carried``: paths of one touch, which is the evidence that a conversion carries itself, in place of touches before
    it. ``refusals``: rows of a file that weren't taken (line, reason, column).
    """

    paths: Paths
    conversions: int
    known: int
    carried: Paths | None = None
    refusals: Sequence[tuple[int, str, str]] = ()

    @property
    def share(self) -> float | None:
        """The part of the conversions that has a path; None without conversions."""
        return self.paths.converted / self.conversions if self.conversions else None
