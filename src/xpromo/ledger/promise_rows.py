"""A Promise as a row of ``promises`` and back; Settings as JSON and back."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from xpromo.records import Direction, Goal, Promise, PromoCode, Settings

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

EPOCH = date(1970, 1, 1)

PLAIN = (  # stored as they are
    *("placement", "campaign", "campaign_name", "form", "brand", "partner", "partner_name", "property"),
    *("property_name", "channel", "direction", "promotes", "offer", "offer_title", "landing", "phase", "kind"),
    *("expected_reach", "expected_clicks", "swap", "tolerance_days", "fairness_unit", "window_days", "conflict"),
    *("clicks_from", "budget_minor", "budget_currency", "moved_from", "sourced_by"),
)
MADE = ("flight_start", "flight_end", "at", "goals", "budget_share", "external")
COLUMNS = (*PLAIN, *MADE)
CODE_COLUMNS = "code, campaign, placement, partner, offer, kind, single_use, valid_from, valid_until"

_plain = attrgetter(*PLAIN)


@lru_cache(maxsize=4096)
def day_of(day: date) -> int:
    """Return days since 1970."""
    return (day - EPOCH).days


@lru_cache(maxsize=4096)
def date_of(day: int) -> date:
    """Return the date that is ``day`` days after 1970-01-01."""
    return EPOCH + timedelta(days=day)


@lru_cache(maxsize=1024)
def _goals_text(goals: tuple[Goal, ...]) -> str:
    return json.dumps([[goal.metric, goal.target, goal.rank] for goal in goals])


def _mapping_text(mapping: Mapping[str, Any]) -> str:
    return json.dumps(dict(mapping), sort_keys=True, ensure_ascii=False) if mapping else "{}"


def promise_row(promise: Promise) -> tuple[Any, ...]:
    """Return the values of COLUMNS; two promises with equal rows are the same promise."""
    return (
        *_plain(promise),
        day_of(promise.flight_start),
        day_of(promise.flight_end),
        promise.at and promise.at.isoformat(),
        _goals_text(promise.goals),
        _mapping_text(promise.budget_share),
        _mapping_text(promise.external),
    )


def promise_of(row: Sequence[Any], *, changed: bool = False) -> Promise:
    """Return the promise of a row of COLUMNS."""
    fields = dict(zip(COLUMNS, row, strict=True))
    fields["direction"] = Direction(fields["direction"])
    fields["flight_start"] = date_of(fields["flight_start"])
    fields["flight_end"] = date_of(fields["flight_end"])
    fields["at"] = fields["at"] and datetime.fromisoformat(fields["at"])
    fields["goals"] = tuple(Goal(*goal) for goal in json.loads(fields["goals"]))
    fields["budget_share"] = json.loads(fields["budget_share"])
    fields["external"] = json.loads(fields["external"])
    return Promise(**fields, changed=changed)


def code_of(row: Sequence[Any]) -> PromoCode:
    """Return the code of a row of CODE_COLUMNS."""
    fields: tuple[Any, ...] = (*row[:6], bool(row[6]), date_of(row[7]), date_of(row[8]))
    return PromoCode(*fields)


def settings_text(settings: Settings) -> str:
    """Return settings as JSON, sorted, so that equal settings are equal text."""
    fields = {name: getattr(settings, name) for name in settings.__slots__}
    plain = {name: dict(value) if name in MAPPINGS else value for name, value in fields.items()}
    return json.dumps(plain, sort_keys=True, ensure_ascii=False)


MAPPINGS = frozenset({"agreements", "clicks_from", "partner_domains", "sales_from"})


def settings_of(text: str) -> Settings:
    """Return the settings of their JSON; lists are tuples again, unknown fields of another version are left out."""
    known = {name: value for name, value in json.loads(text).items() if name in Settings.__slots__}
    fields: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in known.items()}
    return Settings(**fields)


def settings_in_force(connection: sqlite3.Connection) -> Settings | None:
    """Return the settings that were written last, None where nothing was minted yet."""
    row = connection.execute("SELECT body FROM settings ORDER BY id DESC LIMIT 1").fetchone()
    return settings_of(row[0]) if row else None
