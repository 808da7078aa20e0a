"""``xpromo ledger backup``, ``restore`` and ``export``: the ledger in other files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xpromo.cli.completion import one_of
from xpromo.cli.console import emit, note
from xpromo.cli.context import running
from xpromo.cli.options import Format, Output, named


def backup(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(help="Where the copy goes; an older copy is replaced.", metavar="FILE", callback=named)
    ],
    format: Format = None,  # noqa: A002 - its name is in the variable XPROMO_LEDGER_BACKUP_FORMAT
    output: Output = None,
) -> None:
    """Copy the ledger into a file, also while others write to it, and read the copy back; the key isn't in it.

    xpromo ledger backup monday.db
    """
    from xpromo.operations.ledger import keep_copy
    from xpromo.report.document import CellKind, Column, Document

    run = running(context)
    found = keep_copy(run.place, file)
    data = {"file": str(file), "size": found.size, "seals": found.seals, "schema": found.version}
    columns = (
        Column("file", "Copy", CellKind.ID),
        Column("seals", "Transactions", CellKind.INT),
        Column("size", "Bytes", CellKind.INT),
    )
    emit(run, Document("ledger-backup", columns, [data], data=data), format, output)


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A copy that `ledger backup` made.", metavar="FILE", callback=named)],
    force: Annotated[
        bool, typer.Option("--force", help="Also where the ledger holds what the copy doesn't.", show_envvar=False)
    ] = False,
    format: Format = None,  # noqa: A002 - its name is in the variable XPROMO_LEDGER_RESTORE_FORMAT
    output: Output = None,
) -> None:
    """Put a backup in the ledger's place, once it is proved to be whole; what was there is kept beside.

    xpromo ledger restore monday.db
    """
    from xpromo.operations.ledger import put_back
    from xpromo.report.document import CellKind, Column, Document

    run = running(context)
    found = put_back(run.place, file, now=run.now, force=force)
    kept = run.relative(found.kept) if found.kept else None
    data = {"file": str(file), "seals": found.seals, "lost": found.lost, "kept": kept}
    columns = (
        Column("file", "Restored from", CellKind.ID),
        Column("seals", "Transactions", CellKind.INT),
        Column("lost", "Taken away", CellKind.INT, detail=not found.lost),
    )
    emit(run, Document("ledger-restore", columns, [data], data=data), format, output)
    if kept:
        note(run, f"the ledger as it was is kept in {kept}")


def export(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="A new folder for a file a table.", metavar="DIR", callback=named)],
    kind: Annotated[
        str,
        typer.Option(
            "--format", "-f", help="csv or parquet.", metavar="FORMAT", autocompletion=one_of("csv", "parquet")
        ),
    ] = "csv",
    with_keys: Annotated[
        bool, typer.Option("--with-keys", help="With the keyed hashes of people and devices.", show_envvar=False)
    ] = False,
    raw: Annotated[
        bool, typer.Option("--raw", help="Cells as they are, for machines: a spreadsheet may run some.")
    ] = False,
) -> None:
    """Write promises and facts as tables for other tools, names in place of numbers; people's keys stay out.

    xpromo ledger export tables --format csv
    """
    from xpromo.operations.exporting import export as write_tables
    from xpromo.report.document import CellKind, Column, Document

    run = running(context)
    files = write_tables(run.place, folder, kind, keys=with_keys, raw=raw)
    rows = [{"file": name, "rows": n} for name, n in files]
    columns = (Column("file", "File", CellKind.ID), Column("rows", "Rows", CellKind.INT))
    emit(run, Document("ledger-export", columns, rows), "table")
