"""A workspace with a small campaign whose numbers are worked out by hand, imported through the real command line.

The example's winter bundle, links and codes minted, then:

- clicks on the launch letter: 40 by people, 5 by a robot; 2 with a link id that nobody minted;
- six orders with its link: 4 new customers and 2 that came back, 20.00 EUR each, one of them refunded by 5.00;
- two orders by the shared code alone, 30.00 EUR each; one order of nobody's, 99.00 EUR;
- 1,000 people reached; 30.00 EUR spent on it.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tests.conftest import REPO, CommandLine, Outcome, run_here

CAMPAIGN = "2026-winter-bundle"
PLACEMENT = "mug-weekly-launch"
MINT_DAY = {"XPROMO_NOW": "2026-11-25T09:00:00+00:00"}
REPORT_DAY = {"XPROMO_NOW": "2026-12-10T09:00:00+00:00"}


def make_workspace(folder: Path) -> Path:
    shutil.copytree(_made(), folder, dirs_exist_ok=True)
    return folder


@cache
def _made() -> Path:
    """The workspace, made once for all tests of a process, which take copies."""
    folder = Path(tempfile.mkdtemp(prefix="xpromo-tests-"))
    atexit.register(shutil.rmtree, folder)
    shutil.copytree(REPO / "campaigns", folder / "campaigns")
    (folder / ".gitignore").write_text(".xpromo/\n", encoding="utf-8")
    links = _run(folder, MINT_DAY, "links", CAMPAIGN, "--format", "json").json()["data"]
    _run(folder, MINT_DAY, "codes", CAMPAIGN, "--output", "codes.csv")
    url = next(row["url"] for row in links if row["placement"] == PLACEMENT and row["variant"] == "a")
    files = _files(url)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    _run(folder, REPORT_DAY, "import", *files)
    return folder


def _run(folder: Path, env: Mapping[str, str], *arguments: str) -> Outcome:
    done = run_here(*arguments, cwd=folder, env=env)
    assert done.code == 0, done.err
    return done


def report(cli: CommandLine, folder: Path, *arguments: str) -> Outcome:
    return cli("report", *arguments, cwd=folder, env=REPORT_DAY)


def _files(url: str) -> dict[str, str]:
    person, robot = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0", "Googlebot/2.1 (+https://example.com/bot)"
    stray = "https://northwind.example/bundle?xp=zzzzzzzzzz"
    clicks = ["id,at,url,user_agent"]
    clicks += [f"p{number},2026-12-0{2 + number % 3}T10:00:00Z,{url},{person}" for number in range(40)]
    clicks += [f"r{number},2026-12-02T10:00:00Z,{url},{robot}" for number in range(5)]
    clicks += [f"s{number},2026-12-02T10:00:00Z,{stray},{person}" for number in range(2)]
    sales = ["id,at,kind,amount,currency,code,url,customer,refund_of,new_customer"]
    sales += [
        f"o{number},2026-12-03T12:00:00Z,sale,20.00,EUR,,{url},c{number},,{'true' if number < 4 else 'false'}"
        for number in range(6)
    ]
    sales += [f"k{number},2026-12-04T12:00:00Z,sale,30.00,EUR,MUG15,,,," for number in range(2)]
    sales += ["n0,2026-12-04T12:00:00Z,sale,99.00,EUR,,,,,", f"f0,2026-12-05T12:00:00Z,refund,5.00,EUR,,{url},,o0,"]
    return {
        "clicks.csv": "\n".join(clicks) + "\n",
        "conversions.csv": "\n".join(sales) + "\n",
        "reach.csv": f"placement,at,metric,count\n{PLACEMENT},2026-12-02T09:00:00Z,reach,1000\n",
        "costs.csv": "campaign,placement,at,amount,currency,paid_by\n"
        f"{CAMPAIGN},{PLACEMENT},2026-12-02T09:00:00Z,30.00,EUR,northwind-coffee\n",
    }
