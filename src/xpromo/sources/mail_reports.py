"""Reports of one mailing that are no table: a title, sections of ``"Key:","Value"``, and a table of links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xpromo.sources.amounts import plain_cell
from xpromo.sources.mailings import count_of, statements
from xpromo.sources.sales import Bad
from xpromo.sources.sheets import SheetRow, filled
from xpromo.sources.source import plain_name
from xpromo.sources.statements import Statement, StatementReader

if TYPE_CHECKING:
    from xpromo.records import Evidence

TITLES = {"Email Campaign Report": "mailchimp", "Campaign Report": "mailchimp", "Campaign report": "mailerlite"}


@dataclass(slots=True)
class Section:
    """What lies between two blank lines: its title, and its rows with their lines."""

    line: int
    title: str
    rows: list[SheetRow] = field(default_factory=list)

    def values(self) -> dict[str, str]:
        """Return the values of ``"Key:","Value"`` rows by plain name."""
        found: dict[str, str] = {}
        for _, cells in self.rows:
            if len(cells) > 1:
                found.setdefault(plain_name(cells[0]), cells[1].strip())
        return found


@dataclass(slots=True)
class Report:
    """A mailing's report: ``sent`` as written, and the sections."""

    sent: str
    sections: list[Section]

    def titled(self, *titles: str) -> list[Section]:
        """Return the sections whose plain titles begin with one of these."""
        return [section for section in self.sections if section.title.startswith(titles)]


def tool_of(head: Sequence[str]) -> str:
    """Return whose report a file is by its first line, "" for nobody's."""
    first = next((line for line in head if line.strip()), "")
    return TITLES.get(first.lstrip("\ufeff").strip(' \t",;'), "")


def read_reports(sheet: Iterator[SheetRow], sent: Sequence[str]) -> list[Report]:
    """Return the reports in a file, mostly one; ``sent`` are the plain names of the value that holds its moment."""
    reports: list[list[Section]] = []
    fresh = True
    for line, cells in sheet:
        text = [cell.encode("utf-8", "replace").decode() for cell in filled(cells)]
        if not text:
            fresh = True
        elif not reports or (len(text) == 1 and text[0].lstrip("\ufeff") in TITLES):
            reports.append([Section(line, plain_name(text[0]))])
            fresh = False
        elif fresh:
            reports[-1].append(Section(line, plain_name(text[0])))
            fresh = False
        else:
            reports[-1][-1].rows.append((line, text))
    return [Report(_sent(sections[0], sent), sections) for sections in reports]


def _sent(head: Section, names: Sequence[str]) -> str:
    values = head.values()
    return next((values[name] for name in names if name in values), "")


def add_overall(
    reader: StatementReader, section: Section, day: int, metrics: Mapping[str, str], mailing: tuple[str, Evidence]
) -> None:
    """Take what a section states of the whole mailing; ``mailing``: its name, and whose it is."""
    values = section.values()
    counts = {metric: values[name] for name, metric in metrics.items() if name in values}
    try:
        reader.add(statements(section.line, day, counts, mailing[1], ("mailing", mailing[0], section.title)))
    except Bad as bad:
        reader.refuse(section.line, bad)


def add_links(reader: StatementReader, section: Section, day: int, name: str) -> None:
    """Take the unique clicks on each link; what is no link of ours (to unsubscribe, to read online) is ``no-link``."""
    if not section.rows:
        return
    header = [plain_name(cell) for cell in section.rows[0][1]]
    for line, cells in section.rows[1:]:
        row = dict(zip(header, cells, strict=False))
        url = plain_cell(cells[0])
        if "://" not in url:
            reader.skip("no-link")
            continue
        try:
            reader.add(_link(reader, line, url, row.get("unique clicks", ""), day, name))
        except Bad as bad:
            reader.refuse(line, bad)


def _link(reader: StatementReader, line: int, url: str, clicks: str, day: int, name: str) -> list[Statement]:
    count, found = count_of(clicks, "unique clicks"), reader.evidence.carried(url)
    if count is None:
        raise Bad("bad-count", "Unique Clicks")
    if isinstance(found, int):
        raise Bad("bad-url", "URL")
    told = reader.options.hashing.keyed("mail link", url).hex()  # whole URLs may hold anything
    return [Statement(line, "unique_clicks", day, day + 1, count, found, ("link", name, told))]
