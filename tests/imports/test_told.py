"""What people say is kept for later: where, when, in what mood, what was chosen; never who said it or what."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import CommandLine
from tests.imports.conftest import KEY, Import, outcomes

SECRET = "Zerbrechlich"  # stands in what people wrote
MENTIONS = f"""id,at,url,sentiment,text,author,link
m1,2026-11-20T09:00:00Z,https://forum.example/u/{SECRET}/2,Positive,{SECRET} writes,{SECRET},https://northwind.example/?utm_campaign=2026-11-morning-swap&utm_content=sm-letter-launch
m2,2026-11-20T10:00:00Z,forum.example,-0.4,,,
m3,2026-11-20T11:00:00Z,forum.example,,,,
m4,2026-11-20T11:00:00Z,forum.example,furious,,,
m5,2026-11-20T11:00:00Z,,neutral,,,
"""
ASKED = "How did you hear about us?"
ANSWERS = f"""at,question,answer,customer
2026-11-20T09:00:00Z,{ASKED},slow mornings,ann@example.com
2026-11-20T09:00:00Z,{ASKED},slow mornings,ann@example.com
2026-11-20T09:10:00Z,{ASKED},podcast,bob@example.com
2026-11-20T09:20:00Z,{ASKED},The mug people,
2026-11-20T09:30:00Z,{ASKED},my friend {SECRET},
2026-11-20T09:30:00Z,Where is order 100234 of {SECRET}?,podcast,
"""
CHOICE = "The mug people=partner:green-mug"


@pytest.fixture
def mentions(tmp_path: Path) -> Path:
    path = tmp_path / "mentions.csv"
    path.write_text(MENTIONS, encoding="utf-8")
    return path


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    path = tmp_path / "answers.csv"
    path.write_text(ANSWERS, encoding="utf-8")
    return path


def rows(workspace: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(workspace / ".xpromo" / "ledger.db")) as connection:
        return connection.execute(sql).fetchall()


def run(cli: CommandLine, workspace: Path, *arguments: str | Path) -> Any:
    return cli(*arguments, cwd=workspace, env={"XPROMO_KEY": KEY})


def test_a_mention_is_a_site_a_mood_and_what_it_was_about(
    cli: CommandLine, importing: Import, workspace: Path, mentions: Path
) -> None:
    run(cli, workspace, "links")
    (batch,) = importing(mentions)
    assert (batch["source"], batch["kind"], outcomes(batch)) == ("mentions", "mentions", (5, 3, 0, 2, 0))
    assert batch["refusals"] == {"bad-sentiment": 1, "no-url": 1}
    assert batch["resolved"] == 1
    found = (
        "SELECT text, sentiment, content FROM mentions JOIN texts ON texts.id = site"
        " JOIN targets t ON t.id = target ORDER BY mentions.id"
    )
    assert rows(workspace, found) == [
        ("forum.example", "positive", "sm-letter-launch"),
        ("forum.example", "negative", ""),
        ("forum.example", "", ""),
    ]


def test_an_answer_is_what_it_was_taken_for(importing: Import, workspace: Path, answers: Path) -> None:
    (batch,) = importing(answers, "--map", CHOICE)
    assert (batch["source"], batch["kind"], outcomes(batch)) == ("answers", "answers", (6, 5, 0, 1, 0))
    assert (batch["refusals"], batch["resolved"]) == ({"bad-question": 1}, 4)
    found = (
        "SELECT text, level, name, customer IS NULL FROM survey_answers a"
        " JOIN texts ON texts.id = question ORDER BY at, level DESC"
    )
    question = "how did you hear about us"
    assert rows(workspace, found) == [
        (question, "partner", "slow-mornings", 0),
        (question, "partner", "slow-mornings", 0),
        (question, "channel", "podcast", 0),
        (question, "partner", "green-mug", 1),
        (question, "", "", 1),
    ]


def test_what_was_said_is_nowhere(
    cli: CommandLine, importing: Import, workspace: Path, mentions: Path, answers: Path
) -> None:
    for file in (mentions, answers):
        importing(file)
    content = (workspace / ".xpromo" / "ledger.db").read_bytes()
    said = "".join(run(cli, workspace, *command.split()).out for command in ("ledger refused", "report tags"))
    for text in (SECRET, SECRET.lower(), "ann@example", "100234"):
        assert text.encode() not in content
        assert text not in said


def test_a_second_time_everything_is_known_and_an_undo_takes_it_out(
    cli: CommandLine, importing: Import, workspace: Path, mentions: Path, answers: Path, tmp_path: Path
) -> None:
    for file, recorded in ((mentions, 3), (answers, 5)):
        importing(file)
        again = tmp_path / f"again-{file.name}"
        again.write_text(file.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        (batch,) = importing(again)
        assert (batch["recorded"], batch["known"]) == (0, recorded)
    undone = run(cli, workspace, "import", "--undo", "1", "--format", "json").json()["data"][0]
    assert (undone["facts"], undone["overlapping"]) == (3, [2])
    assert rows(workspace, "SELECT count(*) FROM mentions WHERE undone = 0") == [(0,)]
    assert run(cli, workspace, "ledger", "verify").code == 0


def test_another_mention_under_a_known_id_is_refused(importing: Import, mentions: Path, tmp_path: Path) -> None:
    importing(mentions)
    other = tmp_path / "other.csv"
    other.write_text("id,at,url,sentiment\nm2,2026-11-20T10:00:00Z,forum.example,positive\n", encoding="utf-8")
    (batch,) = importing(other, code=1)
    assert batch["refusals"] == {"id-conflict": 1}


def test_what_is_said_moves_no_report_and_is_listed_for_what_it_is(
    cli: CommandLine, importing: Import, workspace: Path, mentions: Path, answers: Path
) -> None:
    run(cli, workspace, "links")
    before = run(cli, workspace, "report", "--format", "json").out
    importing(mentions)
    importing(answers)
    assert run(cli, workspace, "report", "--format", "json").out == before
    info = run(cli, workspace, "ledger", "info", "--format", "json").json()["data"]
    assert [batch["kind"] for batch in info["batches"]] == ["mentions", "answers"]
    assert (info["tables"]["mentions"], info["tables"]["survey_answers"]) == (3, 5)
    told = " ".join(run(cli, workspace, "ledger", "info").out.split())
    assert "3 mentions, 5 survey answers." in told


def test_a_person_who_answered_can_ask_what_is_held_and_to_be_forgotten(
    cli: CommandLine, importing: Import, workspace: Path, answers: Path
) -> None:
    importing(answers)
    (workspace / "ann.txt").write_text("Ann@Example.com\n", encoding="utf-8")
    run(cli, workspace, "ledger", "export-subject", "ann.json", "--subject", "ann.txt")
    held = json.loads((workspace / "ann.json").read_text(encoding="utf-8"))["answers"]
    assert [item["answer"] for item in held] == ["slow-mornings", "slow-mornings"]

    erased = run(cli, workspace, "ledger", "erase", "--subject", "ann.txt", "--format", "json").json()["data"]
    assert erased["answers"] == 2
    keys = "SELECT count(*) FROM survey_answers WHERE customer IS NOT NULL AND undone = 0"
    assert rows(workspace, keys) == [(1,)]
    run(cli, workspace, "import", "--undo", "1")
    importing(answers)
    assert rows(workspace, keys) == [(1,)]
    assert run(cli, workspace, "ledger", "verify").code == 0


def test_keys_of_answers_go_when_their_time_is_over(
    cli: CommandLine, importing: Import, workspace: Path, answers: Path
) -> None:
    importing(answers)
    later = {"XPROMO_KEY": KEY, "XPROMO_NOW": "2028-11-20T00:00:00+00:00"}
    done = cli("ledger", "purge", "--format", "json", cwd=workspace, env=later)
    assert done.json()["data"]["answers"] == 3


def test_choices_are_kept_with_a_mapping_and_change_what_is_read(importing: Import, answers: Path) -> None:
    (plain,) = importing(answers, "--dry-run")
    (mapped,) = importing(answers, "--map", CHOICE, "--save-map", "survey")
    (named,) = importing(answers, "--map", "survey")
    assert (plain["resolved"], mapped["resolved"], named["repeated"]) == (3, 4, True)


def test_a_choice_that_the_workspace_does_not_know_is_refused(cli: CommandLine, workspace: Path, answers: Path) -> None:
    done = run(cli, workspace, "import", answers, "--map", "The mug people=partner:green-mugs")
    assert (done.code, "knows no partner green-mugs" in done.err) == (2, True)


def test_exported_batches_say_what_they_hold(
    cli: CommandLine, importing: Import, workspace: Path, mentions: Path
) -> None:
    importing(mentions)
    run(cli, workspace, "ledger", "export", "tables")
    header, batch, *_ = (workspace / "tables" / "batches.csv").read_text(encoding="utf-8").splitlines()
    found = dict(zip(header.replace('"', "").split(","), batch.replace('"', "").split(","), strict=True))
    assert (found["source"], found["kind"], found["reported_by"]) == ("mentions", "mentions", "")
