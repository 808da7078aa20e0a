"""``xpromo kit``: everything each side needs to promote the other, ready to send."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xpromo.cli.console import emit, next_step, note, show_problems
from xpromo.cli.context import running
from xpromo.cli.options import Campaigns, DryRun, Format

if TYPE_CHECKING:
    from xpromo.cli.context import Run
    from xpromo.operations.kit import MadeKits
    from xpromo.report.document import Document


def command(
    context: typer.Context,
    campaigns: Campaigns = None,
    format: Format = None,  # noqa: A002 - its name is in the variable XPROMO_KIT_FORMAT
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="Write below this folder.", metavar="DIR", readable=False, show_envvar=False
        ),
    ] = None,
    zipped: Annotated[
        bool,
        typer.Option(
            "--zip", help="One zip file a kit instead of a folder.", envvar="XPROMO_KIT_ZIP", show_envvar=False
        ),
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Replace kits that somebody changed by hand.", show_envvar=False)
    ] = False,
    dry_run: DryRun = False,
    after_end: Annotated[
        bool, typer.Option("--after-end", help="Hand out for campaigns that are over, too.", show_envvar=False)
    ] = False,
) -> None:
    """Render the asset kits: mails, posts, landing snippet, brief, link sheet, QR codes, manifest. All or nothing.

    xpromo kit 2026-winter-bundle --zip
    """
    from xpromo.operations.kit import KitOptions, make_kits
    from xpromo.report.diagnosing import plural

    run = running(context)
    options = KitOptions(output, zipped, force, dry_run, after_end)
    made = make_kits(run.workspace, run.ledger_path, campaigns or [], options, now=run.now, wait=run.wait)
    if made.problems and not run.quiet:
        show_problems(run, made.problems)
    emit(run, _document(run, made), format)
    if dry_run:
        note(run, "dry run: nothing was written")
    elif made.new_links:
        note(run, f"promised in the ledger now: {plural(made.new_links, 'link')}")
    if dry_run:
        next_step(run, "xpromo kit")
    elif made.kits:
        next_step(run, f"open {run.relative(made.kits[0].place)} and read brief.md")


def _document(run: Run, made: MadeKits) -> Document:
    from xpromo.report.document import CellKind, Column, Document

    columns = (
        Column("campaign", "Campaign", CellKind.ID),
        Column("partner", "For", CellKind.ID),
        Column("state", "State", CellKind.ID),
        Column("count", "Files", CellKind.INT),
        Column("path", "Path", CellKind.TEXT, detail=True),
    )
    data = [
        {
            "campaign": kit.campaign,
            "partner": kit.partner,
            "path": run.relative(kit.place),
            "state": kit.state.value,
            "files": [
                {"path": piece.path, "asset": piece.asset, "placement": piece.placement, "bytes": len(piece.content)}
                for piece in kit.pieces
            ],
        }
        for kit in made.kits
    ]
    rows = [{**row, "count": len(kit.pieces)} for row, kit in zip(data, made.kits, strict=True)]
    empty = "No campaign has a placement yet: nothing to hand out."
    folders = sorted({run.relative(kit.place.parent.parent) for kit in made.kits})
    return Document(
        "kit", columns, rows, data=data, title=f"Kits in {', '.join(folders)}" if folders else "", empty=empty
    )
