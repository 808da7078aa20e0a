"""Balances on a page: what went both ways as bars, and who owes whom as a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from xpromo.measure.balance import Balance, Verdict
from xpromo.report.balance import in_unit
from xpromo.report.diagnosing import plural
from xpromo.report.page import Exchange, Exchanges
from xpromo.report.wording import amount

FEW = 2  # partners whose balance is told one by one
_NOTE = (
    "Above what was received, below what was given, over the placements of this page. Even: chance alone could make "
    "such a difference."
)


def exchanges_block(found: Sequence[Balance], names: Mapping[str, str]) -> Exchanges | None:
    """Return the balances as a block; None where nothing was exchanged."""
    exchanges = tuple(_exchange(item, names) for item in found if not _is_empty(item))
    return Exchanges("Who owes whom", exchanges, _NOTE) if exchanges else None


def _is_empty(item: Balance) -> bool:
    """Whether nothing went either way as yet."""
    return in_unit(item, item.received) == in_unit(item, item.given) == 0


def _exchange(item: Balance, names: Mapping[str, str]) -> Exchange:
    received, given = in_unit(item, item.received), in_unit(item, item.given)
    return Exchange(
        title=names.get(item.partner) or item.partner,
        received=received,
        given=given,
        words=f"{_amount(item, received)} received, {_amount(item, given)} given",
        verdict=_verdict(item) or "unknown: of some of it nobody told",
    )


def balance_in_words(found: Sequence[Balance], names: Mapping[str, str]) -> list[str]:
    """Return a sentence for each of a few balances, or one that counts many."""
    known = [item for item in found if item.verdict is not Verdict.UNKNOWN and not _is_empty(item)]
    if len(known) <= FEW:
        return [_sentence(item, names.get(item.partner) or item.partner) for item in known]
    counts = Counter(item.verdict for item in known)
    told = ", ".join(f"{counts[verdict]} {verdict.value}" for verdict in Verdict if counts[verdict])
    return [f"Of {plural(len(known), 'balance')} with partners: {told}."]


def _sentence(item: Balance, name: str) -> str:
    match item.verdict:
        case Verdict.THEY_OWE:
            return f"{name} owes us {_owed(item)}."
        case Verdict.WE_OWE:
            return f"We owe {name} {_owed(item)}."
        case Verdict.NOT_DUE:
            return f"With {name} nothing is due yet."
        case _:
            return f"With {name} it is even."


def _verdict(item: Balance) -> str:
    match item.verdict:
        case Verdict.THEY_OWE:
            return f"they owe {_owed(item)}"
        case Verdict.WE_OWE:
            return f"we owe {_owed(item)}"
        case Verdict.EVEN | Verdict.NOT_DUE:
            return item.verdict.value
        case _:
            return ""


def _owed(item: Balance) -> str:
    """Return ``751 clicks, likely between 429 and 1,073``: what is owed has no sign, whoever owes it."""
    value, *ends = (abs(end or 0) for end in (item.owed.value, item.owed.low, item.owed.high))
    low, high = sorted(ends)
    between = f"{amount(low, item.currency)} and {amount(high, item.currency)}"
    return f"{_amount(item, round(value))}, likely between {between}"


def _amount(item: Balance, number: int | None) -> str:
    return "an unknown part" if number is None else amount(number, item.currency, item.unit)
