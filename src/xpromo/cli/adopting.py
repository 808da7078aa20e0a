"""What ``links --adopt`` and ``codes --adopt`` have in common: one list in, two counts out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xpromo.cli.console import next_step, note
from xpromo.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from xpromo.cli.context import Run
    from xpromo.operations.adopting import Adopted, Adopting


def adopt_list(
    run: Run, path: Path, thing: str, adopt: Callable[[Path, Adopting], Adopted], *, others: object, dry_run: bool
) -> None:
    """Adopt a list of links or codes and say what became of its rows."""
    from xpromo.operations.adopting import Adopting
    from xpromo.report.diagnosing import plural

    if others:
        hint = f"`xpromo {thing}s` alone lists what is promised"
        raise UsageError("--adopt takes a list in and shows none: name no campaign and no format beside it", hint=hint)
    done = adopt(path, Adopting(run.workspace, run.ledger_path, run.now, run.wait, dry_run))
    would = " (dry run: nothing was written)" if dry_run else ""
    note(run, f"{plural(done.new + done.known, thing)}: {done.new:,} adopted, {done.known:,} known{would}")
    next_step(run, f"xpromo {thing}s --adopt {path}" if dry_run else "xpromo import")
