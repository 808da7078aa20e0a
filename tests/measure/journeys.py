"""Paths written as people read them: ``paths_of(("a > b", 2, 1))`` converted twice and ended in nothing once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xpromo.measure.crediting import MILLION, Credits, credit
from xpromo.measure.models import MODELS, Model, Terms
from xpromo.paths import BORDER, Paths, letter

UNTIMED: Mapping[str, Model] = {name: model for name, model in MODELS.items() if not model.timed}
Row = tuple[str, int, int]


def paths_of(*rows: Row, values: Mapping[str, Sequence[int]] | None = None) -> Paths:
    names = sorted({step for path, _, _ in rows for step in path.split(" > ")})
    words = ["".join(letter(names.index(step)) for step in path.split(" > ")) for path, _, _ in rows]
    return Paths.of(names, BORDER.join(words), [row[1] for row in rows], [row[2] for row in rows], values=values or {})


def credits_of(paths: Paths, name: str, terms: Terms | None = None) -> dict[str, float]:
    """Return channel → credited conversions by one model."""
    made = credit(paths, {name: MODELS.get(name)}, terms or Terms())
    return named(made, name)


def named(made: Credits, name: str) -> dict[str, float]:
    return {channel: amount / MILLION for channel, amount in zip(made.names, made.conversions[name], strict=True)}
