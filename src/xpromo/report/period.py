"""The days that a document is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from xpromo.report.plain import plain


@dataclass(frozen=True, slots=True)
class Period:
    """The days a report covers, the end exclusive here and inclusive wherever people or scripts read it."""

    since: date | None
    until: date | None
    timezone: str

    @property
    def last(self) -> date | None:
        """The last day."""
        return self.until - timedelta(days=1) if self.until else None

    def record(self) -> dict[str, object]:
        """Return it as scripts read it: first and last day."""
        return {"start": plain(self.since), "end": plain(self.last), "timezone": self.timezone}

    def __str__(self) -> str:
        """``2026-11-15 to 2026-11-21``, or the end that is known, or ``all days``."""
        if self.since and self.last:
            return f"{self.since} to {self.last}"
        return f"since {self.since}" if self.since else f"until {self.last}" if self.last else "all days"
