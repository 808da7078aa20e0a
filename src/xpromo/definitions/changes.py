"""Whether a file that was changed in some places still says the same everywhere else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from xpromo.definitions.places import Path
from xpromo.definitions.positions import Document
from xpromo.definitions.tree import Data
from xpromo.errors import Edit, Location


def same_elsewhere(before: Document, after: Data, edits: Iterable[Edit]) -> bool:
    """Whether ``after`` holds what the document held, but for the values and keys in which the edits lie."""
    return _Touched.by(before, edits).same(before.data, after, ())


@dataclass(frozen=True, slots=True)
class _Touched:
    """The paths of the values and of the keys that may differ."""

    values: frozenset[Path]
    keys: frozenset[Path]

    @classmethod
    def by(cls, document: Document, edits: Iterable[Edit]) -> _Touched:
        spans = {place.value: (path, False) for path, place in document.places.items()}
        spans |= {place.key: (path, True) for path, place in document.places.items() if place.key}
        found = [spans.get(edit.place) or (_smallest(document, edit.place), False) for edit in edits]
        return cls(
            frozenset(path for path, is_key in found if not is_key), frozenset(path for path, is_key in found if is_key)
        )

    def same(self, old: Data, new: Data, path: Path) -> bool:
        if isinstance(old, dict) and isinstance(new, dict):
            return self._same_mapping(old, new, path)
        if path in self.values:
            return True
        if isinstance(old, list) and isinstance(new, list):
            pairs = enumerate(zip(old, new, strict=False))
            return len(old) == len(new) and all(self.same(one, other, (*path, at)) for at, (one, other) in pairs)
        return old == new

    def _same_mapping(self, old: dict[str, Data], new: dict[str, Data], path: Path) -> bool:
        if path in self.values:  # a key may have come or gone; those that stayed are what they were
            return all(self.same(old[name], new[name], (*path, name)) for name in old.keys() & new.keys())
        names = list(zip(old, new, strict=False))
        return len(old) == len(new) and all(
            (was == now or (*path, was) in self.keys) and self.same(old[was], new[now], (*path, was))
            for was, now in names
        )


def _smallest(document: Document, span: Location) -> Path:
    """Return the path of the innermost value around a span."""
    around = [path for path, place in document.places.items() if _holds(place.value, span)]
    return around[-1] if around else ()


def _holds(outer: Location, inner: Location) -> bool:
    begins = (outer.line, outer.column) <= (inner.line, inner.column)
    return begins and (inner.end_line, inner.end_column) <= (outer.end_line, outer.end_column)
