"""``ledger resolve``: say what tags were that reached nobody, and resolve everything again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from xpromo.definitions.words import meant
from xpromo.errors import UsageError
from xpromo.ledger.aliases import Resolved, read_placements, resolve_with
from xpromo.ledger.recovery import plain_spelling
from xpromo.ledger.rules import BAD_ALIAS, NO_ALIAS, NO_PLACEMENT
from xpromo.operations.ledger import Place
from xpromo.sources.evidence import tag


def resolve_again(
    place: Place, aliases: Sequence[str], remove: Sequence[str], now: datetime, *, dry_run: bool
) -> Resolved:
    """Take aliases (``THEIRS=PLACEMENT``) in or out and resolve everything again; return what moved.

    Raises UsageError for an alias that can't be one, LedgerMissing and its kin.
    """
    wished = dict(_parsed(text) for text in aliases)
    with place.opened(write=True) as ledger:
        placements, known = read_placements(ledger)
        for placement in wished.values():
            if placement not in placements:
                raise _unknown(placement, placements)
        return resolve_with(ledger, wished, [_known(text, known) for text in remove], now, dry_run=dry_run)


def _parsed(text: str) -> tuple[str, str]:
    theirs, _, placement = text.rpartition("=")
    spelled = plain_spelling(tag(theirs))
    if not (spelled and placement.strip()):
        raise UsageError.of(BAD_ALIAS, f"--alias {text!r} names no tag and placement")
    return spelled, placement.strip()


def _unknown(placement: str, placements: set[str]) -> UsageError:
    hint = meant(placement, placements) or NO_PLACEMENT.hint
    return UsageError(f"the ledger knows no placement {placement!r}", hint=hint, code=NO_PLACEMENT.code)


def _known(text: str, known: Mapping[str, str]) -> str:
    spelled = plain_spelling(text)
    if spelled not in known:
        raise UsageError.of(NO_ALIAS, f"there is no alias {text!r}")
    return spelled
