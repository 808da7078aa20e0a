"""What leaves the house for a partner: their placements alone, small cells hidden, and written down."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256

from xpromo.ledger.releases import read_persons, read_releases, record_release
from xpromo.ledger.settling import canonical
from xpromo.measure.cells import Facts
from xpromo.measure.goals import GoalLine
from xpromo.measure.scorecard import Scorecard
from xpromo.measure.shield import FIRST, Shield
from xpromo.measure.shielding import shielded, shielded_goals
from xpromo.operations.named import partners_of, require_partner
from xpromo.operations.reading import Reading, overlaps
from xpromo.records import CONVERSION_KINDS, Promise, Request, Settings
from xpromo.report.document import Document


@dataclass(frozen=True, slots=True)
class Door:
    """Through which everything goes that a partner gets to see."""

    partner: str
    read: Reading
    request: Request
    shield: Shield

    @classmethod
    def to(cls, partner: str, read: Reading, request: Request, edges: Iterable[date] = ()) -> Door:
        """Return the door to a partner; ``edges``: days at which parts of the period begin and end.

        Raises UsageError for a partner that the ledger doesn't know.
        """
        require_partner(partner, partners_of(read.promises))
        rows = read_persons(read.ledger, partner)
        last = max([read.today, *(row.day for row in rows)])  # what is planned may be in the ledger, too
        period = (request.since or FIRST, request.until or last + timedelta(days=1))
        days = {row.day + timedelta(days=after) for row in rows for after in (0, 1)} if request.by_day else set()
        promises: dict[str, Promise] = {
            promise.placement: promise for promise in read.promises if promise.partner == partner
        }
        settings = read.settings or Settings("", "", "UTC", "")
        before = read_releases(read.ledger, partner)
        shield = Shield.of(rows, promises, settings, period, {*days, *edges}, before, request.campaigns)
        return cls(partner, read, request, shield)

    def only(self, facts: Facts) -> Facts:
        """Return the facts of their placements and codes, nobody else's, and not what these cost us.

        A campaign whose flight is over isn't named for a late sale alone.
        """
        theirs = facts.of_partner(self.partner).public()
        seen = {item.campaign for item in theirs.aggregates if item.metric not in CONVERSION_KINDS}
        promises = [item for item in theirs.promises if item.campaign in seen or overlaps(item, self.request)]
        return replace(theirs, promises=promises)

    def seen(self, card: Scorecard) -> Scorecard:
        """Return a card as it may be seen."""
        flying = [item for item in self.shield.promises.values() if overlaps(item, self.request)]
        return shielded(card, self.shield, flying)

    def goals(self, goals: Sequence[GoalLine]) -> tuple[GoalLine, ...]:
        """Return the goals of campaigns that are theirs alone, as they may be seen."""
        partners: dict[str, set[str | None]] = {}
        for promise in self.read.promises:
            partners.setdefault(promise.campaign, set()).add(promise.partner)
        theirs = [goal for goal in goals if partners.get(goal.campaign) == {self.partner}]
        return shielded_goals(theirs, self.shield)

    def write_down(self, document: Document, now: datetime) -> None:
        """Note in the ledger what left, with what was hidden."""
        content = sha256(canonical(document.data).encode()).hexdigest()
        record_release(
            self.read.ledger, self.partner, document.schema, content, self.shield.release(), int(now.timestamp())
        )
