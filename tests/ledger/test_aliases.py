"""An alias ties tags that reached nobody to a placement: the last resort, kept in the ledger, taken back at will."""

from __future__ import annotations

import shutil
from itertools import permutations
from typing import TYPE_CHECKING

import pytest

from tests.ledger.making import LATER, NOON, bring, clicks, counts, daily, mint, open_at, sales
from xpromo.ledger.aliases import Move, resolve_with
from xpromo.ledger.integrity import rebuild, verify
from xpromo.ledger.reading import read_aggregates, read_unresolved
from xpromo.records import Evidence, Request
from xpromo.report.period import Period
from xpromo.report.tags import tags_document

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import CommandLine
    from xpromo.ledger.store import Ledger

LOST = Evidence(campaign="Winter+Mail", source="mug")
ALIAS = {"winter-mail": "mug-launch"}
DAY = NOON // 86_400


def reached(ledger: Ledger) -> dict[str | None, int]:
    found: dict[str | None, int] = {}
    for item in read_aggregates(ledger, Request()):
        found[item.placement] = found.get(item.placement, 0) + item.n
    return found


def alias(ledger: Ledger, **add: str) -> list[Move]:
    return resolve_with(ledger, {key.replace("_", "-"): value for key, value in add.items()}, (), LATER).moves


def test_an_alias_moves_clicks_conversions_and_counts(ledger: Ledger) -> None:
    bring(ledger, clicks("a", "b", evidence=LOST))
    bring(ledger, clicks("x", evidence=LOST, reason="bot-agent"), "bots.csv")
    bring(ledger, sales({"id": "1", "evidence": LOST}), "orders.csv")
    bring(ledger, counts(("sessions", DAY, DAY + 1, 40), evidence=LOST), "visits.csv")

    assert alias(ledger, winter_mail="mug-launch") == [
        Move("nothing", "", -2, -1, -40),
        Move("placement", "mug-launch", 2, 1, 40),
    ]
    assert read_unresolved(ledger, Request()) == []
    assert verify(ledger) == []


def test_a_second_time_nothing_moves_and_nothing_is_written(ledger: Ledger) -> None:
    bring(ledger, clicks("a", evidence=LOST))
    alias(ledger, winter_mail="mug-launch")
    before = ledger.connection.execute("SELECT count(*) FROM seals").fetchone()
    assert alias(ledger, winter_mail="mug-launch") == []
    assert ledger.connection.execute("SELECT count(*) FROM seals").fetchone() == before


def test_an_alias_that_is_taken_back_leaves_its_trace(ledger: Ledger) -> None:
    bring(ledger, clicks("a", evidence=LOST))
    alias(ledger, winter_mail="mug-launch")
    found = resolve_with(ledger, {}, ["winter-mail"], LATER)
    assert (found.moves, found.aliases) == (
        [Move("nothing", "", 1, 0, 0), Move("placement", "mug-launch", -1, 0, 0)],
        {},
    )
    assert ledger.connection.execute("SELECT theirs, placement FROM aliases").fetchall() == [
        ("winter-mail", "mug-launch"),
        ("winter-mail", None),
    ]
    assert verify(ledger) == []


def test_the_last_word_holds(ledger: Ledger) -> None:
    bring(ledger, clicks("a", evidence=LOST))
    alias(ledger, winter_mail="mug-launch")
    alias(ledger, winter_mail="mug-card")
    assert reached(ledger) == {"mug-card": 1}


@pytest.mark.parametrize(
    ("evidence", "placement"),
    [
        pytest.param(Evidence(campaign="winter mail"), "mug-launch", id="campaign"),
        pytest.param(Evidence(campaign="Winter%20Mail", content="z"), "mug-launch", id="encoded twice"),
        pytest.param(Evidence(source="winter-mail"), "mug-launch", id="source"),
        pytest.param(Evidence(content="winter mail", campaign="q"), "mug-launch", id="content"),
        pytest.param(Evidence(campaign="winter mail", link="ccccccccc1"), "oak-launch", id="a link is better"),
        pytest.param(Evidence(campaign="winter mail", referrer="mug.example"), None, id="a referrer is better"),
        pytest.param(Evidence(campaign="winter mail", placement="mug-card"), "mug-card", id="the file's is better"),
        pytest.param(Evidence(campaign="winter mails"), None, id="another text"),
    ],
)
def test_an_alias_is_the_last_resort(ledger: Ledger, evidence: Evidence, placement: str | None) -> None:
    alias(ledger, winter_mail="mug-launch")
    bring(ledger, clicks("a", evidence=evidence))
    assert reached(ledger) == {placement: 1}


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_it_makes_no_difference_what_came_first(tmp_path: Path, order: tuple[int, ...]) -> None:
    with open_at(tmp_path) as ledger:
        steps = (
            lambda: mint(ledger),
            lambda: bring(ledger, clicks("a", evidence=LOST)),
            lambda: resolve_with(ledger, ALIAS, (), LATER),
        )
        for number in order:
            steps[number]()
        assert reached(ledger) == {"mug-launch": 1}
        before = daily(ledger)
        rebuild(ledger)
        assert (daily(ledger), verify(ledger)) == (before, [])


def test_a_dry_run_moves_nothing(ledger: Ledger) -> None:
    bring(ledger, clicks("a", evidence=LOST))
    found = resolve_with(ledger, ALIAS, (), LATER, dry_run=True)
    assert found.moves[1] == Move("placement", "mug-launch", 1, 0, 0)
    assert reached(ledger) == {None: 1}


# ------------------------------------------------------------------------------------------------ the command

CLICKS = """id,at,url
1,2026-11-20T09:00:00Z,https://northwind.example/?utm_campaign=Winter+Mail&utm_source=mug
2,2026-11-20T09:00:00Z,https://northwind.example/?utm_campaign=2026-Winter-Bundle&utm_content=mug-weekly-lau
"""


@pytest.fixture
def shop(cli: CommandLine, repo: Path, tmp_path: Path) -> Path:
    shutil.copytree(repo / "campaigns", tmp_path / "campaigns")
    (tmp_path / "clicks.csv").write_text(CLICKS, encoding="utf-8")
    assert cli("links", cwd=tmp_path).code == 0
    assert cli("import", "clicks.csv", cwd=tmp_path).code == 0
    return tmp_path


def test_the_command_says_what_moved_and_lists_what_holds(cli: CommandLine, shop: Path) -> None:
    done = cli("ledger", "resolve", "--alias", "winter mail=mug-weekly-launch", "--format", "json", cwd=shop)
    assert done.json()["data"] == {
        "moved": [
            {"level": "nothing", "name": None, "clicks": -1, "conversions": 0, "counts": 0},
            {"level": "placement", "name": "mug-weekly-launch", "clicks": 1, "conversions": 0, "counts": 0},
        ],
        "aliases": [{"alias": "winter-mail", "placement": "mug-weekly-launch"}],
    }
    assert "Nothing moved" in cli("ledger", "resolve", cwd=shop).out
    assert "Aliases" not in cli("ledger", "resolve", "--remove", "Winter Mail", cwd=shop).out


@pytest.mark.parametrize(
    ("option", "text", "code", "says"),
    [
        ("--alias", "winter mail=mug-weekly-lunch", "XP362", "did you mean `mug-weekly-launch`?"),
        ("--alias", "winter mail", "XP363", "write --alias 'THEIRS=PLACEMENT'"),
        ("--alias", "=mug-weekly-launch", "XP363", "names no tag"),
        ("--alias", "ann@example.com=mug-weekly-launch", "XP363", "names no tag"),
        ("--remove", "winter mail", "XP364", "there is no alias 'winter mail'"),
    ],
)
def test_what_can_be_no_alias_is_refused(
    cli: CommandLine, shop: Path, option: str, text: str, code: str, says: str
) -> None:
    done = cli("ledger", "resolve", option, text, cwd=shop)
    assert (done.code, code in done.err, says in done.err) == (2, True, True)


def test_tags_come_with_the_command_that_settles_them(cli: CommandLine, shop: Path) -> None:
    done = cli("report", "tags", "--format", "json", cwd=shop).json()["data"]
    assert [row["settle"] for row in done["rows"]] == ["xpromo ledger resolve --alias 'Winter Mail=PLACEMENT'"]
    assert "xpromo ledger resolve --alias 'Winter Mail=PLACEMENT'" in cli("report", "tags", cwd=shop).out


def test_recovered_tags_are_listed_with_what_happened_to_them(cli: CommandLine, shop: Path) -> None:
    (found,) = cli("report", "tags", "--format", "json", cwd=shop).json()["data"]["recovered"]
    assert (found["level"], found["name"], found["n"]) == ("placement", "mug-weekly-launch", 1)
    assert found["pieces"] == [
        {"field": "campaign", "text": "2026-Winter-Bundle", "value": "2026-winter-bundle", "how": ["upper case"]},
        {"field": "content", "text": "mug-weekly-lau", "value": "mug-weekly-launch", "how": ["cut off"]},
    ]
    assert cli("report", "tags", "2026-11-morning-swap", "--format", "json", cwd=shop).json()["data"]["recovered"] == []
    assert "Recovered" in cli("report", "tags", cwd=shop).out


@pytest.mark.parametrize(
    ("campaign", "offered"), [("winter\x07mail", False), ("winter%00mail", False), ("winter mail", True)]
)
def test_a_tag_that_nobody_can_type_gets_no_command(ledger: Ledger, campaign: str, *, offered: bool) -> None:
    bring(ledger, clicks("a", evidence=Evidence(campaign=campaign)))
    (row,) = tags_document(read_unresolved(ledger, Request()), (), (), Period(None, None, "UTC")).rows
    assert (row["settle"] is not None) == offered
