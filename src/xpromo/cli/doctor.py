"""``xpromo doctor``: what is wrong with this installation and workspace."""

from __future__ import annotations

from pathlib import Path

import typer

from xpromo.cli.console import emit
from xpromo.cli.context import running
from xpromo.cli.options import Format, Output
from xpromo.definitions.workspace import find_workspace
from xpromo.errors import ExitCode, XpromoError


def command(
    context: typer.Context,
    format: Format = None,  # noqa: A002 - its name is in the variable XPROMO_DOCTOR_FORMAT
    output: Output = None,
) -> None:
    """Look at the installation and the workspace, say what to do; exit 1 when something is wrong.

    xpromo doctor
    """
    from xpromo.keys import load_key
    from xpromo.operations.doctor import Surroundings, Verdict, examine
    from xpromo.report.document import CellKind, Column, Document

    run = running(context)
    workspace = find_workspace(run.start)
    key: bytes | XpromoError | None
    try:
        key = load_key(run.key_path, run.stated_key) if workspace else None
    except XpromoError as error:
        key = error
    stated = bool(run.stated_key)
    home = Path(run.env.get("HOME") or run.env.get("USERPROFILE", ""))  # Path.home() fails where nobody has one
    findings = examine(Surroundings(workspace, run.ledger_option, key, stated, run.env, home, run.now, run.wait))
    rows = [
        {"topic": item.topic, "verdict": str(item.verdict), "detail": item.detail, "mend": item.mend}
        for item in findings
    ]
    columns = (
        Column("topic", "Looked at", CellKind.ID),
        Column("verdict", "Is", CellKind.ID),
        Column("detail", "How", CellKind.TEXT),
        Column("mend", "What to do", CellKind.TEXT),
    )
    emit(run, Document("doctor", columns, rows), format, output)
    if any(item.verdict is Verdict.WRONG for item in findings):
        raise typer.Exit(ExitCode.FINDINGS)
