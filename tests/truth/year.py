"""A year as years go: two partners, three currencies, days on which clocks are changed, a campaign that is renamed and
an agreement that is changed half-way, two shops that tell of the same sales, claims that contradict.

Each sale stands in a table with the truth beside it: where it counts, and on which of the brand's days.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from tests.conftest import Outcome, run_here
from tests.truth.shown import csv_rows
from tests.truth.worlds import environment

MINTED, CHANGED, NOW = "2026-09-20T09:00:00+02:00", "2026-11-10T09:00:00+01:00", "2027-04-30T09:00:00+00:00"
OLD, NEW = "fall-swap", "autumn-swap"
LETTER, APP, BOX = "ash-letter", "ash-app", "elm-letter"  # placements under the names they have in the end
ORDERS = ("id", "at", "kind", "amount", "currency", "code", "url", "customer", "refund_of", "new_customer")
SHOP = (
    *("Name", "Email", "Financial Status", "Currency", "Total", "Discount Code", "Created at", "Refunded Amount"),
    *("Id", "Lineitem name"),
)


class Row(NamedTuple):
    """A conversion as a file tells it, and as it truly is. ``money``: minor units, below 0 for what was taken back.

    ``link``: by which placement's link it came; ``placement`` None: what a shared code tells of a campaign.
    """

    id: str
    at: str
    kind: str
    money: int
    currency: str
    day: date
    campaign: str
    placement: str | None
    link: str = ""
    code: str = ""
    of: str = ""
    new: bool | None = None
    aside: bool = False  # told by another shop than the one of record


def _ash(
    id_: str, at: str, kind: str, money: str, day: str, placement: str | None, *, code: str = "", of: str = ""
) -> Row:
    """``money``: ``3001 EUR``, in minor units."""
    minor, _, currency = money.partition(" ")
    link = "" if placement is None or of else placement
    new = kind == "sale" or None
    return Row(id_, at, kind, int(minor), currency, date.fromisoformat(day), NEW, placement, link, code, of, new)


SALES: Sequence[Row] = (
    # Clocks go back on 25 October: the day has 25 hours, and its last one is an hour later than that of the day before
    _ash("s1", "2026-10-24T21:59:59Z", "sale", "3001 EUR", "2026-10-24", LETTER),
    _ash("s2", "2026-10-24T22:00:00Z", "sale", "10000 EUR", "2026-10-25", LETTER),
    _ash("s3", "2026-10-25T22:59:59Z", "sale", "5000 EUR", "2026-10-25", APP),
    _ash("s4", "2026-10-25T23:00:00Z", "sale", "7000 USD", "2026-10-26", APP),
    # Months begin at midnight in Berlin
    _ash("s5", "2026-10-31T22:59:59Z", "sale", "1111 EUR", "2026-10-31", None, code="ASH10"),
    _ash("s6", "2026-10-31T23:00:00Z", "sale", "3000 JPY", "2026-11-01", APP),
    _ash("s7", "2026-11-30T23:30:00Z", "sale", "2222 EUR", "2026-12-01", LETTER),
    _ash("s8", "2026-12-31T23:00:00Z", "sale", "999 USD", "2027-01-01", None, code="ASH10"),
    # Clocks go forward on 28 March, so midnight comes an hour earlier from then on
    _ash("s9", "2027-03-28T21:59:59Z", "sale", "1500 EUR", "2027-03-28", LETTER),
    _ash("s10", "2027-03-28T22:00:00Z", "sale", "1600 EUR", "2027-03-29", LETTER),
    _ash("n1", "2026-11-15T10:00:00Z", "renewal", "2000 EUR", "2026-11-15", LETTER),
    # Money that came back, and money that came back from there
    _ash("k1", "2026-11-05T10:00:00Z", "chargeback", "-5000 EUR", "2026-11-05", APP, of="s3"),
    _ash("k2", "2026-11-20T10:00:00Z", "chargeback_reversed", "5000 EUR", "2026-11-20", APP, of="s3"),
    _ash("r1", "2026-11-25T10:00:00Z", "refund", "-3333 EUR", "2026-11-25", LETTER, of="s2"),
    _ash("r2", "2026-12-25T10:00:00Z", "refund", "-1000 JPY", "2026-12-25", APP, of="s6"),
    _ash("r3", "2027-02-01T10:00:00Z", "refund", "-7000 USD", "2027-02-01", APP, of="s4"),
    _ash("x1", "2026-11-16T10:00:00Z", "cancellation", "0", "2026-11-16", LETTER, of="n1"),
)
_E1, _E2 = date(2026, 11, 20), date(2026, 11, 21)
RECORD: Sequence[Row] = (  # the shop of record
    Row("5001", "2026-11-20 10:00:00 +0100", "sale", 2_400, "EUR", _E1, "elm-box", None, code="ELM5"),
    Row("5002", "2026-11-21 10:00:00 +0100", "sale", 3_600, "EUR", _E2, "elm-box", None, code="ELM5"),
)
TILL: Sequence[Row] = (  # rings up the same, and names no order of the shop
    Row("t1", "2026-11-20T09:00:20Z", "sale", 2_400, "EUR", _E1, "elm-box", None, code="ELM5", aside=True),
    Row("t2", "2026-11-21T09:00:20Z", "sale", 3_600, "EUR", _E2, "elm-box", None, code="ELM5", aside=True),
    Row("t3", "2026-11-22T09:00:20Z", "refund", -3_600, "EUR", _E2, "elm-box", None, of="t2", aside=True),
    Row("t4", "2026-11-20T09:00:20Z", "signup", 0, "", _E1, "elm-box", BOX, link=BOX),
)
WRONG: Sequence[Row] = (  # imported by mistake, and taken back
    Row("w1", "2026-11-20T09:00:20Z", "sale", 90_000, "EUR", _E1, NEW, LETTER, link=LETTER),
)
COUNTED: Sequence[Row] = (*SALES, *RECORD, *(row for row in TILL if not row.aside))


def run(folder: Path, *words: str | Path, now: str = NOW) -> Outcome:
    done = run_here(*words, cwd=folder, env=environment(now))
    assert done.code == 0, (words, done.err)
    return done


def write_orders(path: Path, rows: Iterable[Row], urls: dict[str, str]) -> None:
    """Write rows as the plain table of conversions."""
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(ORDERS)
        for row in rows:
            money = abs(row.money) if row.currency == "JPY" else f"{abs(row.money) / 100:.2f}"
            who = "" if row.of else f"{row.id}@example.com"
            new = "" if row.new is None else str(row.new).lower()
            paid = (money, row.currency) if row.currency else ("", "")
            table.writerow([row.id, row.at, row.kind, *paid, row.code, urls.get(row.link, ""), who, row.of, new])


def write_shop(path: Path, rows: Iterable[Row]) -> None:
    """Write rows as the export of a shop."""
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(SHOP)
        for n, row in enumerate(rows):
            who, total = f"{row.id}@example.com", f"{row.money / 100:.2f}"
            table.writerow([f"#{n}", who, "paid", row.currency, total, row.code, row.at, "0.00", row.id, "Beans"])


def mint(folder: Path, now: str) -> dict[str, str]:
    """Mint links and codes; return placement → link."""
    links = csv_rows(run(folder, "links", "--format", "csv", now=now).out)
    run(folder, "codes", now=now)
    return {row["placement"]: row["url"] for row in links}


def begin(folder: Path) -> dict[str, str]:
    """Write the workspace and mint it; return the links that go out, by the names that placements have in the end."""
    files = {
        "brand": BRAND,
        "partners/ash": _partner("ash", "revenue_share: 10 %, fairness_unit: clicks"),
        "partners/elm": _partner("elm", "revenue_share: 15 %, budget_share: 40 %"),
        OLD: campaign(OLD, "ash", "first-letter", "ASH10"),
        "elm-box": campaign("elm-box", "elm", BOX, "ELM5", "sales_from: shopify-orders\n"),
    }
    for name, text in files.items():
        _write(folder, name, text)
    urls = mint(folder, MINTED)
    return {**urls, LETTER: urls["first-letter"]}


def change(folder: Path) -> None:
    """Rename the campaign and its letter, agree on another share, mint again."""
    (folder / "campaigns" / f"{OLD}.yaml").unlink()
    moved = f"moved_from: {OLD}\n"
    _write(folder, NEW, campaign(NEW, "ash", LETTER, "ASH10", moved, ", moved_from: first-letter"))
    _write(folder, "partners/ash", _partner("ash", "revenue_share: 25 %, fairness_unit: clicks"))
    mint(folder, CHANGED)


def _write(folder: Path, name: str, text: str) -> None:
    path = folder / "campaigns" / f"{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"schema_version: 1\n{text}", encoding="utf-8")


BRAND = """\
brand: us
name: Us
domains: [us.example]
currency: EUR
timezone: Europe/Berlin
contacts: {approver: {name: Ada, email: ada@us.example}, lead: {name: Ada, email: ada@us.example}}
properties:
  - {id: our-letter, name: Our letter, channel: email, audience: 4000}
attribution: {window_days: 30, conflict: code-first}
disclosure: {text: Partner promotion}
privacy: {small_cell: 4}
"""


def _partner(name: str, terms: str) -> str:
    return f"""\
partner: {name}
name: {name.title()}
domains: [{name}.example]
stage: active
contacts: {{approver: {{name: Lena, email: lena@{name}.example}}}}
properties:
  - {{id: {name}-letters, name: Letters, channel: email, audience: 5000}}
  - {{id: {name}-apps, name: The app, channel: in_app, audience: 5000}}
agreement: {{start: 2026-09-01, end: 2027-08-31, {terms}}}
"""


def campaign(name: str, partner: str, letter: str, code: str, more: str = "", moved: str = "") -> str:
    """Return the definition of a swap with a partner."""
    ours = f"property: {partner}-letters, promotes: us, offer: {partner}-ours, at: 2026-10-05 09:00{moved}"
    return f"""\
campaign: {name}
name: {name}
form: newsletter-swap
partners: [{partner}]
flight: {{start: 2026-10-01, end: 2027-03-31}}
goals: {{primary: {{metric: sales, target: 40}}}}
{more}offers:
  - id: {partner}-ours
    title: Ours
    landing: https://us.example/{partner}
    codes: {{kind: shared, code: {code}}}
    terms: Soon over
  - {{id: {partner}-theirs, title: Theirs, landing: "https://{partner}.example/", terms: Soon over}}
placements:
  - {{id: {letter}, {ours}}}
  - {{id: {partner}-app, property: {partner}-apps, promotes: us, offer: {partner}-ours, at: 2026-10-20 09:00}}
  - {{id: us-{partner}, property: our-letter, promotes: {partner}, offer: {partner}-theirs, at: 2026-10-06 08:00}}
swaps:
  - {{give: us-{partner}, get: {letter}}}
"""
