"""The whole import of a CSV of clicks against ``sqlite3 .import`` of the same file into a table with a unique index.

    python -m benchmarks.import_clicks [ROWS] [ROUNDS] [--keep FOLDER]

ROWS clicks (1,000,000 unless given) over 90 days on 5,000 links, about 299 bytes a row, 5 % exact copies of rows
shortly before them, 0.5 % bad rows. Ours parses, validates, resolves, deduplicates, refuses, writes and rolls up; the
peer keeps raw text. Both run interleaved in processes of their own; times are wall time, the ratio is peer ÷ ours,
memory is the peak resident size of both our processes. A second import of the same file is timed too, and the import of
as many clicks whose ids come in no order. Where there is a command ``sqlite-utils``, a tenth of the clicks goes through
its ``insert --csv --pk id --ignore`` as well.
"""

# ruff: noqa: S311, PLR2004 - chances and shares of a generator

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from threading import Event, Thread

LINKS, PLACEMENTS = 5_000, 100
START = datetime(2026, 1, 1, tzinfo=UTC)
NOW = "2026-11-22T09:00:00+00:00"
SYMBOLS = "0123456789abcdefghjkmnpqrstvwxyz"
AGENTS = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_2) AppleWebKit/605.1 Safari/604",
    "Mozilla/5.0 (Windows NT 10.0; x64) Chrome/131.0",
    "Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/131.0 Mobile",
    "Mozilla/5.0 (Macintosh; Mac OS X 14_6) Firefox/133.0",
)
REFERRERS = ("https://www.instagram.com/", "https://news.partner.example/issue/42", "https://t.co/ab12CD", "", "")
COUNTRIES = "US GB DE FR BR IN JP CA AU NL".split()
COLUMNS = "id TEXT UNIQUE, at TEXT, url TEXT, referrer TEXT, user_agent TEXT, country TEXT, visitor TEXT"


def made_up_links(seed: int = 1) -> list[str]:
    """Return the URLs of 5,000 links in the form that ``links`` mints."""
    chance = random.Random(seed)
    return [
        f"https://shop.example.com/p/item?utm_source=partner-{chance.randrange(200):03d}&utm_medium=email"
        f"&utm_campaign=spring-{number % 100:03d}&utm_id=spring-{number % 100:03d}&utm_content=placement-{number:05d}"
        f"&xp={''.join(chance.choices(SYMBOLS, k=10))}"
        for number in range(LINKS)
    ]


def write_clicks(path: Path, rows: int, urls: list[str], *, seed: int = 7, shuffled: bool = False) -> None:
    """Write the file. ``shuffled`` gives ids that don't rise, as random ids would."""
    chance = random.Random(seed)
    recent: list[str] = []
    step = 90 * 86_400 / rows
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("id,at,url,referrer,user_agent,country,visitor\n")
        for number in range(rows):
            if number and chance.random() < 0.05:
                line = recent[chance.randrange(len(recent))]
            else:
                line = _row(number, step, urls, chance, shuffled=shuffled)
            if len(recent) < 4_999:
                recent.append(line)
            else:
                recent[number % 4_999] = line
            file.write(line)


def _row(number: int, step: float, urls: list[str], chance: random.Random, *, shuffled: bool) -> str:
    click = f"c{number:011d}"
    if shuffled:
        click = "c" + blake2b(click.encode(), digest_size=6).hexdigest()[:11]
    at = (START + timedelta(seconds=int(number * step) + chance.randrange(60))).strftime("%Y-%m-%dT%H:%M:%SZ")
    popular = min(int(60 * (chance.paretovariate(1.1) - 1)), len(urls) - 1) * 2_654_435_761 % len(urls)
    url = f"{urls[popular]}&clid={click}"
    visitor = f"{chance.getrandbits(53):016d}"
    kind = chance.random()
    if kind < 0.001:
        at = "2026-13-45 nope"
    elif kind < 0.003:
        url = url.replace("&xp=", "&xp=i")
    elif kind < 0.004:
        url = "not a url"
    elif kind < 0.005:
        visitor = ""
    referrer, agent = REFERRERS[chance.randrange(5)], AGENTS[chance.randrange(4)]
    return f"{click},{at},{url},{referrer},{agent},{COUNTRIES[chance.randrange(10)]},{visitor}\n"


def timed(command: list[str], **more: object) -> tuple[float, float]:
    """Run a command; return its wall time in seconds and the peak memory in MB of it and its children."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, **more)  # type: ignore[call-overload]
    ended, peaks = Event(), [0.0]
    watch = Thread(target=_watch, args=(process.pid, ended, peaks))
    watch.start()
    process.wait()
    seconds = time.perf_counter() - began
    ended.set()
    watch.join()
    if process.returncode:
        raise SystemExit(f"{command[0]} ended with {process.returncode}")
    return seconds, max(peaks) or resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def _watch(pid: int, ended: Event, peaks: list[float]) -> None:
    while not ended.wait(0.1):
        peaks.append(_memory(pid))


def _memory(pid: int) -> float:
    """Return the resident megabytes of a process and its children, 0 where /proc isn't there."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        pages = [int(Path(f"/proc/{one}/statm").read_text().split()[1]) for one in (pid, *children)]
    except (OSError, IndexError):
        return 0.0
    return sum(pages) * resource.getpagesize() / (1 << 20)


def workspace(folder: Path) -> list[str]:
    """Make a workspace of 100 placements with 50 variants each, mint its links, and return their URLs."""
    campaigns = folder / "campaigns"
    (campaigns / "partners").mkdir(parents=True)
    (campaigns / "brand.yaml").write_text(
        "schema_version: 1\nbrand: shop\nname: Shop\ndomains: [shop.example.com]\ncurrency: EUR\n"
        "timezone: Europe/Berlin\n"
        "properties:\n  - {id: shop-weekly, name: Shop Weekly, channel: email}\n"
    )
    (campaigns / "partners" / "mug.yaml").write_text(
        "schema_version: 1\npartner: mug\nname: Mug\ndomains: [mug.example.com]\nproperties:\n"
        "  - {id: mug-weekly, name: Mug Weekly, channel: email}\n"
    )
    variants = ", ".join(f"v{number}" for number in range(LINKS // PLACEMENTS))
    placements = "\n".join(
        f"  - {{id: spring-{number}, property: mug-weekly, promotes: shop, offer: deal, at: 2026-01-02 09:00, "
        f"variants: [{variants}]}}"
        for number in range(PLACEMENTS)
    )
    (campaigns / "spring.yaml").write_text(
        "schema_version: 1\ncampaign: spring\nname: Spring\nform: newsletter-swap\npartners: [mug]\n"
        "flight: {start: 2026-01-01, end: 2026-12-31}\ngoals:\n  primary: {metric: clicks, target: 1000}\n"
        "roles: {approvers: [shop/approver, mug/approver], analytics: shop/analyst, timeline: shop/coordinator}\n"
        "offers:\n  - {id: deal, title: Deal, landing: https://shop.example.com/p/item}\n"
        f"placements:\n{placements}\n"
    )
    command = [sys.executable, "-m", "xpromo", "links", "--format", "json"]
    done = subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True, check=True)
    return [row["url"] for row in json.loads(done.stdout)["data"]]


def environment() -> dict[str, str]:
    """Return the environment in which every import runs at the same moment."""
    return {**os.environ, "XPROMO_NOW": NOW}


def compare(rows: int, rounds: int, folder: Path) -> None:
    """Run both on one file and print medians and the ratio."""
    home = folder / "workspace"
    urls = workspace(home)
    clicks, ledger = folder / "clicks.csv", home / ".xpromo" / "ledger.db"
    write_clicks(clicks, rows, urls)
    write_clicks(folder / "shuffled.csv", rows, urls, shuffled=True)
    shutil.copy(ledger, folder / "fresh.db")
    print(f"{rows:,} rows, {clicks.stat().st_size / rows:.0f} bytes a row, {len(urls):,} links")
    ours, peers, again, shuffled = list[float](), list[float](), list[float](), list[float]()
    peak = 0.0
    command = [sys.executable, "-m", "xpromo", "-q", "import", "--format", "json"]
    for _ in range(rounds):
        for file, times in ((folder / "shuffled.csv", shuffled), (clicks, ours)):
            shutil.copy(folder / "fresh.db", ledger)
            seconds, memory = timed([*command, str(file)], cwd=home, env=environment())
            times.append(seconds)
            peak = max(peak, memory)
        again.append(timed([*command, str(clicks)], cwd=home, env=environment())[0])
        peers.append(_peer(clicks, folder / "peer.db"))
    size, raw = ledger.stat().st_size, clicks.stat().st_size
    ratio = statistics.median(peers) / statistics.median(ours)
    print(f"xpromo import     {spread(ours)}  {rows / statistics.median(ours):>10,.0f} rows/s  peak {peak:.0f} MB")
    print(f"  the same again  {spread(again)}")
    longer = statistics.median(shuffled) / statistics.median(ours)
    print(f"  ids in no order {spread(shuffled)}  {longer:.2f} x the time")
    print(f"sqlite3 .import   {spread(peers)}  {rows / statistics.median(peers):>10,.0f} rows/s")
    _other_peer(clicks, max(1, rows // 10), folder)
    print(f"ratio             {ratio:.2f} x   ledger {size / raw:.0%} of the CSV")


def _other_peer(clicks: Path, rows: int, folder: Path) -> None:
    """Time ``sqlite-utils`` on the first rows, where it is installed."""
    tool = shutil.which("sqlite-utils")
    if tool is None:
        print("sqlite-utils isn't installed")
        return
    part = folder / "part.csv"
    with clicks.open(encoding="utf-8") as source, part.open("w", encoding="utf-8") as target:
        target.writelines(islice(source, rows + 1))
    seconds, _ = timed(
        [tool, "insert", str(folder / "other.db"), "clicks", str(part), "--csv", "--pk", "id", "--ignore"]
    )
    print(f"sqlite-utils      {seconds:6.2f} s for {rows:,}  {rows / seconds:>10,.0f} rows/s")


def _peer(clicks: Path, database: Path) -> float:
    database.unlink(missing_ok=True)
    script = f"CREATE TABLE clicks({COLUMNS});\n.mode csv\n.import --skip 1 {clicks} clicks\n"
    began = time.perf_counter()
    subprocess.run(["sqlite3", str(database)], input=script, text=True, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - began


def spread(seconds: list[float]) -> str:
    """Return the median with the smallest and the largest time."""
    return f"{statistics.median(seconds):6.2f} s ({min(seconds):.2f}-{max(seconds):.2f})"


def main(arguments: Sequence[str] = ()) -> None:
    """Read the arguments and compare."""
    numbers = [int(text.replace(",", "").replace("_", "")) for text in arguments if text[:1].isdigit()]
    rows, rounds = [*numbers, *(1_000_000, 3)[len(numbers) :]][:2]
    if "--keep" in arguments:
        folder = Path(arguments[arguments.index("--keep") + 1])
        folder.mkdir(parents=True, exist_ok=True)
        compare(rows, rounds, folder)
        return
    with tempfile.TemporaryDirectory() as folder_name:
        compare(rows, rounds, Path(folder_name))


if __name__ == "__main__":
    main(sys.argv[1:])
