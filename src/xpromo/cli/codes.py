"""``xpromo codes``: promo codes, shared ones as written, pools drawn so that nobody guesses them."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from xpromo.cli.console import emit, next_step, note
from xpromo.cli.context import running
from xpromo.cli.options import Adopt, Campaigns, DryRun, Format, Output


def command(
    context: typer.Context,
    campaigns: Campaigns = None,
    format: Format = None,  # noqa: A002 - its name is in the variable XPROMO_CODES_FORMAT
    output: Output = None,
    dry_run: DryRun = False,
    show_all: Annotated[bool, typer.Option("--all", help="Show pools of any size.", show_envvar=False)] = False,
    length: Annotated[
        int | None,
        typer.Option("--length", help="Symbols between prefix and check symbol.", min=1, max=29, show_envvar=False),
    ] = None,
    after_end: Annotated[
        bool, typer.Option("--after-end", help="Issue for campaigns that are over, too.", show_envvar=False)
    ] = False,
    lock: Annotated[
        bool, typer.Option("--lock", help="Note issued pools in a file to commit.", show_envvar=False)
    ] = False,
    adopt: Adopt = None,
    raw: Annotated[bool, typer.Option("--raw", help="CSV for machines: cells as they are.", show_envvar=False)] = False,
) -> None:
    """Issue the codes of offers, each once: a second time they are known, and only what is missing is drawn.

    xpromo codes 2026-winter-bundle --format csv --output codes.csv
    """
    from xpromo.definitions.workspace import LOCK_FILE
    from xpromo.operations.codes import Asked, issue_codes
    from xpromo.records import State
    from xpromo.report.diagnosing import plural
    from xpromo.report.minted import codes_document

    run = running(context)
    if adopt is not None:
        from xpromo.cli.adopting import adopt_list
        from xpromo.operations.adopting import adopt_codes

        adopt_list(run, adopt, "code", adopt_codes, others=campaigns or output or format, dry_run=dry_run)
        return
    issued = issue_codes(
        run.workspace,
        run.ledger_path,
        Asked(campaigns or [], run.now, length, show_all or output is not None or dry_run, after_end, lock),
        os.urandom,
        dry_run=dry_run,
        wait=run.wait,
    )
    emit(run, codes_document(issued.rows()), format, output, raw=raw, private=True)
    for strength in issued.strengths:
        note(run, str(strength))
    counts = ", ".join(f"{issued.count(state):,} {state.value}" for state in State)
    would = " (dry run: nothing was drawn)" if dry_run else ""
    note(run, f"{plural(sum(map(issued.count, State)), 'code')}: {counts}{would}")
    if issued.count(State.CHANGED):
        note(run, "changed: the ledger holds that code for another offer or placement in the same days, and keeps it")
    if issued.locked is not None:
        note(run, f"{plural(issued.locked, 'pool')} locked in {LOCK_FILE}: commit it")
    next_step(run, "xpromo kit" if not dry_run else "xpromo codes")
