"""A view of ``report``: one file in ``views/`` that holds one ``view``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from xpromo.errors import UsageError
from xpromo.measure.scorecard import GROUPINGS
from xpromo.operations.reading import Reading
from xpromo.records import Request
from xpromo.registry import Registry
from xpromo.report.document import Document
from xpromo.report.period import Period


@dataclass(frozen=True, slots=True)
class Asked:
    """What a view gets: the ledger, the period and campaigns, the words after its name if it takes words, and the
    grouping where one was asked for; ``page`` says that it will be drawn.
    """

    reading: Reading
    request: Request
    words: tuple[str, ...] = ()
    by: str | None = None
    page: bool = False

    @property
    def period(self) -> Period:
        """The days asked for, in the brand's zone."""
        return Period(self.request.since, self.request.until, self.reading.timezone)


@dataclass(frozen=True, slots=True)
class View:
    """``show`` makes the document. A view takes campaigns, unless ``words`` names what it takes instead. Where it
    ``counts_sales``, it says which ones aren't counted.
    """

    show: Callable[[Asked], Document]
    words: str = ""
    counts_sales: bool = False


VIEWS = Registry("xpromo.operations.views", "view", View)


def known_grouping(by: str, groupings: Iterable[str] = GROUPINGS) -> str:
    """Return ``by`` if it is one of the groupings; raises UsageError."""
    if by not in groupings:
        raise UsageError(f"--by {by!r} isn't a grouping", hint=f"one of {', '.join(groupings)}")
    return by
