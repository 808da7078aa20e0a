"""The oracle reads files by itself: every stated rule written a second time, in plain Python, without a line of xpromo.

It is slow and simple on purpose. Where it and the ledger disagree, one of the two has misread the rules.
"""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote_plus, urlsplit
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
ROBOTS = {"Googlebot/2.1": "bot-agent", "curl/8.1": "bot-agent", "Slackbot-LinkExpanding 1.0": "prefetch"}
PLACES = {"JPY": 0, "KWD": 3}


class Evidence(NamedTuple):
    link: str = ""
    source: str = ""
    campaign: str = ""
    content: str = ""
    code: str = ""
    referrer: str = ""
    placement: str = ""


NOTHING = Evidence()


@dataclass
class Fact:
    """A touch, a conversion or a stated count. ``name`` is its identity inside source and account."""

    name: tuple[str, ...]
    kind: str
    at: int
    cells: tuple[str, ...] = ()
    evidence: Evidence = NOTHING
    excluded: str = ""
    amount: int | None = None
    currency: str = ""
    customer: str = ""
    visitor: str = ""
    clicked: tuple[str, ...] = ()  # the link, or all tags where there is none
    new: bool | None = None
    id: str = ""
    parent: str = ""
    series: str = ""
    ties: frozenset[str] = frozenset()  # ids that only one sale can have
    number: str = ""  # the shop's number of the order
    source: str = ""
    account: str = ""
    count: int = 1

    @property
    def day(self) -> str:
        return datetime.fromtimestamp(self.at, BERLIN).date().isoformat()


@dataclass
class Record:
    """A record of a file: why it isn't taken, or its facts, the record itself first."""

    refused: str = ""
    excluded: str = ""
    facts: list[Fact] = field(default_factory=list)


@dataclass(frozen=True)
class File:
    path: Path
    source: str
    account: str = ""
    zone: str = ""
    by_id: bool = True

    def options(self) -> list[str]:
        account = ["--account", self.account or "default"]  # the same bytes may come from two, if both are named
        return account + (["--tz", self.zone] if self.zone else [])


class Refused(Exception):
    """A row can't be taken; the text is the reason."""


def read(file: File, now: datetime) -> Iterator[Record]:
    """Yield the records of a file in its order."""
    reader = {"clicks": _click, "conversions": _conversion, "stripe-payments": _stripe, "reach": _reach}
    if file.source == "combined-log":
        rows = [_log_line(line, now) for line in file.path.read_text().splitlines()]
    elif file.source == "shopify-orders":
        rows = list(_shopify(file, now))
    else:
        rows = [_guarded(reader[file.source], row, file, now) for row in table(file.path)]
    for record in rows:
        for fact in record.facts:
            fact.source, fact.account = file.source, file.account or "default"
        yield record


def table(path: Path) -> list[dict[str, str]]:
    text = path.read_text()
    if text.startswith("{"):
        return [json.loads(line) for line in text.splitlines()]
    return list(csv.DictReader(text.splitlines(keepends=True)))


def _guarded(reader: object, row: dict[str, str], file: File, now: datetime) -> Record:
    assert callable(reader)
    try:
        record = reader(row, file, now)
    except Refused as reason:
        return Record(refused=str(reason))
    assert isinstance(record, Record)
    return record


# ------------------------------------------------------------------------------------------------------------- cells


def moment(text: str, zone: str, now: datetime) -> int:
    try:
        found = datetime.fromisoformat(text.replace(" +", "+").replace(" -", "-"))
    except ValueError:
        raise Refused("ambiguous-date" if re.match(r"\d\d/\d\d/\d{4}", text) else "bad-time") from None
    if found.tzinfo is None:
        local, one = found, found.replace(tzinfo=ZoneInfo(zone))
        other = one.replace(fold=1)
        if one.utcoffset() != other.utcoffset():
            back = one.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
            raise Refused("repeated-time" if back == local else "skipped-time")
        found = one
    if found > now + timedelta(days=1):
        raise Refused("future")
    return int(found.timestamp())


def minor(text: str, currency: str) -> int | None:
    if not text:
        return None
    if not re.fullmatch(r"[+-]?\d+(\.\d+)?", text):
        raise Refused("other-decimal")  # a world writes no other
    return int(Decimal(text) * 10 ** PLACES.get(currency, 2))


def code_of(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).upper()
    return re.sub(r"[\s\u2010-\u2015-]", "", text)


def domain(referrer: str) -> str:
    return (urlsplit(referrer).hostname or "").removeprefix("www.")


def fields_of(url: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in url.partition("#")[0].partition("?")[2].split("&"):
        name, _, value = pair.partition("=")
        found.setdefault(name.lower(), unquote_plus(value))
    return found


def evidence_of(fields: dict[str, str], code: str = "", referrer: str = "") -> Evidence:
    """Everything that is there; without anything else the referring site counts."""
    code, link = code_of(code), fields.get("xp", "").strip()
    source = fields.get("utm_source") or fields.get("ref") or fields.get("via") or ""
    campaign = fields.get("utm_campaign") or fields.get("utm_id") or ""
    found = Evidence(link, source, campaign, fields.get("utm_content", ""), code)
    if any(found) or fields.get("utm_medium"):
        return found
    site = domain(referrer)
    return Evidence(referrer="" if site.endswith("northwind.example") else site)


def clicked(evidence: Evidence, fields: dict[str, str]) -> tuple[str, ...]:
    return (evidence.link,) if evidence.link else (*evidence, fields.get("utm_medium", ""))


# ----------------------------------------------------------------------------------------------------------- formats

CLICK = ("id", "at", "url", "referrer", "user_agent", "country", "visitor")
CONVERSION = (
    *("id", "at", "kind", "amount", "currency", "code", "url", "customer", "refund_of", "new_customer", "visitor"),
)


def _click(row: dict[str, str], file: File, now: datetime) -> Record:
    cells = tuple(row.get(name) or "" for name in CLICK)
    identity, at, url, referrer, agent, _, visitor = cells
    seconds = moment(at, file.zone, now)
    if not url:
        raise Refused("no-url")
    if " " in url:
        raise Refused("bad-url")
    if file.by_id and not identity:
        raise Refused("no-id")
    name = (identity,) if file.by_id else cells
    evidence = evidence_of(fields_of(url), referrer=referrer)
    link = clicked(evidence, fields_of(url))
    robot = ROBOTS.get(agent, "")
    return Record(facts=[Fact(name, "clicks", seconds, cells, evidence, robot, visitor=visitor, clicked=link)])


def _conversion(row: dict[str, str], file: File, now: datetime) -> Record:
    cells = tuple(row.get(name) or "" for name in CONVERSION)
    identity, at, kind, amount, currency, code, url, customer, parent, new, visitor = cells
    kinds = {"lead", "signup", "sale", "renewal", "refund", "chargeback", "cancellation", "chargeback_reversed"}
    if kind not in kinds:
        raise Refused("bad-kind")
    money = minor(amount, currency)
    if money is not None and kind in {"refund", "chargeback", "cancellation"}:
        money = -abs(money)
    elif money is not None and money < 0:
        raise Refused("bad-amount")
    seconds = moment(at, file.zone, now)
    if file.by_id and not identity:
        raise Refused("no-id")
    fact = Fact(
        (kind, identity) if file.by_id else cells,
        kind,
        seconds,
        cells,
        evidence_of(fields_of(url), code),
        amount=money,
        currency=currency if money is not None else "",
        customer=customer.strip().lower(),
        visitor=visitor,
        new={"true": True, "false": False}.get(new),
        id=identity if file.by_id else "",
        parent=parent,
    )
    return Record(facts=[fact])


def reversal(sale: Fact, kind: str, amount: int, at: int) -> Fact:
    """A cumulative column is a row of its own; of those of one order the largest stands."""
    series = f"{sale.id}#{kind}"
    same = {"evidence": sale.evidence, "currency": sale.currency, "customer": sale.customer}
    return Fact((series, str(amount)), kind, at, amount=-amount, id=series, parent=sale.id, series=series, **same)  # type: ignore[arg-type]


def _shopify(file: File, now: datetime) -> Iterator[Record]:
    order = ""
    for row in table(file.path):
        if not (row["Id"] or row["Total"] or row["Financial Status"]):
            if row["Name"] != order:
                yield Record(refused="orphan-line")
            continue
        order = row["Name"]
        if row["Financial Status"] in {"pending", "voided"}:
            yield Record(excluded=row["Financial Status"])
            continue
        yield _guarded(_order, row, file, now)


def _order(row: dict[str, str], file: File, now: datetime) -> Record:
    if row["Financial Status"] not in {"paid", "refunded", "partially_refunded"}:
        raise Refused("bad-status")
    currency = row["Currency"]
    cells = tuple(row[name] for name in ("Id", "Name", "Created at", "Total", "Currency", "Discount Code"))
    notes = dict(line.split(": ", 1) for line in row["Note Attributes"].splitlines())
    sale = Fact(
        ("sale", row["Id"]),
        "sale",
        moment(row["Created at"], "", now),
        cells,
        evidence_of(notes, row["Discount Code"]),
        amount=minor(row["Total"], currency),
        currency=currency,
        customer=row["Email"].lower(),
        id=row["Id"],
        ties=frozenset({row["Payment Reference"]} - {""}),
        number=row["Name"].lstrip("#"),
    )
    refunded = minor(row["Refunded Amount"], currency)
    return Record(facts=[sale, *([reversal(sale, "refund", refunded, sale.at)] if refunded else [])])


def _stripe(row: dict[str, str], file: File, now: datetime) -> Record:
    if row["Mode"] == "Test":
        return Record(excluded="test")
    if row["Status"] == "Failed":
        return Record(excluded="failed")
    if row["Captured"] == "FALSE":
        return Record(excluded="pending")
    currency = row["Currency"].upper()
    notes = {"xp": row["xp (metadata)"], "utm_source": row["UTM Source"], "utm_campaign": row["UTM Campaign"]}
    sale = Fact(
        ("sale", row["id"]),
        "sale",
        moment(row["Created date (UTC)"], "UTC", now),
        (row["id"], row["Created date (UTC)"], row["Amount"], row["Currency"]),
        evidence_of(notes | {"utm_content": row["UTM Content"]}, row["code (metadata)"]),
        amount=minor(row["Amount"], currency),
        currency=currency,
        customer=row["Customer Email"].lower(),
        id=row["id"],
        ties=frozenset(text for text in (row["id"], row["PaymentIntent ID"]) if len(text) > 10),
        number=row["order_id (metadata)"],
    )
    if row["Description"] == "Subscription update":
        sale.kind, sale.name = "renewal", ("renewal", row["id"])
    facts = [sale]
    if refunded := minor(row["Amount Refunded"], currency):
        facts.append(reversal(sale, "refund", refunded, moment(row["Refunded date (UTC)"], "UTC", now)))
    if row["Dispute Status"] == "lost":
        lost = minor(row["Disputed Amount"], currency) or 0
        facts.append(reversal(sale, "chargeback", lost, moment(row["Dispute Date (UTC)"], "UTC", now)))
    return Record(facts=facts)


def _reach(row: dict[str, str], file: File, now: datetime) -> Record:
    if not row["count"].isdigit():
        raise Refused("bad-count")
    at = int(datetime.fromisoformat(row["at"]).replace(hour=12, tzinfo=BERLIN).timestamp())
    name = (row["placement"], row["at"], row["metric"])
    evidence = Evidence(placement=row["placement"])
    count = int(row["count"])
    return Record(facts=[Fact((*name, str(count)), row["metric"], at, name, evidence, series=repr(name), count=count)])


LOG = re.compile(r'(\S+) - - \[([^\]]+)\] "(\S+) (\S+) HTTP/1.1" (\d+) \d+ "([^"]*)" "([^"]*)"')


def _log_line(line: str, now: datetime) -> Record:
    found = LOG.fullmatch(line)
    if not found:
        return Record(refused="unreadable")
    _, at, method, url, status, referrer, agent = found.groups()
    fields = fields_of(url)
    tagged = any(name in {"xp", "ref", "via"} or name.startswith("utm_") for name in fields)
    if method != "GET":
        return Record(excluded="prefetch" if method == "HEAD" else "method")
    if status[0] not in "23":
        return Record(excluded="status")
    if not tagged:
        return Record(excluded=ROBOTS.get(agent) or ("asset" if url.endswith(".css") else "page"))
    seconds = int(datetime.strptime(at, "%d/%b/%Y:%H:%M:%S %z").timestamp())
    if seconds > now.timestamp() + 86_400:
        return Record(refused="future")
    evidence = evidence_of(fields, referrer="" if referrer == "-" else referrer)
    network = found[1].rpartition(".")[0]
    name, robot, link = (network, at, url, referrer, agent), ROBOTS.get(agent, ""), clicked(evidence, fields)
    device = f"{network} {agent}"
    return Record(facts=[Fact(name, "clicks", seconds, (), evidence, robot, visitor=device, clicked=link)])
