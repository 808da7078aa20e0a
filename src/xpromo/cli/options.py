"""Options that several commands share, so that one name means one thing everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xpromo.cli.completion import campaign_ids, formats, partner_ids
from xpromo.cli.console import format_of, require_format
from xpromo.errors import UsageError


def _settle_format(value: str | None) -> str | None:
    """Refuse an unknown format before any work is done."""
    if value is not None:
        require_format(value)
    return value


def _settle_output(context: typer.Context, value: Path | None) -> Path | None:
    """Refuse a file of no known format before any work is done; --format, which is eager, settles it."""
    if not context.params.get("format"):
        format_of(value)
    return value


def named(value: Path) -> Path:
    """Return a place that was named: an unset variable names nothing, and a dash is no place for a whole file."""
    if not value.name:
        raise UsageError(f"{value} is a folder", hint="give it a name")
    if str(value) == "-":
        raise UsageError("- is no name for what is more than text", hint="give it a name")
    return value


Format = Annotated[
    str | None,
    typer.Option(
        "--format",
        "-f",
        help="table, json, ndjson, csv, md or html.",
        metavar="FORMAT",
        show_envvar=False,
        is_eager=True,
        callback=_settle_format,
        autocompletion=formats,
    ),
]
Output = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        help="Write to a file; - is standard output.",
        metavar="FILE",
        readable=False,
        show_envvar=False,
        callback=_settle_output,
    ),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", "-n", help="Show what would change and write nothing.", show_envvar=False)
]
Adopt = Annotated[
    Path | None,
    typer.Option(
        "--adopt",
        help="Take in a list of what was handed out before.",
        metavar="FILE",
        readable=False,
        show_envvar=False,
    ),
]
Campaigns = Annotated[
    list[str] | None,
    typer.Argument(
        help="Campaign ids; all of them when none is named.",
        metavar="CAMPAIGN",
        show_envvar=False,
        autocompletion=campaign_ids,
    ),
]
Partners = Annotated[
    list[str] | None,
    typer.Argument(
        help="Partner ids; all of them when none is named.",
        metavar="PARTNER",
        show_envvar=False,
        autocompletion=partner_ids,
    ),
]
