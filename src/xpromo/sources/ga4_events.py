"""Events as Google Analytics 4 writes them to BigQuery: what both of its sources know about a row."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from xpromo.utm import CAMPAIGN, CONTENT, ID, MEDIUM, SOURCE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xpromo.sources.source import Sample

COLLECTED, SESSION = "collected traffic source manual", "session traffic source last click manual campaign"
SCOPES = (  # the event's own tags, then the session's; the first visit's are nobody's to credit
    {
        SOURCE: f"{COLLECTED} source",
        MEDIUM: f"{COLLECTED} medium",
        CAMPAIGN: f"{COLLECTED} campaign name",
        ID: f"{COLLECTED} campaign id",
        CONTENT: f"{COLLECTED} content",
    },
    {
        SOURCE: f"{SESSION} source",
        MEDIUM: f"{SESSION} medium",
        CAMPAIGN: f"{SESSION} campaign name",
        ID: f"{SESSION} campaign id",
        CONTENT: f"{SESSION} content",
    },
)
VALUES = ("string_value", "int_value", "double_value", "float_value")
COLUMNS = (
    "event name", "event timestamp", "event params", "user id", "user pseudo id",
    "ecommerce transaction id", "ecommerce purchase revenue", "ecommerce refund value",
    *(column for scope in SCOPES for column in scope.values()),
)  # fmt: skip


def is_event(sample: Sample) -> bool:
    """Whether rows are events of the export."""
    return sample.is_json and sample.has("event name", "event timestamp", "event params")


def value(text: str) -> str:
    """Return a cell without what stands for nothing."""
    return "" if text in {"null", "(not set)"} else text


def parameters(row: Mapping[str, str]) -> dict[str, str]:
    """Return an event's parameters by their keys; those without a value are left out."""
    text = row["event params"]
    found: dict[str, str] = {}
    for item in json.loads(text) if text[:1] == "[" else ():
        held = item.get("value") if isinstance(item, dict) else None
        texts = [value(str(held.get(name) or "")) for name in VALUES] if isinstance(held, dict) else []
        if one := next(filter(None, texts), ""):
            found[str(item.get("key"))] = one
    return found


def tags(row: Mapping[str, str]) -> dict[str, str]:
    """Return the tags of an event: its own, else its session's."""
    for scope in SCOPES:
        fields = {name: value(row[column]) for name, column in scope.items()}
        if any(fields.values()):
            return fields
    return {}
