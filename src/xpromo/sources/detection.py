"""Which source a file is of, from its content alone. One fits, or an option has to settle it: never a guess."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from xpromo.errors import NeedsOption, UsageError
from xpromo.sources.rules import UNKNOWN_FORMAT
from xpromo.sources.source import SOURCES, Sample, Shape, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

SHOWN = 10


def detect(sample: Sample, name: str, stated: str | None = None) -> tuple[str, Source]:
    """Return the source's name and the source: the stated one, else the only one that recognises the file.

    Raises UsageError for an unknown ``--source``, NeedsOption when several or none fit.
    """
    if stated:
        return stated, _stated(stated)
    found = [(key, source) for key, source in SOURCES.items() if source.recognise(sample)]
    if len(found) == 1:
        return found[0]
    if found:
        names = " or ".join(key for key, _ in found)
        raise NeedsOption(
            f"{name}: this can be {names}", hint=f"say which with --source {found[0][0]}", code=UNKNOWN_FORMAT.code
        )
    lines = "\n".join(_needs(sample))
    raise NeedsOption(
        f"{name}: no source recognises this file",
        hint=f"name it with --source, or its columns with --map theirs=ours. What is recognised:\n{lines}",
        code=UNKNOWN_FORMAT.code,
    )


def _needs(sample: Sample) -> Iterator[str]:
    """Yield a line for each of the ten sources that have most columns in common with the file: its name and what a file
    must have; then the names of the others.
    """
    near = sorted(SOURCES.items(), key=lambda item: _distance(sample, item[1]))
    for key, source in near[:SHOWN]:
        yield f"  {key:<22} {source.needs}"
    if near[SHOWN:]:
        yield "  and " + ", ".join(sorted(key for key, _ in near[SHOWN:]))


def _distance(sample: Sample, source: Source) -> tuple[bool, int]:
    return source.shape is Shape.OBJECTS and not sample.is_json, -len(sample.names.intersection(source.columns))


def _stated(name: str) -> Source:
    source = SOURCES.find(name)
    if source is None:
        names = reversed(list(SOURCES.names()))  # of two with one beginning the first is meant
        known = {part: name for name in names for part in (name, name.partition("-")[0])}
        near = get_close_matches(name.lower(), known, 1)
        meant = f"did you mean `{known[near[0]]}`? " if near else ""
        raise UsageError(f"no source called {name!r}", hint=f"{meant}known: {', '.join(SOURCES.names())}")
    return source
