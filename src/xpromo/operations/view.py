"""A view of ``report``: one file in ``views/`` that holds one ``view``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from xpromo.operations.reading import Reading
from xpromo.records import Request
from xpromo.registry import Registry
from xpromo.report.document import Document
from xpromo.report.scorecard import Period


@dataclass(frozen=True, slots=True)
class Asked:
    """What a view gets: the ledger, the period and campaigns, and the words after its name if it takes words."""

    reading: Reading
    request: Request
    words: tuple[str, ...] = ()

    @property
    def period(self) -> Period:
        """The days asked for, in the brand's zone."""
        return Period(self.request.since, self.request.until, self.reading.timezone)


@dataclass(frozen=True, slots=True)
class View:
    """``show`` makes the document. A view takes campaigns, unless ``words`` names what it takes instead."""

    show: Callable[[Asked], Document]
    words: str = ""


VIEWS = Registry("xpromo.operations.views", "view", View)
