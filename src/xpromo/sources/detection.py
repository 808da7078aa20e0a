"""Which source a file is of, from its content alone. One fits, or an option has to settle it: never a guess."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from difflib import get_close_matches
from itertools import chain
from typing import TYPE_CHECKING

from xpromo.errors import Findings, NeedsOption, UsageError
from xpromo.sources.rules import FOREIGN_LABELS, UNKNOWN_FORMAT
from xpromo.sources.source import SOURCES, Sample, Source

if TYPE_CHECKING:
    from collections.abc import Sequence

NEAREST, SHOWN = 5, 4


def detect(sample: Sample, name: str, stated: str | None = None) -> tuple[str, Source]:
    """Return the source's name and the source: the stated one, else the only one that recognises the file.

    Raises UsageError for an unknown ``--source``, NeedsOption when several or none fit, Findings for one in
    another language.
    """
    if stated:
        return stated, _stated(stated)
    if sample.has("batch", "read as"):
        raise NeedsOption(
            f"{name}: `xpromo ledger export` wrote this; its rows are in a ledger, and would count twice",
            hint="import the files that they came from; a ledger is moved by `xpromo ledger backup` and `restore`",
            code=UNKNOWN_FORMAT.code,
        )
    found = recognised(sample)
    if not found and sample.only:  # whatever an envelope is called
        found = recognised(replace(sample, names=sample.only, lists={}))
    if len(found) == 1:
        return found[0]
    if found:
        names = " or ".join(key for key, _ in found)
        raise NeedsOption(
            f"{name}: this can be {names}", hint=f"say which with --source {found[0][0]}", code=UNKNOWN_FORMAT.code
        )
    _look_for_other_languages(sample, name)
    raise NeedsOption(
        f"{name}: no source recognises this file",
        hint=f"name it with --source, or its columns with --map theirs=ours. {_nearest(sample)}",
        code=UNKNOWN_FORMAT.code,
    )


def recognised(sample: Sample) -> list[tuple[str, Source]]:
    """Return the sources that recognise a file, with their names."""
    return [(key, source) for key, source in SOURCES.items() if source.recognise(sample)]


def _look_for_other_languages(sample: Sample, name: str) -> None:
    for title, languages in ((source.title, source.translated) for _, source in SOURCES.items()):
        if any(sample.has(*labels) for labels in languages):
            message = f"{name}: this is a file of {title}, and its labels aren't in English"
            hint = "switch the tool to English and export again; nothing was recorded"
            raise Findings(message, hint=hint, code=FOREIGN_LABELS.code)


def _nearest(sample: Sample) -> str:
    """Return which sources the columns are nearest to and what they lack; of each at least half is there.

    A column counts for the less, the more sources read it: a date says nothing, and one word of a source's own little.
    """
    readers = Counter(chain.from_iterable(source.columns for _, source in SOURCES.items()))
    found = []
    for key, source in SOURCES.items():
        wanted = source.required or source.columns
        missing = [column for column in wanted if column not in sample.names]
        told = sum(1 / readers[column] for column in source.columns if column in sample.names)
        if told > 1 and 2 * len(missing) <= len(wanted):
            found.append((-told, key, missing))
    if not found:
        return _listed()
    lines = [f"  {key:<22} {_lack(key, missing)}" for _, key, missing in sorted(found)[:NEAREST]]
    return "\n".join(["The nearest:", *lines])


def _lack(key: str, missing: Sequence[str]) -> str:
    more = f" and {len(missing) - SHOWN} more" if len(missing) > SHOWN else ""
    return f"lacks {', '.join(missing[:SHOWN])}{more}" if missing else f"needs {SOURCES.get(key).needs}"


def _stated(name: str) -> Source:
    source = SOURCES.find(name)
    if source is None:
        names = reversed(list(SOURCES.names()))  # of two with one beginning the first is meant
        known = {part: name for name in names for part in (name, name.partition("-")[0])}
        near = get_close_matches(name.lower(), known, 1)
        meant = f"did you mean `{known[near[0]]}`? " if near else ""
        raise UsageError(f"no source called {name!r}", hint=f"{meant}{_listed()}", code=UNKNOWN_FORMAT.code)
    return source


def _listed() -> str:
    """Return where the names are: that page knows ours, and other distributions may bring more."""
    more = ", ".join(sorted(SOURCES.foreign))
    return "`xpromo help sources` lists them" + (f"; installed beside ours: {more}" if more else "")
