"""Ninety days of made-up clicks, orders and sign-ups for the example workspace, with the truth written beside them.

Pure and seeded: the same links give the same bytes. People are ``reader-…@example.com``, networks 192.0.2.0/24.
What is wrong with the files is planted on purpose and counted, so that the demo can show what import did about it.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from xpromo.urls import read_query
from xpromo.utm import OURS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SEED = 20261122
HUMANS = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36",
    "Mozilla/5.0 (Linux; Android 16; Pixel 10) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 15_1) Gecko/20100101 Firefox/145.0",
)
BOTS = (
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
)
COUNTRIES = ("DE", "DE", "DE", "AT", "CH", "NL", "GB", "US")
DUPLICATES, ROBOTS, BAD_TIMES, STRAYS = 0.03, 0.07, 0.072, 0.075  # upper ends of one draw for each click
ORDER_RATE, SIGNUP_RATE, CODE_RATE, REFUND_RATE, NEW_RATE = 0.047, 0.055, 0.55, 0.05, 0.7
BURST_SHARE = 0.8
RETURN_RATE = 0.15  # of clicks by people who signed up or bought
NOBODY = "https://northwind.example/sale?utm_source=unknown&xp=zzzzzzzzzz"
PRICES = (1900, 2400, 2900, 3400, 4200, 5800)
SHOPIFY_COLUMNS = (
    "Name", "Email", "Financial Status", "Paid at", "Currency", "Subtotal", "Shipping", "Taxes", "Total",
    "Discount Code", "Discount Amount", "Created at", "Lineitem quantity", "Lineitem name", "Lineitem price",
    "Note Attributes", "Cancelled at", "Payment Method", "Refunded Amount", "Id", "Source", "New customer",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DemoLink:
    """A minted link and what is expected of it.

    ``sells``: our own shop sees its orders. ``spread``: how long it is shown; none for a send that is over at once.
    """

    placement: str
    campaign: str
    url: str
    at: datetime
    clicks: int
    sells: bool
    spread: timedelta = timedelta(0)
    codes: tuple[str, ...] = ()
    shared_code: str = ""


@dataclass(slots=True)
class Truth:
    """What the generator knows and the report must find."""

    clicks: Counter[str] = field(default_factory=Counter)
    sales: Counter[str] = field(default_factory=Counter)
    revenue: Counter[str] = field(default_factory=Counter)
    new: Counter[str] = field(default_factory=Counter)
    signups: Counter[str] = field(default_factory=Counter)
    planted: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class DemoData:
    """File name → content, in the order to import them, and the truth."""

    files: Mapping[str, str]
    truth: Truth


@dataclass(frozen=True, slots=True)
class _Click:
    id: str
    at: datetime
    url: str
    agent: str
    country: str
    visitor: str
    link: DemoLink


def generate(links: Sequence[DemoLink], until: datetime) -> DemoData:
    """Return export files for these links with everything before ``until``, and what they truly hold."""
    random, truth = Random(SEED), Truth()  # noqa: S311 - reproducible, not secret
    clicks = sorted(_clicks(links, until, random), key=lambda click: (click.at, click.id))
    orders, buyers = _orders(clicks, until, random, truth)
    signups, joiners = _signups(clicks, until, random, truth)
    clicks = _by_people(clicks, joiners | buyers)
    _count(clicks, truth)
    rows = _with_planted(clicks, random, truth)
    middle = rows[len(rows) // 2][0]
    first = [row for moment, row in rows if moment < middle + timedelta(days=5)]
    second = [row for moment, row in rows if moment >= middle - timedelta(days=5)]
    truth.planted["clicks exported twice"] = len(first) + len(second) - len(rows)
    header = ("id", "at", "url", "referrer", "user_agent", "country", "visitor")
    files = {
        "clicks-autumn.csv": _csv(header, first),
        "clicks-winter.csv": _csv(header, second),
        "shopify-orders.csv": _csv(SHOPIFY_COLUMNS, orders),
        "signups.csv": _csv(
            ("id", "at", "kind", "amount", "currency", "code", "url", "customer", "new_customer", "visitor"), signups
        ),
    }
    return DemoData(files, truth)


def _clicks(links: Sequence[DemoLink], until: datetime, random: Random) -> Iterable[_Click]:
    number = 0
    for link in links:
        for _ in range(round(link.clicks * random.uniform(0.85, 1.2))):
            moment = link.at + timedelta(seconds=round(_delay(link.spread, random)))
            if moment >= until:
                continue
            number += 1
            yield _Click(
                f"c{number:07d}", moment, link.url, random.choice(HUMANS), random.choice(COUNTRIES),
                f"v{number:07d}", link,
            )  # fmt: skip


def _delay(spread: timedelta, random: Random) -> float:
    """Seconds from a send to a click: most within hours, a tail of weeks; even over the days of a standing card."""
    if spread:
        return random.random() * spread.total_seconds()
    if random.random() < BURST_SHARE:
        return random.expovariate(1 / (7 * 3600))
    return random.expovariate(1 / (9 * 86400))


def _by_people(clicks: Sequence[_Click], people: Mapping[str, str]) -> list[_Click]:
    """Let whoever bought or signed up (click id → address) have one device, and some of the other clicks be theirs."""
    random = Random(SEED + 1)  # noqa: S311 - reproducible, and no draw of the other numbers moves
    devices = sorted({_device(address) for address in people.values()})
    return [
        replace(click, visitor=_device(people[click.id]))
        if click.id in people
        else replace(click, visitor=random.choice(devices))
        if devices and random.random() < RETURN_RATE
        else click
        for click in clicks
    ]


def _count(clicks: Iterable[_Click], truth: Truth) -> None:
    """Count each click, but for those of a device that clicked the link before in the same hour."""
    seen = set()
    for click in clicks:
        hour = (click.visitor, click.url, click.at.replace(minute=0, second=0))
        if hour in seen:
            truth.planted["repeats within an hour"] += 1
        else:
            truth.clicks[click.link.placement] += 1
        seen.add(hour)


def _device(address: str) -> str:
    return address.partition("@")[0].replace("reader", "device")


def _with_planted(clicks: Sequence[_Click], random: Random, truth: Truth) -> list[tuple[datetime, tuple[str, ...]]]:
    rows = []
    for click in clicks:
        row = _row(click)
        rows.append((click.at, row))
        chance = random.random()
        if chance < DUPLICATES:
            rows.append((click.at, row))
            truth.planted["rows repeated"] += 1
        elif chance < ROBOTS:
            rows.append((click.at, (f"b{click.id}", *row[1:4], random.choice(BOTS), *row[5:])))
            truth.planted["robots"] += 1
        elif chance < BAD_TIMES:
            rows.append((click.at, (f"t{click.id}", "2026-13-45 nope", *row[2:])))
            truth.planted["unreadable times"] += 1
        elif chance < STRAYS:
            rows.append((click.at, (f"u{click.id}", row[1], NOBODY, *row[3:])))
            truth.planted["links of nobody"] += 1
    return rows


def _row(click: _Click) -> tuple[str, ...]:
    moment = click.at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return (click.id, moment, click.url, "", click.agent, click.country, click.visitor)


def _orders(
    clicks: Sequence[_Click], until: datetime, random: Random, truth: Truth
) -> tuple[list[tuple[str, ...]], dict[str, str]]:
    """Return the rows of orders, and who bought after which click."""
    rows: list[tuple[str, ...]] = []
    buyers: dict[str, str] = {}
    pools = {link.placement: iter(link.codes) for link in {id(click.link): click.link for click in clicks}.values()}
    for click in clicks:
        moment = click.at + timedelta(seconds=random.randrange(120, 5400))
        if not click.link.sells or random.random() >= ORDER_RATE or moment >= until:
            continue
        code = next(pools[click.link.placement], "") or (click.link.shared_code if random.random() < CODE_RATE else "")
        lines = _order(sum(truth.sales.values()), click, moment, code, random, truth)
        buyers[click.id] = lines[0][SHOPIFY_COLUMNS.index("Email")]
        rows.extend(lines)
    return _with_novelty(rows, buyers, {click.id: click.link.placement for click in clicks}, truth), buyers


def _with_novelty(
    rows: Sequence[tuple[str, ...]], buyers: Mapping[str, str], placements: Mapping[str, str], truth: Truth
) -> list[tuple[str, ...]]:
    """Let the shop say of most people's first order that it is one; ``buyers`` are in the order of their orders."""
    random = Random(SEED + 2)  # noqa: S311 - reproducible, and no draw of the other numbers moves
    regulars: set[str] = set()
    says = []
    for click, address in buyers.items():
        new = address not in regulars and random.random() < NEW_RATE
        regulars.add(address)
        truth.new[placements[click]] += new
        says.append("true" if new else "false")
    rest = iter(says)
    return [(*row[:-1], next(rest) if row[SHOPIFY_COLUMNS.index("Email")] else "") for row in rows]


def _order(
    serial: int, click: _Click, moment: datetime, code: str, random: Random, truth: Truth
) -> list[tuple[str, ...]]:
    items = random.choices(PRICES, k=random.choice((1, 1, 1, 2)))
    total = sum(items) * 85 // 100 if code else sum(items)
    refunded = total if random.random() < REFUND_RATE else 0
    truth.sales[click.link.placement] += 1
    truth.revenue[click.link.placement] += total - refunded
    truth.planted["refunds"] += bool(refunded)
    name, created = f"#{5001 + serial}", moment.strftime("%Y-%m-%d %H:%M:%S +0000")
    status = "refunded" if refunded else "paid"
    email = f"reader-{random.randrange(1, 4000)}@example.com"
    tags = "\n".join(f"{key}: {value}" for key, value in _tags(click.url))
    first = {
        "Name": name, "Email": email, "Financial Status": status, "Paid at": created, "Currency": "EUR",
        "Subtotal": _money(total), "Shipping": "0.00", "Taxes": "0.00", "Total": _money(total), "Discount Code": code,
        "Discount Amount": _money(sum(items) - total), "Created at": created, "Lineitem quantity": "1",
        "Lineitem name": "Winter bundle", "Lineitem price": _money(items[0]), "Note Attributes": tags,
        "Payment Method": "Shopify Payments", "Refunded Amount": _money(refunded), "Id": str(90000001 + serial),
        "Source": "web",
    }  # fmt: skip
    more = {"Name": name, "Created at": created, "Lineitem quantity": "1", "Lineitem name": "Ceramic mug"}
    lines = [first, *({**more, "Lineitem price": _money(price)} for price in items[1:])]
    return [tuple(line.get(column, "") for column in SHOPIFY_COLUMNS) for line in lines]


def _tags(url: str) -> list[tuple[str, str]]:
    return [(name, value) for name, value in read_query(url).items() if name in OURS]


def _signups(
    clicks: Sequence[_Click], until: datetime, random: Random, truth: Truth
) -> tuple[list[tuple[str, ...]], dict[str, str]]:
    """Return the rows of sign-ups, and who signed up after which click."""
    rows: list[tuple[str, ...]] = []
    joiners: dict[str, str] = {}
    for click in clicks:
        moment = click.at + timedelta(seconds=random.randrange(30, 900))
        if not click.link.sells or random.random() >= SIGNUP_RATE or moment >= until:
            continue
        truth.signups[click.link.placement] += 1
        new = "true" if random.random() < NEW_RATE else "false"
        email = f"reader-{random.randrange(1, 4000)}@example.com"
        stamp = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
        joiners[click.id] = email
        row = (f"s{len(rows) + 1:06d}", stamp, "signup", "", "", "", click.url, email, new, _device(email))
        rows.append(row)
    return rows, joiners


def _money(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02d}"


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()
