"""Our own costs: money spent on a campaign or a placement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from xpromo.errors import NeedsOption
from xpromo.money import is_currency, parse_minor
from xpromo.records import Batch, Costs, Kind, Refusal
from xpromo.sources.amounts import plain_cell
from xpromo.sources.mapped import in_our_form
from xpromo.sources.rules import NEEDS_CURRENCY
from xpromo.sources.sales import Bad
from xpromo.sources.source import Feed, ReadOptions, Sample, Source
from xpromo.sources.statements import day_of
from xpromo.sources.times import Days, Moments

DOCS = """\
Money spent, CSV with a header or JSONL.

| column | holds |
|---|---|
| `campaign`, `placement` | ids; one of them is enough (or `--placement`) |
| `at` | the day, `2026-11-20`, or a moment with an offset |
| `amount`, `currency` | major units with a point, ISO 4217 code (or `--currency`) |
| `paid_by` | the brand or partner that paid |

Rows have no id: two that are equal in every cell are two payments, and the same file again adds nothing.
"""


def recognise(sample: Sample) -> bool:
    """Whether the columns are those of costs."""
    return sample.has("at", "amount", "paid by") and sample.has_any("campaign", "placement")


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the costs of a file."""
    feed = in_our_form(feed, source.columns, options)
    seen: Counter[tuple[object, ...]] = Counter()
    moments, days = Moments(options.timezone), Days(options.zone)
    for rows in feed.rows:
        costs = Costs()
        batch = Batch(records=rows.records, costs=costs, refusals=rows.refusals)
        for line, cells in zip(rows.lines, zip(*rows.columns, strict=True), strict=True):
            if not any(cells):
                batch.skipped["blank"] = batch.skipped.get("blank", 0) + 1
                continue
            campaign, placement, at, amount, currency, paid_by = map(plain_cell, cells)
            try:
                day = day_of(at, moments, days, options.latest, feed.name, "at")
                money = _money(feed.name, amount, currency or options.currency)
                place = _place(campaign, placement or ("" if campaign else options.placement), paid_by)
            except Bad as bad:
                batch.refusals.append(Refusal(line, bad.reason, bad.column))
                continue
            row = (*place, day, *money, paid_by)
            seen[row] += 1
            identity = "\0".join(map(str, (options.account, *row, seen[row])))
            _append(costs, line, options.hashing.keyed("cost", identity), row)
        yield batch


def _place(campaign: str, placement: str, paid_by: str) -> tuple[str, str]:
    """Return what the money went to; raises Bad for nothing, and for what could be somebody's address."""
    if not (campaign or placement) or "@" in campaign + placement + paid_by:
        raise Bad("no-placement", "placement")
    return campaign, placement


def _append(costs: Costs, line: int, key: bytes, row: tuple[str, str, int, int, str, str]) -> None:
    values = (line, key, *row)
    for name, value in zip(Costs.__slots__, values, strict=True):
        getattr(costs, name).append(value)


def _money(name: str, amount: str, currency: str) -> tuple[int, str]:
    if not currency:
        raise NeedsOption.in_file(NEEDS_CURRENCY, name)
    code = currency.upper()
    if not is_currency(code):
        raise Bad("bad-currency", "currency")
    minor = parse_minor(amount, code)
    if minor is None or minor < 0:
        raise Bad("bad-amount", "amount")
    return minor, code


source = Source(
    title="xpromo costs",
    kind=Kind.COSTS,
    columns=("campaign", "placement", "at", "amount", "currency", "paid by"),
    required=("at", "amount"),
    recognise=recognise,
    read=read,
    needs="columns at, amount, paid_by, and campaign or placement",
    docs=DOCS,
    version=2,
    by_id=lambda _present: False,
)
