"""Kit (once ConvertKit): the answer of ``GET /v4/subscribers``, people with where they came from."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator

from xpromo.records import Batch, Evidence, Kind
from xpromo.sources.evidence import NONE
from xpromo.sources.rowwise import read_rows
from xpromo.sources.sales import ConversionReader
from xpromo.sources.signups import sign_up
from xpromo.sources.source import Feed, ReadOptions, Sample, Shape, Source, plain_name
from xpromo.sources.times import Moments
from xpromo.utm import CAMPAIGN, CONTENT, MEDIUM, SOURCE

TAGS = (SOURCE, MEDIUM, CAMPAIGN, CONTENT)
NOT_YET = frozenset({"inactive"})
DOCS = """\
Kit's subscribers, as its API answers `GET /v4/subscribers` (`subscribers[]`), or one of them (`subscriber`). Kit's own CSV doesn't say
where anybody came from; this answer does.

| key | used for |
|---|---|
| `id` | the sign-up's id; without one a keyed hash of the address |
| `created_at` | the moment (its offset is stated) |
| `state` | `inactive` people haven't confirmed and are excluded as `pending`; those who left, bounced or complained signed up nevertheless |
| `attribution.utm_…` | evidence |
| `attribution.referrer` | its domain, where there are no tags |
| `email_address` | keyed hash |

Everybody is one `signup`. Names, tags and `source_mechanism` are ignored: *recommendations* (the Creator Network) says that
a partner sent somebody, but not which.
"""
COLUMNS = (
    "id", "state", "email address", "created at", "attribution referrer",
    *(f"attribution {name.replace('_', ' ')}" for name in TAGS),
)  # fmt: skip


def recognise(sample: Sample) -> bool:
    """Whether the objects are Kit's subscribers."""
    names = {name.removeprefix("subscriber ") for name in sample.lists.get("subscribers", sample.names)}
    known = names.issuperset({"state", "email address", "created at"}) or ("subscribers" in names and not sample.lists)
    return sample.is_json and known


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the sign-ups of an answer."""
    reader = ConversionReader(feed.name, "kit-subscribers", options, Moments(options.timezone))

    def take(line: int, row: dict[str, str]) -> None:
        if plain_name(row["state"]) in NOT_YET:
            reader.skip("pending")
            return
        at = reader.moment(row["created at"], "created_at")
        found = _evidence(reader, row)
        reader.add(sign_up(reader, line, at, row["email address"], number=row["id"], evidence=found))

    yield from read_rows(feed, reader, COLUMNS, take)


def _evidence(reader: ConversionReader, row: dict[str, str]) -> Evidence:
    found = reader.evidence.of_fields({name: row[f"attribution {name.replace('_', ' ')}"] for name in TAGS})
    return Evidence(referrer=reader.evidence.referring(row["attribution referrer"])) if found == NONE else found


source = Source(
    title="Kit subscribers",
    kind=Kind.CONVERSIONS,
    columns=COLUMNS,
    recognise=recognise,
    read=read,
    needs="JSON with subscribers[] of state, email_address, created_at (Kit: GET /v4/subscribers)",
    docs=DOCS,
    by_id=lambda _present: True,
    zone="offset",
    shape=Shape.OBJECTS,
    records=("subscribers",),
    inside=("subscriber",),
)
