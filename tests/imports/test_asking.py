"""A person sees what would be recorded before it is; a script is never asked."""

from __future__ import annotations

import json
import os
import pty
import select
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import CommandLine, clean_environment
from tests.imports.conftest import KEY, Import

HEADER = "id,at,url\n"
CLICKS = HEADER + (
    "1,2026-11-20T10:00:00Z,https://northwind.example/?utm_campaign=2026-winter-bundel&utm_source=green-mug-wekly\n"
    "2,nonsense,https://northwind.example/\n"
    "3,2026-11-21T10:00:00Z,https://northwind.example/\n"
)
PAGE = """\
File       clicks.csv
──────────────────────────────────────────
Source     clicks: our own format (clicks)
Account    default
Days       2026-11-20 to 2026-11-21
Time zone  UTC, each moment states its own

Records

Outcome   Records  Why       Line  What that means
────────────────────────────────────────────────────────────────────────────────
recorded        2
refused         1  bad-time     3  The moment can't be read. ISO 8601 is read:
                                   date, time, offset.

Where the new facts go

Level   Facts
─────────────
nobody      2

Tags and codes that reach nobody

Carries                                             Facts  Nearest promise
─────────────────────────────────────────────────────────────────────────────
source=green-mug-wekly campaign=2026-winter-bundel      1  2026-winter-bundle
"""


@pytest.fixture
def shop(cli: CommandLine, workspace: Path) -> Path:
    (workspace / "clicks.csv").write_text(CLICKS, encoding="utf-8")
    cli("links", cwd=workspace, env={"XPROMO_KEY": KEY})
    return workspace


def on_a_terminal(folder: Path, *arguments: str, answer: str | list[str]) -> tuple[int, str]:
    """Run the command where a person sits, who answers what is asked; return exit code and screen."""
    ours, theirs = pty.openpty()
    environment = clean_environment({"XPROMO_KEY": KEY, "COLUMNS": "80"})
    command = [sys.executable, "-m", "xpromo", "import", *arguments]
    process = subprocess.Popen(command, cwd=folder, env=environment, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    screen, asked = b"", 0
    answers = [answer] if isinstance(answer, str) else list(answer)
    while select.select([ours], [], [], 60)[0]:
        try:
            part = os.read(ours, 4096)
        except OSError:  # the other end is closed
            break
        screen += part
        if screen.count(b"[y/N]") + screen.count(b"(empty: stop)") > asked:
            os.write(ours, f"{answers[asked]}\n".encode())
            asked += 1
    os.close(ours)
    return process.wait(60), screen.decode().replace("\r\n", "\n")


def batches(cli: CommandLine, folder: Path) -> list[str]:
    found = cli("ledger", "info", "--format", "json", cwd=folder, env={"XPROMO_KEY": KEY}).json()["data"]["batches"]
    return [batch["file"] for batch in found]


def test_a_dry_run_prints_the_page(cli: CommandLine, shop: Path) -> None:
    done = cli("import", "clicks.csv", "--dry-run", cwd=shop, env={"XPROMO_KEY": KEY, "COLUMNS": "80"})
    assert (done.code, done.out, done.err) == (0, f"{PAGE}\nA dry run: nothing was written.\n", "")


def test_a_person_who_says_yes_has_seen_the_page(cli: CommandLine, shop: Path) -> None:
    code, screen = on_a_terminal(shop, "clicks.csv", answer="y")
    assert code == 0
    assert screen.startswith(f"{PAGE}\nRecord this? [y/N]:")
    assert batches(cli, shop) == ["clicks.csv"]


def test_a_no_records_nothing(cli: CommandLine, shop: Path) -> None:
    code, screen = on_a_terminal(shop, "clicks.csv", answer="n")
    assert (code, "nothing was recorded" in screen) == (1, True)
    assert batches(cli, shop) == []


def test_yes_is_not_asked(cli: CommandLine, shop: Path) -> None:
    code, screen = on_a_terminal(shop, "clicks.csv", "--yes", answer="never read")
    assert (code, "[y/N]" in screen) == (0, False)
    assert batches(cli, shop) == ["clicks.csv"]


def test_several_files_are_one_question_and_an_error_is_said_once(cli: CommandLine, shop: Path) -> None:
    (shop / "more.csv").write_text(HEADER + "9,2026-11-20T10:00:00Z,https://northwind.example/\n", encoding="utf-8")
    code, screen = on_a_terminal(shop, "clicks.csv", "lost.csv", "more.csv", answer="y")
    assert (code, screen.count("[y/N]"), screen.count("can't read lost.csv")) == (3, 1, 1)
    assert batches(cli, shop) == ["clicks.csv", "more.csv"]


def test_what_was_imported_before_asks_nothing(cli: CommandLine, shop: Path) -> None:
    cli("import", "clicks.csv", cwd=shop, env={"XPROMO_KEY": KEY})
    code, screen = on_a_terminal(shop, "clicks.csv", answer="n")
    assert (code, "[y/N]" in screen, "imported before as batch 1" in screen) == (0, False, True)


def test_a_file_of_which_nothing_can_be_taken_asks_nothing(cli: CommandLine, shop: Path) -> None:
    (shop / "bad.csv").write_text(HEADER + "1,never,x\n", encoding="utf-8")
    code, screen = on_a_terminal(shop, "bad.csv", answer="y")
    assert (code, "[y/N]" in screen, "bad-time" in screen) == (1, False, True)
    assert batches(cli, shop) == []


def test_the_dry_run_of_a_second_time_says_as_which_batch_it_was_imported(importing: Import, shop: Path) -> None:
    importing(shop / "clicks.csv")
    (dry,) = importing(shop / "clicks.csv", "--dry-run")
    assert (dry["batch"], dry["repeated"], dry["preview"]) == (1, True, None)


def test_the_preview_is_for_scripts_too(importing: Import, shop: Path) -> None:
    (dry,) = importing(shop / "clicks.csv", "--dry-run")
    assert dry["preview"]["reached"] == [{"level": "nothing", "name": None, "n": 2}]
    assert {item["nearest"] for item in dry["preview"]["unresolved"]} == {None, "2026-winter-bundle"}
    assert importing(shop / "clicks.csv")[0]["preview"] is None


ORDERS = "id,at,kind,amount\n1,2026-11-20 10:00,sale,12.50\n"


def test_a_person_is_asked_for_what_an_option_must_settle(cli: CommandLine, shop: Path) -> None:
    (shop / "orders.csv").write_text(ORDERS, encoding="utf-8")
    code, screen = on_a_terminal(shop, "orders.csv", answer=["EUR", "Europe/Berlin", "y"])
    assert (code, "Europe/Berlin, as --tz says" in screen, "New sales  12.50 EUR" in screen) == (0, True, True)
    given = "--tz Europe/Berlin --currency EUR; --save-map NAME --account default keeps them"
    assert f"next time nothing is asked with {given}" in screen
    assert batches(cli, shop) == ["orders.csv"]


def test_no_answer_is_the_refusal_that_a_script_gets(cli: CommandLine, shop: Path) -> None:
    (shop / "orders.csv").write_text(ORDERS, encoding="utf-8")
    code, screen = on_a_terminal(shop, "orders.csv", answer=[""])
    assert (code, "[XP306]" in screen, "--currency EUR" in screen) == (2, True, True)
    assert batches(cli, shop) == []


def test_an_answer_that_means_nothing_is_asked_for_again(cli: CommandLine, shop: Path) -> None:
    (shop / "orders.csv").write_text(ORDERS, encoding="utf-8")
    code, screen = on_a_terminal(shop, "orders.csv", answer=["beans", "EUR", ""])
    assert (code, "'beans' is no currency" in screen, "[XP305]" in screen, batches(cli, shop)) == (2, True, True, [])


def test_a_mapping_is_kept_with_the_answers_and_only_after_a_yes(cli: CommandLine, shop: Path) -> None:
    (shop / "orders.csv").write_text(ORDERS, encoding="utf-8")
    kept = shop / ".xpromo" / "maps" / "till.json"
    on_a_terminal(shop, "orders.csv", "--save-map", "till", answer=["EUR", "Europe/Berlin", "n"])
    assert not kept.exists()
    on_a_terminal(shop, "orders.csv", "--save-map", "till", answer=["EUR", "Europe/Berlin", "y"])
    assert json.loads(kept.read_text(encoding="utf-8")) == {"map": {}, "currency": "EUR", "timezone": "Europe/Berlin"}
    assert cli("import", "orders.csv", "--map", "till", cwd=shop, env={"XPROMO_KEY": KEY}).code == 0


TILL = "id,at,kind,amount\n1,03/04/2026 10:00,sale,12.50\n2,05/06/2026 10:00,sale,7.00\n"
MATOMO = (
    "label,nb_uniq_visitors,nb_visits,nb_actions,sum_visit_length,bounce_count,nb_visits_converted,metadata_segment\n"
    "2026-winter-bundle,41,52,130,4120,20,3,referrerName==2026-winter-bundle\n"
)
GA4 = "# Traffic acquisition\nSession campaign,Sessions\n2026-winter-bundle,41\n"
ALL = "--currency EUR --date-order dmy --tz Europe/Berlin"


def test_a_script_is_told_at_once_all_that_it_has_to_say(cli: CommandLine, shop: Path) -> None:
    (shop / "my till.csv").write_text(TILL, encoding="utf-8")
    done = cli("import", "my till.csv", "--account", "till", cwd=shop, env={"XPROMO_KEY": KEY})
    assert (done.code, done.err.count("error [XP306]"), f"help: say all of it: {ALL}\n" in done.err) == (2, 1, True)
    command = done.err.splitlines()[-1].partition("xpromo ")[2]
    assert command == f"import 'my till.csv' --account till {ALL}"
    done = cli(*shlex.split(command), cwd=shop, env={"XPROMO_KEY": KEY})
    assert (done.code, batches(cli, shop)) == (0, ["my till.csv"])


def test_what_several_files_need_is_one_command(cli: CommandLine, shop: Path) -> None:
    (shop / "a.csv").write_text(ORDERS, encoding="utf-8")
    (shop / "b.csv").write_text("id,at,url\n1,2026-11-20 10:00,https://northwind.example/\n", encoding="utf-8")
    done = cli("import", "b.csv", "a.csv", "--dry-run", cwd=shop, env={"XPROMO_KEY": KEY})
    assert (done.code, done.err.count("in one command")) == (2, 1)
    assert done.err.endswith("xpromo import b.csv a.csv --dry-run --tz Europe/Berlin --currency EUR\n")


def test_what_one_option_settles_is_said_as_ever(cli: CommandLine, shop: Path) -> None:
    (shop / "orders.csv").write_text(ORDERS, encoding="utf-8")
    done = cli("import", "orders.csv", "--currency", "EUR", cwd=shop, env={"XPROMO_KEY": KEY})
    hint = " help: say which zone the file was written in: --tz Europe/Berlin\n"
    assert (done.code, done.err.endswith(hint)) == (2, True)


@pytest.mark.parametrize("counts", [pytest.param(MATOMO, id="matomo"), pytest.param(GA4, id="ga4-report")])
def test_for_a_period_last_month_is_proposed(cli: CommandLine, shop: Path, counts: str) -> None:
    (shop / "orders.csv").write_text(ORDERS, encoding="utf-8")
    (shop / "counts.csv").write_text(counts, encoding="utf-8")
    env = {"XPROMO_KEY": KEY, "XPROMO_NOW": "2026-12-24T09:00:00Z"}
    done = cli("import", "orders.csv", "counts.csv", cwd=shop, env=env)
    proposed = "--currency EUR --tz Europe/Berlin --period 2026-11-01..2026-11-30"
    assert done.err.endswith(f"xpromo import orders.csv counts.csv {proposed}\n")
