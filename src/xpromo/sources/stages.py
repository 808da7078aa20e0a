"""Stages of a CRM → kinds of conversion, and the rows that a deal stands for. Names as of 2026-11."""

from __future__ import annotations

from dataclasses import dataclass

from xpromo.records import Evidence
from xpromo.sources.sales import Bad, Conversion, ConversionReader
from xpromo.sources.source import plain_name
from xpromo.sources.written import Written

BASIS = "deal_amount"
NAMES = {
    "lead": "lead",
    "mql": "mql",
    "marketing qualified": "mql",
    "marketing qualified lead": "mql",
    "marketingqualifiedlead": "mql",
    "sql": "sql",
    "sales qualified": "sql",
    "sales qualified lead": "sql",
    "salesqualifiedlead": "sql",
    "opportunity": "opportunity",
    "won": "won",
    "closed won": "won",
    "closedwon": "won",
    "lost": "lost",
    "closed lost": "lost",
    "closedlost": "lost",
}


def stage_kind(text: str) -> str:
    """Return the kind that a stage's name means, "" for one that is nobody's but its owner's."""
    return NAMES.get(plain_name(text), "")


def deal_kind(text: str) -> str:
    """Return what a deal in this stage is: won, lost, or still an opportunity; raises Bad for no stage at all.

    Pipelines have stages of their own names, before the two that end them: ``Closed won (Sales Pipeline)``.
    """
    name = plain_name(text)
    if not name:
        raise Bad("bad-status", "stage")
    ends = [kind for words, kind in (("closed won", "won"), ("closed lost", "lost")) if name.startswith(words)]
    return ends[0] if ends else {"won": "won", "lost": "lost"}.get(NAMES.get(name, ""), "opportunity")


@dataclass(frozen=True, slots=True)
class Deal:
    """A deal as its CRM exports it: one row with how it stands now. Texts are cells as found."""

    line: int
    id: str
    stage: str
    created: str
    closed: str
    amount: str
    currency: str
    evidence: Evidence
    joins: tuple[str, ...] = ()


def deal_rows(reader: ConversionReader, written: Written, deal: Deal) -> list[Conversion] | str:
    """Return the end of a deal, dated with its close, and its beginning, dated with its creation, where it has one.

    An open deal's close is only expected, so without a creation it has no date yet ("pending"). The amount of a deal
    moves while it is open: its beginning keeps the first one that was seen.
    """
    kind = deal_kind(deal.stage)
    begun = reader.moment(written.iso(deal.created), "Create Date") if deal.created.strip() else None
    if kind == "opportunity":
        return [_row(reader, deal, kind, begun)] if begun is not None else "pending"
    ended = _row(reader, deal, kind, reader.moment(written.iso(deal.closed), "Close Date"))
    return [ended, _row(reader, deal, "opportunity", begun, primary=False)] if begun is not None else [ended]


def _row(reader: ConversionReader, deal: Deal, kind: str, at: int, *, primary: bool = True) -> Conversion:
    amount, currency = deal_money(reader, deal.amount, deal.currency)
    fixed = () if kind == "opportunity" else (str(amount), currency)
    return Conversion(
        deal.line,
        kind,
        at,
        (deal.id, str(at), *fixed),
        id=deal.id,
        amount=amount,
        currency=currency,
        basis=BASIS,
        evidence=deal.evidence,
        status=plain_name(deal.stage),
        joins=deal.joins,
        primary=primary,
    )


def deal_money(reader: ConversionReader, text: str, currency: str) -> tuple[int | None, str]:
    """Return the minor units of an amount as a CRM writes it, and the currency; raises Bad, NeedsOption."""
    minor, currency = reader.money(text, currency, "Amount")
    if minor is not None and minor < 0:
        raise Bad("bad-amount", "Amount")
    return minor, currency
