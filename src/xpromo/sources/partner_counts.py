"""The counts that a partner sends: what their `settle export` wrote, or a table of days. Hostile until it is read."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from xpromo.errors import StorageError, UsageError
from xpromo.money import parse_minor
from xpromo.sources.rules import BAD_COUNTS

LARGEST = 50_000_000  # bytes
LONGEST = 1_000_000  # rows of a table
COUNT = 10**12
_EXPORTED = {"part", "n", "sha256"}  # columns that the CSV of an export has
T = TypeVar("T")
Name = Annotated[str, Field(max_length=200)]
Count = Annotated[int, Field(ge=0, le=COUNT)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)


class ClickRow(_Part):
    """Clicks of a link on a day."""

    placement: Name
    link: Name
    day: Annotated[date, Field(strict=False)]
    clicks: Count
    clicks_raw: Count


class OtherRow(_Part):
    """A count of something else: ``unique_clicks (mailchimp)``."""

    placement: Name
    metric: Name
    n: Count


class ConversionRow(_Part):
    """Conversions of a kind in a week, or, ``week`` None, in the whole period; None where small numbers are hidden.

    ``placement`` is None where only the campaign is known, as with a shared code.
    """

    placement: Name | None
    campaign: Name | None = None
    week: Annotated[date, Field(strict=False)] | None
    kind: Name
    currency: Name
    n: Count | None
    amount: Annotated[int, Field(ge=-COUNT, le=COUNT)] | None


class Counts(_Part):
    """What the other side counted."""

    brand: Name = ""
    partner: Name = ""
    timezone: Name = ""
    window_days: tuple[Annotated[int, Field(ge=0, le=10_000)], ...] = Field(default=(), strict=False)
    since: Annotated[date | None, Field(strict=False)] = None
    until: Annotated[date | None, Field(strict=False)] = None
    lost: Count = 0
    clicks: Annotated[list[ClickRow], Field(max_length=LONGEST)] = []
    others: Annotated[list[OtherRow], Field(max_length=LONGEST)] = []
    conversions: Annotated[list[ConversionRow], Field(max_length=LONGEST)] = []


@dataclass(frozen=True, slots=True)
class Received:
    """Counts with what is known of their file: ``intact`` is whether its hash fits, None where it states none."""

    counts: Counts
    intact: bool | None = None
    sha256: str = ""


def read_counts(path: Path) -> Received:
    """Read a file of counts. Raises UsageError for what is none, StorageError where it can't be opened."""
    try:
        if path.stat().st_size > LARGEST:
            raise UsageError.of(BAD_COUNTS, f"{path.name} is larger than {LARGEST // 10**6} MB")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise StorageError(f"can't read {path}: {(error.strerror or 'unknown reason').lower()}") from error
    except UnicodeDecodeError:
        raise UsageError.of(BAD_COUNTS, f"{path.name} is no UTF-8 text") from None
    return _of_json(text, path.name) if text.lstrip().startswith("{") else _of_table(text, path.name)


def content_hash(data: Mapping[str, Any]) -> str:
    """Return the SHA-256 of an export's data, its own ``sha256`` left out: equal data have equal hashes."""
    bare = {name: value for name, value in data.items() if name != "sha256"}
    text = json.dumps(bare, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _of_json(text: str, name: str) -> Received:
    try:
        envelope = json.loads(text)
    except (ValueError, RecursionError):
        raise UsageError.of(BAD_COUNTS, f"{name} is no JSON") from None
    if envelope.get("schema") != "xpromo/settle-export" or not isinstance(envelope.get("data"), dict):
        raise UsageError.of(BAD_COUNTS, f"{name} wasn't written by `xpromo settle export`")
    data: dict[str, Any] = envelope["data"]
    period, rules = data.get("period"), data.get("rules")
    flat = {
        **data,
        "timezone": period.get("timezone") if isinstance(period, dict) else "",
        "since": period.get("start") if isinstance(period, dict) else None,
        "until": period.get("end") if isinstance(period, dict) else None,
        "window_days": rules.get("window_days", ()) if isinstance(rules, dict) else (),
    }
    try:
        counts = Counts.model_validate(flat)
    except (ValidationError, RecursionError) as error:
        raise UsageError.of(BAD_COUNTS, f"{name}: {_first(error)}") from None
    return Received(counts, content_hash(data) == data.get("sha256"), str(data.get("sha256")))


def _first(error: Exception) -> str:
    """Say where a file is wrong; never what it holds."""
    if not isinstance(error, ValidationError):
        return "it is nested too deeply"
    found = error.errors(include_input=False, include_url=False)[0]
    return f"{'.'.join(map(str, found['loc'])) or 'data'}: {found['msg'][:1].lower()}{found['msg'][1:]}"


def _of_table(text: str, name: str) -> Received:
    """Read a table with the columns day, clicks and placement or link, or the CSV of an export."""
    lines = text.splitlines() or [""]
    delimiter = max(",;\t", key=lines[0].count)  # a spreadsheet saves what its country writes
    rows = csv.DictReader(lines, restkey="", restval="", delimiter=delimiter)
    try:
        header = [(column or "").strip().lower() for column in rows.fieldnames or ()]
        rows.fieldnames = header
        if {*header} >= _EXPORTED:
            return _of_export(rows, name)
        if not {"day", "clicks"} <= {*header} or not {"placement", "link"} & {*header}:
            raise UsageError.of(BAD_COUNTS, f"{name} has no columns day, clicks and placement or link")
        return Received(Counts(clicks=[_row(_click, row, rows, name) for row in islice(rows, LONGEST)]))
    except csv.Error:
        raise UsageError.of(BAD_COUNTS, f"{name}:{rows.line_num} is no row of a table") from None


def _of_export(rows: csv.DictReader[str], name: str) -> Received:
    """Read what `settle export --format csv` wrote: every row says of itself what it is, and of which file."""
    row, lost = dict[str, str](), 0
    found: dict[str, Any] = {"clicks": [], "others": [], "conversions": []}
    for row in islice(rows, LONGEST):
        if row["part"] == "lost":
            lost = _row(_lost, row, rows, name)
        elif row["part"] in found:
            found[row["part"]].append(_row(_EXPORTERS[row["part"]], row, rows, name))
    counts = _row(lambda whole: Counts(lost=lost, **found, **_whole(whole)), row, rows, name)
    return Received(counts, None, row["sha256"])


def _row(reader: Callable[[Mapping[str, str]], T], row: Mapping[str, str], rows: csv.DictReader[str], name: str) -> T:
    try:
        return reader(row)
    except (ValueError, TypeError, AttributeError, KeyError):
        raise UsageError.of(BAD_COUNTS, f"{name}:{rows.line_num} has no day like 2026-11-30 or no count") from None


def _click(row: Mapping[str, str]) -> ClickRow:
    clicks, day = _count(row["clicks"]), date.fromisoformat(row["day"].strip())
    placement, link = row.get("placement", "").strip(), row.get("link", "").strip()
    return ClickRow(placement=placement, link=link, day=day, clicks=clicks, clicks_raw=clicks)


def _count(text: str) -> int:
    return int(text.strip().replace(",", ""))


def _lost(row: Mapping[str, str]) -> int:
    return _count(row["n"])


def _exported_click(row: Mapping[str, str]) -> ClickRow:
    numbers = {"clicks": _count(row["n"]), "clicks_raw": _count(row["raw"])}
    return ClickRow(placement=row["placement"], link=row["link"], day=date.fromisoformat(row["day"]), **numbers)


def _exported_other(row: Mapping[str, str]) -> OtherRow:
    return OtherRow(placement=row["placement"], metric=row["kind"], n=_count(row["n"]))


def _exported_conversion(row: Mapping[str, str]) -> ConversionRow:
    amount, currency = row["amount"], row["currency"]
    return ConversionRow(
        placement=row["placement"] or None,
        campaign=row["campaign"] or None,
        week=date.fromisoformat(row["day"]) if row["day"] else None,
        kind=row["kind"],
        currency=currency,
        n=_count(row["n"]) if row["n"] else None,
        amount=(parse_minor(amount, currency) if currency else int(amount)) if amount else None,
    )


def _whole(row: Mapping[str, str]) -> dict[str, Any]:
    """Return what an export says of itself on each row."""
    return {
        "brand": row["brand"],
        "partner": row["partner"],
        "timezone": row["timezone"],
        "since": date.fromisoformat(row["start"]),
        "until": date.fromisoformat(row["end"]),
        "window_days": tuple(int(days) for days in row["window_days"].split()),
    }


_EXPORTERS: Mapping[str, Callable[[Mapping[str, str]], _Part]] = {
    "clicks": _exported_click,
    "others": _exported_other,
    "conversions": _exported_conversion,
}
