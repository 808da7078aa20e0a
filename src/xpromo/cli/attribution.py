"""``xpromo attribution``: who gets the credit, by every model side by side."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from xpromo.cli.completion import conversion_kinds, models, one_of, zones
from xpromo.cli.console import emit, next_step
from xpromo.cli.context import running
from xpromo.cli.options import Campaigns, Format, Output

Paths = Annotated[
    Path | None,
    typer.Option(
        "--paths",
        help="Take the paths of this file (CSV), not the ledger's.",
        metavar="FILE",
        readable=False,
        show_envvar=False,
    ),
]
Models = Annotated[
    list[str] | None,
    typer.Option("--model", help="Only this model; repeatable.", metavar="MODEL", autocompletion=models),
]
By = Annotated[
    str,
    typer.Option(
        "--by",
        help="placement, property, partner or channel.",
        metavar="GROUPING",
        autocompletion=one_of("placement", "property", "partner", "channel"),
    ),
]
Windows = Annotated[
    str | None,
    typer.Option(
        "--windows",
        "--window",
        help="Days in which a touch may count, side by side: 7,30,90; as promised unless said.",
        metavar="DAYS",
    ),
]

Kind = Annotated[
    str | None,
    typer.Option(
        "--kind",
        help="Kind of conversion; the campaigns' goal, else sale.",
        metavar="KIND",
        autocompletion=conversion_kinds,
    ),
]
Order = Annotated[int, typer.Option("--order", help="How many touches a Markov chain remembers: 1, 2, 3.", metavar="N")]
HalfLife = Annotated[
    float, typer.Option("--half-life", help="Days after which time decay halves a touch.", metavar="DAYS")
]
Bootstrap = Annotated[int, typer.Option("--bootstrap", help="Draws for 95 % intervals; 0 for none.", metavar="N")]


def command(
    context: typer.Context,
    campaigns: Campaigns = None,
    paths: Paths = None,
    model: Models = None,
    by: By = "placement",
    windows: Windows = None,
    kind: Kind = None,
    since: Annotated[str | None, typer.Option("--since", help="First day of conversions.", metavar="DAY")] = None,
    until: Annotated[str | None, typer.Option("--until", help="Last day, included.", metavar="DAY")] = None,
    last: Annotated[str | None, typer.Option("--last", help="The last whole days: 7d, 4w.", metavar="DAYS")] = None,
    order: Order = 1,
    half_life: HalfLife = 7.0,
    bootstrap: Bootstrap = 0,
    seed: Annotated[int, typer.Option("--seed", help="Begins the draws; the same gives the same.", metavar="S")] = 0,
    timezone: Annotated[
        str | None,
        typer.Option("--tz", help="Zone of a file's moments without an offset.", metavar="ZONE", autocompletion=zones),
    ] = None,
    currency: Annotated[
        str | None, typer.Option("--currency", help="Currency of a file's values.", metavar="CURRENCY")
    ] = None,
    format: Format = None,  # noqa: A002 - its name is in the variable XPROMO_ATTRIBUTION_FORMAT
    output: Output = None,
    raw: Annotated[bool, typer.Option("--raw", help="CSV cells as they are, for machines.")] = False,
) -> None:
    """Share conversions out among the touches before them, by nine models: a credit rule, not a causal effect.

    xpromo attribution --by partner --windows 7,30,90
    """
    from xpromo.operations.attribution import FileWish, Wish, attribution_of_file, attribution_of_ledger

    run = running(context)
    wish = Wish(model or (), by, campaigns or (), since, until, last, windows, kind, order, half_life, bootstrap, seed)
    if paths is None:
        document = attribution_of_ledger(run.place, wish, run.now)
    else:
        document = attribution_of_file(FileWish(paths, timezone, currency), wish, run.start, sys.stdin.buffer)
    emit(run, document, format, output, raw=raw)
    next_step(run, "xpromo help attribution")
