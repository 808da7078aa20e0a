"""Our own list of promotion ids and the codes behind them."""

from __future__ import annotations

from collections.abc import Iterator

from xpromo.records import Batch, Kind
from xpromo.sources.promotions import read_promotions
from xpromo.sources.source import Feed, ReadOptions, Sample, Source

NAMES = ("promo", "code")
DOCS = """\
Payment providers name a promo code by an id of their own (Stripe: `promo_…`, Paddle: `dsc_…`), and their exports of
sales often hold only that. This list says which code is behind it. CSV with a header or JSONL.

| column | holds |
|---|---|
| `promo` | the provider's id of the code |
| `code` | the code as customers type it |

Sales that carry such an id and no code are credited by the code, whichever file comes first. An id never gets another
code: that row is refused. A list with other headings: `--source promo-codes --map id=promo`.
"""


def recognise(sample: Sample) -> bool:
    """Whether the columns are those of the list."""
    return sample.names == set(NAMES)


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the ids and codes of a file."""
    return read_promotions(feed, options, NAMES, lambda _row: "")


source = Source(
    title="xpromo promotion ids",
    kind=Kind.CONVERSIONS,
    columns=NAMES,
    required=NAMES,
    recognise=recognise,
    read=read,
    needs="columns promo and code, nothing else",
    docs=DOCS,
    by_id=lambda _present: True,
    zone="UTC",
)
