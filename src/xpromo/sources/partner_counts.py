"""The counts that a partner sends: what their `settle export` wrote, or a table of days. Hostile until it is read."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from xpromo.errors import StorageError, UsageError
from xpromo.sources.rules import BAD_COUNTS

LARGEST = 50_000_000  # bytes
LONGEST = 1_000_000  # rows of a table
COUNT = 10**12
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
    """Conversions of a kind in a week, or, ``week`` None, in the whole period; None where small numbers are hidden."""

    placement: Name
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
    notes: list[str] = field(default_factory=list)


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
    return Received(counts, content_hash(data) == data.get("sha256"))


def _first(error: Exception) -> str:
    """Say where a file is wrong; never what it holds."""
    if not isinstance(error, ValidationError):
        return "it is nested too deeply"
    found = error.errors(include_input=False, include_url=False)[0]
    return f"{'.'.join(map(str, found['loc'])) or 'data'}: {found['msg'][:1].lower()}{found['msg'][1:]}"


def _of_table(text: str, name: str) -> Received:
    """Read a table with the columns day, clicks and placement or link; sales are optional."""
    rows = csv.DictReader(text.splitlines(), restkey="", restval="")
    try:
        header = [(column or "").strip().lower() for column in rows.fieldnames or ()]
        if not {"day", "clicks"} <= {*header} or not {"placement", "link"} & {*header}:
            raise UsageError.of(BAD_COUNTS, f"{name} has no columns day, clicks and placement or link")
        rows.fieldnames = header
        clicks = list(islice(_rows(rows, name), LONGEST))
    except csv.Error:
        raise UsageError.of(BAD_COUNTS, f"{name}:{rows.line_num} is no row of a table") from None
    return Received(Counts(clicks=clicks))


def _rows(rows: csv.DictReader[str], name: str) -> Iterator[ClickRow]:
    for row in rows:
        try:
            clicks = int(row["clicks"].strip().replace(",", ""))
            day = date.fromisoformat(row["day"].strip())
            placement, link = row.get("placement", "").strip(), row.get("link", "").strip()
            yield ClickRow(placement=placement, link=link, day=day, clicks=clicks, clicks_raw=clicks)
        except (ValueError, TypeError, AttributeError):
            raise UsageError.of(BAD_COUNTS, f"{name}:{rows.line_num} has no day like 2026-11-30 or no count") from None
