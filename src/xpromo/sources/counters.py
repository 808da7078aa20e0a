"""Lifetime counters of short links, as a shortener's list of links shows them: readings of the day of the export."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xpromo.records import EVER, Evidence
from xpromo.sources.amounts import plain_cell
from xpromo.sources.evidence import URL_REASONS, short_key
from xpromo.sources.sales import Bad
from xpromo.sources.statements import Statement, StatementReader, whole

if TYPE_CHECKING:
    from xpromo.sources.source import ReadOptions

COUNTER_DOCS = """\
The count is a lifetime counter, not a period's: it is kept as it stood on the day of the import, or on the last day of
`--period` when the file is older. The first reading of a link counts in no particular day; of the next ones only what
was added in between counts. Import the list on the flight's first day and after its last.
"""


def reading(reader: StatementReader, line: int, short: str, destination: str, count: str) -> list[Statement]:
    """Return the clicks of a short link so far; raises Bad."""
    found = reader.evidence.clicked_short(plain_cell(short), destination)
    if not isinstance(found, Evidence):
        raise Bad(URL_REASONS[found], "link")
    options = reader.options
    end = options.period[1] if options.period else reader.days.of(options.now) + 1
    link = found.short or short_key(destination)
    return [Statement(line, "clicks", EVER, end, whole(count, "clicks"), found, (link,))]


def short_host(options: ReadOptions) -> str:
    """Return where short links lie in a file that states their keywords only: ``--account`` when that names a host,
    else the brand's first short path; "" for neither.
    """
    if "." in options.account:
        return options.account.rstrip("/")
    if options.domains and options.short_paths:
        return options.domains[0] + "/" + options.short_paths[0].strip("/")
    return ""
