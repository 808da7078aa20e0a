"""``xpromo report``: what came back, by placement, property, partner, campaign, channel or day."""

from __future__ import annotations

from typing import Annotated

import typer

from xpromo.cli.completion import comparisons, one_of, partner_ids, views_and_campaigns
from xpromo.cli.console import emit, format_of, next_step
from xpromo.cli.context import running
from xpromo.cli.options import Format, Output
from xpromo.registry import Registry

VIEWS = Registry("xpromo.operations.views", "view", object)  # their names, of which help loads no module
Words = Annotated[
    list[str] | None,
    typer.Argument(
        help=f"A view ({', '.join(VIEWS.modules)}), and campaign ids or what the view takes.",
        metavar="VIEW|CAMPAIGN",
        autocompletion=views_and_campaigns,
    ),
]
By = Annotated[
    str | None,
    typer.Option(
        "--by",
        help="placement, property, partner, campaign, channel, day or variant.",
        metavar="GROUPING",
        autocompletion=one_of("placement", "property", "partner", "campaign", "channel", "day", "variant"),
    ),
]
For = Annotated[
    str | None,
    typer.Option(
        "--for",
        help="For a partner's eyes: their placements, small numbers hidden.",
        metavar="PARTNER",
        autocompletion=partner_ids,
    ),
]
OfProgram = Annotated[
    str | None,
    typer.Option(
        "--program",
        help="All campaigns with a partner, by quarter.",
        metavar="PARTNER",
        autocompletion=partner_ids,
    ),
]
Compare = Annotated[
    str | None,
    typer.Option("--compare", help="previous, or a campaign.", metavar="previous|CAMPAIGN", autocompletion=comparisons),
]
Explains = Annotated[bool, typer.Option("--explain-excluded", help="Raw and kept clicks by placement, and why.")]


def command(
    context: typer.Context,
    words: Words = None,
    by: By = None,
    since: Annotated[str | None, typer.Option("--since", help="First day.", metavar="DAY")] = None,
    until: Annotated[str | None, typer.Option("--until", help="Last day, included.", metavar="DAY")] = None,
    last: Annotated[str | None, typer.Option("--last", help="The last whole days: 7d, 4w.", metavar="DAYS")] = None,
    compare: Compare = None,
    fail_if: Annotated[
        list[str] | None,
        typer.Option("--fail-if", help="Exit 1 when a row is so: 'cpa > 30 and clicks >= 100'.", metavar="CONDITION"),
    ] = None,
    partner: For = None,
    explain_excluded: Explains = False,
    program: OfProgram = None,
    format: Format = None,  # noqa: A002 - its name is in the variable XPROMO_REPORT_FORMAT
    output: Output = None,
    raw: Annotated[bool, typer.Option("--raw", help="CSV cells as they are, for machines.")] = False,
) -> None:
    """Show what came back: reach, clicks, conversions, money, goals, each with how sure it is.

    xpromo report --by partner --last 4w
    """
    from xpromo.operations.report import Wish, report_on

    run = running(context)
    page = (format or format_of(output)) == "html"
    asked = ["program", program] if program else words or ()
    narrowed = (asked, by, since, until, last, compare, fail_if or (), partner)
    wish = Wish(*narrowed, raw=raw, page=page, explain_excluded=explain_excluded)
    document, stopped = report_on(run.place, wish, run.now)
    emit(run, document, format, output, raw=raw)
    if stopped:
        raise stopped
    next_step(run, "xpromo report --by day")
