"""Options that several commands share, so that one name means one thing everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Format = Annotated[
    str | None,
    typer.Option("--format", "-f", help="table, json, ndjson, csv or md.", metavar="FORMAT", show_envvar=False),
]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", help="Write to a file; - is standard output.", metavar="FILE", show_envvar=False),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", "-n", help="Show what would change and write nothing.", show_envvar=False)
]
Campaigns = Annotated[
    list[str] | None,
    typer.Argument(help="Campaign ids; all of them when none is named.", metavar="CAMPAIGN", show_envvar=False),
]
