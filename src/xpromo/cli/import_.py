"""``xpromo import``: export files into the ledger, each on its own; a person sees first what would be recorded."""

from __future__ import annotations

import shlex
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from xpromo.cli.console import emit, format_of, next_step, note, say, show, show_error
from xpromo.cli.context import is_terminal, running
from xpromo.cli.import_options import (
    Account,
    Currency,
    DateOrder,
    Decimal,
    KeepRefused,
    Maps,
    Period,
    Placement,
    Replace,
    ReportedBy,
    SaveMap,
    SourceName,
    Strict,
    Undo,
    Yes,
    Zone,
)
from xpromo.cli.options import DryRun, Format, Output
from xpromo.definitions.workspace import maps_folder
from xpromo.errors import ExitCode, UsageError, XpromoError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xpromo.cli.context import Run
    from xpromo.imported import ImportResult
    from xpromo.operations.import_request import ImportRequest, Place

SHOWN = 3


def command(
    context: typer.Context,
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Export files or folders of them; - is standard input.", metavar="FILE", readable=False),
    ] = None,
    source: SourceName = "",
    maps: Maps = None,
    save_map: SaveMap = "",
    account: Account = "",
    tz: Zone = "",
    currency: Currency = "",
    decimal: Decimal = "",
    date_order: DateOrder = "",
    period: Period = "",
    placement: Placement = "",
    reported_by: ReportedBy = "",
    strict: Strict = False,
    keep_refused: KeepRefused = False,
    replace: Replace = False,
    undo: Undo = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    format: Format = None,  # noqa: A002 - its name is in the variable XPROMO_IMPORT_FORMAT
    output: Output = None,
) -> None:
    """Import clicks, orders and counts: recognised from their content, recorded once however often they come.

    xpromo import clicks.csv orders_export.csv
    """
    from xpromo.operations.import_request import ImportRequest, Place
    from xpromo.operations.saved_maps import mapping_path, read_mapping

    run = running(context)
    if undo is not None:
        _undo(run, undo, files, format, output, dry_run=dry_run)
        return
    if not files:
        raise UsageError("name a file to import", hint="xpromo import clicks.csv; - is standard input")
    if Path() in files and "" in run.arguments:
        raise UsageError("the name of a file is empty", hint="is a variable unset? This folder is called `.`")
    stated = ImportRequest(
        source, tz, currency, decimal, date_order, period, account=account, map_name=save_map, placement=placement,
        reported_by=reported_by, strict=strict, keep_refused=keep_refused, replace=replace, dry_run=dry_run,
    )  # fmt: skip
    folder = maps_folder(run.workspace)
    request = read_mapping(maps or [], stated, folder)
    place = Place(run.workspace, run.ledger_path, run.key_path, run.stated_key, run.wait, run.now)
    reading = Reading(run, files, request, place, mapping_path(folder, save_map) if save_map else None)
    if not (dry_run or yes) and _can_ask(files):
        _ask(reading)
    _import_all(reading, format, output)


@dataclass(slots=True)
class Reading:
    """What is imported, and where its mapping is kept (None: nowhere). ``said`` are errors that were shown already,
    ``is_shown`` whether all of it was.
    """

    run: Run
    files: Sequence[Path]
    request: ImportRequest
    place: Place
    kept: Path | None = None
    said: set[str] = field(default_factory=set)
    is_shown: bool = False

    def read(self, request: ImportRequest) -> tuple[list[ImportResult], list[XpromoError]]:
        """Import the files; return what became of them, and what stopped the others."""
        from xpromo.operations.import_ import import_path

        results: list[ImportResult] = []
        errors: list[XpromoError] = []
        for path in self.files:
            for found in import_path(path, request, self.place, sys.stdin.buffer):
                if isinstance(found, XpromoError):
                    errors.append(found)
                else:
                    results.append(replace(found, path=str(path) if path.name == found.file else found.file))
        return results, errors

    def say(self, errors: Sequence[XpromoError]) -> None:
        """Show errors, each once."""
        for error in errors:
            if str(error) not in self.said:
                show_error(self.run, error)
            self.said.add(str(error))


# ------------------------------------------------------------------------------------------------ asking


def _can_ask(files: Sequence[Path]) -> bool:
    """Whether somebody is there to look, and the files can be read twice."""
    return is_terminal() and sys.stderr.isatty() and not any(str(path) == "-" or path.is_fifo() for path in files)


def _ask(reading: Reading) -> None:
    """Ask for what an option must settle, show what would be recorded, and ask whether to; a no ends the command."""
    from xpromo.operations.needed import QUESTIONS
    from xpromo.report.imports import page_document

    stated = reading.request
    results, errors = reading.read(replace(stated, dry_run=True))
    while settled := _settled_by_hand(reading, errors):
        reading.request = settled
        results, errors = reading.read(replace(settled, dry_run=True))
    reading.say(errors)
    if not results:
        raise typer.Exit(_code(results, errors))
    if all(result.repeated for result in results):
        return  # nothing would be read again
    show(reading.run, page_document(results, asking=True))
    for result in results:
        _say(reading.run, result, examples=False)
    if not any(result.recorded or result.known or result.excluded for result in results):
        raise typer.Exit(ExitCode.FINDINGS)
    if not typer.confirm("\nRecord this?", err=True):
        note(reading.run, "nothing was recorded")
        raise typer.Exit(ExitCode.FINDINGS)
    reading.is_shown = True
    if stated != reading.request:
        answers = [(question.option, getattr(reading.request, question.name)) for question in QUESTIONS.values()]
        given = " ".join(f"{option} {answer}" for option, answer in answers if answer)
        shop = shlex.quote(reading.request.shop)
        note(reading.run, f"next time nothing is asked with {given}; --save-map NAME --account {shop} keeps them")


def _settled_by_hand(reading: Reading, errors: Sequence[XpromoError]) -> ImportRequest | None:
    """Return the request with what a person says to the first thing that an option must settle, None for no answer."""
    from xpromo.operations.needed import QUESTIONS

    asked = ((error, QUESTIONS[error.code]) for error in _parts(errors) if error.code in QUESTIONS)
    error, question = next((one for one in asked if not getattr(reading.request, one[1].name)), (None, None))
    if question is None:
        return None
    say(reading.run, str(error))
    settled: ImportRequest | None = typer.prompt(
        f"{question.asked} (empty: stop)",
        default="",
        show_default=False,
        err=True,
        value_proc=lambda answer: _with_answer(reading.request, question.name, answer.strip()),
    )
    return settled


def _parts(errors: Sequence[XpromoError]) -> list[XpromoError]:
    """Return errors with an error for each thing that an option must settle."""
    return [part for error in errors for part in getattr(error, "parts", ()) or (error,)]


def _with_answer(request: ImportRequest, option: str, answer: str) -> ImportRequest | None:
    """Return the request with an answer, None for an empty one; an answer that can't be meant is asked for again."""
    from xpromo.operations.import_request import check_words

    stated: dict[str, Any] = {option: answer}
    settled = replace(request, **stated)
    try:
        check_words(settled)
    except UsageError as error:
        raise typer.BadParameter(f"{error}; {error.hint}") from None
    return settled if answer else None


# ------------------------------------------------------------------------------------------------ what becomes of it


def _import_all(reading: Reading, chosen: str | None, output: Path | None) -> None:
    """Import each file on its own and say what became of it; ends with the highest exit code."""
    from xpromo.operations.saved_maps import save_mapping
    from xpromo.report.imports import import_document, page_document

    run, dry_run = reading.run, reading.request.dry_run
    results, errors = reading.read(reading.request)
    reading.say(errors)
    _propose(run, errors)
    is_page = dry_run and (chosen or format_of(output) or "table") == "table"
    for result in results if not reading.is_shown else ():
        _say(run, result, examples=not is_page)
    if results or len(reading.files) > 1:
        document = page_document(results, asking=False) if is_page else import_document(results, dry_run=dry_run)
        emit(run, document, chosen, output)
    if reading.kept and results and not dry_run:
        save_mapping(reading.kept, reading.request)
        note(run, f"mapping kept in {run.relative(reading.kept)}")
    if code := _code(results, errors):
        raise typer.Exit(code)
    if not dry_run:
        next_step(run, "xpromo report")


def _propose(run: Run, errors: Sequence[XpromoError]) -> None:
    """Say how the same command reads with all that its files need, where that is more than one option."""
    options = dict.fromkeys(filter(None, (getattr(part, "proposal", "") for part in _parts(errors))))
    if len(options) > 1:
        say(run, f"in one command, with what is right: xpromo {shlex.join(run.arguments)} {' '.join(options)}")


def _code(results: Sequence[ImportResult], errors: Sequence[XpromoError]) -> int:
    """Return the highest exit code: of an error, or of a file of which nothing could be taken."""
    nothing = [ExitCode.FINDINGS for result in results if _took_nothing(result)]
    return max([ExitCode.OK, *nothing, *(error.exit_code for error in errors)])


def _took_nothing(result: ImportResult) -> bool:
    return bool(result.refused) and result.refused == result.rows


def _say(run: Run, result: ImportResult, *, examples: bool) -> None:
    """Say what was refused and where, to people: line and reason, never a cell."""
    from xpromo.report.diagnosing import plural
    from xpromo.report.imports import what_helps

    for sentence in result.notes:
        note(run, f"{result.path}: {sentence}")
    if result.repeated:
        note(run, f"{result.path}: imported before as batch {result.batch}; nothing was recorded again")
        return
    for teller, n in sorted(result.merged.items()) if examples else ():
        too = f"{teller} tells of {plural(n, 'sale')} in it too; each counts once: `xpromo report merged`"
        note(run, f"{result.path}: {too}")
    if not examples:
        return
    for item in result.examples[:SHOWN]:
        note(run, f"{result.path}:{item.line}: {item.reason}" + (f" ({item.column})" if item.column else ""))
    for sentence in what_helps(result):
        note(run, f"{result.path}: {sentence}")
    if result.refused > len(result.examples[:SHOWN]):
        more = f"; `xpromo ledger refused {result.batch}` lists them with what helps" if result.batch else ""
        note(run, f"{result.path}: {plural(result.refused, 'record')} refused in all{more}")


def _undo(
    run: Run, batch: int, files: Sequence[Path] | None, chosen: str | None, output: Path | None, *, dry_run: bool
) -> None:
    from xpromo.operations.ledger import undo_import
    from xpromo.report.document import CellKind, Column, Document

    if files:
        raise UsageError("--undo takes no files", hint="xpromo import --undo BATCH")
    undone = undo_import(run.place, batch, run.now, dry_run=dry_run)
    row = {"batch": undone.batch, "facts": undone.facts, "overlapping": list(undone.overlapping)}
    columns = (Column("batch", "Batch", CellKind.INT), Column("facts", "Facts taken out", CellKind.INT))
    if undone.overlapping:
        again = ", ".join(f"{file} (batch {number})" for number, file in undone.overlapping.items())
        note(run, f"rows of it were known in other files, too; import them again: {again}")
    notes = ("A dry run: nothing was written.",) if dry_run else ()
    emit(run, Document("import-undo", columns, [row], data=[row], notes=notes), chosen, output)
