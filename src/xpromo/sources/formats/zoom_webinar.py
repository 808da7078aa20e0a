"""Zoom: a webinar's attendee report, several tables one below the other, a row for each time somebody joined."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from xpromo.records import Batch, Kind
from xpromo.sources.sales import Bad, Conversion, ConversionReader
from xpromo.sources.sheets import SheetTable, filled
from xpromo.sources.source import Feed, ReadOptions, Sample, Shape, Source, plain_name
from xpromo.sources.times import Moments
from xpromo.sources.written import Written

TITLE, ATTENDEES = "attendee report", "attendee details"
LAYOUTS = ("%b %d, %Y %H:%M:%S", "%b %d, %Y %I:%M:%S %p", "%b %d, %Y %I:%M %p", "%b %d, %Y %H:%M")
DATES = ("registration time", "join time")
NOT_YET, NEVER = frozenset({"pending", "pending approval"}), frozenset({"denied", "declined", "cancelled", "canceled"})
DOCS = """\
Zoom's attendee report of a webinar: Reports > Usage Reports > Webinar > Attendee Report, CSV. The file states no link and
no tag: import it with `--placement`, or tie the people to their clicks by other means.

| part of the file | used for |
|---|---|
| `Webinar ID`, `Actual Start Time` | tell one webinar from another, and one of its days from the next |
| `Attendee Details` | a record a person, however often they joined. Hosts, panelists and telephones are passed over |
| `Registration Time` | a `registration` on that moment |
| `Attended`, `Join Time` | an `attendance`, from the first time they joined. No-shows have none |
| `Approval Status` | who waits for approval is excluded as `pending`, who got none as `declined` |
| `Email`, else `User Name` | keyed hash of the person; neither is kept |

Its times state no zone: `--tz` (the one of the account). `Mar 22, 2026 19:13:27` and `05/22/2026 09:00:00 AM` are read;
where day and month can't be told apart, `--date-order` says. Everything else is ignored: names, phones, countries, minutes.
"""


@dataclass(slots=True)
class _Report:
    """What the report says: which webinar it was, and its attendees by the text that tells a person from others."""

    webinar: str = ""
    started: str = ""
    people: dict[str, list[tuple[int, dict[str, str]]]] = field(default_factory=dict)


def recognise(sample: Sample) -> bool:
    """Whether its first line is the report's title."""
    return plain_name(sample.first_line.lstrip("\ufeff")) == TITLE


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the registrations and attendances of a report, a record a person."""
    reader = ConversionReader(feed.name, "zoom-webinar", options, Moments(options.timezone, layouts=LAYOUTS))
    reports = _reports(feed)
    people = [rows for report in reports for rows in report.people.values()]
    dates = [row.get(name, "") for rows in people for _, row in rows for name in DATES]
    written = Written.of([text for text in dates if text[:1].isdigit()], options, feed.name)
    for report in reports:
        for person, rows in report.people.items():
            try:
                _take(reader, written, report, person, rows)
            except Bad as bad:
                reader.refuse(rows[0][0], bad)
        yield reader.batch()


def _reports(feed: Feed) -> list[_Report]:
    """Return the reports in a file, mostly one; each begins with its title."""
    report, section, table = _Report(), "", SheetTable(0, ())
    reports = [report]
    for line, cells in feed.sheet:
        text = filled(cells)
        if len(text) == 1 and plain_name(text[0]) == TITLE:
            report, section, table = _Report(), "", SheetTable(line, ())
            reports.append(report)
        elif len(text) == 1 and (plain_name(text[0]).endswith(" details") or plain_name(text[0]) == "other attended"):
            section, table = plain_name(text[0]), SheetTable(line, ())
        elif section and text and not table.header:
            table = SheetTable(line, tuple(map(plain_name, text)))
        elif section == ATTENDEES and text:
            row = {name: "" if cell == "--" else cell for name, cell in table.named(cells).items()}
            person = (row.get("email") or row.get("user name original name", "")).lower()
            report.people.setdefault(person, []).append((line, row))
        elif not section:
            _head(report, table, cells)
            table = SheetTable(line, tuple(map(plain_name, text)))
    return reports


def _head(report: _Report, above: SheetTable, cells: list[str]) -> None:
    """Take the webinar's number and beginning from the row below their names."""
    row = above.named(cells)
    if row.get("webinar id"):
        report.webinar = "".join(row["webinar id"].split())
        report.started = row.get("actual start time", "")


def _take(
    reader: ConversionReader, written: Written, report: _Report, person: str, rows: list[tuple[int, dict[str, str]]]
) -> None:
    line, first = rows[0]
    if not person:
        raise Bad("no-id", "Email")
    approval = plain_name(first.get("approval status", ""))
    if approval in NOT_YET | NEVER:
        reader.skip("pending" if approval in NOT_YET else "declined")
        return
    found = list(_events(reader, written, report, person, [row for _, row in rows]))
    if not found:
        reader.skip("no-show")
    for number, (kind, at, identity) in enumerate(found):
        name = reader.hashing.keyed(f"zoom {kind}", "\0".join(identity)).hex()
        reader.add(Conversion(line, kind, at, (name,), id=name, customer=first.get("email", ""), primary=number == 0))


def _events(
    reader: ConversionReader, written: Written, report: _Report, person: str, rows: list[dict[str, str]]
) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    """Yield what a person did, when, and what tells it from what they did at other times."""
    if rows[0].get("registration time"):
        at = _moment(reader, written, rows[0], "registration time")
        yield "registration", at, (report.webinar, person, str(at))
    joined = [_moment(reader, written, row, "join time") for row in rows if row.get("join time")]
    if joined:
        yield "attendance", min(joined), (report.webinar, report.started, person)


def _moment(reader: ConversionReader, written: Written, row: Mapping[str, str], column: str) -> int:
    return reader.moment(written.iso(row[column]), column)


source = Source(
    title="Zoom webinar attendees",
    kind=Kind.CONVERSIONS,
    columns=(),
    recognise=recognise,
    read=read,
    needs="a first line Attendee Report (Zoom: Usage Reports > Webinar)",
    docs=DOCS,
    by_id=lambda _present: True,
    shape=Shape.SHEET,
)
