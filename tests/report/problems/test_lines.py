"""The formats of lines and tables: concise, ndjson, statistics, md."""

from __future__ import annotations

import json

from tests.report.problems.findings import ALL, BAD_ID, HOSTILE, MENDED, NASTY, NOTE, NOWHERE, WARNING, view
from xpromo.errors import Location, Problem
from xpromo.report.diagnosing import as_row
from xpromo.report.problems import concise, full, md, ndjson, statistics
from xpromo.report.summary import summary


def test_concise_is_a_line_that_editors_jump_to() -> None:
    assert concise.render([WARNING, MENDED, BAD_ID, NOWHERE], view()) == (
        "XP015 no-brand: there is no brand\n"
        "campaigns/swap.yaml:3:11: XP112 bad-id: `A b` is no id\n"
        "campaigns/swap.yaml:5:11: XP108 bad-currency-code [*]: `eur` is no currency code\n"
        "campaigns/swap.yaml:7:7: XP158 roles: warning: nobody owns the numbers\n"
    )


def test_concise_is_one_line_whatever_a_file_holds() -> None:
    text = concise.render([NASTY], view())
    assert text.count("\n") == 1
    assert not set("\x1b\x07\u202e\r\x00") & set(text)


def test_full_marks_what_is_mended_and_counts_it() -> None:
    text = full.render([MENDED, BAD_ID], view())
    assert "XP108 bad-currency-code [*]: `eur` is no currency code\n" in text
    assert text.endswith("Found 2 errors in 1 file. `xpromo check --fix` mends 1, marked [*].\n")


def test_ndjson_is_a_row_of_json_a_line() -> None:
    lines = ndjson.render([MENDED, BAD_ID], view()).splitlines()
    assert [json.loads(line) for line in lines] == [as_row(BAD_ID), as_row(MENDED)]
    assert [json.loads(line)["fixable"] for line in lines] == [False, True]


def test_statistics_count_each_kind_the_most_frequent_first() -> None:
    assert statistics.render([WARNING, MENDED, *[BAD_ID] * 12, NOTE], view()) == (
        "12  XP112 bad-id: error\n"
        " 1  XP108 bad-currency-code: error [*]\n"
        " 1  XP151 dates: note\n"
        " 1  XP158 roles: warning\n"
        "\n"
        "Found 13 errors, 1 warning and 1 note in 2 files.\n"
    )


def test_nothing_found_is_nothing_printed() -> None:
    assert [form.render([], view()) for form in (concise, ndjson, statistics)] == ["", "", ""]


def test_markdown_is_a_table_the_worst_first() -> None:
    assert md.render([WARNING, BAD_ID], view()) == (
        "## xpromo check: 1 error and 1 warning in 1 file\n"
        "\n"
        "| Finding | Where | What | Help |\n"
        "| --- | --- | --- | --- |\n"
        "| error XP112 bad-id | campaigns/swap.yaml:3:11 | \\`A b\\` is no id | write \\`a-b\\` |\n"
        "| warning XP158 roles | campaigns/swap.yaml:7:7 | nobody owns the numbers |  |\n"
    )


def test_markdown_says_that_nothing_was_found() -> None:
    assert md.render([], view()) == "## xpromo check: no findings\n"


def test_no_text_is_markup() -> None:
    row = md.render([NASTY], view()).splitlines()[-1]
    assert row.replace("\\|", "").count("|") == 5
    assert "\\<script\\>" in row
    assert "\\[a\\](b)" in row
    assert HOSTILE not in row


def test_a_summary_fits_its_room_and_says_what_is_left_out() -> None:
    many = [Problem("XP1", "a", "é" * 100, Location("f.yaml", line)) for line in range(1, 500)]
    text = summary(many, 10_000)

    assert len(text.encode()) <= 10_000
    assert text.splitlines()[
        -1
    ] == f"{499 - text.count('error XP1')} findings left out: see \\`xpromo check\\`.".replace("\\", "")
    assert summary(many, 100) == ""


def test_all_findings_fit_in_every_format() -> None:
    for form in (concise, full, md, ndjson, statistics):
        assert form.render(ALL, view()).endswith("\n")
