"""Where retros lie, and what people wrote into them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from xpromo.definitions.workspace import campaign_file
from xpromo.errors import StorageError
from xpromo.report.retro import NEXT_TIME

SUFFIX = ".retro.md"
LARGEST = 1_000_000  # bytes of a page that is read


@dataclass(frozen=True, slots=True)
class Pages:
    """Where retros lie: beside their campaigns."""

    root: Path

    def path(self, campaign: str) -> str:
        """Return a campaign's page, relative to the workspace."""
        return campaign_file(campaign).removesuffix(".yaml") + SUFFIX

    def read(self, campaign: str) -> str | None:
        """Return a page as it is, None where there is none. Raises StorageError."""
        place = self.root / self.path(campaign)
        try:
            if place.stat().st_size > LARGEST:
                raise StorageError(f"{self.path(campaign)} is larger than {LARGEST // 10**6} MB")
            return place.read_bytes().decode("utf-8")
        except FileNotFoundError:
            return None
        except UnicodeDecodeError:
            raise StorageError(f"{self.path(campaign)} is no UTF-8 text", hint="save it as UTF-8") from None
        except OSError as error:
            raise StorageError(f"can't read {place}: {(error.strerror or 'unknown reason').lower()}") from error


def next_time(root: Path, campaign: str) -> list[str]:
    """Return what people wrote under "Next time" in a campaign's retro, a line each; empty without a page."""
    text = Pages(root).read(campaign) or ""
    _, found, after = text.partition(NEXT_TIME)
    if not found:
        return []
    lines: list[str] = []
    for line in after.splitlines():
        if line.startswith("#"):
            break
        bare = line.strip().removeprefix("-").removeprefix("*").strip()
        if bare and not bare.startswith("<!--"):
            lines.append(bare)
    return lines
