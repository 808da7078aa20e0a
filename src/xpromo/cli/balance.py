"""``xpromo balance``: who owes whom."""

from __future__ import annotations

from typing import Annotated

import typer

from xpromo.cli.console import emit, next_step
from xpromo.cli.context import running
from xpromo.cli.options import Format, Output, Partners


def command(
    context: typer.Context,
    partners: Partners = None,
    since: Annotated[str | None, typer.Option("--since", help="First promised day.", metavar="DAY")] = None,
    until: Annotated[str | None, typer.Option("--until", help="Last promised day, included.", metavar="DAY")] = None,
    last: Annotated[str | None, typer.Option("--last", help="The last whole days: 90d, 13w.", metavar="DAYS")] = None,
    swaps: Annotated[bool, typer.Option("--swaps", help="A line for each swap.")] = False,
    propose: Annotated[
        bool, typer.Option("--propose", help="Make-goods that settle what is owed, from what is usual.")
    ] = False,
    format: Format = None,  # noqa: A002 - its name is in the variable XPROMO_BALANCE_FORMAT
    output: Output = None,
) -> None:
    """Show who owes whom: what was promised, delivered and brought in both directions, and how sure that is.

    xpromo balance green-mug --last 13w
    """
    from xpromo.operations.balance import Wish, balance_of

    run = running(context)
    wish = Wish(partners or (), since, until, last, swaps, propose)
    document = balance_of(run.place, wish, run.now)
    emit(run, document, format, output)
    next_step(run, "xpromo balance --swaps" if propose else "xpromo balance --propose")
