"""Tags that were mangled on their way: what was recovered, what was lost, and what that is nearest to, is the truth."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from tests.conftest import CommandLine
from tests.truth.conftest import Made
from tests.truth.planting import BROWSER, COLUMNS, World
from tests.truth.shown import csv_rows, html_tables, md_tables, ndjson_rows, number, table_with
from tests.truth.worlds import NOW, environment, ok

XP, CONTENT, CAMPAIGN = "xp", "utm_content", "utm_campaign"
FIELDS = {XP: "link", CONTENT: "content", CAMPAIGN: "campaign"}
CODE = "REED100"  # a zero too many
TYPED = "reed-lettter-1"
RECOVERED = ("Field", "Came as", "Taken for", "What happened to it", "Counted", "n")


class Mangling(NamedTuple):
    """What happens to one parameter of a link: what is left of it, and in which words that is said."""

    parameter: str
    left: Callable[[str], str]
    how: str


MANGLINGS = (
    Mangling(XP, str.upper, "upper case"),
    Mangling(XP, lambda text: text[:8], "cut off"),
    Mangling(XP, lambda text: f"{text}).", "more behind it"),
    Mangling(XP, lambda text: f"0{text[1:-1]}zz", "not ours"),  # longer than an id is
    Mangling(CONTENT, str.title, "upper case"),
    Mangling(CONTENT, lambda text: text.replace("-", " "), "a space for a dash"),
    Mangling(CONTENT, lambda text: text.replace("-", "%2D"), "encoded twice"),
    Mangling(CAMPAIGN, str.upper, "upper case"),
    Mangling(CAMPAIGN, lambda text: text[:8], "cut off"),
)


class Piece(NamedTuple):
    """What people read of what was recovered, beside the number."""

    field: str
    text: str
    value: str
    how: str
    metric: str


@dataclass
class Mangled:
    """What came with tags that weren't as they were promised. ``found``: placement and metric → n that count."""

    world: World
    pieces: Counter[Piece] = field(default_factory=Counter)
    found: Counter[tuple[str, str]] = field(default_factory=Counter)
    lost: Counter[tuple[str, str, str | None]] = field(default_factory=Counter)  # by tag, metric, nearest
    clicks: list[tuple[str, ...]] = field(default_factory=list)
    orders: list[tuple[str, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = Random(self.world.seed)  # noqa: S311 - reproducible
        for spot in self.world.received:
            for mangling in self.chance.sample(MANGLINGS, 5):
                self._mangle(spot.placement, mangling)
        self._lose({CAMPAIGN: "somebody-else", CONTENT: "their-banner"}, "their-banner", None)
        self._lose({CAMPAIGN: "reed-swapp", CONTENT: TYPED}, TYPED, "reed-letter-1")
        self._lose({CAMPAIGN: "reed-swapp"}, "reed-swapp", "reed-swap")
        for _ in range(3):
            self._order("", CODE)
            self.lost[CODE, "sale", "REED10"] += 1

    def write(self, folder: Path) -> list[Path]:
        for name, rows in (("clicks", self.clicks), ("orders", self.orders)):
            with (folder / f"mangled-{name}.csv").open("w", newline="", encoding="utf-8") as file:
                csv.writer(file).writerows([COLUMNS[name], *rows])
        return [folder / f"mangled-{name}.csv" for name in ("clicks", "orders")]

    def _mangle(self, placement: str, mangling: Mangling) -> None:
        parts = urlsplit(self.world.urls[placement])
        query = dict(parse_qsl(parts.query))
        if mangling.parameter != XP:
            del query[XP]
        promised = query[mangling.parameter]
        query[mangling.parameter] = came = mangling.left(promised)
        url = parts._replace(query=urlencode(query)).geturl()
        value = placement if mangling.how == "not ours" else promised
        for metric, bring in (("clicks", self._click), ("sale", self._order)):
            for _ in range(n := self.chance.randint(0, 4)):
                bring(url)
            self.found[placement, metric] += n
            self.pieces[Piece(FIELDS[mangling.parameter], came, value, mangling.how, metric)] += n

    def _lose(self, query: dict[str, str], tag: str, nearest: str | None) -> None:
        for _ in range(n := self.chance.randint(1, 9)):
            self._click(f"https://us.example/?{urlencode(query)}")
        self.lost[tag, "clicks", nearest] += n

    def _click(self, url: str) -> None:
        self.clicks.append((f"m{len(self.clicks)}", self._at(), url, BROWSER, ""))

    def _order(self, url: str, code: str = "") -> None:
        name = f"p{len(self.orders)}"
        money = ("10.00", "EUR", code, url, f"{name}@example.com")
        self.orders.append((name, self._at(), "sale", *money, "", "true", ""))

    def _at(self) -> str:
        return f"2026-12-{self.chance.randint(1, 19):02}T{self.chance.randint(10, 19)}:00:00+01:00"


@pytest.fixture
def mangled(cli: CommandLine, made: Made, copy: Path) -> Mangled:
    """What came mangled, imported into a copy of the world's ledger."""
    found = Mangled(made.world)
    for file in found.write(copy):
        ok(cli("import", file, cwd=copy, env=environment(NOW)))
    return found


def shown(cli: CommandLine, copy: Path, form: str, *words: str) -> str:
    return ok(cli("report", *words, "--format", form, cwd=copy, env=environment(NOW)))


def test_what_was_recovered_and_what_was_lost_is_true(cli: CommandLine, mangled: Mangled, copy: Path) -> None:
    found = json.loads(shown(cli, copy, "json", "tags"))["data"]
    pieces: Counter[Piece] = Counter()
    for row in found["recovered"]:
        assert row["level"] == "placement"
        for piece in row["pieces"]:
            how = ", ".join(piece["how"])
            pieces[Piece(piece["field"], piece["text"], piece["value"] or row["name"], how, row["metric"])] += row["n"]
    assert pieces == +mangled.pieces
    names: Counter[tuple[str, str]] = Counter()
    for row in found["recovered"]:
        names[row["name"], row["metric"]] += row["n"]
    assert names == +mangled.found
    lines, objects = (shown(cli, copy, form, "tags") for form in ("csv", "ndjson"))
    for rows in (found["rows"], csv_rows(lines), ndjson_rows(objects)):
        assert Counter({lost(row): int(row["n"]) for row in rows}) == mangled.lost
    settled = {lost(row)[0]: row["settle"] for row in found["rows"]}
    assert settled == {
        CODE: "xpromo codes --adopt FILE",
        TYPED: f"xpromo ledger resolve --alias {TYPED}=reed-letter-1",
        "their-banner": "xpromo ledger resolve --alias their-banner=PLACEMENT",
        "reed-swapp": "xpromo ledger resolve --alias reed-swapp=PLACEMENT",
    }


def lost(row: Any) -> tuple[str, str, str | None]:
    tag = row.get("content") or row.get("campaign") or row.get("code")
    return tag, row["metric"], row["nearest"] or None


@pytest.mark.parametrize(("form", "read"), [("md", md_tables), ("html", html_tables)], ids=["md", "html"])
def test_people_read_the_same(
    cli: CommandLine, mangled: Mangled, copy: Path, form: str, read: Callable[[str], list[list[dict[str, str]]]]
) -> None:
    tables = read(shown(cli, copy, form, "tags"))
    rows = [[row[name] for name in RECOVERED] for row in table_with(tables, *RECOVERED)]
    says = Counter({Piece(*words): number(n) for *words, n in rows})
    assert says == +mangled.pieces
    nearest = [(row["Nearest promise"], number(row["n"])) for row in table_with(tables, "Nearest promise", "n")]
    assert Counter(nearest) == Counter((name or "–", n) for (*_, name), n in mangled.lost.items())


def test_what_was_recovered_counts_where_it_was_promised(
    cli: CommandLine, made: Made, mangled: Mangled, copy: Path
) -> None:
    """What was lost does so once somebody says what it was."""
    should = mangled.found.copy()
    assert rise(counts(cli, made.one), counts(cli, copy)) == +should
    ok(cli("ledger", "resolve", "--alias", f"{TYPED}=reed-letter-1", cwd=copy, env=environment(NOW)))
    should["reed-letter-1", "clicks"] += mangled.lost[TYPED, "clicks", "reed-letter-1"]
    assert rise(counts(cli, made.one), counts(cli, copy)) == should
    rows = json.loads(shown(cli, copy, "json", "tags"))["data"]["rows"]
    assert {lost(row)[0] for row in rows} == {CODE, "their-banner", "reed-swapp"}


def counts(cli: CommandLine, folder: Path) -> Counter[tuple[str, str]]:
    rows = json.loads(shown(cli, folder, "json", "--by", "placement"))["data"]["rows"]
    figures = {"clicks": "clicks", "sale": "sales"}
    return Counter({(row["placement"], metric): row[name] or 0 for row in rows for metric, name in figures.items()})


def rise(before: Counter[tuple[str, str]], after: Counter[tuple[str, str]]) -> Counter[tuple[str, str]]:
    return Counter({key: n - before[key] for key, n in after.items() if n != before[key]})
