"""The example workspace with ninety days of made-up results: unpack it, fill it, hold the report against the truth.

Everything here works on what the commands print (interface.md), so the demo shows what a script would get.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from xpromo.definitions.workspace import FOLDER
from xpromo.errors import UsageError
from xpromo.files import naming, write_file
from xpromo.operations.demo_data import DemoData, DemoLink, Truth, generate
from xpromo.operations.new_files import ignore_state

MINTED = datetime(2026, 10, 26, 9, 0, tzinfo=UTC)  # a week before the first flight
MEASURED = datetime(2027, 1, 31, 9, 0, tzinfo=UTC)  # the day after the last one
STANDING = "2026-q4-app-cards.yaml"
DRAFT = "2027-spring-draft.yaml"
MARK = ".xpromo-demo"

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Difference:
    """A number of the report that isn't what the data held; there should be none."""

    what: str
    expected: int
    found: int


def unpack(folder: Path) -> None:
    """Put the example workspace and a standing campaign into ``folder``, which must be new, empty or a demo's."""
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        hint = "name another one: xpromo demo DIR"
        raise UsageError(f"{folder} isn't empty and isn't a demo of ours", hint=hint)
    with naming(folder):
        if (folder / MARK).exists():
            shutil.rmtree(folder)
        with as_file(_example()) as source:
            shutil.copytree(source, folder / FOLDER, ignore=shutil.ignore_patterns("__pycache__"))
    write_file(folder / MARK, "made by `xpromo demo`; running it again makes it anew\n")
    ignore_state(folder, dry_run=False)
    add_campaign(folder, STANDING)


def add_campaign(folder: Path, name: str) -> None:
    """Write one of the demo's own campaign files."""
    write_file(folder / FOLDER / name, (files("xpromo") / "_demo" / name).read_text(encoding="utf-8"))


def _example() -> Traversable:
    """Return the example workspace: in the wheel beside the code, in a checkout at the top."""
    packed = files("xpromo") / "_example"
    return packed if packed.is_dir() else files("xpromo") / ".." / ".." / FOLDER


def write_data(folder: Path, links: Rows, codes: Rows, placements: Mapping[str, Mapping[str, Any]]) -> DemoData:
    """Make the export files of ninety days into ``folder/data`` and return them with their truth."""
    data = generate(_demo_links(links, codes, placements), MEASURED)
    for name, text in data.files.items():
        write_file(folder / "data" / name, text)
    return data


def _demo_links(links: Rows, codes: Rows, placements: Mapping[str, Mapping[str, Any]]) -> list[DemoLink]:
    pools, shared = _codes_by_owner(codes)
    variants = Counter(link["placement"] for link in links)
    return [
        DemoLink(
            placement=link["placement"],
            campaign=link["campaign"],
            url=link["url"],
            at=placements[link["placement"]]["at"],
            clicks=placements[link["placement"]]["clicks"] // variants[link["placement"]],
            sells=link["direction"] == "received",
            spread=placements[link["placement"]]["spread"],
            codes=tuple(pools.get(link["placement"], ())),
            shared_code=shared.get(link["offer"], ""),
        )
        for link in links
    ]


def _codes_by_owner(codes: Rows) -> tuple[dict[str, list[str]], dict[str, str]]:
    pools: dict[str, list[str]] = {}
    for row in codes:
        if row["kind"] == "pool":
            pools.setdefault(row["placement"], []).append(row["code"])
    return pools, {row["offer"]: row["code"] for row in codes if row["kind"] == "shared"}


def placement_facts(folder: Path) -> dict[str, dict[str, Any]]:
    """Return when each placement runs, for how long, and how many clicks it is expected to bring."""
    from xpromo.definitions.project import load_project
    from xpromo.definitions.promising import promises

    project, _ = load_project(folder)
    facts: dict[str, dict[str, Any]] = {}
    for promise in promises(project, None):
        standing = promise.form == "in-product"
        spread = promise.flight_end - promise.flight_start if standing else timedelta(0)
        facts[promise.placement] = {
            "at": promise.at or MINTED,
            "clicks": promise.expected_clicks or 0,
            "spread": spread,
        }
    return facts


def reach_rows(folder: Path) -> str:
    """Return a reach file in our own format: what the senders' reports said, close to what was expected."""
    from xpromo.definitions.project import load_project
    from xpromo.definitions.promising import promises

    project, _ = load_project(folder)
    lines = ["placement,at,metric,count"]
    for number, promise in enumerate(promises(project, None)):
        if promise.at and promise.expected_reach:
            count = promise.expected_reach * (97 + number % 5) // 100
            lines.append(f"{promise.placement},{promise.at.isoformat()},reach,{count}")
    return "\n".join(lines) + "\n"


def reconcile(report: Mapping[str, Any], truth: Truth) -> list[Difference]:
    """Compare a report by placement with the truth of the data: clicks, revenue, new customers of each placement."""
    found: dict[str, Counter[str]] = {"clicks": Counter(), "revenue": Counter(), "new_customers": Counter()}
    for row in report["rows"]:
        if row["placement"]:
            for measure, counter in found.items():
                counter[row["placement"]] += row[measure] or 0
    expected = {"clicks": truth.clicks, "revenue": truth.revenue, "new_customers": truth.new}
    return [
        Difference(f"{measure} of {placement}", expected[measure][placement], found[measure][placement])
        for measure in expected
        for placement in sorted(expected[measure].keys() | found[measure].keys())
        if expected[measure][placement] != found[measure][placement]
    ]


def as_rows(text: str) -> Any:  # noqa: ANN401 - parsed JSON
    """Return the data of a JSON result."""
    return json.loads(text)["data"]
