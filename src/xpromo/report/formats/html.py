"""One HTML file that loads nothing: a table for every document, figures and drawings where a document has a page.

Style and script are let through by their hashes, and nothing else is; whatever people wrote is text.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from hashlib import sha256
from importlib.resources import files
from itertools import islice
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from xpromo.report.cells import MINUTE, visible
from xpromo.report.document import Document, Section
from xpromo.report.envelope import Envelope
from xpromo.report.html.charts import SCALE, chart_of
from xpromo.report.html.palette import LIGHT, variables
from xpromo.report.html.tables import File, main_table, section_table
from xpromo.report.page import Block, Days, Exchange, Exchanges, Page, Range, Ranges, Steps
from xpromo.report.rendering import REPORT_FORMATS, ReportFormat

PIECE = 500  # parts of a template that are written at once
LEAST = 0.4  # per cent: a bar that can still be seen
MOST_ROWS = 2_000  # a table of more has no copy of itself inside the page


def _source(name: str) -> str:
    return files("xpromo.report.html").joinpath(name).read_text(encoding="utf-8")


def _shown(value: object) -> object:
    """Return text with unseen characters made visible, and a number and its ``%`` on one line."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return visible(value).replace(" %", "\u00a0%")


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FunctionLoader(lambda name: _source(f"templates/{name}")),
        autoescape=True,
        finalize=_shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style, script = _dense(variables() + _source("style.css")), _dense(_source("script.js"))
    policy = (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    made.globals |= {
        "style": Markup(style),  # noqa: S704 - our own files
        "script": Markup(script),  # noqa: S704
        "policy": policy,
        "light": LIGHT,
        "scale": SCALE,
    }
    return made


def _dense(text: str) -> str:
    """Leave out what only people who change a file need: indentation and empty lines."""
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def _digest(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def render(document: Document, envelope: Envelope) -> Iterator[str]:
    """Yield the page, piece by piece."""
    pieces = _environment().get_template("page.html").generate(_values(document, envelope))
    while piece := "".join(islice(pieces, PIECE)):
        yield piece


def _values(document: Document, envelope: Envelope) -> Mapping[str, Any]:
    page = document.page or _plain_page(document)
    name = f"xpromo-{document.schema}"
    moment = envelope.generated_at.isoformat(timespec="minutes")
    main = main_table(document, page.heading, _csv(name, document, envelope))
    if main is None and document.page is None:
        page = Page(page.title, lead=(document.empty,), below=page.below)
    return {
        "over": f"xpromo {(page.kind or document.schema).replace('-', ' ')}",
        "page": page,
        "made": envelope,
        "moment": f"{moment[:MINUTE].replace('T', ' ')} {moment[MINUTE:]}",
        "above": [_drawn(block, name, envelope) for block in page.above],
        "main": main,
        "below": [_drawn(block, name, envelope) for block in page.below],
        "notes": document.notes,
    }


def _plain_page(document: Document) -> Page:
    """Return the page of a document that has none: its title, its tables."""
    title = document.title or document.schema.replace("-", " ").capitalize()
    return Page(title, below=document.more)


def _csv(name: str, document: Document, envelope: Envelope) -> File | None:
    """Return a table as the file that ``--format csv`` writes, unless its rows come one by one or are many."""
    if not isinstance(document.rows, Sequence) or len(document.rows) > MOST_ROWS:
        return None
    text = "".join(REPORT_FORMATS.get("csv").render(document, envelope))
    address = f"data:text/csv;charset=utf-8;base64,{b64encode(text.encode()).decode()}"
    return File(f"{name}.csv", address, is_more=len(document.shown) < len(document.columns))


def _drawn(block: Block, name: str, envelope: Envelope) -> tuple[str, Any]:
    """Return which template draws a block, and with what."""
    match block:
        case Section():
            return "section", section_table(block)
        case Days():
            file = _csv(f"{name}-days", Document("days", block.table.columns, block.table.rows), envelope)
            table = section_table(replace(block.table, title=block.title), plain=True)
            return "days", {"block": block, "chart": chart_of(block), "table": table, "file": file}
        case Steps():
            most = max(step.count for step in block.steps)
            steps = [(step, max(LEAST, round(100 * step.count / most, 1))) for step in block.steps]
            return "steps", {"title": block.title, "steps": steps, "note": block.note}
        case Exchanges():
            return "exchanges", {"block": block, "bars": [_bars(item) for item in block.exchanges]}
        case Ranges():
            end = max(item.high for item in block.ranges)
            return "ranges", {"block": block, "places": [_places(item, end) for item in block.ranges]}
        case _:
            return type(block).__name__.lower(), block


def _bars(item: Exchange) -> tuple[float, float]:
    """Return how long the bars of both sides are, in per cent of the longer one."""
    received, given = (max(0, side or 0) for side in (item.received, item.given))
    most = max(received, given, 1)
    return round(100 * received / most, 1), round(100 * given / most, 1)


def _places(item: Range, most: float) -> tuple[float, float, float | None]:
    """Return where a range begins and ends and where its dot is, in per cent."""
    low, high = (round(100 * end / most, 1) for end in (item.low, item.high))
    return low, high, None if item.at is None else round(100 * item.at / most, 1)


report_format = ReportFormat("a page that needs nothing else, with charts for `report`", ".html", render)
