"""What a command knows of the outside: workspace, ledger, clock, environment, how loud and how colourful to be."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from xpromo.definitions.workspace import BRAND_FILE, find_workspace, key_file, ledger_file
from xpromo.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import typer

    from xpromo.operations.ledger import Place


@dataclass(frozen=True)
class Run:
    """One call of xpromo. ``now`` is the only clock; ``start`` the folder to look for the workspace from; ``arguments``
    what was typed after its name.
    """

    start: Path
    ledger_option: Path | None
    now: datetime
    env: Mapping[str, str]
    quiet: bool = False
    verbose: bool = False
    debug: bool = False
    color: str = "auto"
    wait: float = 60.0
    arguments: Sequence[str] = ()

    @cached_property
    def workspace(self) -> Path:
        """The workspace's folder; UsageError when there is none here or above."""
        found = find_workspace(self.start)
        if found is None:
            message = f"no workspace here: no {BRAND_FILE} in {self.start} or above"
            raise UsageError(message, hint="run `xpromo init` to start one, or name it with -C DIR", code="XP015")
        return found

    @property
    def ledger_path(self) -> Path:
        """Where the ledger is, or will be."""
        return self.ledger_option or ledger_file(self.workspace)

    @property
    def key_path(self) -> Path:
        """Where the key lies when it isn't in the environment."""
        return key_file(self.workspace)

    @property
    def stated_key(self) -> str | None:
        """The key as the environment states it, never printed."""
        return self.env.get("XPROMO_KEY") or None

    @property
    def key(self) -> bytes | None:
        """The key that people and events are known by; None where there is none (or no workspace) yet."""
        from xpromo.keys import load_key

        if not self.stated_key and find_workspace(self.start) is None:
            return None
        return load_key(Path() if self.stated_key else self.key_path, self.stated_key)

    @property
    def place(self) -> Place:
        """The ledger as it is opened, which a ledger that was made with another key refuses."""
        from xpromo.keys import fingerprint
        from xpromo.operations.ledger import Place

        key = self.key
        return Place(self.ledger_path, self.wait, fingerprint(key) if key else None)

    def relative(self, path: Path) -> str:
        """Return ``path`` as a person would type it from where xpromo was started."""
        try:
            return str(path.resolve().relative_to(Path.cwd().resolve()))
        except ValueError:
            return str(path)


def running(context: typer.Context) -> Run:
    """Return the Run that the root callback put on the context."""
    run = context.find_object(Run)
    if run is None:  # a command called outside of main
        return Run(Path.cwd(), None, clock(None, os.environ), os.environ)
    return run


def clock(option: str | None, env: Mapping[str, str]) -> datetime:
    """Return the moment to call now: ``--now``/``XPROMO_NOW``, else ``SOURCE_DATE_EPOCH``, else the clock."""
    if option:
        return _moment(option)
    epoch = env.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError):
        raise UsageError("SOURCE_DATE_EPOCH isn't a number of seconds", hint="unset it, or use --now") from None


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        message = "--now isn't a moment that can be read"
        raise UsageError(message, hint="write it as 2026-11-22T09:00:00+00:00") from None


def is_terminal() -> bool:
    """Whether somebody is there to be asked: standard input is a terminal."""
    return sys.stdin.isatty()
