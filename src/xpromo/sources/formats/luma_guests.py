"""Luma: an event's Guests > Download as CSV, a row a guest."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from xpromo.records import Batch, Kind
from xpromo.sources.amounts import plain_cell
from xpromo.sources.rowwise import read_conversions
from xpromo.sources.sales import Bad, Conversion, ConversionReader
from xpromo.sources.source import Feed, ReadOptions, Sample, Source, plain_name
from xpromo.sources.times import Moments
from xpromo.utm import SOURCE

NOT_YET = frozenset({"pending approval", "pending", "waitlist", "invited"})
DOCS = """\
Luma's guests: an event's page, Guests, Download as CSV. The columns come in any order; your own questions are never read.

| column | used for |
|---|---|
| `guest_id`, once `api_id` | the registration's id |
| `created_at` | when the guest registered: a `registration`, in UTC |
| `approval_status` | approved guests are registrations; pending, waiting and merely invited ones are excluded as `pending`, declined ones as `declined` |
| `checked_in_at` | an `attendance` on that moment |
| `utm_source`, once `custom_source` | the source of the event's link (`?utm_source=…`) |
| `coupon_code` | the promo code |
| `email` | keyed hash of the person |

`amount` and its likes are not used: nowhere is it said whether they count cents. Sales of tickets come from the payment tool.
Everything else is ignored: names, phones, wallets, answers, `referrer` and `referred_by`, which are no tags of yours.
"""
IDS = ("guest id", "api id")
COLUMNS = (
    *IDS,
    "created at",
    "approval status",
    "checked in at",
    "custom source",
    "utm source",
    "coupon code",
    "email",
)


def recognise(sample: Sample) -> bool:
    """Whether the columns are those of guests."""
    return sample.has("approval status", "checked in at") and sample.has_any(*IDS)


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the guests of a file."""
    reader = ConversionReader(feed.name, "luma-guests", options, Moments(options.timezone))
    return read_conversions(feed, reader, COLUMNS, partial(_take, reader))


def _take(reader: ConversionReader, line: int, row: dict[str, str]) -> list[Conversion] | str:
    status = plain_name(row["approval status"])
    if status in NOT_YET or status == "declined":
        return "declined" if status == "declined" else "pending"
    if status != "approved":
        raise Bad("bad-status", "approval_status")
    identity = reader.identity(row["guest id"] or row["api id"], "guest_id")
    tags = {SOURCE: plain_cell(row["custom source"]) or plain_cell(row["utm source"])}
    evidence = reader.evidence.of_fields(tags, code=plain_cell(row["coupon code"]))

    def event(kind: str, column: str) -> Conversion:
        at = reader.moment(row[column], column)
        return Conversion(
            line,
            kind,
            at,
            (identity, kind, str(at)),
            id=identity,
            evidence=evidence,
            customer=row["email"],
            status=status,
            primary=kind == "registration",
        )

    came = [event("attendance", "checked in at")] if row["checked in at"].strip() else []
    return [event("registration", "created at"), *came]


source = Source(
    title="Luma guests",
    kind=Kind.CONVERSIONS,
    columns=COLUMNS,
    required=("created at", "approval status"),
    recognise=recognise,
    read=read,
    needs="columns guest_id, approval_status, checked_in_at (Luma: Guests > Download as CSV)",
    docs=DOCS,
    by_id=lambda _present: True,
    zone="offset",
)
