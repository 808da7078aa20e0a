"""``xpromo schema``: the JSON Schemas that editors complete from."""

from __future__ import annotations

from typing import Annotated

import typer

from xpromo.cli.completion import schemas
from xpromo.cli.console import emit
from xpromo.cli.context import running
from xpromo.cli.options import DryRun, Format, Output
from xpromo.errors import UsageError


def command(
    context: typer.Context,
    name: Annotated[
        str | None,
        typer.Argument(help="brand, partner or campaign: print that one.", metavar="NAME", autocompletion=schemas),
    ] = None,
    dry_run: DryRun = False,
    format: Format = None,  # noqa: A002 - its name is in the variable XPROMO_SCHEMA_FORMAT
    output: Output = None,
) -> None:
    """Write the JSON Schemas of the definitions to .xpromo/schema, where each file's first line points.

    xpromo schema campaign
    """
    from xpromo.operations.scaffolding import written_document
    from xpromo.operations.schema import schema_text, write_all

    run = running(context)
    if name is None:
        emit(run, written_document("schema", write_all(run.workspace, dry_run=dry_run)), format, output)
        return
    if format not in {None, "json"}:
        raise UsageError("a schema is JSON", hint="leave out --format")
    _print(schema_text(name), output)


def _print(text: str, output: Output) -> None:
    from xpromo.files import write_file

    if output is not None and str(output) != "-":
        write_file(output, text)
    else:
        print(text, end="")
