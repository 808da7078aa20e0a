"""A file of paths, as attribution tools write them → paths: one row a path, or one row a touch.

It is read for one answer and kept nowhere. Persons are told apart and never named.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from xpromo.collecting import without_collecting
from xpromo.errors import Findings, NeedsOption
from xpromo.paths import BORDER, Paths, PathsFound, letter
from xpromo.sources.amounts import plain_cell
from xpromo.sources.grouped import read_grouped, read_halves
from xpromo.sources.journeys import Outcome, paths_of
from xpromo.sources.opening import FileFacts, halves
from xpromo.sources.path_cells import NOBODY, Money, PathOptions, Refused, Spelling, money_reason
from xpromo.sources.path_rules import NO_PATHS
from xpromo.sources.reading import open_header
from xpromo.sources.rules import NEEDS_ZONE, NO_RECORDS
from xpromo.sources.source import Rows
from xpromo.sources.tables import csv_rows
from xpromo.sources.times import Moments

LARGE = 16 << 20  # bytes; a process costs a tenth of a second
TRUE, FALSE = frozenset({"true", "yes", "1", "y"}), frozenset({"false", "no", "0", "n", ""})
GROUPED = (
    ("path",),
    ("conversions", "conversion", "total conversions"),
    ("nulls", "null", "total null"),
    ("value", "conversion value", "total conversion value"),
    ("currency",),
    ("hours", "time till conv", "time till conversion", "time till conv agg"),
)
TOUCHES = (("person",), ("at",), ("channel",), ("converted",), ("value", "conversion value"), ("currency",))


def read_paths(facts: FileFacts, options: PathOptions) -> tuple[PathsFound, bool]:
    """Return the paths of a file, and whether one row of it is one touch.

    A large file of one row a path is read in two halves at once. Raises Findings where it is no such file or not one
    row can be read, NeedsOption where a zone or a currency is missing, StorageError.
    """
    with without_collecting():
        found, by_touch = _read(facts, options, halves(facts) if facts.size >= LARGE else None)
    if not found.paths.words and not found.conversions:
        message = f"{facts.name}: no row of it is a path{_first(found.refusals)}"
        raise Findings(message, hint=NO_PATHS.hint, code=NO_RECORDS.code)
    return found, by_touch


def _read(facts: FileFacts, options: PathOptions, parts: tuple[FileFacts, FileFacts] | None) -> tuple[PathsFound, bool]:
    opened = open_header(parts[0] if parts else facts, {})
    by_touch = {"person", "at", "channel"} <= set(opened.names)
    forms = TOUCHES if by_touch else GROUPED
    wanted = [next((name for name in names if name in opened.names), "") for names in forms]
    absent = [names[0] for names, found in zip(forms, wanted, strict=True) if not found][:1]
    if not opened.delimiter or not all(wanted[: 4 if by_touch else 2]):
        lacks = f"it has no column {absent[0]}" if absent and opened.delimiter else "it isn't CSV with a header"
        raise Findings.of(NO_PATHS, f"{facts.name}: {lacks}")
    table = opened.table()
    if parts:
        found = None if by_touch else read_halves(table, parts[1], wanted, options)
        return (found, by_touch) if found else _read(facts, options, None)
    if by_touch:
        return _read_touches(csv_rows(table, wanted), facts.name, options), True
    return read_grouped(table, wanted, options), False


def _first(refusals: Sequence[Refused]) -> str:
    return f"; line {refusals[0][0]}: {refusals[0][1]}" if refusals else ""


# ----------------------------------------------------------------------------------------------------- one row a touch


@dataclass(slots=True)
class _Person:
    touches: list[tuple[int, str]] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)


def _read_touches(chunks: Iterator[Rows], name: str, options: PathOptions) -> PathsFound:
    spelling, moments, money = Spelling(name), Moments(options.zone), Money(name, options.currency)
    people: dict[str, _Person] = {}
    refusals: list[Refused] = []
    for rows in chunks:
        refusals += [(refusal.line, refusal.reason, refusal.column) for refusal in rows.refusals]
        for line, person, at, channel, converted, value, currency in zip(rows.lines, *rows.columns, strict=True):
            moment = moments.settle(at)
            if moment == NEEDS_ZONE.slug:
                raise NeedsOption.in_file(NEEDS_ZONE, name)
            flag = plain_cell(converted).lower()
            minor, code = money.read(value, currency) if flag in TRUE else (0, "")
            reason = _reason(person, moment, spelling[channel], flag) or money_reason(minor, code)
            if reason or isinstance(moment, str):
                refusals.append((line, *(reason or ("bad-time", "at"))))
                continue
            known = people.setdefault(person, _Person())
            if spelling[channel] != NOBODY:
                known.touches.append((moment, spelling[channel]))
            if flag in TRUE:
                known.outcomes.append(Outcome(moment, minor or 0, code if minor else ""))
    return _found(people.values(), spelling, refusals, options.window)


def _reason(person: str, moment: int | str, channel: str, flag: str) -> tuple[str, str] | None:
    """Return why a row isn't taken and its column, or None. A conversion may stand without a channel."""
    if not person.strip():
        return "no-id", "person"
    if isinstance(moment, str):
        return moment, "at"
    if flag not in TRUE | FALSE:
        return "bad-flag", "converted"
    return ("no-channel", "channel") if channel == NOBODY and flag in FALSE else None


def _found(people: Collection[_Person], spelling: Spelling, refusals: list[Refused], window: int) -> PathsFound:
    names = sorted(spelling.names)
    letters = {spelling.letters[name]: letter(number) for number, name in enumerate(names)}  # of one moment: by name
    for person in people:
        person.touches = [(at, letters[sign]) for at, sign in person.touches]
    found = [path for person in people for path in paths_of(person.touches, person.outcomes, window)]
    outcomes = [path.outcome for path in found]
    currencies = sorted({outcome.currency for outcome in outcomes if outcome and outcome.currency})
    paths = Paths.of(
        names,
        BORDER.join([path.word for path in found]),
        [int(outcome is not None) for outcome in outcomes],
        [int(outcome is None) for outcome in outcomes],
        values={
            currency: [item.value if item and item.currency == currency else 0 for item in outcomes]
            for currency in currencies
        },
        ages=[age for path in found for age in path.ages],
    )
    conversions = sum(len(person.outcomes) for person in people)
    return PathsFound(paths, conversions, conversions, refusals=sorted(refusals))
