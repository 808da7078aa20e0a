"""Mailchimp: one campaign's report as CSV, sections and a table of links."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

import re
from collections.abc import Iterator

from xpromo.errors import Findings
from xpromo.records import Batch, Evidence, Kind
from xpromo.sources.mail_reports import Report, add_links, add_overall, read_reports, tool_of
from xpromo.sources.mailings import CLICK_DOCS
from xpromo.sources.sales import Bad
from xpromo.sources.source import Feed, ReadOptions, Sample, Shape, Source
from xpromo.sources.statements import StatementReader

LAYOUTS = ("%a, %b %d, %Y %H:%M", "%a, %b %d, %Y %I:%M %p", "%b %d, %Y %H:%M", "%b %d, %Y %I:%M %p")
METRICS = {
    "total recipients": "sends",
    "successful deliveries": "delivered",
    "total opens": "opens",
    "recipients who opened": "unique_opens",
    "total unsubs": "unsubscribes",
}
CLICKED = {"recipients who clicked": "unique_clicks"}
STATS = ("overall stats", "combination ")
_CAMPAIGN = re.compile(r"[?&](?:mc_cid=|utm_campaign=)([0-9a-f]{10})(?![0-9a-f])")
DOCS = f"""\
Mailchimp's report of one campaign: open the campaign's report, Export > Download overview report as CSV. Its first line is
`Email Campaign Report`, of an A/B test `Campaign Report`. It says more than `mailchimp-campaigns`, namely clicks by link;
import one of both.

| part of the file | used for |
|---|---|
| `Delivery Date/Time` | the day (`Mon, Nov 16, 2026 12:25`); say the account's zone: `--tz America/New_York` |
| `Clicks by URL` | `unique_clicks` of each link, whose link id and tags say whose they are |
| `Overall Stats`, of an A/B test each `Combination … Stats` | `sends`, `delivered`, `opens`, `unique_opens`, `unsubscribes`, and `unique_clicks` where there is no table of links. Whose they are says `--placement`; else the campaign's id, where Mailchimp put it into the links (`mc_cid`), for a placement with `external: {{mailchimp: …}}` |

{CLICK_DOCS}
Placeholders in links (`[LIST_EMAIL_ID]`, `UNIQID`) are harmless: other parameters aren't read. Subjects, senders and sales
(Mailchimp's own attribution) are ignored.
"""


def recognise(sample: Sample) -> bool:
    """Whether the first line is that of a Mailchimp report, and what follows too."""
    return tool_of(sample.head) == "mailchimp" and any(
        line.strip('"').startswith(("Overall Stats", "Combination 1 Stats")) for line in sample.head
    )


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the counts of a report."""
    reader = StatementReader(feed.name, "mailchimp-report", options, LAYOUTS)
    for report in read_reports(feed.sheet, ("delivery date time",)):
        _take(reader, report)
        yield reader.batch()


def _take(reader: StatementReader, report: Report) -> None:
    try:
        day = reader.day(report.sent, "Delivery Date/Time")
    except Bad as bad:
        hint = "it is written like Mon, Nov 16, 2026 12:25 when it comes from Mailchimp; export the report again"
        raise Findings(f"{reader.name}: its Delivery Date/Time can't be read ({bad.reason})", hint=hint) from None
    name = report.sections[0].values().get("title", "")
    links = report.titled("clicks by url")
    with_links = any(len(section.rows) > 1 for section in links)
    mailing = (name, _evidence(reader, report))
    for section in report.titled(*STATS):
        add_overall(reader, section, day, METRICS if with_links else METRICS | CLICKED, mailing)
    for section in links:
        add_links(reader, section, day, name)


def _evidence(reader: StatementReader, report: Report) -> Evidence:
    """Return whose the campaign is: by hand, else by the one id that its links carry."""
    rows = [row for section in report.titled("clicks by url") for row in section.rows]
    found = {number for _, cells in rows for number in _CAMPAIGN.findall(cells[0])}
    return reader.evidence.external("mailchimp", found.pop() if len(found) == 1 else "")


source = Source(
    title="Mailchimp campaign report",
    kind=Kind.TOTALS,
    columns=(),
    recognise=recognise,
    read=read,
    needs="first line Email Campaign Report, then Overall Stats and Clicks by URL (Mailchimp: a report's Export)",
    docs=DOCS,
    by_id=lambda _present: False,
    shape=Shape.SHEET,
)
