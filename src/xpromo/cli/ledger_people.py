"""``xpromo ledger erase``, ``export-subject`` and ``purge``: what people may ask for, and what is due anyway."""

from __future__ import annotations

import sys
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from xpromo.cli.console import emit, note
from xpromo.cli.context import running
from xpromo.cli.options import DryRun, Format, Output
from xpromo.errors import UsageError
from xpromo.files import naming

Subject = Annotated[
    Path,
    typer.Option(
        "--subject",
        help="A file with an address or customer id a line; - is standard input.",
        metavar="FILE",
        readable=False,
        show_envvar=False,
    ),
]


def erase(
    context: typer.Context,
    subject: Subject,
    dry_run: DryRun = False,
    format: Format = None,  # noqa: A002 - its name is in the variable XPROMO_LEDGER_ERASE_FORMAT
    output: Output = None,
) -> None:
    """Forget people: their keys go, counts stay, no later import brings them back. Never name them on the command line.

    xpromo ledger erase --subject requests.txt
    """
    from xpromo.operations.people import copies_beside, forget
    from xpromo.report.document import CellKind, Column, Document
    from xpromo.report.plain import instant

    run = running(context)
    found = forget(run.place, run.key, _names(subject), run.now, dry_run=dry_run)
    releases = [{"at": instant(at), "partner": partner, "report": report} for at, partner, report in found.releases]
    counts = asdict(found.removed)
    row = {"asked": found.people, "joined": counts.pop("people"), "experiments": counts.pop("assignments"), **counts}
    columns = (
        Column("asked", "Asked for", CellKind.INT),
        Column("conversions", "Conversions", CellKind.INT),
        Column("touches", "Touches", CellKind.INT),
        Column("joined", "Devices", CellKind.INT),
        Column("texts", "Refused rows", CellKind.INT),
        Column("answers", "Answers", CellKind.INT),
    )
    notes = ("A dry run: nothing was written.",) if dry_run else ()
    data = {**row, "releases": releases}
    emit(run, Document("ledger-erase", columns, [row], data=data, notes=notes), format, output)
    if releases:
        told = ", ".join(sorted({item["partner"] for item in releases}))
        note(run, f"reports left the house while they were held: tell {told}")
    if copies := copies_beside(run.ledger_path):
        note(run, f"copies aren't touched and may hold them: {', '.join(run.relative(path) for path in copies)}")


def export_subject(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The JSON file to write, for its owner alone.", metavar="FILE")],
    subject: Subject,
    format: Format = None,  # noqa: A002 - its name is in the variable XPROMO_LEDGER_EXPORT_SUBJECT_FORMAT
    output: Output = None,
) -> None:
    """Write everything that is held on one person into a JSON file.

    xpromo ledger export-subject ann.json --subject -
    """
    from xpromo.operations.people import hand_out
    from xpromo.report.document import CellKind, Column, Document

    run = running(context)
    if str(file) == "-":
        raise UsageError("what is held on a person goes into a file", hint="name one, which its owner alone can read")
    names = _names(subject)
    if len(names) > 1:
        raise UsageError(f"{subject} names more than one person", hint="a file holds what belongs to one")
    row = {"file": str(file), **hand_out(run.place, run.key, names[0], file)}
    columns = (
        Column("file", "Written", CellKind.ID),
        Column("conversions", "Conversions", CellKind.INT),
        Column("touches", "Touches", CellKind.INT),
        Column("experiments", "Experiments", CellKind.INT),
        Column("refused", "Refused rows", CellKind.INT),
        Column("answers", "Answers", CellKind.INT),
    )
    emit(run, Document("ledger-export-subject", columns, [row], data=row), format, output)


def purge(
    context: typer.Context,
    dry_run: DryRun = False,
    format: Format = None,  # noqa: A002 - its name is in the variable XPROMO_LEDGER_PURGE_FORMAT
    output: Output = None,
) -> None:
    """Remove people's keys after the retention_days of brand.yaml, and texts of refused rows after 30; counts stay.

    xpromo ledger purge --dry-run
    """
    from xpromo.operations.people import let_go
    from xpromo.report.document import CellKind, Column, Document

    run = running(context)
    first, removed = let_go(run.place, run.workspace, run.now, dry_run=dry_run)
    row = {
        "before": first,
        "touches": removed.touches,
        "conversions": removed.conversions,
        "joined": removed.people,
        "texts": removed.texts,
        "answers": removed.answers,
    }
    columns = (
        Column("before", "Before", CellKind.DAY),
        Column("touches", "Touches", CellKind.INT),
        Column("conversions", "Conversions", CellKind.INT),
        Column("joined", "Devices", CellKind.INT),
        Column("texts", "Refused rows", CellKind.INT),
        Column("answers", "Answers", CellKind.INT),
    )
    notes = ("A dry run: nothing was written.",) if dry_run else ()
    emit(run, Document("ledger-purge", columns, [row], data=row, notes=notes), format, output)


def _names(subject: Path) -> list[str]:
    """Return the people that a file (``-``: standard input) names, one a line. Their names are in no message."""
    with naming(subject, "read"):
        data = sys.stdin.buffer.read() if str(subject) == "-" else subject.read_bytes()
    whose = "standard input" if str(subject) == "-" else str(subject)
    try:
        text = data.decode("utf-16" if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8-sig")
    except UnicodeDecodeError:
        text = "\x00"
    if "\x00" in text:
        raise UsageError(f"{whose} isn't UTF-8 text", hint="save it as plain text, an address or a customer id a line")
    names = [line.strip() for line in text.splitlines() if line.strip()]
    if not names:
        raise UsageError(f"{whose} names nobody", hint="write an address or a customer id on each line")
    return names
