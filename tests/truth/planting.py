"""A seeded world: what its people clicked and bought, written as export files, with the truth of each beside it."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

from tests.truth.workspace import LATE, MISSED, REED, SHARED, SPOTS, Spot

ROBOTS = ("Googlebot/2.1 (+http://www.google.com/bot.html)", "Slackbot-LinkExpanding 1.0")
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
COLUMNS = {
    "clicks": ("id", "at", "url", "user_agent", "visitor"),
    "orders": (
        *("id", "at", "kind", "amount", "currency", "code", "url", "customer"),
        *("refund_of", "new_customer", "visitor"),
    ),
    "sends": ("placement", "at", "metric", "count"),
    "costs": ("campaign", "placement", "at", "amount", "currency", "paid_by"),
    "stages": ("id", "at", "stage", "deal", "amount", "currency", "url"),
}


class Place(NamedTuple):
    """What a conversion counts for; without a placement it is a shared code's."""

    campaign: str
    partner: str | None
    placement: str | None = None

    @classmethod
    def of(cls, spot: Spot) -> Place:
        return cls(spot.campaign, spot.partner, spot.placement)


class Click(NamedTuple):
    """One click; ``kept``: a person's, and not again within the hour. ``visitor``: "" where nobody knows who it was."""

    place: Place
    day: date
    kept: bool
    visitor: str


@dataclass(frozen=True)
class Outcome:
    """One conversion and whose it truly is; ``counted`` None: nothing ties it to anybody.

    ``amount``: cents, below 0 for a refund. ``path``: the placements of its person's touches inside the window, with
    ``ages``: the time from each to the outcome. ``visitor``: the device that it carries, if any.
    """

    id: str
    kind: str
    day: date
    amount: int
    counted: Place | None
    began: Place | None = None
    took_part: frozenset[Place] = frozenset()
    code_only: bool = False
    new: bool = True
    path: tuple[str, ...] = ()
    ages: tuple[timedelta, ...] = ()
    visitor: str = ""
    parent: str = ""


class Cost(NamedTuple):
    """Cents that somebody paid for a placement."""

    place: Place
    day: date
    amount: int
    paid_by: str


class Sent(NamedTuple):
    """A sender's count."""

    place: Place
    day: date
    metric: str
    n: int


@dataclass
class World:
    """All that happens, and what is true of it. ``codes``: placement → its pool of codes; ``urls``: → its link."""

    seed: int
    urls: dict[str, str]
    codes: dict[str, list[str]]
    clicks: list[Click] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    costs: list[Cost] = field(default_factory=list)
    sends: list[Sent] = field(default_factory=list)
    deals: list[tuple[Place, str, int]] = field(default_factory=list)  # who brought it, how far it came, its cents
    rows: dict[str, list[tuple[str, ...]]] = field(default_factory=lambda: {name: [] for name in COLUMNS})

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)  # noqa: S311 - reproducible
        self.seen = {name: spot for name, spot in SPOTS.items() if name not in MISSED}
        self.received = [spot for spot in self.seen.values() if spot.direction == "received"]
        self._sends()
        self._crowd()
        for _ in range(self.chance.randint(3, 5)):
            for scenario in (self._linked, self._walked, self._coded, self._coded_after_touch, self._torn, self._lost):
                scenario()
        self._refunds()
        self._costs()
        self._deals()

    def write(self, folder: Path) -> list[Path]:
        """Write the export files, rows in an order of chance."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, rows in self.rows.items():
            self.chance.shuffle(rows)
            with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
                csv.writer(file).writerows([COLUMNS[name], *rows])
        return [folder / f"{name}.csv" for name in self.rows]

    # ------------------------------------------------------------------------------------------- what people do

    def _appeared(self, spot: Spot) -> datetime:
        return spot.sent + (5 * DAY if spot.placement in LATE else timedelta())

    def _sends(self) -> None:
        for spot in self.seen.values():
            place, day = Place.of(spot), self._appeared(spot).date()
            counts = {"sends": self.chance.randint(800, 3000)}
            if spot.direction == "given":
                counts["clicks"] = self.chance.randint(5, 60)
            for metric, n in counts.items():
                self.sends.append(Sent(place, day, metric, n))
                self.rows["sends"].append((spot.placement, day.isoformat(), metric, str(n)))

    def _moment(self, spot: Spot, since: int, until: int) -> datetime:
        """A moment some days after a placement appeared, at the beginning of an hour of daylight."""
        day = self._appeared(spot).replace(hour=0) + self.chance.randint(since, until) * DAY
        return day + self.chance.randint(10, 19) * HOUR

    def _click(self, spot: Spot, at: datetime, visitor: str, *, agent: str = BROWSER, kept: bool = True) -> None:
        self.clicks.append(Click(Place.of(spot), at.date(), kept, visitor))
        name = f"c{len(self.clicks)}"
        self.rows["clicks"].append((name, at.isoformat(), self.urls[spot.placement], agent, visitor))

    def _crowd(self) -> None:
        """People who click and buy nothing, some twice within the hour, and robots."""
        for spot in self.received:
            for n in range(self.chance.randint(6, 40)):
                visitor, at = f"{spot.placement}-{n}", self._moment(spot, 1, 6)
                self._click(spot, at, visitor if n % 4 else "")
                if n % 4 == 1:
                    self._click(spot, at + self.chance.randint(1, 50) * MINUTE, visitor, kept=False)
                if n % 4 == 2:
                    self._click(spot, at + HOUR, visitor)
            for agent in ROBOTS:
                self._click(spot, self._moment(spot, 0, 3), "", agent=agent, kept=False)

    def _order(
        self, outcome: Outcome, at: datetime, *, code: str = "", link: Spot | None = None, visitor: str = ""
    ) -> None:
        self.outcomes.append(outcome)
        amount = f"{abs(outcome.amount) / 100:.2f}" if outcome.amount else ""
        who = "" if outcome.parent else f"{outcome.id}@example.com"
        url = self.urls[link.placement] if link else ""
        new = "" if outcome.parent else str(outcome.new).lower()
        money = (amount, "EUR" if amount else "")
        row = (outcome.id, at.isoformat(), outcome.kind, *money, code, url, who, outcome.parent, new, visitor)
        self.rows["orders"].append(row)

    def _name(self) -> str:
        return f"o{len(self.outcomes) + 1}"

    def _cents(self) -> int:
        """An amount that two and three can share to the cent."""
        return 6 * self.chance.randint(100, 2500)

    def _is_new(self) -> bool:
        return self.chance.random() < 0.6

    # ------------------------------------------------------------------------------- whose a conversion truly is

    def _linked(self) -> None:
        """Came by a link and nothing else: a sale, and somebody who signed up."""
        for kind in ("sale", "signup"):
            spot, new = self.chance.choice(self.received), self._is_new()
            place, at = Place.of(spot), self._moment(spot, 0, 9)
            rest = frozenset() if new else frozenset({place})
            amount = self._cents() if kind == "sale" else 0
            began = place if new else None
            self._order(Outcome(self._name(), kind, at.date(), amount, place, began, rest, new=new), at, link=spot)

    def _walk(self) -> tuple[str, datetime, list[Spot]]:
        """A person who clicks one to three placements on different days; who, when last, which."""
        spots = sorted(self.chance.sample(self.received, self.chance.randint(1, 3)), key=lambda spot: spot.sent)
        start = max(map(self._appeared, spots)).replace(hour=10)
        visitor = f"walker-{len(self.outcomes)}"
        for n, spot in enumerate(spots):
            self._click(spot, start + (n + 1) * DAY, visitor)
        return visitor, start + len(spots) * DAY, spots

    def _walked(self) -> None:
        """Carries nothing: the last touch of the same person decides, the first one began it."""
        visitor, last, spots = self._walk()
        new, at, places = self._is_new(), last + self.chance.randint(1, 9) * HOUR, list(map(Place.of, spots))
        began = places[0] if new else None
        path = tuple(spot.placement for spot in spots)
        outcome = Outcome(
            *(self._name(), "sale", at.date(), self._cents(), places[-1], began, frozenset(places) - {began}),
            new=new,
            path=path,
            ages=tuple(at - last + (len(spots) - 1 - n) * DAY for n in range(len(spots))),
            visitor=visitor,
        )
        self._order(outcome, at, visitor=visitor)

    def _coded(self) -> None:
        """A code and nothing else: a shared one sources nobody, one of a pool is its placement's."""
        for campaign, code in SHARED.items():
            place, at = (
                Place(campaign, REED if campaign == "reed-swap" else None),
                self._moment(self.received[0], 22, 30),
            )
            parts = frozenset({place})
            new = self._is_new()
            outcome = Outcome(
                *(self._name(), "sale", at.date(), self._cents(), place, None, parts), code_only=True, new=new
            )
            self._order(outcome, at, code=code)
        spot, at, new = SPOTS["salt-letter-1"], self._moment(SPOTS["salt-letter-1"], 0, 9), self._is_new()
        place = Place.of(spot)
        rest = frozenset() if new else frozenset({place})
        outcome = Outcome(self._name(), "sale", at.date(), self._cents(), place, place if new else None, rest, new=new)
        self._order(outcome, at, code=self.codes[spot.placement].pop())

    def _coded_after_touch(self) -> None:
        """A shared code of the campaign, typed by somebody who had clicked: the code counts, the touch began it."""
        spot, new = self.chance.choice([SPOTS["reed-letter-1"], SPOTS["reed-app-1"]]), self._is_new()
        touched = self._moment(spot, 1, 3)
        visitor, at, place = f"coder-{len(self.outcomes)}", touched + 3 * HOUR, Place.of(spot)
        self._click(spot, touched, visitor)
        parts = frozenset() if new else frozenset({place})
        outcome = Outcome(
            *(self._name(), "sale", at.date(), self._cents(), Place("reed-swap", REED), place if new else None, parts),
            new=new,
            path=(spot.placement,),
            ages=(at - touched,),
            visitor=visitor,
        )
        self._order(outcome, at, code=SHARED["reed-swap"], visitor=visitor)

    def _torn(self) -> None:
        """A code and a link that contradict each other; code-first was agreed."""
        coded, linked = SPOTS["salt-social-1"], SPOTS["reed-letter-2"]
        at, new, place = self._moment(linked, 0, 9), self._is_new(), Place.of(coded)
        began = place if new else None
        parts = frozenset({place, Place.of(linked)}) - {began}
        outcome = Outcome(self._name(), "sale", at.date(), self._cents(), place, began, parts, new=new)
        self._order(outcome, at, code=self.codes[coded.placement].pop(), link=linked)

    def _lost(self) -> None:
        """Nothing ties it to anybody: no evidence, or a touch whose window closed that very moment."""
        spot = SPOTS["reed-letter-1"]
        touched = self._moment(spot, 1, 3)
        for visitor, at in (("", touched + 2 * DAY), (f"late-{len(self.outcomes)}", touched + 30 * DAY)):
            if visitor:
                self._click(spot, touched, visitor)
            self._order(Outcome(self._name(), "sale", at.date(), self._cents(), None), at, visitor=visitor)

    # ------------------------------------------------------------------------------------------- what comes after

    def _refunds(self) -> None:
        """Take back a third of the sales: whole or in part, soon or weeks later."""
        sales = [outcome for outcome in self.outcomes if outcome.kind == "sale"]
        for n, sale in enumerate(self.chance.sample(sales, len(sales) // 3)):
            part = sale.amount if n % 2 else sale.amount // 12 * 6
            day = sale.day + (2 if n % 3 else 25) * DAY
            back = Outcome(
                *(self._name(), "refund", day, -part, sale.counted, sale.began, sale.took_part),
                code_only=sale.code_only,
                new=sale.new,
                parent=sale.id,
            )
            self._order(back, datetime.fromisoformat(f"{day}T12:00:00+01:00"))

    def _costs(self) -> None:
        for n, spot in enumerate(self.received):
            day, cents, payer = spot.sent.date(), self.chance.randint(500, 9000), (spot.partner if n % 2 else "us")
            self.costs.append(Cost(Place.of(spot), day, cents, payer))
            self.rows["costs"].append(
                (spot.campaign, spot.placement, day.isoformat(), f"{cents / 100:.2f}", "EUR", payer)
            )

    def _deals(self) -> None:
        """Deals that came by a link, as far as they came."""
        stages = ("lead", "mql", "sql", "opportunity", "won")
        for n in range(self.chance.randint(4, 9)):
            spot, end, cents = self.chance.choice(self.received), self.chance.randrange(5), self._cents()
            at = self._moment(spot, 0, 3)
            self.deals.append((Place.of(spot), stages[end], cents))
            for step, stage in enumerate(stages[: end + 1]):
                row = (f"d{n}-{step}", (at + step * DAY).isoformat(), stage, f"D{n}", f"{cents / 100:.2f}", "EUR")
                self.rows["stages"].append((*row, self.urls[spot.placement]))
