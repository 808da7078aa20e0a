"""MailerLite Classic: one campaign's report as CSV, sections and a table of links."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator

from xpromo.errors import Findings
from xpromo.records import Batch, Kind
from xpromo.sources.mail_reports import Report, add_links, add_overall, read_reports, tool_of
from xpromo.sources.mailings import CLICK_DOCS
from xpromo.sources.sales import Bad
from xpromo.sources.source import Feed, ReadOptions, Sample, Shape, Source
from xpromo.sources.statements import StatementReader

RESULTS = {"total emails sent": "sends", "opened": "unique_opens"}
CLICKED = {"clicked": "unique_clicks"}
BAD_ONES = {"unsubscribed": "unsubscribes"}
DOCS = f"""\
MailerLite Classic's report of one campaign: open the campaign's report, Export > CSV. Its first line is `Campaign report`. The
new MailerLite's exports aren't read.

| part of the file | used for |
|---|---|
| `Sent` | the day; say the account's zone: `--tz Europe/Vilnius` |
| `Links activity` | `unique_clicks` of each link, whose link id and tags say whose they are. Links to unsubscribe or to read the e-mail online are excluded as `no-link` |
| `Total emails sent`, `Opened`, `Unsubscribed` | `sends`, `unique_opens`, `unsubscribes`, and `Clicked` as `unique_clicks` where there is no table of links. The file has no id of the campaign: `--placement` says whose they are |

{CLICK_DOCS}
Everything else is ignored: subject, bounces, devices, mail programs.
"""


def recognise(sample: Sample) -> bool:
    """Whether the first line is that of a MailerLite report, and what follows too."""
    return tool_of(sample.head) == "mailerlite" and any(
        line.strip('"').startswith("Campaign results") for line in sample.head
    )


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the counts of a report."""
    reader = StatementReader(feed.name, "mailerlite-report", options)
    for report in read_reports(feed.sheet, ("sent",)):
        _take(reader, report)
        yield reader.batch()


def _take(reader: StatementReader, report: Report) -> None:
    try:
        day = reader.day(report.sent, "Sent")
    except Bad as bad:
        hint = "it is written like 2026-11-16 13:00:00 when it comes from MailerLite; export the report again"
        raise Findings(f"{reader.name}: the moment of sending can't be read ({bad.reason})", hint=hint) from None
    links = report.titled("links activity")
    with_links = any("://" in cells[0] for section in links for _, cells in section.rows)
    mailing = (report.sent, reader.evidence.external("mailerlite", ""))
    for section in report.titled("campaign results"):
        add_overall(reader, section, day, RESULTS if with_links else RESULTS | CLICKED, mailing)
    for section in report.titled("bad statistics"):
        add_overall(reader, section, day, BAD_ONES, mailing)
    for section in links:
        add_links(reader, section, day, report.sent)


source = Source(
    title="MailerLite Classic report",
    kind=Kind.TOTALS,
    columns=(),
    recognise=recognise,
    read=read,
    needs="first line Campaign report, then Campaign results and Links activity (MailerLite Classic)",
    docs=DOCS,
    by_id=lambda _present: False,
    shape=Shape.SHEET,
)
