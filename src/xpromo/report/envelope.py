"""What surrounds the data: which schema, which version, made when.

Clock and version are handed in, so that the same input gives the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from xpromo import __version__
from xpromo.report.document import Document

FORMAT_VERSION = "1.0"  # a minor version adds, a major version breaks


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the caller knows of this output. ``raw`` leaves CSV cells unguarded, for machines."""

    version: str
    generated_at: datetime
    raw: bool = False

    @classmethod
    def made_at(cls, moment: datetime, *, raw: bool = False) -> Self:
        """Return the envelope of this version of xpromo, at a moment of the caller's clock."""
        return cls(__version__, moment, raw=raw)

    def head(self, document: Document) -> dict[str, str]:
        """Return the envelope's keys, without ``data``."""
        return {
            "schema": f"xpromo/{document.schema}",
            "format_version": FORMAT_VERSION,
            "xpromo_version": self.version,
            "generated_at": self.generated_at.isoformat(timespec="seconds"),
        }
