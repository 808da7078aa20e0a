"""The whole import of a CSV of orders beside that of clicks, and beside ``sqlite3 .import`` of the same orders.

    python -m benchmarks.import_conversions [ROWS] [ROUNDS] [--merged] [--keep FOLDER]

ROWS orders (1,000,000 unless given) in our own form over 90 days: six in ten came through one of 5,000 links, two in
ten name a shared code, every customer buys four times, 5 % are copies of rows shortly before them, 0.5 % are bad. Ours
parses, validates, resolves, deduplicates, tells new customers from returning ones and rolls up; the peer keeps raw text
in a table with a unique index. As many clicks are imported in the same round: orders should come at half their pace.

``--merged`` imports as many payments of a provider after a shop's orders, each the payment of one: what finding that
out costs.
"""

# ruff: noqa: S311, PLR2004 - chances and shares of a generator

from __future__ import annotations

import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

from benchmarks.import_clicks import START, environment, spread, timed, workspace, write_clicks

COLUMNS = "id TEXT UNIQUE, at TEXT, kind TEXT, amount TEXT, currency TEXT, code TEXT, url TEXT, customer TEXT"
SHOP = "Name,Email,Financial Status,Currency,Total,Created at,Id,Lineitem name,Payment Reference\n"
PAYMENTS = "id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Description,Status,PaymentIntent ID\n"


def write_orders(path: Path, rows: int, urls: list[str], *, seed: int = 7) -> None:
    """Write orders in our own form."""
    chance = random.Random(seed)
    recent: list[str] = []
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("id,at,kind,amount,currency,code,url,customer\n")
        for number in range(rows):
            copied = number and chance.random() < 0.05
            line = chance.choice(recent) if copied else _order(number, rows, urls, chance)
            recent = [*recent[-499:], line] if number % 7 == 0 else recent
            file.write(line)


def _order(number: int, rows: int, urls: list[str], chance: random.Random) -> str:
    at = _moment(number, rows, chance)
    kind, how = chance.random(), chance.random()
    url = f"{chance.choice(urls)}&oid={number}" if how < 0.6 else ""
    code = f"SPRING{number % 20}" if how > 0.8 else ""
    amount = "12,00" if kind < 0.005 else f"{chance.randrange(5, 200)}.{chance.randrange(100):02}"
    if 0.005 < kind < 0.01:
        return f"o{number:011d},{at},signup,,,{code},{url},p{chance.randrange(rows // 4 + 1)}@example.com\n"
    return f"o{number:011d},{at},sale,{amount},EUR,{code},{url},p{chance.randrange(rows // 4 + 1)}@example.com\n"


def _moment(number: int, rows: int, chance: random.Random) -> str:
    seconds = int(number * 90 * 86_400 / rows) + chance.randrange(60)
    return (START + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def write_pairs(shop: Path, payments: Path, rows: int, *, seed: int = 7) -> None:
    """Write orders of a shop and their payments; each pair shares the payment's intent."""
    chance = random.Random(seed)
    with shop.open("w", encoding="utf-8") as orders, payments.open("w", encoding="utf-8") as paid:
        orders.write(SHOP)
        paid.write(PAYMENTS)
        for number in range(rows):
            at = _moment(number, rows, chance)
            intent, charge = f"pi_{chance.getrandbits(96):024x}", f"ch_{chance.getrandbits(96):024x}"
            amount = f"{chance.randrange(5, 200)}.{chance.randrange(100):02}"
            day = f"{at[:10]} {at[11:19]}"
            orders.write(f"#{number},p{number}@example.com,paid,EUR,{amount},{day} +0000,{number},Beans,{intent}\n")
            paid.write(f"{charge},{day},{amount},0.00,eur,true,,Paid,{intent}\n")


def compare(rows: int, rounds: int, folder: Path) -> None:
    """Run orders, clicks and the peer in turn and print medians and ratios."""
    home = folder / "workspace"
    urls = workspace(home)
    orders, clicks = folder / "orders.csv", folder / "clicks.csv"
    write_orders(orders, rows, urls)
    write_clicks(clicks, rows, urls)
    ledger, fresh = home / ".xpromo" / "ledger.db", folder / "fresh.db"
    shutil.copy(ledger, fresh)
    print(f"{rows:,} rows, {orders.stat().st_size / rows:.0f} bytes an order, {len(urls):,} links")
    ours, theirs, peers, peak = [], [], [], 0.0
    for _ in range(rounds):
        shutil.copy(fresh, ledger)
        seconds, memory = _import(orders, home)
        ours.append(seconds)
        peak = max(peak, memory)
        shutil.copy(fresh, ledger)
        theirs.append(_import(clicks, home)[0])
        peers.append(_peer(orders, folder / "peer.db"))
    for name, times in (("orders", ours), ("clicks", theirs), ("sqlite3 .import of the orders", peers)):
        print(f"{name:30}{spread(times)}  {rows / statistics.median(times):>10,.0f} rows/s")
    ours_median = statistics.median(ours)
    print(f"orders against clicks {statistics.median(theirs) / ours_median:.2f} x rows/s (at least 0.5)", end="   ")
    print(f"against .import {statistics.median(peers) / ours_median:.2f} x   peak {peak:.0f} MB (below 250)")


def merged(rows: int, rounds: int, folder: Path) -> None:
    """Import orders, then their payments; and payments of nobody, which share no id with them."""
    home = folder / "workspace"
    workspace(home)
    shop, payments, strangers = folder / "shop.csv", folder / "payments.csv", folder / "strangers.csv"
    write_pairs(shop, payments, rows)
    write_pairs(folder / "other.csv", strangers, rows, seed=8)
    ledger, fresh = home / ".xpromo" / "ledger.db", folder / "fresh.db"
    first, memory = _import(shop, home)
    print(f"{rows:,} orders of a shop   {first:.2f} s  {rows / first:,.0f} rows/s  peak {memory:.0f} MB")
    shutil.copy(ledger, fresh)
    for name, file in (("their payments", payments), ("other payments", strangers)):
        runs = list(_again(file, home, ledger, fresh, rounds))
        times = [seconds for seconds, _ in runs]
        print(
            f"{rows:,} {name:16}{spread(times)}  {rows / statistics.median(times):,.0f} rows/s"
            f"  peak {max(peak for _, peak in runs):.0f} MB"
        )


def _again(file: Path, home: Path, ledger: Path, fresh: Path, rounds: int) -> Iterator[tuple[float, float]]:
    for _ in range(rounds):
        shutil.copy(fresh, ledger)
        yield _import(file, home)


def _import(file: Path, home: Path) -> tuple[float, float]:
    command = [sys.executable, "-m", "xpromo", "-q", "import", str(file), "--format", "json"]
    return timed(command, cwd=home, env=environment())


def _peer(orders: Path, database: Path) -> float:
    database.unlink(missing_ok=True)
    script = f"CREATE TABLE orders({COLUMNS});\n.mode csv\n.import --skip 1 {orders} orders\n"
    began = time.perf_counter()
    subprocess.run(["sqlite3", str(database)], input=script, text=True, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - began


def main(arguments: Sequence[str] = ()) -> None:
    """Read the arguments and compare."""
    numbers = [int(text.replace(",", "").replace("_", "")) for text in arguments if text[:1].isdigit()]
    rows, rounds = [*numbers, *(1_000_000, 3)[len(numbers) :]][:2]
    job = merged if "--merged" in arguments else compare
    if "--keep" in arguments:
        folder = Path(arguments[arguments.index("--keep") + 1])
        folder.mkdir(parents=True, exist_ok=True)
        job(rows, rounds, folder)
        return
    with tempfile.TemporaryDirectory() as folder_name:
        job(rows, rounds, Path(folder_name))


if __name__ == "__main__":
    main(sys.argv[1:])
