"""``xpromo import``: export files into the ledger, each on its own."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xpromo.cli.completion import one_of, placement_ids, sources, zones
from xpromo.cli.console import emit, next_step, note, show_error
from xpromo.cli.context import running
from xpromo.cli.options import DryRun, Format, Output
from xpromo.definitions.workspace import maps_folder
from xpromo.errors import ExitCode, UsageError, XpromoError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xpromo.cli.context import Run
    from xpromo.operations.import_ import ImportRequest, Place
    from xpromo.records import ImportResult
    from xpromo.report.document import Document, Row, Section

SHOWN = 3
Placement = Annotated[
    str,
    typer.Option(
        "--placement", help="The placement that all of it belongs to.", metavar="ID", autocompletion=placement_ids
    ),
]

Maps = Annotated[
    list[str] | None,
    typer.Option("--map", help="Their column = ours, or the name of a saved mapping.", metavar="THEIRS=OURS"),
]
Undo = Annotated[
    int | None, typer.Option("--undo", help="Take a batch out of every number.", metavar="BATCH", min=1, max=2**63 - 1)
]
SourceName = Annotated[
    str, typer.Option("--source", help="What the files are, when that isn't clear.", autocompletion=sources)
]
Zone = Annotated[
    str, typer.Option("--tz", help="The zone of times without an offset.", metavar="ZONE", autocompletion=zones)
]
Decimal = Annotated[str, typer.Option("--decimal", help="The sign before decimals: . or ,")]
DateOrder = Annotated[
    str,
    typer.Option(
        "--date-order", help="How dates are written: dmy, mdy or ymd.", autocompletion=one_of("dmy", "mdy", "ymd")
    ),
]
Replace = Annotated[bool, typer.Option("--replace", help="Let counts take the place of others whose days they share.")]
KeepRefused = Annotated[
    bool, typer.Option("--keep-refused", help="Keep the text of refused rows in the ledger, for 30 days.")
]
Period = Annotated[str, typer.Option("--period", help="The days of a file that states none.", metavar="START..END")]


def command(
    context: typer.Context,
    files: Annotated[
        list[Path] | None, typer.Argument(help="Export files; - is standard input.", metavar="FILE", readable=False)
    ] = None,
    source: SourceName = "",
    maps: Maps = None,
    save_map: Annotated[str, typer.Option("--save-map", help="Keep the mapping under a name.", metavar="NAME")] = "",
    account: Annotated[str, typer.Option("--account", help="Which shop, site or account it is from.")] = "",
    tz: Zone = "",
    currency: Annotated[str, typer.Option("--currency", help="The currency of amounts without one.")] = "",
    decimal: Decimal = "",
    date_order: DateOrder = "",
    period: Period = "",
    placement: Placement = "",
    strict: Annotated[bool, typer.Option("--strict", help="Record nothing of a file with refused rows.")] = False,
    keep_refused: KeepRefused = False,
    replace: Replace = False,
    undo: Undo = None,
    dry_run: DryRun = False,
    format: Format = None,  # noqa: A002 - its name is in the variable XPROMO_IMPORT_FORMAT
    output: Output = None,
) -> None:
    """Import clicks, orders and counts: recognised from their content, recorded once however often they come.

    xpromo import clicks.csv orders_export.csv
    """
    from xpromo.operations.import_ import ImportRequest, Place
    from xpromo.operations.saved_maps import read_mapping, save_mapping

    run = running(context)
    place = Place(run.workspace, run.ledger_path, run.key_path, run.stated_key, run.wait, run.now)
    if undo is not None:
        _without_files(files)
        _undo(run, place, undo, format, output, dry_run=dry_run)
        return
    if not files:
        raise UsageError("name a file to import", hint="xpromo import clicks.csv; - is standard input")
    folder = maps_folder(run.workspace)
    mapping, saved, name = read_mapping(maps or [], folder)
    request = ImportRequest(
        source=source or saved.get("source", ""),
        timezone=tz or saved.get("timezone", ""),
        currency=currency or saved.get("currency", ""),
        account=account or save_map or name,
        decimal=decimal,
        date_order=date_order,
        period=period,
        placement=placement,
        mapping=mapping,
        dry_run=dry_run,
        strict=strict,
        keep_refused=keep_refused,
        replace=replace,
    )
    if save_map and not dry_run:
        note(run, f"mapping kept in {run.relative(save_mapping(save_map, request, folder))}")
    code = _import_all(run, files, request, place, format, output)
    if code:
        raise typer.Exit(code)


def _import_all(
    run: Run, files: Sequence[Path], request: ImportRequest, place: Place, chosen: str | None, output: Path | None
) -> int:
    """Import each file on its own; return the highest exit code."""
    from xpromo.operations.import_ import import_path

    results, codes = [], [ExitCode.OK]
    for path in files:
        for result in import_path(path, request, place, sys.stdin.buffer):
            if isinstance(result, XpromoError):
                show_error(run, result)
                codes.append(result.exit_code)
                continue
            results.append(result)
            codes += [ExitCode.FINDINGS] if _took_nothing(result) else []
            _say(run, result, str(path) if path.name == result.file else result.file)
    if results or len(files) > 1:
        emit(run, _document(results, dry_run=request.dry_run), chosen, output)
    if results and not request.dry_run and not max(codes):
        next_step(run, "xpromo report")
    return max(codes)


def _took_nothing(result: ImportResult) -> bool:
    return bool(result.refused) and result.refused == result.rows


def _say(run: Run, result: ImportResult, name: str) -> None:
    """Say what was refused and where, to people: line and reason, never a cell."""
    from xpromo.report.diagnosing import plural

    for sentence in result.notes:
        note(run, f"{name}: {sentence}")
    if result.repeated:
        note(run, f"{name}: imported before as batch {result.batch}; nothing was read again")
        return
    for teller, n in sorted(result.merged.items()):
        note(run, f"{name}: {teller} tells of {plural(n, 'sale')} in it too; each counts once: `xpromo report merged`")
    for item in result.examples[:SHOWN]:
        note(run, f"{name}:{item.line}: {item.reason}" + (f" ({item.column})" if item.column else ""))
    if result.refused > len(result.examples[:SHOWN]):
        note(run, f"{name}: {plural(result.refused, 'record')} refused in all")


def _document(results: Sequence[ImportResult], *, dry_run: bool) -> Document:
    from xpromo.report.document import CellKind, Column, Document

    columns: tuple[Column, ...] = (
        Column("batch", "Batch", CellKind.INT),
        Column("file", "File", CellKind.ID),
        Column("source", "Source", CellKind.ID, spare=3),
        Column("kind", "Kind", CellKind.ID, detail=True),
        Column("account", "Account", CellKind.TEXT, detail=True),
        Column("rows", "Records", CellKind.INT),
        Column("recorded", "Recorded", CellKind.INT),
        Column("known", "Known", CellKind.INT, spare=1),
        Column("refused", "Refused", CellKind.INT, spare=4),
        Column("excluded", "Excluded", CellKind.INT, spare=5),
        Column("resolved", "Resolved", CellKind.INT, spare=2),
        Column("sales", "Sales", CellKind.AMOUNT),
    )
    data = [_row(result) for result in results]
    rows: list[Row] = [row | {"sales": _sales(result)} for row, result in zip(data, results, strict=True)]
    notes = ("A dry run: nothing was written.",) if dry_run else ()
    more = (_reasons(results),) if any(result.refusals or result.exclusions for result in results) else ()
    columns = tuple(replace(column, detail=column.detail or _is_nothing(column.name, rows)) for column in columns)
    return Document("import", columns, rows, data=data, notes=notes, more=more, empty="Nothing was imported.")


def _is_nothing(name: str, rows: Sequence[Row]) -> bool:
    """Whether a column says of every file that nothing was known, refused, excluded or sold."""
    return name in {"known", "refused", "excluded", "sales"} and not any(row[name] for row in rows)


def _reasons(results: Sequence[ImportResult]) -> Section:
    """Return why records were refused or excluded, most frequent first."""
    from xpromo.report.document import CellKind, Column, Section

    columns = (
        Column("file", "File", CellKind.ID),
        Column("outcome", "Outcome", CellKind.ID),
        Column("reason", "Why", CellKind.ID),
        Column("n", "Records", CellKind.INT),
    )
    rows = [
        {"file": result.file, "outcome": outcome, "reason": reason, "n": n}
        for result in results
        for outcome, counts in (("refused", result.refusals), ("excluded", result.exclusions))
        for reason, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]
    return Section("What was left out", columns, rows)


def _row(result: ImportResult) -> dict[str, object]:
    """Return one batch as scripts read it: the fixed keys, then what was added since."""
    period = None
    if result.period:
        period = {"start": result.period[0].isoformat(), "end": (result.period[1] - timedelta(days=1)).isoformat()}
    currencies = sorted(result.totals)
    return {
        "batch": result.batch,
        "file": result.file,
        "source": result.source,
        "kind": str(result.kind),
        "account": result.account,
        "period": period,
        "timezone": result.timezone,
        "currency": result.currency or (currencies[0] if len(currencies) == 1 else None),
        "rows": result.rows,
        "recorded": result.recorded,
        "known": result.known,
        "refused": result.refused,
        "excluded": result.excluded,
        "resolved": result.resolved,
        "refusals": dict(sorted(result.refusals.items())),
        "totals": {currency: result.totals[currency] for currency in currencies},
        "exclusions": dict(sorted(result.exclusions.items())),
        "merged": dict(sorted(result.merged.items())),
        "examples": [
            {"line": item.line, "reason": item.reason, "column": item.column or None} for item in result.examples
        ],
        "repeated": result.repeated,
    }


def _sales(result: ImportResult) -> str:
    from xpromo.report.cells import grouped_money

    return ", ".join(
        f"{grouped_money(minor, currency)} {currency}" for currency, minor in sorted(result.totals.items())
    )


def _without_files(files: Sequence[Path] | None) -> None:
    if files:
        raise UsageError("--undo takes no files", hint="xpromo import --undo BATCH")


def _undo(run: Run, place: Place, batch: int, chosen: str | None, output: Path | None, *, dry_run: bool) -> None:
    from xpromo.operations.import_ import undo_import
    from xpromo.report.document import CellKind, Column, Document

    undone = undo_import(batch, place, dry_run=dry_run)
    row = {"batch": undone.batch, "facts": undone.facts, "overlapping": list(undone.overlapping)}
    columns = (Column("batch", "Batch", CellKind.INT), Column("facts", "Facts taken out", CellKind.INT))
    if undone.overlapping:
        again = ", ".join(map(str, undone.overlapping))
        note(run, f"batches {again} hold rows that were known from batch {batch}: import those files again")
    notes = ("A dry run: nothing was written.",) if dry_run else ()
    emit(run, Document("import-undo", columns, [row], data=[row], notes=notes), chosen, output)
