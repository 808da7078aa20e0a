"""Answers to "how did you hear about us" in our own format: what was chosen, never the words."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from xpromo.records import Batch, Kind
from xpromo.sources.mapped import in_our_form
from xpromo.sources.rowwise import read_rows
from xpromo.sources.source import Feed, ReadOptions, Sample, Source
from xpromo.sources.telling import TellingReader, question_of

DOCS = """\
Answers in xpromo's own format, CSV with a header or JSONL (one object a line), UTF-8: what customers chose when they were
asked how they heard of you. Kept for later; no report counts them yet, `xpromo ledger info` says how many there are.

| column | holds |
|---|---|
| `id` | the answer's id, optional; with it a second import is recognised exactly |
| `at` | the moment, ISO 8601 with an offset (or without one and `--tz`) |
| `question` | your question; kept in lower case, refused when it could hold something personal |
| `answer` | the choice: the id or name of a partner, property or placement, or a channel, in any case; whatever your survey calls it else: `--map "The mug people=partner:green-mug"` (or `property:`, `placement:`, `channel:`) |
| `customer` | optional, e-mail address or id; becomes a keyed hash on the way in |

Any other answer counts as one, and its words aren't kept: people write names and addresses into such fields. What an answer
means is settled when it is imported.
"""


def recognise(sample: Sample) -> bool:
    """Whether the columns are those of answers."""
    return sample.has("at", "question", "answer")


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the answers of a file."""
    feed = in_our_form(feed, source.columns, options)
    reader = TellingReader(feed.name, "answers", options)
    take = partial(_take, reader, with_ids="id" in feed.present)
    return read_rows(feed, reader, source.columns, take)


def _take(reader: TellingReader, line: int, row: dict[str, str], *, with_ids: bool) -> None:
    identity = reader.identity(row["id"]) if with_ids else ""
    question = question_of(row["question"])
    at = reader.moment(row["at"])
    reader.answer(line, list(row.values()), identity, at, question, row["answer"], row["customer"])


source = Source(
    title="xpromo answers",
    kind=Kind.ANSWERS,
    columns=("id", "at", "question", "answer", "customer"),
    required=("at", "question", "answer"),
    recognise=recognise,
    read=read,
    needs="columns at, question, answer (and optionally id, customer)",
    docs=DOCS,
)
