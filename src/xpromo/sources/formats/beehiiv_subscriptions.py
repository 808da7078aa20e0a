"""beehiiv: the answer of ``GET /v2/publications/{id}/subscriptions``, people with where they came from."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator

from xpromo.records import Batch, Evidence, Kind
from xpromo.sources.evidence import NONE
from xpromo.sources.rowwise import read_rows
from xpromo.sources.sales import Bad, ConversionReader
from xpromo.sources.signups import sign_up
from xpromo.sources.source import Feed, ReadOptions, Sample, Shape, Source, plain_name
from xpromo.sources.times import Moments, parse_unix
from xpromo.utm import CAMPAIGN, MEDIUM, SOURCE

TAGS = (SOURCE, MEDIUM, CAMPAIGN)
NOT_YET = frozenset({"pending", "validating"})
DOCS = """\
beehiiv's subscriptions, as its API answers `GET /v2/publications/{id}/subscriptions` (`data[]`), or one of them (`data`, or one a line).

| key | used for |
|---|---|
| `id` | the sign-up's id; without one a keyed hash of the address |
| `created` | the moment, in seconds since 1970. Of somebody who came back it is the first time |
| `status` | `pending` and `validating` are excluded as `pending`, `invalid` as `failed`; inactive people signed up nevertheless |
| `utm_source`, `utm_medium`, `utm_campaign` | evidence |
| `referring_site` | its domain, where there are no tags |
| `email` | keyed hash |

Everybody is one `signup`. `referral_code` is the subscriber's own and says nothing of where they came from; tiers,
custom fields and `utm_channel` are ignored.
"""
COLUMNS = ("id", "email", "status", "created", "utm source", "utm medium", "utm campaign", "referring site")


def recognise(sample: Sample) -> bool:
    """Whether the objects are beehiiv's subscriptions."""
    names = {name.removeprefix("data ") for name in sample.lists.get("data", sample.names)}
    return sample.is_json and names.issuperset({"email", "created", "subscription tier"})


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the sign-ups of an answer."""
    reader = ConversionReader(feed.name, "beehiiv-subscriptions", options, Moments(options.timezone))

    def take(line: int, row: dict[str, str]) -> None:
        status = plain_name(row["status"])
        if status in NOT_YET or status == "invalid":
            reader.skip("failed" if status == "invalid" else "pending")
            return
        found = _evidence(reader, row)
        at = _moment(reader, row["created"])
        reader.add(sign_up(reader, line, at, row["email"], number=row["id"], evidence=found))

    yield from read_rows(feed, reader, COLUMNS, take)


def _moment(reader: ConversionReader, text: str) -> int:
    at = parse_unix(text)
    if isinstance(at, str):
        raise Bad(at, "created")
    if at > reader.options.latest:
        raise Bad("future", "created")
    return at


def _evidence(reader: ConversionReader, row: dict[str, str]) -> Evidence:
    found = reader.evidence.of_fields({name: row[name.replace("_", " ")] for name in TAGS})
    return Evidence(referrer=reader.evidence.referring(row["referring site"])) if found == NONE else found


source = Source(
    title="beehiiv subscriptions",
    kind=Kind.CONVERSIONS,
    columns=COLUMNS,
    recognise=recognise,
    read=read,
    needs="JSON with data[] of email, created, subscription_tier (beehiiv: GET …/subscriptions)",
    docs=DOCS,
    by_id=lambda _present: True,
    zone="UTC",
    shape=Shape.OBJECTS,
    records=("data",),
    inside=("data",),
)
