"""Values of ours → what JSON knows: dictionaries, lists, text, numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum


def plain(value: object) -> object:
    """Return dataclasses and mappings as dictionaries, tuples as lists, days and moments as ISO 8601."""
    if value is None or (isinstance(value, str | int | float) and not isinstance(value, Enum)):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: plain(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    raise TypeError(type(value).__name__)


def instant(at: int) -> str:
    """Return seconds since 1970 as ISO 8601, in UTC."""
    return datetime.fromtimestamp(at, UTC).isoformat()


def record(value: object) -> dict[str, object]:
    """Return a dataclass as a dictionary."""
    found = plain(value)
    if not isinstance(found, dict):
        raise TypeError(type(value).__name__)
    return found
