"""A small workspace to rename things in, and what its reports say, in as few words as will do."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.conftest import CommandLine

KEY = "6b" * 32
BRAND = """\
schema_version: 1
brand: northwind-coffee
name: Northwind Coffee
domains: [northwind.example]
currency: EUR
timezone: Europe/Berlin
properties:
  - {id: northwind-weekly, name: Northwind Weekly, channel: email, audience: 42000}
short_paths: [/go]
"""
PARTNER = """\
schema_version: 1
partner: green-mug
name: Green Mug
domains: [greenmug.example]
properties:
  - {id: green-mug-weekly, name: Green Mug Weekly, channel: email, audience: 25000}
  - {id: green-mug-app, name: Green Mug App, channel: in_app, audience: 9000}
"""
CAMPAIGN = """\
schema_version: 1
campaign: autumn
name: Autumn
form: bundle
partners: [green-mug]
flight: {start: 2026-11-02, end: 2026-12-20}
goals: {primary: {metric: sales, target: 30}}
offers:
  - {id: autumn15, title: 15 % off, landing: https://northwind.example/bundle, codes: {kind: shared, code: MUG15}}
  - id: thanks
    title: A tasting set
    landing: https://northwind.example/thanks
    codes: {kind: pool, count: 3, prefix: MUG, single_use: true}
placements:
  - {id: launch, property: green-mug-weekly, promotes: northwind-coffee, offer: autumn15, at: 2026-12-02 09:00}
  - {id: card, property: green-mug-app, promotes: northwind-coffee, offer: thanks, at: 2026-12-03 09:00}
"""


@dataclass
class Workspace:
    """A folder, and the command line in it."""

    cli: CommandLine
    folder: Path
    env: dict[str, str] = field(default_factory=lambda: {"XPROMO_KEY": KEY})

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    def edit(self, *changes: tuple[str, str]) -> None:
        """Change words of the campaign."""
        path = self.folder / "campaigns" / "autumn.yaml"
        text = path.read_text("utf-8")
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new)
        path.write_text(text, "utf-8")

    def run(self, *arguments: str | Path, code: int = 0, env: dict[str, str] | None = None) -> str:
        """Return what a command says on both streams."""
        outcome = self.cli(*arguments, cwd=self.folder, env=self.env | (env or {}))
        assert outcome.code == code, outcome.err
        return outcome.out + outcome.err

    def rows(self, *arguments: str | Path) -> list[dict[str, Any]]:
        outcome = self.cli(*arguments, "--format", "json", cwd=self.folder, env=self.env)
        assert outcome.code == 0, outcome.err
        data = outcome.json()["data"]
        found: list[dict[str, Any]] = data["rows"] if isinstance(data, dict) else data
        return found

    def counted(self) -> dict[tuple[str | None, str | None], tuple[int, int]]:
        """What the report says: (campaign, placement) → (clicks, sales), rows without either left out."""
        rows = self.rows("report", "--by", "placement")
        found = {(row["campaign"], row["placement"]): (row["clicks"] or 0, row["sales"] or 0) for row in rows}
        return {place: counts for place, counts in found.items() if any(counts)}

    def take(self, name: str, text: str, *options: str) -> dict[str, Any]:
        """Import a file of this content; return what became of its records."""
        (batch,) = self.rows("import", self.write(name, text), *options)
        return {key: batch[key] for key in ("rows", "recorded", "known", "refused", "excluded", "resolved")}


def make(cli: CommandLine, folder: Path) -> Workspace:
    workspace = Workspace(cli, folder)
    workspace.write("campaigns/brand.yaml", BRAND)
    workspace.write("campaigns/partners/green-mug.yaml", PARTNER)
    workspace.write("campaigns/autumn.yaml", CAMPAIGN)
    return workspace


def clicks(*urls: str) -> str:
    """A file of clicks in our own format, one a minute."""
    rows = (f"c{number},2026-11-20T10:{number:02}:00Z,{url}" for number, url in enumerate(urls))
    return "\n".join(["id,at,url", *rows, ""])


def sales(*codes: str) -> str:
    """A file of sales in our own format, one code each."""
    rows = (f"s{number},2026-11-20T11:{number:02}:00Z,sale,20.00,EUR,{code}" for number, code in enumerate(codes))
    return "\n".join(["id,at,kind,amount,currency,code", *rows, ""])


def log(*paths: str) -> str:
    """An access log, a line a path."""
    agent = '"-" "Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0"'
    return "".join(
        f'192.0.2.{number} - - [20/Nov/2026:10:{number:02}:00 +0000] "GET {path} HTTP/1.1" 200 512 {agent}\n'
        for number, path in enumerate(paths, 1)
    )


def dumped(rows: object) -> str:
    return json.dumps(rows, sort_keys=True)
