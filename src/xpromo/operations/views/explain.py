"""Why one conversion counts where it counts."""

from __future__ import annotations

from xpromo.answers import Explained, Proved, Share
from xpromo.errors import UsageError
from xpromo.ledger.explaining import explain_conversions, near_ids, undone_batch
from xpromo.ledger.store import Ledger
from xpromo.measure.sourcing import claims
from xpromo.operations.view import Asked, View
from xpromo.report.document import Document
from xpromo.report.explaining import explained_document
from xpromo.report.rules import SEVERAL_CONVERSIONS, UNKNOWN_CONVERSION

SHARED_CODE = 5  # its rank


def _show(asked: Asked) -> Document:
    if not asked.words:
        raise UsageError.of(UNKNOWN_CONVERSION, "`report explain` needs the id of a conversion")
    source_id, *narrower = asked.words
    found = _the_one(asked.reading.ledger, source_id, narrower)
    (claimed,) = claims([_share(found)], asked.reading.promises)
    return explained_document(found, claimed, asked.reading.timezone)


def _the_one(ledger: Ledger, source_id: str, narrower: list[str]) -> Explained:
    found = explain_conversions(ledger, source_id)
    if not found:
        raise _unknown(ledger, source_id)
    chosen = [item for item in found if {*narrower} <= {item.source, item.account, item.kind}]
    if len(chosen) == 1:
        return chosen[0]
    shown = chosen or found
    names = ", ".join(sorted({f"{item.kind} of {item.source} ({item.account})" for item in shown}))
    if not chosen:
        problem = f"no conversion {source_id!r} is {' '.join(narrower)!r}; what is called so: {names}"
    else:
        problem = f"{len(chosen)} conversions are called {source_id!r}: {names}"
    raise UsageError.of(SEVERAL_CONVERSIONS, problem)


def _unknown(ledger: Ledger, source_id: str) -> UsageError:
    batch = undone_batch(ledger, source_id)
    if batch is not None:
        return UsageError(
            f"conversion {source_id!r} was taken out with batch {batch}",
            hint="import its file again to count it",
            code=UNKNOWN_CONVERSION.code,
        )
    near = near_ids(ledger, source_id)
    hint = f"did you mean {' or '.join(f'`{one}`' for one in near)}?" if near else UNKNOWN_CONVERSION.hint
    return UsageError(f"the ledger has no conversion {source_id!r}", hint=hint, code=UNKNOWN_CONVERSION.code)


def _share(found: Explained) -> Share:
    decides = next((proof for proof in found.proofs if proof.decides), None)
    lost = next((proof for proof in found.proofs if decides and decides.conflict and not proof.decides), None)
    return Share(
        counted=decides.proved if decides else Proved(),
        beside=lost.proved if lost else None,
        path=found.path,
        code_only=bool(decides and decides.alone and decides.rank == SHARED_CODE and not found.path),
        metric=found.kind,
        label=found.novelty,
        currency=found.currency,
        day=found.day,
        n=1,
        amount=found.amount or 0,
    )


view = View(_show, words="CONVERSION [SOURCE|ACCOUNT|KIND]")
