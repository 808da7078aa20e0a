"""Two ledgers that differ only in what is hidden: whatever leaves of them for the partner is the same, to the byte.

Nothing is recomputed here, so no kind of leak has to be thought of: not a rate's base, not a day on which a chart has a
point, not the one refund in a revenue.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import CommandLine, Outcome
from tests.report.paging import words
from tests.truth.workspace import REED, SHARED, write_workspace
from tests.truth.worlds import MINTED, NOW, environment, ok

FORMATS = ("table", "json", "ndjson", "csv", "md", "html")
LETTER, AGAIN, APP, JOINT, CODE = "reed-letter-1", "reed-letter-2", "reed-app-1", "reed-joint", ""


class Sold(NamedTuple):
    """Conversions of a kind at a placement: a day of November, the cents of each; who bought was new, or not."""

    placement: str
    day: int
    cents: tuple[int, ...]
    new: str = "true"
    kind: str = "sale"
    currency: str = "EUR"


CROWD = Sold(LETTER, 24, (1000,) * 30)
LEDGERS: Mapping[str, Sequence[Sequence[Sold]]] = {  # few: under 4 people
    "nobody else": (
        [
            *(Sold(LETTER, 24, (1000,)), Sold(JOINT, 25, (10,), "false")),
            *(Sold(APP, 26, (300,), "", "signup"), Sold(LETTER, 24, (500,), currency="USD")),
            *(
                Sold(CODE, 25, (1000,), "", "renewal"),
                Sold(LETTER, 26, (-1000,), "", "refund"),
                Sold(AGAIN, 27, (-800,), "", "refund"),
            ),
        ],
        [
            *(Sold(LETTER, 27, (50,), "false"), Sold(JOINT, 26, (7000,))),
            *(Sold(APP, 24, (0, 20, 30), "", "signup"), Sold(LETTER, 26, (900,), currency="USD")),
            *(
                Sold(CODE, 28, (1,), "", "renewal"),
                Sold(LETTER, 28, (-10, -20), "", "refund"),
                Sold(AGAIN, 24, (-999,), "", "refund"),
            ),
        ],
        [],
    ),
    "signed up": (
        [Sold(APP, 26, (0,) * 9, "", "signup"), Sold(APP, 26, (900,), currency="USD")],
        [Sold(APP, 26, (0,) * 9, "", "signup"), Sold(APP, 24, (500,), currency="EUR")],
        [Sold(APP, 26, (0,) * 9, "", "signup")],
    ),
    "beside many": (
        [
            *(CROWD, Sold(AGAIN, 25, (1000, 1000, 1000)), Sold(JOINT, 27, (500, 500))),
            *(Sold(AGAIN, 26, (-100, -100, -100), "", "refund"), Sold(JOINT, 28, (-400,), "", "refund")),
        ],
        [
            *(CROWD, Sold(AGAIN, 26, (1000, 500)), Sold(JOINT, 25, (1000, 1000, 500))),
            *(Sold(AGAIN, 28, (-400, -100, -100), "", "refund"), Sold(JOINT, 27, (-100,), "", "refund")),
        ],
    ),
}
ASKED = (
    *(("--by", by) for by in ("placement", "channel", "property", "campaign", "partner", "day")),
    ("joint-box",),
    ("reed-swap", "--by", "day"),
    ("--since", "2026-11-23", "--until", "2026-11-29"),
    ("reed-swap", "--since", "2026-11-25", "--until", "2026-11-25"),
)

WHOLE = f"report --by placement --for {REED} --format json"


@pytest.mark.parametrize("which", LEDGERS)
def test_nothing_hidden_changes_what_leaves(cli: CommandLine, tmp_path: Path, which: str) -> None:
    one, *others = (left(cli, make(cli, tmp_path / str(n), sold)) for n, sold in enumerate(LEDGERS[which]))
    for other in others:
        assert one.keys() == other.keys()
        for name in one:
            assert one[name] == other[name], name
    assert ('"sales": 30' in one[WHOLE]) == (which == "beside many")
    assert '"USD"' not in one[WHOLE]


def test_what_is_left_out_is_called_so(cli: CommandLine, tmp_path: Path) -> None:
    """No step of a funnel counts only what may be told of it, and nobody is asked to import what is there."""
    folder = make(cli, tmp_path / "shop", LEDGERS["beside many"][0])

    page = words(run(cli, folder, NOW, "report", "reed-swap", "--for", REED, "--format", "html").out)
    funnel = page[page.index("From reach to result") :]
    assert funnel[funnel.index("Sales") + 1] == "33"
    few = make(cli, tmp_path / "few", LEDGERS["nobody else"][0])
    goals = run(cli, few, NOW, "report", "--for", REED, "--format", "json").json()["data"]["goals"]
    assert {goal["metric"]: goal["verdict"] for goal in goals} == dict.fromkeys(
        ("sales", "new_customers", "revenue"), "left-out"
    )
    assert "3 left out" in " ".join(words(run(cli, few, NOW, "report", "--for", REED, "--format", "html").out))


def test_another_partners_campaign_is_refused(cli: CommandLine, tmp_path: Path) -> None:
    done = cli("report", "salt-swap", "--for", REED, cwd=make(cli, tmp_path / "shop", [CROWD]), env=environment(NOW))
    assert (done.code, done.out) == (2, "")
    assert done.err == "error [XP490]: reed has no part in salt-swap\n help: theirs: joint-box, reed-swap\n"


def make(cli: CommandLine, folder: Path, sold: Sequence[Sold]) -> Path:
    """A ledger with the same clicks, sends and costs, and these conversions."""
    folder.mkdir()
    write_workspace(folder)
    links = run(cli, folder, MINTED, "links", "--format", "json").json()["data"]
    urls = {row["placement"]: row["url"] for row in links} | {"": ""}
    run(cli, folder, MINTED, "codes", "--all", "--output", "codes.csv")
    days = {LETTER: (24, 25), AGAIN: (24, 28), APP: (24, 26), JOINT: (25, 27)}
    clicks = [f"c{name}{n},2026-11-{days[name][n % 2]}T10:00:00Z,{urls[name]}" for name in days for n in range(40)]
    rows = [
        f"{n}-{person},2026-11-{item.day}T12:00:00Z,{item.kind},{cents / 100:.2f},{item.currency},"
        f"{urls[item.placement]},{item.new},{'' if item.placement else SHARED['reed-swap']}"
        for n, item in enumerate(sold)
        for person, cents in enumerate(item.cents)
    ]
    files = {
        "clicks": ["id,at,url", *clicks],
        "orders": [
            "id,at,kind,amount,currency,url,new_customer,code",
            "nobodys,2026-11-24T12:00:00Z,sale,10.00,EUR,,true,",
            *rows,
        ],
        "sends": ["placement,at,metric,count", f"{LETTER},2026-11-24,sends,500"],
    }
    for name, lines in files.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    run(cli, folder, NOW, "import", *(f"{name}.csv" for name in files))
    return folder


def run(cli: CommandLine, folder: Path, now: str, *arguments: str) -> Outcome:
    done = cli(*arguments, cwd=folder, env=environment(now))
    ok(done)
    return done


def left(cli: CommandLine, folder: Path) -> dict[str, str]:
    """Everything that leaves, in every format."""
    found = {}
    for about in ASKED:
        for name in FORMATS:
            asked = ("report", *about, "--for", REED, "--format", name)
            found[" ".join(asked)] = run(cli, folder, NOW, *asked).out
    for name in ("json", "csv", "table"):
        asked = ("settle", "export", "--for", REED, "--period", "2026-11", "--format", name)
        found[" ".join(asked)] = run(cli, folder, NOW, *asked).out
    return found
