"""A made-up month: exports of clicks, orders and counts that overlap, repeat, contradict and grow, from one seed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from random import Random
from typing import Any

from tests.oracle.forms import CLICK, CONVERSION, ROBOTS, File

Row = dict[str, str]
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0"
FIRST = datetime(2026, 10, 20, tzinfo=UTC)
DAYS = 70
SHOPIFY = (
    *("Name", "Email", "Financial Status", "Currency", "Total", "Discount Code", "Created at", "Note Attributes"),
    *("Refunded Amount", "Id", "Lineitem name", "Payment Reference"),
)
STRIPE = (
    *("id", "Created date (UTC)", "Amount", "Amount Refunded", "Currency", "Captured", "Description", "Mode", "Status"),
    *("Refunded date (UTC)", "Disputed Amount", "Dispute Status", "Dispute Date (UTC)", "Customer Email"),
    *("PaymentIntent ID", "code (metadata)", "xp (metadata)", "UTM Source", "UTM Campaign", "UTM Content"),
    "order_id (metadata)",
)


class World:
    """Makes files. ``links`` and ``codes`` are rows of what the commands printed."""

    def __init__(self, seed: int, links: Sequence[Mapping[str, Any]], codes: Sequence[Mapping[str, Any]]) -> None:
        self.chance = Random(seed)  # noqa: S311 - reproducible
        self.links, self.codes = list(links), list(codes)
        self.count = 0

    def pick(self, *values: str) -> str:
        return self.chance.choice(values)

    def often(self, share: float) -> bool:
        return self.chance.random() < share

    def next(self, prefix: str) -> str:
        self.count += 1
        return f"{prefix}{self.count}"

    # ---------------------------------------------------------------------------------------------------------- cells

    def when(self) -> datetime:
        """A moment; often near midnight in Berlin, near the end of summer time, or before the ledger's history."""
        at = FIRST + timedelta(seconds=self.chance.randrange(DAYS * 86_400))
        if self.often(0.3):
            at = at.replace(hour=self.chance.choice((21, 22, 23)), minute=self.chance.choice((0, 59)))
        if self.often(0.05):
            at = at.replace(month=10, day=25, hour=self.chance.choice((0, 1)))
        return at - timedelta(days=200) if self.often(0.1) else at  # seconds differ, so that one purchase is the first

    def iso(self, at: datetime) -> str:
        offset = timezone(timedelta(minutes=self.chance.choice((0, 60, 120, -300, 345))))
        return at.astimezone(offset).isoformat()

    def mangled(self, text: str) -> str:
        change: Callable[[str], str] = self.chance.choice(
            (
                str.upper,
                lambda t: t.replace("-", "+"),
                lambda t: t.replace("-", "%252D"),
                lambda t: t[: max(8, len(t) - 3)],
                lambda t: t[:11],
            )
        )
        return change(text)

    def url(self) -> str:
        link = self.chance.choice(self.links)
        url, xp = str(link["url"]), str(link["link"])
        bare, _, _ = url.partition("&xp=")
        content = f"{link['placement']}"
        path = bare.partition("utm_")[0]
        ways = (
            url,
            url,
            url,
            url.replace(xp, xp.upper()),
            url.replace(xp, xp.replace("0", "o").replace("1", "l")),
            url.replace(xp, xp[:8]),
            url + ")",
            bare,
            bare,
            f"{path}utm_source={link['property']}&utm_campaign={self.mangled(str(link['campaign']))}&utm_content={content}",
            f"{path}utm_campaign={link['campaign']}&utm_content={self.mangled(content)}",
            f"{path}utm_source={link['property']}&utm_campaign={link['campaign']}",
            f"{path}utm_source={link['property']}&utm_medium=email",
            f"{path}utm_campaign={link['campaign']}&utm_source=somebody",
            f"{path}utm_source=somebody&utm_campaign=else",
            "https://northwind.example/?ref=green-mug-weekly",
            "https://northwind.example/?xp=zzzzzzzzz0",
            f"{bare}&xp=zzzzzzzzz1",
            "https://northwind.example/",
        )
        return self.chance.choice(ways)

    def code(self) -> str:
        code = str(self.chance.choice(self.codes)["code"]) if self.often(0.5) else self.pick("MUG15", "SLOW50", "NONE7")
        ways = (code, code, code.lower(), f"{code[:3]}-{code[3:]}", f" {code[:4]} {code[4:].lower()}")
        slips = (*ways, code[:3] + code[3:].replace("1", "l")) if len(code) == 14 else ways
        return self.chance.choice(slips)

    def referrer(self) -> str:
        return self.pick(
            "", "https://www.greenmug.example/blog", "https://shop.northwind.example/", "https://x.example/"
        )

    def amount(self) -> tuple[str, str]:
        currency = self.pick("EUR", "EUR", "EUR", "USD", "JPY", "KWD")
        units = self.chance.choice((self.chance.randrange(1, 300), 20, 20, 98_000_000))
        decimals = {"JPY": "", "KWD": ".125"}.get(currency, self.pick(".00", ".99", ".50"))
        return f"{units}{decimals}", currency

    def customer(self) -> str:
        """An address; the same people buy in every shop."""
        return self.pick("", *(f"p{n}@example.com" for n in range(12)), "P3@example.com")

    # ----------------------------------------------------------------------------------------------------------- rows

    def click(self, *, with_id: bool, naive: bool) -> Row:
        at = self.when()
        row = {
            "id": self.next("c") if with_id else "",
            "at": at.astimezone(timezone(timedelta(hours=1))).replace(tzinfo=None).isoformat()
            if naive
            else self.iso(at),
            "url": self.url(),
            "referrer": self.referrer(),
            "user_agent": self.pick(BROWSER, BROWSER, BROWSER, "", *ROBOTS),
            "country": self.pick("", "DE", "at"),
            "visitor": self.pick("", "v1", "v2", "v3", "v4"),
        }
        if self.often(0.05):
            row |= self.chance.choice(
                ({"at": "soon"}, {"url": ""}, {"url": "not a url"}, {"at": "2027-03-01T00:00:00Z"})
            )
        return row

    def log_line(self) -> str:
        at = self.when().astimezone(timezone(timedelta(hours=1)))
        url = "/" + self.url().split("/", 3)[3]
        method = self.pick("GET", "GET", "GET", "GET", "POST", "HEAD")
        agent = self.pick(BROWSER, BROWSER, *ROBOTS)
        if self.often(0.05):
            return self.pick("broken", "1.2.3.4 - - [nothing] x")
        status, url = self.pick("200", "200", "302", "404"), url if self.often(0.9) else "/a.css"
        stamp = at.strftime("%d/%b/%Y:%H:%M:%S %z")
        address = f"192.0.2.{self.chance.randrange(255)}"
        referrer = self.referrer() or "-"
        return f'{address} - - [{stamp}] "{method} {url} HTTP/1.1" {status} 12 "{referrer}" "{agent}"'

    def conversions(self, n: int, *, with_id: bool) -> list[Row]:
        """Sign-ups, sales, renewals, and what takes them back; a sign-up and a sale may share an id."""
        rows = []
        for _ in range(n):
            amount, currency = self.amount()
            row = dict.fromkeys(CONVERSION, "") | {
                "id": self.next("s") if with_id else "",
                "at": self.iso(self.when()),
                "kind": self.pick("sale", "sale", "sale", "signup", "renewal", "lead"),
                "code": self.code() if self.often(0.5) else "",
                "url": self.url() if self.often(0.7) else "",
                "customer": self.customer(),
                "new_customer": self.pick("", "", "", "true", "false"),
                "visitor": self.pick("", "", "v1", "v2", "v3"),
            }
            if row["kind"] in {"sale", "renewal"}:
                row |= {"amount": amount, "currency": currency}
            rows.append(row)
            if with_id and row["kind"] != "signup" and self.often(0.2):
                rows.append(row | {"kind": "signup", "amount": "", "currency": "", "url": self.url(), "code": ""})
            if with_id and row["amount"] and self.often(0.4):
                rows.append(self._taken_back(row))
            if self.often(0.05):
                bad = self.chance.choice(
                    ({"kind": "gift"}, {"at": "03/04/2026 10:00"}, {"amount": "1.234,56", "currency": "EUR"})
                )
                rows.append(row | {"id": self.next("s") if with_id else ""} | bad)
        return rows

    def _taken_back(self, sale: Row) -> Row:
        kind = self.pick("refund", "refund", "chargeback", "cancellation", "chargeback_reversed")
        amount = "1" if sale["currency"] == "JPY" else self.pick("0.50", sale["amount"])
        signed = amount if kind == "chargeback_reversed" or self.often(0.5) else f"-{amount}"
        own = {"url": self.url() if self.often(0.3) else "", "code": "", "customer": "", "new_customer": ""}
        later = {"id": self.next("r"), "at": self.iso(self.when()), "refund_of": sale["id"], "kind": kind}
        return sale | own | later | {"amount": signed}

    def orders(self, n: int) -> list[list[list[Row]]]:
        """Orders as a shop exports them, three exports each: status and refunds move on from one to the next."""
        return [self._order() for _ in range(n)]

    def _order(self) -> list[list[Row]]:
        amount, currency = self.amount()
        number = self.next("")
        at = self.when().astimezone(timezone(timedelta(hours=1)))
        link = self.chance.choice(self.links)
        notes = self.pick(
            "", f"xp: {link['link']}", f"utm_source: {link['property']}\nutm_campaign: {link['campaign']}"
        )
        row = dict.fromkeys(SHOPIFY, "") | {
            "Name": f"#{number}",
            "Id": f"9{number}",
            "Email": self.customer(),
            "Currency": currency,
            "Total": amount,
            "Discount Code": self.code() if self.often(0.5) else "",
            "Created at": at.strftime("%Y-%m-%d %H:%M:%S %z"),
            "Note Attributes": notes,
            "Lineitem name": "Beans",
            "Payment Reference": self.pick("", f"pi_3Q0000000{number}", f"ch_3Q0000000{number}"),
        }
        small = "1" if currency == "JPY" else "0.50"
        status = self.chance.choice(
            (
                (("paid", ""), ("paid", ""), ("paid", "")),
                (("pending", ""), ("paid", ""), ("refunded", amount)),
                (("paid", ""), ("partially_refunded", small), ("refunded", amount)),
                (("pending", ""), ("pending", ""), ("voided", "")),
                (("paid", "0.00" if small == "0.50" else "0"), ("odd", ""), ("paid", "")),
            )
        )
        more = [{**dict.fromkeys(SHOPIFY, ""), "Name": row["Name"], "Lineitem name": "Mug"}] if self.often(0.3) else []
        return [[row | {"Financial Status": word, "Refunded Amount": refunded}, *more] for word, refunded in status]

    def payments(self, n: int, orders: Sequence[list[list[Row]]]) -> list[list[list[Row]]]:
        """Payments as a provider exports them; some are of the orders, and know it more or less well."""
        paid = self.chance.sample(orders, min(len(orders), n * 3 // 4))
        return [self._payment() for _ in range(n - len(paid))] + [self._payment_of(order[-1][0]) for order in paid]

    def _payment_of(self, order: Row) -> list[list[Row]]:
        number, at = order["Name"].lstrip("#"), datetime.fromisoformat(order["Created at"]).astimezone(UTC)
        late = timedelta(seconds=self.chance.choice((20, 20, 3600, 2 * 86_400, 3 * 86_400)))
        known = {
            "Mode": "Live",
            "Status": "Paid",
            "Captured": "TRUE",
            "Created date (UTC)": str((at + late).replace(tzinfo=None)),
            "Amount": self.pick(*[order["Total"]] * 4, "7.00" if order["Currency"] != "JPY" else "7"),
            "Currency": order["Currency"].lower(),
            "Customer Email": self.pick(order["Email"], self.customer()),
            "id": self.pick(f"ch_3Q0000000{number}", self.next("ch_")),
            "PaymentIntent ID": self.pick("", f"pi_3Q0000000{number}", f"pi_3Q0000000{number}"),
            "order_id (metadata)": self.pick("", number, number),
        }
        return [[row | known for row in step] for step in self._payment(known["Amount"], order["Currency"])]

    def _payment(self, amount: str = "", currency: str = "") -> list[list[Row]]:
        if not amount:
            amount, currency = self.amount()
        at, link = self.when().replace(tzinfo=None), self.chance.choice(self.links)
        later = [str(at + timedelta(days=days)) for days in (2, 9, 13)]
        row = dict.fromkeys(STRIPE, "") | {
            "id": self.next("ch_"),
            "Created date (UTC)": str(at),
            "Amount": amount,
            "Amount Refunded": "0",
            "Currency": currency.lower(),
            "Captured": self.pick("TRUE", "TRUE", "TRUE", "FALSE"),
            "Description": self.pick("", "", "Subscription update"),
            "Mode": self.pick("Live", "Live", "Live", "Test"),
            "Status": self.pick("Paid", "Paid", "Paid", "Failed"),
            "Customer Email": self.customer(),
            "code (metadata)": self.code() if self.often(0.3) else "",
            "xp (metadata)": str(link["link"]) if self.often(0.3) else "",
            "UTM Source": str(link["property"]) if self.often(0.5) else "",
            "UTM Campaign": str(link["campaign"]) if self.often(0.5) else "",
        }
        small = "1" if currency == "JPY" else "0.50"
        first = {"Amount Refunded": small, "Refunded date (UTC)": later[0]}
        whole = {"Amount Refunded": amount, "Refunded date (UTC)": later[1]}
        lost = {"Disputed Amount": small, "Dispute Status": "lost", "Dispute Date (UTC)": later[2]}
        steps: tuple[Row, Row, Row] = self.chance.choice(
            (({}, {}, {}), ({}, first, whole), ({}, {}, lost), (first, first, whole | lost))
        )
        return [[row | step] for step in steps]

    # ---------------------------------------------------------------------------------------------------------- files

    def files(self, folder: Path, *, contradicting: bool) -> list[File]:
        """Write the exports into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        orders = self.orders(25)
        return [
            *self._click_files(folder, contradicting=contradicting),
            *self._log_files(folder),
            *self._conversion_files(folder, contradicting=contradicting),
            *self._growing(folder, "shopify", SHOPIFY, orders, "shopify-orders"),
            *self._growing(folder, "stripe", STRIPE, self.payments(25, orders), "stripe-payments"),
            *self._reach_files(folder),
        ]

    def _windows(self, rows: Sequence[Any]) -> tuple[list[Any], list[Any]]:
        """Two exports that overlap."""
        size = len(rows)
        return list(rows[: size * 2 // 3]), list(rows[size // 3 :])

    def _click_files(self, folder: Path, *, contradicting: bool) -> list[File]:
        files = []
        for number, with_id in enumerate((True, False)):
            naive = self.often(0.4)
            rows = [self.click(with_id=with_id, naive=naive) for _ in range(60)]
            rows = [copy for row in rows for copy in [row] * self.chance.choice((1, 1, 1, 2, 3))]
            first, second = self._windows(rows)
            if with_id:
                second += first[:5]
                inside = dict(first[0], url="/?xp=0000000000")
                (second if contradicting else first).append(inside)
            zone = "Europe/Berlin" if naive else ""
            for part, name in ((first, "a"), (second, "b")):
                path = self._write(folder / f"clicks{number}{name}", part, CLICK, drop=() if with_id else ("id",))
                files.append(File(path, "clicks", zone=zone, by_id=with_id))
        files.append(File(files[0].path, "clicks", account="other", zone=files[0].zone))
        return files

    def _log_files(self, folder: Path) -> list[File]:
        lines = [line for _ in range(60) for line in [self.log_line()] * self.chance.choice((1, 1, 2))]
        lines = ['192.0.2.7 - - [20/Nov/2026:10:00:00 +0100] "GET / HTTP/1.1" 200 12 "-" "-"', *lines]
        files = []
        for name, part in zip("ab", self._windows(lines), strict=True):
            path = folder / f"access{name}.log"
            path.write_text("\n".join([lines[0], *part]) + "\n")
            files.append(File(path, "combined-log", by_id=False))
        return files

    def _conversion_files(self, folder: Path, *, contradicting: bool) -> list[File]:
        files = []
        for with_id in (True, False):
            rows = self.conversions(40, with_id=with_id)
            self.chance.shuffle(rows)
            if not with_id:
                rows = [copy for row in rows for copy in [row] * self.chance.choice((1, 1, 2))]
            first, second = self._windows(rows)
            if contradicting and with_id:
                second.append(dict(first[0], customer="q@example.com"))
            for part, name in ((first, "a"), (second, "b")):
                path = self._write(
                    folder / f"conv{int(with_id)}{name}", part, CONVERSION, drop=() if with_id else ("id",)
                )
                files.append(File(path, "conversions", by_id=with_id))
        self.count = 200  # the other shop has orders of the same numbers
        path = self._write(folder / "other", self.conversions(30, with_id=True), CONVERSION, drop=())
        return [*files, File(path, "conversions", account="other")]

    def _growing(
        self, folder: Path, name: str, columns: Sequence[str], rows: list[list[list[Row]]], source: str
    ) -> list[File]:
        """Three exports of one shop; an order that came later isn't in the first ones."""
        files = []
        for step in range(3):
            seen = [row[step] for at, row in enumerate(rows) if at % 3 <= step]
            self.chance.shuffle(seen)
            path = folder / f"{name}{step}.csv"
            path.write_text(_csv([row for order in seen for row in order], columns))
            files.append(File(path, source))
        return files

    def _reach_files(self, folder: Path) -> list[File]:
        files = []
        for name in "ab":
            rows = [
                {
                    "placement": str(link["placement"]) if self.often(0.95) else "nobody",
                    "at": f"2026-11-{self.chance.randrange(1, 4):02}",
                    "metric": self.pick("reach", "delivered", "sends", "opens"),
                    "count": str(self.chance.randrange(1000)) if self.often(0.95) else "1,203",
                }
                for link in self.chance.choices(self.links, k=25)
            ]
            path = folder / f"reach{name}.csv"
            path.write_text(_csv(rows, list(rows[0])))
            files.append(File(path, "reach", by_id=False))
        return files

    def _write(self, path: Path, rows: Sequence[Row], columns: Sequence[str], drop: Sequence[str]) -> Path:
        kept = [name for name in columns if name not in drop]
        if self.often(0.3):
            path = path.with_suffix(".jsonl")
            path.write_text("".join(json.dumps({name: row[name] for name in kept}) + "\n" for row in rows))
        else:
            path = path.with_suffix(".csv")
            path.write_text(_csv(rows, kept))
        return path


def _csv(rows: Sequence[Row], columns: Sequence[str]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
