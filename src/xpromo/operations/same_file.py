"""A file that the ledger holds already, under another account or read with other options."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from xpromo.errors import UsageError
from xpromo.ledger.rules import SAME_FILE
from xpromo.ledger.same_file import read_holders

if TYPE_CHECKING:
    from xpromo.imported import BatchHeader, ImportResult
    from xpromo.ledger.store import Ledger
    from xpromo.operations.import_request import ImportRequest


def check_account(ledger: Ledger, header: BatchHeader, request: ImportRequest) -> dict[str, int]:
    """Return account → the batch that counts the file under it; raise UsageError where that is another one and nobody
    said which it is.
    """
    holders = read_holders(ledger, header)
    if holders and header.account not in holders and not request.account:
        account, batch = next(iter(holders.items()))
        named = f"--account {shlex.quote(account)}"
        raise UsageError(
            f"{header.file}: batch {batch} holds this very file under the account {account}, "
            f"it would count again under {header.account}",
            hint=f"say whose it is: {named}; or first take it out: xpromo import --undo {batch}",
            code=SAME_FILE.code,
        )
    return holders


def notes_on(holders: Mapping[str, int], header: BatchHeader, result: ImportResult) -> Iterator[str]:
    """Yield what to know of a file that came before."""
    ours = holders.get(header.account)
    if ours and result.refusals.get("id-conflict"):
        yield f"batch {ours} holds this very file, read with other options: `xpromo import --undo {ours}`, then again"
    elif ours and result.recorded:
        yield f"batch {ours} holds this very file, read with other options; both count: `xpromo import --undo {ours}`"
    elif result.recorded:
        for account, batch in holders.items():
            yield f"batch {batch} holds this very file under the account {account}: it counts under both"
