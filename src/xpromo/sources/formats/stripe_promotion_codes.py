"""Stripe's promotion codes, as its API lists them."""

from __future__ import annotations

from collections.abc import Iterator

from xpromo.records import Batch, Kind
from xpromo.sources.promotions import read_promotions
from xpromo.sources.source import Feed, ReadOptions, Sample, Shape, Source

NAMES = ("id", "code", "object", "livemode")
DOCS = """\
Stripe's Checkout sessions and invoices name a promotion code by its id (`promo_…`). This is the list that says which
code is behind it: what `GET /v1/promotion_codes` answers, a single object, or its events, as JSON or one object a line.

| key | becomes |
|---|---|
| `id` | the id that sales carry |
| `code` | the code |
| `livemode` | false: excluded as `test` |

Sales that carry such an id and no code are credited by the code, whichever file comes first. Objects of other kinds are
excluded as `no-code`.
"""


def recognise(sample: Sample) -> bool:
    """Whether the objects are promotion codes."""
    names = sample.lists.get("data", sample.names)
    return sample.is_json and names.issuperset({"object", "code", "livemode", "times redeemed"})


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the ids and codes of a file."""
    return read_promotions(feed, options, NAMES, _reason)


def _reason(row: dict[str, str]) -> str:
    if row["livemode"] == "false":
        return "test"
    return "" if row["object"] == "promotion_code" else "no-code"


source = Source(
    title="Stripe promotion codes",
    kind=Kind.CONVERSIONS,
    columns=NAMES,
    required=("id", "object", "code"),
    recognise=recognise,
    read=read,
    needs="keys object, id, code and times_redeemed (Stripe: API, promotion_codes)",
    docs=DOCS,
    by_id=lambda _present: True,
    zone="UTC",
    shape=Shape.OBJECTS,
    records=("data",),
    inside=("data object",),
)
