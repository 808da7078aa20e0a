"""Drives the real command line through seeded lives of a ledger and holds it against the oracle."""

from __future__ import annotations

import json
import shutil
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import zip_longest
from pathlib import Path
from random import Random
from typing import Any

import yaml

from tests.conftest import CommandLine
from tests.oracle.book import MONEYLESS, Book, Place, Promised, expected, reach, unresolved
from tests.oracle.forms import File
from tests.oracle.roles import roles
from tests.oracle.world import World

KEY = "6b" * 32
MINTED = "2026-10-19T09:00:00+00:00"
NOW = "2026-12-31T12:00:00+00:00"
BY = ("placement", "property", "partner", "campaign", "channel", "day")
SUMS = ("clicks", "clicks_raw", "conversions", "revenue", "refunds", "sales", "reach")
ROLES = ("sourced", "influenced", "code_only", "unowned")
CONVERTED = ("revenue", "refunds", "sales")
SWAP, BUNDLE, RENAMED = "2026-11-morning-swap", "2026-winter-bundle", "2026-winter-pair"
RENAMED_PLACEMENT = ("mug-weekly-launch", "mug-letter-launch")


@dataclass
class Handed:
    """What minting printed so far."""

    links: list[dict[str, Any]] = field(default_factory=list)
    codes: list[dict[str, Any]] = field(default_factory=list)
    campaigns: set[str] = field(default_factory=set)


@dataclass
class Life:
    """One ledger from its beginning, with the oracle's book beside it."""

    cli: CommandLine
    folder: Path
    handed: Handed
    book: Book = field(default_factory=lambda: Book(datetime.fromisoformat(NOW)))
    files: dict[int, File] = field(default_factory=dict)  # batch → file
    trace: list[str] = field(default_factory=list)

    def run(self, *arguments: str | Path, now: str = NOW, codes: Sequence[int] = (0,)) -> str:
        self.trace.append(" ".join(map(str, arguments)))
        done = self.cli(*arguments, cwd=self.folder, env={"XPROMO_KEY": KEY, "XPROMO_NOW": now})
        assert done.code in codes, (self.trace, done.err)
        return done.out

    def mint(self, *campaigns: str, command: str = "links") -> None:
        everything = ["--all"] if command == "codes" else []
        rows = json.loads(self.run(command, *campaigns, *everything, "--format", "json", now=MINTED))["data"]
        getattr(self.handed, command).extend(rows)
        self.handed.campaigns.update(campaigns)

    def rename(self) -> None:
        """Give the bundle and one of its placements other names, once what they were called before is minted."""
        self.mint(BUNDLE)
        path = self.folder / "campaigns" / f"{BUNDLE}.yaml"
        text = path.read_text().replace(f"campaign: {BUNDLE}", f"campaign: {RENAMED}\nmoved_from: {BUNDLE}")
        former, present = RENAMED_PLACEMENT
        text = text.replace(former, present)
        path.write_text(text.replace(f"id: {present}\n", f"id: {present}\n    moved_from: {former}\n"))
        self.handed.campaigns.remove(BUNDLE)
        self.mint(RENAMED)

    @property
    def bundle(self) -> str:
        """What the bundle is called now."""
        return next(iter({BUNDLE, RENAMED} & self.handed.campaigns))

    def take(self, file: File, *, dry_run: bool = False) -> None:
        extra = ["--dry-run"] if dry_run else []
        out = self.run("import", file.path, *file.options(), *extra, "--format", "json", codes=(0, 1))
        (batch,) = json.loads(out)["data"]
        number = None if dry_run else batch["batch"]
        repeated = number in self.book.batches
        wanted = self.book.take(file, None if dry_run or repeated else number)
        said = {name: batch[name] for name in wanted}
        twins = min(max(0, said["recorded"] - wanted["recorded"]), self.book.ties)
        wanted |= {"recorded": wanted["recorded"] + twins, "excluded": wanted["excluded"] - twins}
        assert said == wanted, (file.path.name, said, wanted, self.trace)
        if number is not None:
            self.files.setdefault(number, file)

    def undo(self, batch: int) -> None:
        self.run("import", "--undo", str(batch))
        self.book.undo(batch)

    def check(self) -> None:
        promised = promise(self.folder, self.handed)
        for by in ("placement", "day", "partner", "campaign"):
            report = json.loads(self.run("report", "--by", by, "--format", "json"))["data"]
            says, should = numbers(report["rows"], by), expected(self.book, promised, by)
            wrong = {
                key: (says.get(key), should.get(key)) for key in {*says, *should} if says.get(key) != should.get(key)
            }
            assert not wrong, (by, "report, oracle:", wrong, self.trace)
            took, shall = roles_in(report["rows"], by), roles(self.book, promised, by)
            wrong_roles = {key: (took.get(key), shall.get(key)) for key in {*took, *shall} if took[key] != shall[key]}
            assert not wrong_roles, (by, "report, oracle:", wrong_roles, self.trace)
            hold_unowned(report["totals"])
        whole = json.loads(self.run("report", "--format", "json"))["data"]
        assert {row["metric"]: row["n"] for row in whole["unresolved"]} == {**unresolved(self.book, promised)}, (
            self.trace
        )
        stated = {row["placement"]: row["reach"] for row in whole["rows"] if row["reach"]}
        assert stated == {name: n for name, n in reach(self.book, promised).items() if n}, self.trace

    def reports(self) -> dict[str, str]:
        wished = [("report", "--by", by) for by in BY] + [("report", "tags"), ("report", "excluded")]
        return {" ".join(words): self.run(*words, "--format", "json") for words in wished}


def numbers(rows: Sequence[Mapping[str, Any]], by: str) -> dict[tuple[str | None, ...], dict[str, int]]:
    """A report's rows as the oracle writes them: clicks without a currency, conversions under theirs."""
    found: dict[tuple[str | None, ...], Counter[str]] = {}
    groups: dict[tuple[str | None, ...], list[Mapping[str, Any]]] = {}
    for row in rows:
        names = ("campaign", "partner", "property", "placement") if by == "placement" else (by,)
        groups.setdefault(tuple(row[name] for name in names), []).append(row)
    for group, parts in groups.items():
        for row in parts:
            counts = Counter({name: row[name] or 0 for name in ("sales", "revenue", "refunds")})
            counts.update({f"kinds.{kind}": n for kind, n in row["kinds"].items() if kind not in MONEYLESS})
            counts["new"] = row["new_customers"] or 0
            found.setdefault((*group, row["currency"]), Counter()).update(counts)
            others = Counter({name: row[name] or 0 for name in ("clicks", "clicks_raw", "conversions")})
            others.update({f"kinds.{kind}": n for kind, n in row["kinds"].items() if kind in MONEYLESS})
            found.setdefault((*group, None), Counter()).update(others)
    return {key: {name: n for name, n in counts.items() if n} for key, counts in found.items() if any(counts.values())}


def roles_in(rows: Sequence[Mapping[str, Any]], by: str) -> defaultdict[tuple[str, str | None], Counter[str]]:
    """A report's rows as the oracle writes roles."""
    found: dict[tuple[str, str | None], Counter[str]] = defaultdict(Counter)
    names = ("campaign", "partner", "property", "placement") if by == "placement" else (by,)
    for row in rows:
        group = str(tuple(row[name] for name in names))
        for role in ROLES:
            found[group, None][role] += row[role] or 0
            found[group, row["currency"]][role] += row[f"{role}_revenue"] or 0
    return defaultdict(Counter, {key: Counter({r: n for r, n in c.items() if n}) for key, c in found.items()})


def hold_unowned(totals: Sequence[Mapping[str, Any]]) -> None:
    """What was sourced and what nobody owns are all conversions, in count and money of each currency."""
    for line in totals:
        for end, whole in (("", "conversions"), ("_revenue", "revenue")):
            assert (line[f"sourced{end}"] or 0) + (line[f"unowned{end}"] or 0) == (line[whole] or 0), line


def promise(folder: Path, handed: Handed) -> Promised:
    """What the YAML says of the campaigns that were minted, and what was handed out for them."""
    goals: dict[str, str] = {}
    places: dict[str, Place] = {}
    received: set[str] = set()
    domains: dict[str, str] = {}
    owners: dict[str, str] = {}
    windows: dict[str, int] = {}
    former: dict[str, str] = {}
    anyone: set[str] = set()
    sales_from: dict[str, str] = {}
    brand = yaml.safe_load((folder / "campaigns" / "brand.yaml").read_text())
    for path in (folder / "campaigns" / "partners").glob("*.yaml"):
        partner = yaml.safe_load(path.read_text())
        rule = partner.get("agreement", {}).get("attribution") or brand["attribution"]
        windows[partner["partner"]] = int(rule["window_days"])
        owners |= {item["id"]: partner["partner"] for item in partner["properties"]}
        domains |= dict.fromkeys(partner["domains"], partner["partner"])
    for path in (folder / "campaigns").glob("2026-*.yaml"):
        campaign = yaml.safe_load(path.read_text())
        if campaign["campaign"] not in handed.campaigns:
            continue
        anyone |= {campaign["campaign"]} if campaign.get("sourced_by") == "anyone" else set()
        sales_from |= {campaign["campaign"]: campaign["sales_from"]} if "sales_from" in campaign else {}
        goals[campaign["campaign"]] = {"signups": "signup"}.get(campaign["goals"]["primary"]["metric"], "sale")
        former |= {campaign["moved_from"]: campaign["campaign"]} if "moved_from" in campaign else {}
        for item in campaign["placements"]:
            former |= {item["moved_from"]: item["id"]} if "moved_from" in item else {}
            places[item["id"]] = Place(campaign["campaign"], campaign["partners"][0], item["property"], item["id"])
            received |= {item["id"]} if item["property"] in owners else set()

    def present(name: str) -> str:
        return former.get(name, name)

    codes = {
        row["code"]: places[present(row["placement"])]
        if row["placement"]
        else Place(present(row["campaign"]), row["partner"])
        for row in handed.codes
    }
    return Promised(
        places,
        frozenset(received),
        {row["link"]: present(row["placement"]) for row in handed.links},
        codes,
        frozenset({"MUG"}),
        goals,
        domains if handed.campaigns else {},
        former,
        {name: windows[str(place.partner)] for name, place in places.items()},
        frozenset(row["code"] for row in handed.codes if row["single_use"]),
        frozenset(anyone),
        sales_from,
    )


# ------------------------------------------------------------------------------------------------------------ a round


def round_of(cli: CommandLine, base: Path, seed: int, folder: Path, *, orders: int = 3) -> None:
    """One world, several lives of its ledger; all must end alike, and as the oracle says.

    ``base``: a workspace whose bundle codes are drawn already (they are random, links aren't).
    """
    chance = Random(seed)  # noqa: S311 - reproducible
    codes = json.loads((base / "codes.json").read_text())
    links = json.loads((base / "links.json").read_text())
    pool = [row for row in codes if row["kind"] == "pool"][:20]
    contradicting = chance.random() < 0.25
    files = World(seed, links, pool).files(folder / "files", contradicting=contradicting)
    renaming = ["rename"] * (chance.random() < 0.5)
    anyone = chance.choice(([], [SWAP], [BUNDLE]))
    record = chance.choice(({}, {SWAP: "shopify"}, {SWAP: "stripe-payments", BUNDLE: "stripe-payments"}))
    ends = []
    for order in range(orders):
        place = folder / f"life{order}"
        shutil.copytree(base, place)
        for campaign in anyone:
            path = place / "campaigns" / f"{campaign}.yaml"
            path.write_text(path.read_text().replace("\nform:", "\nsourced_by: anyone\nform:"))
        for campaign, source in record.items():
            path = place / "campaigns" / f"{campaign}.yaml"
            path.write_text(path.read_text().replace("\nform:", f"\nsales_from: {source}\nform:"))
        life = Life(cli, place, Handed(codes=list(codes), campaigns={BUNDLE}))
        live_once(life, files, Random(seed * 1000 + order), renaming)  # noqa: S311 - reproducible
        ends.append(life.reports())
        hold_sums(ends[-1])
        hold_periods(life, chance)
        life.run("ledger", "verify")
        life.run("ledger", "rebuild")
        assert life.reports() == ends[-1], life.trace
        life.run("ledger", "purge", now=f"2027-12-{chance.randrange(1, 31):02}T09:00:00+00:00")  # keys of 13 months ago
        life.run("ledger", "verify")
        assert life.reports() == ends[-1], life.trace
    if not contradicting:  # of two events under one id the first one in stands: the only thing that has an order
        for other in ends[1:]:
            wrong = differences(ends[0], other)
            assert not wrong, "\n".join([f"seed {seed}", *wrong])


def differences(one: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    """The lines in which two sets of reports differ."""
    return [
        f"{name}: {a} | {b}"
        for name in one
        if one[name] != other[name]
        for a, b in zip_longest(one[name].splitlines(), other[name].splitlines())
        if a != b
    ]


def live_once(life: Life, files: Sequence[File], chance: Random, renaming: Sequence[str]) -> None:
    """Import everything in some order, mint in between, undo some and bring it back."""
    steps: list[Any] = [*files, *chance.sample(files, 3), "links", "codes", *renaming]
    chance.shuffle(steps)
    for step in steps:
        if isinstance(step, File):
            if chance.random() < 0.1:
                life.take(step, dry_run=True)
            life.take(step)
        elif step == "rename":
            life.rename()
        else:
            life.mint(*((SWAP, life.bundle) if step == "links" else (SWAP,)), command=step)
        if chance.random() < 0.05:
            life.run("ledger", "rebuild")
        if life.book.batches and chance.random() < 0.06:
            undo_and_bring_back(life, chance)
    life.check()
    if chance.random() < 0.5:
        undo_and_bring_back(life, chance, check=True)
        life.check()


def undo_and_bring_back(life: Life, chance: Random, *, check: bool = False) -> None:
    """Undo a batch or two; then import every file again, so that all is there that any file holds."""
    gone = chance.sample(sorted(life.book.batches), min(len(life.book.batches), chance.choice((1, 1, 2))))
    for batch in gone:
        life.undo(batch)
    if check:
        life.check()
        life.run("ledger", "verify")
    again = list(dict.fromkeys(life.files.values()))
    chance.shuffle(again)
    for file in again:
        life.take(file)


def hold_sums(reports: Mapping[str, str]) -> None:
    """However a report is grouped, its rows add up to the same totals."""
    totals = []
    for by in BY:
        data = json.loads(reports[f"report --by {by}"])["data"]
        whole = {line["currency"]: {name: line[name] or 0 for name in SUMS} for line in data["totals"]}
        rows: dict[str, Counter[str]] = {currency: Counter() for currency in whole}
        for row in data["rows"]:
            rows.setdefault(row["currency"], Counter()).update({name: row[name] or 0 for name in SUMS})
        for name in CONVERTED:
            assert {c: n[name] for c, n in rows.items() if n[name]} == {
                c: n[name] for c, n in whole.items() if n[name]
            }, (by, name)
        for name in ("clicks", "clicks_raw", "reach", "conversions"):  # no matter of a currency
            assert sum(n[name] for n in rows.values()) == sum(n[name] for n in whole.values()), (by, name)
        totals.append(whole)
    assert all(whole == totals[0] for whole in totals), "groupings disagree"


def hold_periods(life: Life, chance: Random) -> None:
    """What converted before a day and from it on is what converted."""
    day = f"2026-11-{chance.randrange(1, 31):02}"
    before = (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    parts: Counter[tuple[str, str]] = Counter()
    for period in ([], ["--until", before], ["--since", day]):
        totals = json.loads(life.run("report", *period, "--format", "json"))["data"]["totals"]
        found = Counter({(line["currency"], name): line[name] or 0 for line in totals for name in CONVERTED})
        parts.update(found) if period else parts.subtract(found)
    assert not any(parts.values()), (day, parts)
