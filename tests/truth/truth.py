"""What is true of a world, by its own arithmetic: the tables that every report of it must show."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from math import sqrt

from tests.truth.planting import Outcome, Place, World
from tests.truth.workspace import BUDGET_SHARE, GOALS, LATE, MISSED, REED, REVENUE_SHARE, SPOTS, TARGETS

Group = tuple[str | None, ...]
Table = dict[Group, Counter[str]]
ROLES = ("sourced", "unowned", "influenced", "code_only")
COUNTS = ("reach", "clicks", "clicks_raw", "conversions", "sales", "revenue", "refunds", "new_customers", "cost")
FIGURES = (*COUNTS, *ROLES, *(f"{role}_revenue" for role in ROLES))
STAGES = ("lead", "mql", "sql", "opportunity", "won")
FLOOR = 30


def group_of(by: str, place: Place, day: date) -> Group:
    spot = SPOTS.get(place.placement or "")
    named: dict[str, Group] = {
        "placement": tuple(place),
        "partner": (place.partner,),
        "campaign": (place.campaign,),
        "channel": (spot.channel if spot else None,),
        "day": (day.isoformat(),),
        "all": (),
    }
    return named[by]


def report(world: World, by: str) -> Table:
    """The rows of a report, each figure of it; of placements also those that nobody ever saw."""
    table: Table = defaultdict(Counter)
    if by == "placement":
        table.update({tuple(Place.of(spot)): Counter() for spot in SPOTS.values()})
    for click in world.clicks:
        table[group_of(by, click.place, click.day)].update(clicks=click.kept, clicks_raw=1, ours=click.kept)
    for sent in world.sends:
        names = ("clicks", "clicks_raw") if sent.metric == "clicks" else ("reach",)
        table[group_of(by, sent.place, sent.day)].update(dict.fromkeys(names, sent.n))
    for cost in world.costs:
        table[group_of(by, cost.place, cost.day)]["cost"] += cost.amount * (cost.paid_by == "us")
    for outcome in world.outcomes:
        if outcome.counted:
            row = table[group_of(by, outcome.counted, outcome.day)]
            row.update(_counted(outcome, outcome.counted))
            for role, places in _roles(outcome, outcome.counted).items():
                for group in {group_of(by, place, outcome.day) for place in places}:
                    table[group][role] += _is_goal(outcome)
                    table[group][f"{role}_revenue"] += outcome.amount
    return table


def _is_goal(outcome: Outcome) -> bool:
    return outcome.counted is not None and outcome.kind == GOALS[outcome.counted.campaign]


def _counted(outcome: Outcome, place: Place) -> dict[str, int]:
    is_sale, is_refund = outcome.kind == "sale", outcome.kind == "refund"
    return {
        "conversions": outcome.kind == GOALS[place.campaign],
        "sales": is_sale,
        "signups": outcome.kind == "signup",
        "backs": is_refund,
        "revenue": outcome.amount,
        "refunds": -outcome.amount * is_refund,
        "earned": outcome.amount * is_sale,
        "new_customers": is_sale and outcome.new,
    }


def _roles(outcome: Outcome, counted: Place) -> dict[str, Iterable[Place]]:
    return {
        "sourced": [outcome.began] if outcome.began else [],
        "unowned": [] if outcome.began else [counted],
        "influenced": outcome.took_part,
        "code_only": [counted] if outcome.code_only else [],
    }


def rates(row: Counter[str], by: str) -> dict[str, Fraction | None]:
    """The rates of a row; None under the floor. Clicks of ours only lead to conversions that we know."""
    parts = {
        "conversion_rate": ("conversions", "ours"),
        "ctr": ("clicks", "reach"),
        "new_customer_rate": ("new_customers", "sales"),
        "aov": ("earned", "sales"),
        "epc": ("revenue", "ours"),
        "refund_rate": ("backs", "sales"),
    }
    if by == "day":
        del parts["ctr"]  # what was sent on a day isn't whom it reached that day
    return {name: Fraction(row[a], row[b]) if row[b] >= FLOOR else None for name, (a, b) in parts.items()}


def wilson(k: int, n: int) -> tuple[float, float]:
    """The interval of a rate, Wilson 1927, 95 %."""
    z, p = 1.959963984540054, k / n
    middle, half = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)


def goals(world: World) -> dict[tuple[str, str], int]:
    """(Campaign, metric) → achieved; of clicks those that came to us."""
    rows = report(world, "campaign")
    column = {"clicks": "ours"}
    return {
        (name, metric): rows[name,][column.get(metric, metric)]
        for name, stated in TARGETS.items()
        for metric, _ in stated
    }


def unresolved(world: World) -> Counter[str]:
    return Counter(outcome.kind for outcome in world.outcomes if outcome.counted is None)


def nobody(world: World) -> Counter[str]:
    """What converted and reached nobody; sales, because no campaign of it wants anything else."""
    found: Counter[str] = Counter()
    for outcome in world.outcomes:
        if outcome.counted is None:
            sale = outcome.kind == "sale"
            found.update(conversions=sale, unowned=sale, revenue=outcome.amount, unowned_revenue=outcome.amount)
    return found


def exclusions(world: World) -> int:
    return sum(not click.kept for click in world.clicks)


def balance(world: World, partner: str) -> dict[str, Counter[str]]:
    """Direction → what was promised, and how it came; what it brought."""
    rows, found = report(world, "placement"), {"given": Counter[str](), "received": Counter[str]()}
    for name, spot in SPOTS.items():
        if spot.partner == partner:
            state = "missed" if name in MISSED else "late" if name in LATE else "on_time"
            row = rows[tuple(Place.of(spot))]
            found[spot.direction].update({"placements": 1, state: 1, "clicks": row["clicks"], "reach": row["reach"]})
    whole = report(world, "partner")[partner,]
    found["received"].update({name: whole[name] for name in ("conversions", "new_customers", "revenue")})
    return found


def swaps(world: World) -> dict[tuple[str, str], tuple[int, int]]:
    """(Given, received) placement → the clicks of each."""
    clicks = {group[-1]: row["clicks"] for group, row in report(world, "placement").items()}
    spots = list(SPOTS)[:12]
    pairs = zip(spots[1::2], spots[::2], strict=True)
    return {(give, get): (clicks[give], clicks[get]) for give, get in pairs}


def statement(world: World, since: date, until: date) -> tuple[Table, dict[Group, Fraction]]:
    """(Basis, campaign, placement, payer) → cents and what of them we owe, for the partner with shares."""
    base: Table = defaultdict(Counter)
    due: dict[Group, Fraction] = defaultdict(Fraction)

    def add(group: Group, amount: int, share: Fraction) -> None:
        base[group]["base"] += amount
        due[group] += amount * share

    for outcome in world.outcomes:
        place = outcome.counted
        if place and place.partner == REED and since <= outcome.day <= until and outcome.amount:
            basis = "revenue" if outcome.kind == "sale" else "reversal"
            add((basis, place.campaign, place.placement, ""), outcome.amount, Fraction(REVENUE_SHARE, 100))
    for cost in world.costs:
        if cost.place.partner == REED and since <= cost.day <= until:
            share = Fraction(BUDGET_SHARE, 100)
            mine = 1 - share if cost.paid_by == REED else -share
            add(("cost", cost.place.campaign, cost.place.placement, cost.paid_by), cost.amount, mine)
    return base, due


def pipeline(world: World) -> Table:
    """Partner → deals that came at least so far, and cents of those won and of the others."""
    table: Table = defaultdict(Counter)
    for place, end, cents in world.deals:
        reached = STAGES[: STAGES.index(end) + 1]
        won = end == "won"
        row = {"deals": 1, "won_amount": cents * won, "open_amount": cents * (not won), "open": not won}
        table[place.partner,].update(row | dict.fromkeys(reached, 1))
    return table


def funnel(world: World) -> dict[str, int]:
    tied = [outcome for outcome in world.outcomes if outcome.counted]
    sales = [outcome for outcome in tied if outcome.kind == "sale"]
    return {
        "acquisition": report(world, "all")[()]["clicks"],
        "activation": sum(outcome.kind == "signup" for outcome in tied) + len(world.deals),
        "revenue": len(sales),
        "retention": sum(not sale.new for sale in sales),
        "referral": 0,
    }
