"""``xpromo ledger``: what the ledger holds, whether it is whole, and making its derived tables again."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from xpromo.cli.completion import zones
from xpromo.cli.console import emit
from xpromo.cli.context import running
from xpromo.cli.ledger_copies import backup, export, restore
from xpromo.cli.ledger_people import erase, export_subject, purge
from xpromo.cli.ledger_resolving import resolve
from xpromo.cli.options import DryRun, Format, Output

if TYPE_CHECKING:
    from xpromo.ledger.reading import StoredBatch
    from xpromo.report.document import Row

HELD = (
    ("promise", "promises"),
    ("link", "links"),
    ("code", "codes"),
    ("touch", "touches"),
    ("conversion", "conversions"),
)
ALSO = (  # told where there are any
    ("reported conversion", "reported conversions", "reported"),
    ("mention", "mentions", "mentions"),
    ("survey answer", "survey answers", "survey_answers"),
)
app = typer.Typer(help="Look into the ledger, prove that it is whole, keep it safe.\n\nxpromo ledger verify")


@app.command()
def info(
    context: typer.Context,
    format: Format = None,  # noqa: A002 - its name is in the variable XPROMO_LEDGER_INFO_FORMAT
    output: Output = None,
) -> None:
    """Show what the ledger holds: its size, its tables, every import.

    xpromo ledger info
    """
    from xpromo.operations.ledger import describe
    from xpromo.report.diagnosing import plural
    from xpromo.report.document import CellKind, Column, Document

    run = running(context)
    found, batches = describe(run.place)
    rows = [_batch_row(batch) for batch in batches]
    data = {
        "path": found.path,
        "size": found.size,
        "schema": found.version,
        "sqlite": found.sqlite,
        "tables": found.tables,
        "batches": rows,
    }
    columns = (
        Column("batch", "Batch", CellKind.INT),
        Column("imported_at", "Imported (UTC)", CellKind.DAY),
        Column("file", "File", CellKind.ID),
        Column("source", "Source", CellKind.ID, spare=2),
        Column("reported_by", "Reported by", CellKind.ID, detail=not any(row["reported_by"] for row in rows)),
        Column("rows", "Records", CellKind.INT, spare=1),
        Column("recorded", "Recorded", CellKind.INT),
        Column("state", "State", CellKind.ID),
    )
    held = [(found.tables[several], one, several) for one, several in HELD]
    held += [(found.tables[table], one, several) for one, several, table in ALSO if found.tables[table]]
    holds = ", ".join(plural(*item) for item in held)
    notes = (f"{found.size / 1e6:.1f} MB, schema {found.version}: {holds}.",)
    emit(run, Document("ledger-info", columns, rows, data=data, notes=notes, empty="No imports yet."), format, output)


@app.command()
def verify(
    context: typer.Context,
    format: Format = None,  # noqa: A002 - its name is in the variable XPROMO_LEDGER_VERIFY_FORMAT
    output: Output = None,
) -> None:
    """Read everything back and compare it with its checksums; exit 3 when anything differs.

    xpromo ledger verify
    """
    from xpromo.operations.ledger import prove
    from xpromo.report.document import CellKind, Column, Document

    run = running(context)
    data = {"verdict": "whole", "seals": prove(run.place)}
    columns = (Column("verdict", "The ledger is", CellKind.ID), Column("seals", "Transactions", CellKind.INT))
    emit(run, Document("ledger-verify", columns, [data], data=data), format, output)


@app.command()
def rebuild(
    context: typer.Context,
    timezone: Annotated[
        str | None,
        typer.Option(
            "--timezone", help="Count days in another zone.", metavar="ZONE", show_envvar=False, autocompletion=zones
        ),
    ] = None,
    dry_run: DryRun = False,
    format: Format = None,  # noqa: A002 - its name is in the variable XPROMO_LEDGER_REBUILD_FORMAT
    output: Output = None,
) -> None:
    """Make evidence and rollups again from the facts; they come out as they were unless something was broken.

    xpromo ledger rebuild
    """
    from xpromo.operations.ledger import make_again
    from xpromo.report.document import CellKind, Column, Document

    run = running(context)
    data = make_again(run.place, run.now, timezone, dry_run=dry_run)._asdict() | {"timezone": timezone}
    columns = (
        Column("cells", "Cells of the rollup", CellKind.INT),
        Column("different", "Different than before", CellKind.INT),
    )
    notes = ("A dry run: nothing was written.",) if dry_run else ()
    emit(run, Document("ledger-rebuild", columns, [data], data=data, notes=notes), format, output)


@app.command()
def refused(
    context: typer.Context,
    batch: Annotated[
        int | None,
        typer.Argument(help="One import; all that weren't undone when none is named.", metavar="BATCH", min=1),
    ] = None,
    format: Format = None,  # noqa: A002 - its name is in the variable XPROMO_LEDGER_REFUSED_FORMAT
    output: Output = None,
) -> None:
    """Show the records that were not taken: where, why, what to do; their text where --keep-refused kept it.

    xpromo ledger refused 3
    """
    from xpromo.operations.refused import list_refused
    from xpromo.report.document import CellKind, Column, Document, Section

    run = running(context)
    found, reasons = list_refused(run.place, batch)
    rows = [asdict(item) | {"column": item.column or None} for item in found]
    columns = (
        Column("batch", "Batch", CellKind.INT, detail=batch is not None),
        Column("file", "File", CellKind.ID, detail=batch is not None),
        Column("line", "Line", CellKind.INT),
        Column("reason", "Why", CellKind.ID),
        Column("column", "Column", CellKind.TEXT),
        Column("text", "Text", CellKind.TEXT, detail=all(item.text is None for item in found)),
    )
    why = (
        Column("reason", "Why", CellKind.ID),
        Column("n", "Records", CellKind.INT),
        Column("title", "That is", CellKind.TEXT),
        Column("advice", "What helps", CellKind.TEXT),
    )
    counts: list[Row] = [asdict(item) for item in reasons]
    more = (Section("Why", why, counts),) if counts else ()
    data = {"rows": rows, "reasons": counts}
    notes = ("Records that were read and whose tags reached nobody: `xpromo report tags`.",) * bool(rows)
    emit(
        run,
        Document("ledger-refused", columns, rows, data=data, notes=notes, more=more, empty="No record was refused."),
        format,
        output,
        private=True,
    )


app.command()(resolve)
app.command()(backup)
app.command()(restore)
app.command()(export)
app.command()(erase)
app.command("export-subject")(export_subject)
app.command()(purge)


def _batch_row(batch: StoredBatch) -> dict[str, object]:
    from xpromo.report.plain import instant

    return {
        "batch": batch.batch,
        "imported_at": instant(batch.imported_at),
        "file": batch.file,
        "source": batch.source,
        "kind": batch.kind,
        "account": batch.account,
        "rows": batch.rows,
        "recorded": batch.recorded,
        "known": batch.known,
        "refused": batch.refused,
        "excluded": batch.excluded,
        "reported_by": batch.reported_by,
        "state": "undone" if batch.undone else "counted",
    }
