"""``xpromo links``: tracked links for every placement, the same on every machine."""

from __future__ import annotations

from typing import Annotated

import typer

from xpromo.cli.console import emit, next_step, note
from xpromo.cli.context import running
from xpromo.cli.options import Adopt, Campaigns, DryRun, Format, Output

AfterEnd = Annotated[
    bool, typer.Option("--after-end", help="Mint for campaigns that are over, too.", show_envvar=False)
]


def command(
    context: typer.Context,
    campaigns: Campaigns = None,
    format: Format = None,  # noqa: A002 - its name is in the variable XPROMO_LINKS_FORMAT
    output: Output = None,
    dry_run: DryRun = False,
    after_end: AfterEnd = False,
    adopt: Adopt = None,
    raw: Annotated[bool, typer.Option("--raw", help="CSV for machines: cells as they are.", show_envvar=False)] = False,
) -> None:
    """Mint the links of campaigns and promise them in the ledger. A second time every link is known.

    xpromo links 2026-winter-bundle --format csv --output links.csv
    """
    from xpromo.operations.links import mint_and_record
    from xpromo.records import State
    from xpromo.report.diagnosing import plural
    from xpromo.report.minted import links_document

    run = running(context)
    if adopt is not None:
        from xpromo.cli.adopting import adopt_list
        from xpromo.operations.adopting import adopt_links

        adopt_list(run, adopt, "link", adopt_links, others=campaigns or output or format, dry_run=dry_run)
        return
    minting = mint_and_record(
        run.workspace,
        run.ledger_path,
        campaigns or [],
        run.now,
        dry_run=dry_run,
        after_end=after_end,
        wait=run.wait,
    )
    emit(run, links_document(minting.links, minting.states), format, output, raw=raw)
    counts = ", ".join(f"{minting.count(state):,} {state.value}" for state in State)
    would = " (dry run: nothing was written)" if dry_run else ""
    note(run, f"{plural(len(minting.states), 'link')}: {counts}{would}")
    next_step(run, "xpromo codes" if not dry_run else "xpromo links")
