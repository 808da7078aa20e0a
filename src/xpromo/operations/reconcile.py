"""``settle export`` and ``settle compare``: two sides' counts beside each other, no person in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby, pairwise
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

from xpromo.errors import UsageError
from xpromo.ledger.counting import read_link_days, read_placements_of_links
from xpromo.ledger.promising import read_settings
from xpromo.ledger.releases import record_release
from xpromo.ledger.store import Ledger
from xpromo.measure.cells import Cell, Sum
from xpromo.measure.clicks import RULE
from xpromo.measure.folding import LENGTHS, best_lengths, build_cells, goal_kinds
from xpromo.measure.groups import INCOME, REVERSALS, SALE, Group, add
from xpromo.measure.numbers import COUNT, MONEY, Number, spaces_of
from xpromo.measure.reconciling import TOLERANCE, Side, Spot, Tally, reconcile
from xpromo.operations.for_partner import Door
from xpromo.operations.ledger import Place as LedgerPlace
from xpromo.operations.named import partners_of, require_partner
from xpromo.operations.period import named_period
from xpromo.operations.reading import Reading, read_now, require_settings
from xpromo.records import EXCLUSIONS, Direction, Request, Settings
from xpromo.report.diagnosing import plural
from xpromo.report.document import Document
from xpromo.report.period import Period
from xpromo.report.reconcile import EXPORTED, compared_document, export_document
from xpromo.sources.partner_counts import ConversionRow, Counts, Received, content_hash, read_counts
from xpromo.sources.rules import BAD_COUNTS

REVENUE = "revenue"  # beside the kinds of conversion: what sales and renewals brought less what was taken back
UNIQUE = ("unique", "visitor", "session", "visit")


def export_for(place: LedgerPlace, partner: str, period: str | None, now: datetime) -> Document:
    """Return the counts of a period for a partner, and write down that they left.

    Raises UsageError for an unknown partner or period, StorageError.
    """
    with place.opened(write=True) as ledger:
        desk = _Desk.at(ledger, partner, period, now)
        door = Door.to(partner, desk.reading, desk.request, desk.mondays())
        data: dict[str, Any] = {
            **desk.counts(door),
            "conversions": list(desk.conversions(door)),
            "definitions": dict(EXPORTED),
        }
        data["sha256"] = content_hash(data)
        shown = door.shield.release()
        record_release(ledger, partner, "settle-export", data["sha256"], shown, int(now.timestamp()))
        return export_document(data)


def compare_with(
    place: LedgerPlace, file: Path, partner: str | None, period: str | None, now: datetime, tolerance: float = TOLERANCE
) -> Document:
    """Return our numbers and those of a partner's file, over the days of the file unless a period is named.

    Raises UsageError for a file that holds no counts, or whose partner isn't told; StorageError.
    """
    received = read_counts(file)
    counts = received.counts
    whose = partner or counts.brand
    if not whose:
        raise UsageError.of(BAD_COUNTS, f"{file.name} doesn't say whose counts it holds: name them with --partner")
    days = sorted(row.day for row in counts.clicks)
    since, until = counts.since or (days[0] if days else None), counts.until or (days[-1] if days else None)
    asked = period or (f"{since}..{until}" if since and until else None)
    with place.opened() as ledger:
        settings = read_settings(ledger)
        if settings and counts.brand == settings.brand and partner != counts.partner:
            raise UsageError.of(BAD_COUNTS, f"{file.name} holds our own counts, for {counts.partner}")
        desk = _Desk.at(ledger, whose, asked, now)
        counts, cut = _within(counts, desk)
        ours, theirs = desk.side(), _their_side(counts, read_placements_of_links(ledger), desk)
        pairs = reconcile(ours, theirs, tolerance)
    facts = {
        "partner": whose,
        "period": desk.period,
        "currency": desk.currency,
        "tolerance": tolerance,
        "intact": received.intact,
    }
    return compared_document(pairs, facts, [*_notes(file, received, desk, theirs), *cut])


def _notes(file: Path, received: Received, desk: _Desk, theirs: Side) -> Iterable[str]:
    if received.intact is False:
        yield f"{file.name} was changed after it was exported: its content doesn't fit its hash."
    if received.sha256 and received.intact is None:
        yield f"The hash of a CSV can't be checked; theirs says {received.sha256[:16]}, as their JSON would."
    if theirs.timezone != desk.timezone:
        yield f"Their days are those of {theirs.timezone}, ours of {desk.timezone}."
    promises = desk.reading.promises
    ours = {name for promise in promises for name in (promise.placement, promise.campaign)}
    strangers = sorted({str(spot.placement or spot.campaign) for spot in theirs.tallies} - ours)
    if strangers:
        yield f"Not promised here: {', '.join(strangers[:5])}{' …' if len(strangers) > 5 else ''}."  # noqa: PLR2004


# ------------------------------------------------------------------------------------------------ our side


@dataclass(frozen=True, slots=True)
class _Desk:
    """Our counts of a partner's placements over a period."""

    reading: Reading
    settings: Settings
    partner: str
    since: date
    until: date

    @classmethod
    def at(cls, ledger: Ledger, partner: str, period: str | None, now: datetime) -> _Desk:
        reading = read_now(ledger, now)
        settings = require_settings(reading)
        require_partner(partner, partners_of(reading.promises))
        return cls(reading, settings, partner, *named_period(period, reading.today))

    @property
    def request(self) -> Request:
        return Request(self.since, self.until)

    @property
    def timezone(self) -> str:
        return self.reading.timezone

    @property
    def currency(self) -> str:
        """The brand's currency, in which revenue is compared."""
        return self.settings.currency

    @property
    def period(self) -> dict[str, object]:
        return Period(self.since, self.until, self.timezone).record()

    def mondays(self) -> list[date]:
        """The days on which a week of the period begins, and its end."""
        first = self.since - timedelta(days=self.since.weekday())
        weeks = range((self.until - first).days // 7 + 1)
        inside = [first + timedelta(days=7 * week) for week in weeks]
        return sorted({self.since, self.until, *(day for day in inside if self.since < day < self.until)})

    def cells(self, door: Door | None = None, *, by_day: bool = False) -> list[Cell]:
        """Return what is known of the partner's placements, and of campaigns where evidence names no placement.

        Through a door it is what they may see.
        """
        facts = self.reading.facts(Request(self.since, self.until, by_day=by_day))
        cells = build_cells(door.only(facts) if door else facts)
        return [cell for cell in cells if cell.place.partner == self.partner]

    def clicks(self) -> list[dict[str, Any]]:
        """Return clicks by placement, link and day, of the one source that counts at each placement."""
        source = {cell.place.placement: cell.click_source for cell in self.cells()}
        rows = read_link_days(self.reading.ledger, self.partner, self.since, self.until)
        found: dict[tuple[str, str, str], list[int]] = {}
        for placement, all_of_it in groupby(rows, key=attrgetter("placement")):
            ours = [row for row in all_of_it if placement and row.source == source.get(placement)]
            best = best_lengths((row.source, row.label, row.n) for row in ours)
            for row in ours:
                if row.label in LENGTHS and row.label != best[row.source]:
                    continue  # the same clicks by another length of time
                counted = found.setdefault((placement, row.link, row.day.isoformat()), [0, 0])
                counted[0] += 0 if row.label in EXCLUSIONS else row.n
                counted[1] += row.n
        names = ("placement", "link", "day", "clicks", "clicks_raw")
        return [dict(zip(names, (*key, *counted), strict=True)) for key, counted in sorted(found.items())]

    def lost(self) -> int:
        """Return kept clicks that prove the partner and no placement."""
        return sum(cell.clicks or 0 for cell in self.cells() if cell.place.placement is None)

    def counts(self, door: Door) -> dict[str, Any]:
        """Return everything of an export but conversions."""
        cells = [cell for cell in self.cells(door) if cell.place.placement]
        promises = [promise for promise in self.reading.promises if promise.partner == self.partner]
        return {
            "brand": self.settings.brand,
            "partner": self.partner,
            "period": self.period,
            "rules": {
                "click_source": RULE,
                "window_days": sorted({promise.window_days for promise in promises}),
                "small_cell": self.settings.small_cell,
                "excluded": sorted({reason for cell in cells for reason in cell.excluded}),
            },
            "clicks": self.clicks(),
            "others": [
                {"placement": cell.place.placement, "metric": metric, "n": n}
                for cell in cells
                for metric, n in sorted(cell.other_metrics.items())
            ],
            "lost": self.lost(),
        }

    def conversions(self, door: Door) -> Iterable[dict[str, Any]]:
        """Return conversions of the whole period and of its weeks, as far as they aren't few; of what is asked for at
        each placement there is a row for the whole period in any case, so that no row tells that there were some.
        """
        spans = [(self.since, self.until), *pairwise(self.mondays())]
        sums = _by_span(self.cells(door, by_day=True), spans)
        asked = self._asked()
        keys = sorted({*sums, *asked}, key=lambda key: tuple(map(str, (key.spot.placement or "", *key))))
        numbers = {key: _numbers(key, *spans[key.span], door) for key in keys}
        shown = door.shield.publish([number for key in keys for number in numbers[key]])
        for key in keys:
            total, first, money = sums.get(key, Sum()), numbers[key][0], numbers[key][-1]
            sales = numbers.get(key._replace(kind=SALE), (None,))[0]  # beside which alone revenue is told
            is_told = first in shown and (first.of == COUNT or sales in shown) and door.shield.tells(first, total.n)
            if not is_told and key not in asked:
                continue
            yield {
                "campaign": key.spot.campaign,
                "placement": key.spot.placement,
                "week": spans[key.span][0].isoformat() if key.span else None,
                "kind": key.kind,
                "currency": key.currency,
                "n": total.n if is_told and first.of == COUNT else None,
                "amount": total.amount if is_told and money in shown else None,
            }

    def _asked(self) -> set[_Spell]:
        """Return what is asked of the whole period: sales, revenue and the goal, wherever they can convert for us."""
        kinds = goal_kinds(self.reading.promises)
        theirs = [item for item in self.reading.promises if item.partner == self.partner]
        spots = {Spot(item.placement): item.campaign for item in theirs if item.direction is not Direction.GIVEN}
        spots |= {Spot(None, item.campaign): item.campaign for item in theirs}
        return {
            _Spell(spot, kind, self.currency if kind in {SALE, REVENUE} else "", 0)
            for spot, campaign in spots.items()
            for kind in (SALE, REVENUE, kinds[campaign])
        }

    def side(self) -> Side:
        """Return our side of a comparison."""
        days: dict[str, dict[date, int]] = {}
        for row in self.clicks():
            at = days.setdefault(row["placement"], {})
            at[date.fromisoformat(row["day"])] = at.get(date.fromisoformat(row["day"]), 0) + row["clicks"]
        windows = frozenset(item.window_days for item in self.reading.promises if item.partner == self.partner)
        spots: dict[Spot, list[Cell]] = {}
        for cell in self.cells():
            spots.setdefault(_spot(cell), []).append(cell)
        tallies = {spot: _tally(spot, cells, days, self.currency) for spot, cells in spots.items()}
        return Side(tallies, self.timezone, windows, self.lost())


class _Spell(NamedTuple):
    """Conversions of a kind somewhere, or REVENUE: in the whole period (``span`` 0) or one of its weeks."""

    spot: Spot
    kind: str
    currency: str
    span: int


def _spot(cell: Cell) -> Spot:
    return Spot(cell.place.placement, None if cell.place.placement else cell.place.campaign)


def _by_span(cells: Iterable[Cell], spans: Sequence[tuple[date, date]]) -> dict[_Spell, Sum]:
    found: dict[_Spell, Sum] = {}
    for cell in cells:
        for (kind, _, currency), value in cell.kinds.items():
            for span, (since, until) in enumerate(spans):
                if cell.day and since <= cell.day < until:
                    for name in {kind} | ({REVENUE} if kind in INCOME | REVERSALS else set()):
                        key = _Spell(_spot(cell), name, currency, span)
                        found[key] = found.get(key, Sum()) + value
    return found


def _numbers(key: _Spell, since: date, until: date, door: Door) -> tuple[Number, ...]:
    """Return what a row tells as the shield knows it, which names places by campaign, property and placement.

    Of revenue no rows are counted: who paid and who got money back may be the same.
    """
    places = [place for place in door.shield.places if _stands_for(key.spot, place)]
    spaces = spaces_of(INCOME | REVERSALS if key.kind == REVENUE else [key.kind])
    money = Number(MONEY, ((spaces, tuple(sorted(places))),), (key.currency,), since, until)
    return (money,) if key.kind == REVENUE else (money._replace(of=COUNT), money)


def _stands_for(spot: Spot, place: tuple[str, str, str]) -> bool:
    campaign, _, placement = place
    return placement == spot.placement if spot.placement else not placement and campaign == (spot.campaign or "")


def _tally(spot: Spot, cells: Sequence[Cell], days: Mapping[str, Mapping[date, int]], currency: str) -> Tally:
    """Return our tally; its money is that of one currency."""
    group = Group(cells)
    paid = group.part({currency, ""})
    known = bool(group.converting().cells)
    return Tally(
        days=days.get(spot.placement or "", {}),
        raw=add(cell.clicks_raw for cell in cells),
        unique={name: n for cell in cells for name, n in cell.other_metrics.items() if _is_unique(name)},
        sales=group.of({SALE}).n if known else None,
        revenue=paid.revenue().amount if known else None,
        refunds=-paid.of(REVERSALS).amount if known else None,
    )


def _is_unique(metric: str) -> bool:
    return any(word in metric for word in UNIQUE)


# ------------------------------------------------------------------------------------------------ their side


def _within(counts: Counts, desk: _Desk) -> tuple[Counts, list[str]]:
    """Return what of a file is of the period, and sentences on what isn't."""
    inside = [row for row in counts.clicks if desk.since <= row.day < desk.until]
    kept: dict[str, Any] = {"clicks": inside}
    notes = []
    if outside := len(counts.clicks) - len(inside):
        notes.append(f"{plural(outside, 'row of theirs is', 'rows of theirs are')} of other days and left out.")
    since, until = counts.since or desk.since, counts.until or desk.since
    if since < desk.since or until >= desk.until:
        notes.append(f"What they have of {since} to {until} as a whole, such as sales, is left out.")
        kept |= {"conversions": [], "others": [], "lost": 0}
    return counts.model_copy(update=kept), notes


def _their_side(counts: Counts, placed: Mapping[str, str], desk: _Desk) -> Side:
    """Return a file's counts by our placements: a link that we minted tells, else the placement that it names."""
    home = {row.placement: placed[row.link] for row in counts.clicks if row.placement and row.link in placed}

    def spot(placement: str | None, campaign: str | None = None) -> Spot:
        return Spot(home.get(placement, placement)) if placement else Spot(None, campaign)

    days: dict[Spot, dict[date, int]] = {}
    raw: dict[Spot, int] = {}
    for row in counts.clicks:
        at = Spot(placed[row.link]) if row.link in placed else spot(row.placement or row.link)
        found = days.setdefault(at, {})
        found[row.day] = found.get(row.day, 0) + row.clicks
        raw[at] = raw.get(at, 0) + row.clicks_raw
    unique: dict[Spot, dict[str, int]] = {}
    for other in counts.others:
        if _is_unique(other.metric):
            unique.setdefault(spot(other.placement), {})[other.metric] = other.n
    sold: dict[Spot, list[ConversionRow]] = {}
    for item in counts.conversions:
        if item.week is None:
            sold.setdefault(spot(item.placement, item.campaign), []).append(item)
    tallies = {
        at: _their_tally(days.get(at, {}), raw.get(at), unique.get(at, {}), sold.get(at, []), desk.currency)
        for at in {*days, *sold, *unique}
    }
    return Side(tallies, counts.timezone or desk.timezone, frozenset(counts.window_days), counts.lost)


def _their_tally(
    days: Mapping[date, int],
    raw: int | None,
    unique: Mapping[str, int],
    sold: Sequence[ConversionRow],
    currency: str,
) -> Tally:
    paid = [row for row in sold if row.currency in {currency, ""}]
    back = [row for row in paid if row.kind in REVERSALS]
    net = [row for row in paid if row.kind == REVENUE] or [row for row in paid if row.kind in INCOME | REVERSALS]
    sales = [row for row in sold if row.kind == SALE]
    return Tally(
        days,
        raw,
        unique,
        sales=sum(row.n or 0 for row in sales) if sold and all(row.n is not None for row in sales) else None,
        revenue=sum(row.amount or 0 for row in net) if sold and all(row.amount is not None for row in net) else None,
        refunds=-sum(row.amount or 0 for row in back) if sold and all(row.amount is not None for row in back) else None,
        hidden=any(row.n is None and row.amount is None for row in sold),
    )
