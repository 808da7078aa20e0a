"""What `doctor` says of one thing that it looked at, and what it is told of the world around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from xpromo.errors import XpromoError


class Verdict(StrEnum):
    """How one thing is: as it should be, worth a look, or wrong."""

    WELL = "well"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. ``mend`` says what to do and is empty when nothing is."""

    topic: str
    verdict: Verdict
    detail: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is to be looked at. ``key`` is the key, None where there is none yet, or what stopped reading it.

    ``ledger`` is the one that was named, None for the workspace's. ``env`` is the environment, ``home`` the person's
    folder, ``now`` the only clock, ``wait`` how many seconds another process is waited for.
    """

    workspace: Path | None
    ledger: Path | None
    key: bytes | XpromoError | None
    stated_key: bool
    env: Mapping[str, str]
    home: Path
    now: datetime
    wait: float
