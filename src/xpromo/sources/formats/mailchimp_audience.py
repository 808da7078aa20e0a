"""Mailchimp: Audience > All contacts > Export, the files of a list's contacts."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator

from xpromo.records import Batch, Kind
from xpromo.sources.mailings import NOTHING
from xpromo.sources.rowwise import read_rows
from xpromo.sources.sales import Bad, ConversionReader
from xpromo.sources.signups import sign_up
from xpromo.sources.source import Feed, ReadOptions, Sample, Source
from xpromo.sources.times import Moments
from xpromo.utm import CAMPAIGN, CONTENT, MEDIUM, SOURCE

TAGS = (SOURCE, MEDIUM, CAMPAIGN, CONTENT)
DOCS = """\
Mailchimp's contacts: Audience > All contacts > Export audience; unpack nothing, import the zip. Subscribed, unsubscribed and
cleaned contacts come in files of their own: all of them signed up once, and each counts once.

| column | used for |
|---|---|
| `EUID`, else `LEID` | the sign-up's id; without one a keyed hash of the address |
| `CONFIRM_TIME`, else `OPTIN_TIME` | the moment; the file doesn't state its zone, so say it: `--tz UTC` |
| `UTM_SOURCE`, `UTM_MEDIUM`, `UTM_CAMPAIGN`, `UTM_CONTENT` | evidence, where hidden fields of your sign-up form are called so: Mailchimp itself doesn't say where anybody came from |
| `Email Address` | keyed hash |

Everybody is one `signup`. Contacts without a moment were neither opted in nor confirmed and are excluded as `pending`.
Everything else is ignored: names, places, ratings, notes, tags.
"""
COLUMNS = (
    "email address", "optin time", "confirm time", "leid", "euid", *(name.replace("_", " ") for name in TAGS),
)  # fmt: skip


def recognise(sample: Sample) -> bool:
    """Whether the columns are those of Mailchimp's contacts."""
    return sample.has("email address", "member rating", "leid", "euid")


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the sign-ups of a list."""
    reader = ConversionReader(feed.name, "mailchimp-audience", options, Moments(options.timezone))

    def take(line: int, row: dict[str, str]) -> None:
        moment = next((row[name] for name in ("confirm time", "optin time") if row[name].lower() not in NOTHING), "")
        if not moment:
            reader.skip("pending")
            return
        if not row["email address"]:
            raise Bad("no-id", "Email Address")
        at = reader.moment(moment, "CONFIRM_TIME")
        found = reader.evidence.of_fields({name: row[name.replace("_", " ")] for name in TAGS})
        number = row["euid"] or row["leid"]
        reader.add(sign_up(reader, line, at, row["email address"], number=number, evidence=found))

    yield from read_rows(feed, reader, COLUMNS, take)


source = Source(
    title="Mailchimp audience",
    kind=Kind.CONVERSIONS,
    columns=COLUMNS,
    required=("email address", "confirm time"),
    recognise=recognise,
    read=read,
    needs="columns Email Address, MEMBER_RATING, LEID, EUID (Mailchimp: Audience > Export)",
    docs=DOCS,
    by_id=lambda _present: True,
)
