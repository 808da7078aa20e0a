"""Rows of what people say: mentions and answers, reduced to what may be kept before anything is written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING
from zlib import crc32

from xpromo.records import Batch, Evidence
from xpromo.sources.evidence import Texts
from xpromo.sources.hashing import SIZE
from xpromo.sources.sales import SEPARATOR, Bad, ConversionReader
from xpromo.sources.source import plain_name
from xpromo.sources.times import Moments
from xpromo.told import Answers, Mentions

if TYPE_CHECKING:
    from xpromo.sources.source import ReadOptions

SENTIMENTS = frozenset({"positive", "negative", "neutral", "mixed"})
LONGEST_QUESTION = 120
_SCORE = re.compile(r"[+-]?(?:0(?:\.\d+)?|\.\d+|1(?:\.0+)?)\Z", re.ASCII)
_PERSONAL = re.compile(r"@|%40|\d{3}")


class TellingReader(ConversionReader):
    """Collects what people say in one file; moments and ids are read as those of conversions."""

    def __init__(self, name: str, source: str, options: ReadOptions) -> None:
        self.texts = Texts()
        super().__init__(name, source, options, Moments(options.timezone))

    def _start(self) -> None:
        super()._start()
        self.mentions, self.answers = Mentions(), Answers()

    def mention(
        self, line: int, cells: Sequence[str], identity: str, at: int, site: str, sentiment: str, evidence: Evidence
    ) -> None:
        """Append a mention."""
        self._common(self.mentions, line, cells, identity, at)
        self.mentions.site.append(self.texts.number(site))
        self.mentions.sentiment.append(sentiment)
        self.mentions.evidence.append(self.evidence.number(evidence))

    def answer(
        self, line: int, cells: Sequence[str], identity: str, at: int, question: str, answer: str, customer: str
    ) -> None:
        """Append an answer, as what it is taken for."""
        level, _, name = self.options.choices.get(plain_name(answer), "").partition(":")
        self._common(self.answers, line, cells, identity, at)
        self.answers.question.append(self.texts.number(question))
        self.answers.level.append(level)
        self.answers.name.append(name)
        self.answers.customer.append(self.hashing.person(customer))

    def _common(self, to: Mentions | Answers, line: int, cells: Sequence[str], identity: str, at: int) -> None:
        self.records += 1
        joined = SEPARATOR.join(cells)
        key = f"id\0{identity}" if identity else f"cells\0{joined}"
        to.line.append(line)
        to.key.append(blake2b((self.event_prefix + key).encode(), digest_size=SIZE).digest())
        to.cells.append(crc32(joined.encode()))
        to.at.append(at)
        to.day.append(self.days.of(at))

    def _facts(self) -> Batch:
        return Batch(
            mentions=self.mentions, answers=self.answers, evidence=self.evidence.take(), texts=self.texts.take()
        )


def sentiment_of(text: str) -> str:
    """Return the word for a sentiment, "" for none stated; of a score from -1 to 1 its sign counts. Raises Bad."""
    word = text.strip().lower()
    if word in SENTIMENTS or not word:
        return word
    if not _SCORE.match(word):
        raise Bad("bad-sentiment", "sentiment")
    score = float(word)
    return "positive" if score > 0 else "negative" if score < 0 else "neutral"


def question_of(text: str) -> str:
    """Return a question in one spelling; raises Bad for what could hold something personal."""
    if _PERSONAL.search(text) or len(text) > LONGEST_QUESTION:
        raise Bad("bad-question", "question")
    return plain_name(text)
