"""The options of ``xpromo import``."""

from __future__ import annotations

from typing import Annotated

import typer

from xpromo.cli.completion import one_of, partner_ids, placement_ids, sources, zones

Maps = Annotated[
    list[str] | None,
    typer.Option("--map", help="Their column = ours, or the name of a saved mapping.", metavar="THEIRS=OURS"),
]
SaveMap = Annotated[
    str, typer.Option("--save-map", help="Keep the mapping and the other options under a name.", metavar="NAME")
]
Undo = Annotated[
    int | None, typer.Option("--undo", help="Take a batch out of every number.", metavar="BATCH", min=1, max=2**63 - 1)
]
SourceName = Annotated[
    str, typer.Option("--source", help="What the files are, when that isn't clear.", autocompletion=sources)
]
Account = Annotated[str, typer.Option("--account", help="Which shop, site or account it is from.")]
Zone = Annotated[
    str, typer.Option("--tz", help="The zone of times without an offset.", metavar="ZONE", autocompletion=zones)
]
Currency = Annotated[str, typer.Option("--currency", help="The currency of amounts without one.")]
Decimal = Annotated[str, typer.Option("--decimal", help="The sign before decimals: . or ,")]
DateOrder = Annotated[
    str,
    typer.Option(
        "--date-order", help="How dates are written: dmy, mdy or ymd.", autocompletion=one_of("dmy", "mdy", "ymd")
    ),
]
Period = Annotated[str, typer.Option("--period", help="The days of what states none itself.", metavar="START..END")]
Placement = Annotated[
    str,
    typer.Option(
        "--placement", help="The placement that all of it belongs to.", metavar="ID", autocompletion=placement_ids
    ),
]
ReportedBy = Annotated[
    str,
    typer.Option(
        "--reported-by",
        help="The partner whose report it is; kept apart from our own numbers.",
        metavar="PARTNER",
        autocompletion=partner_ids,
    ),
]
Strict = Annotated[bool, typer.Option("--strict", help="Record nothing of a file with refused rows.")]
KeepRefused = Annotated[
    bool, typer.Option("--keep-refused", help="Keep the text of refused rows in the ledger, for 30 days.")
]
Replace = Annotated[bool, typer.Option("--replace", help="Let counts take the place of others whose days they share.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Record without showing it first and asking.")]
