"""The reference pages say what the code says."""

from __future__ import annotations

import importlib
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from docs.generators import definitions, examples, ledger, markdown, picture
from docs.generators.cli import parameters
from tests.conftest import REPO, CommandLine, clean_environment
from xpromo.cli import check
from xpromo.errors import Rule
from xpromo.operations.explain import all_rules

pytestmark = pytest.mark.slow


Generate = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def generate(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Generate:
    """``generate(docs, "--check")``: docs/generate.py in this process, where an example is checked once for all."""
    monkeypatch.syspath_prepend(REPO / "docs")
    tool: Any = importlib.import_module("generate")
    for name in os.environ.keys() - (fixed := clean_environment()).keys():
        monkeypatch.delenv(name)
    for name, value in fixed.items():
        monkeypatch.setenv(name, value)

    def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        monkeypatch.setattr(tool, "DOCS", folder)
        try:
            code = tool.main(arguments)
        except SystemExit as ended:  # argparse's way
            code = ended.code
        return subprocess.CompletedProcess(arguments, code, *capsys.readouterr())

    return run


def test_every_generated_page_is_fresh(repo: Path, generate: Generate) -> None:
    done = generate(repo / "docs", "--check")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_stale_page_is_named_and_written_again(repo: Path, tmp_path: Path, generate: Generate) -> None:
    docs = tmp_path / "docs"
    shutil.copytree(repo / "docs", docs, ignore=shutil.ignore_patterns("__pycache__"))
    pages = ("reference/cli.md", "reference/ledger.md", "reference/yaml.md")
    generate(docs, *pages)
    before = (docs / "reference" / "cli.md").read_bytes()
    (docs / "reference" / "cli.md").write_text("# Commands\n", encoding="utf-8")
    (docs / "reference" / "yaml.md").unlink()
    done = generate(docs, "--check", *pages)
    assert done.returncode == 1
    assert [line.split()[0] for line in done.stderr.splitlines()] == ["docs/reference/cli.md", "docs/reference/yaml.md"]
    assert generate(docs, *pages).returncode == 0
    assert (docs / "reference" / "cli.md").read_bytes() == before
    assert generate(docs, "--check", *pages).returncode == 0


def test_a_page_of_a_problem_that_is_no_more_is_deleted(repo: Path, tmp_path: Path, generate: Generate) -> None:
    docs = tmp_path / "docs"
    shutil.copytree(repo / "docs", docs, ignore=shutil.ignore_patterns("__pycache__"))
    folder = docs / "reference" / "problems"
    (folder / "XP999.md").write_text("# XP999 gone\n", encoding="utf-8")
    (folder / "XP151.md").unlink()
    done = generate(docs, "--check", "reference/problems/")
    wrong = {"docs/reference/problems/XP151.md", "docs/reference/problems/XP999.md"}
    assert (done.returncode, {line.split()[0] for line in done.stderr.splitlines()}) == (1, wrong)
    assert generate(docs, "reference/problems/").returncode == 0
    assert sorted(path.name for path in folder.iterdir()) == [f"{code}.md" for code in all_rules()]
    assert generate(docs, "--check", "reference/problems/").returncode == 0


# What files alone don't show: two documents in one, and what takes a ledger to find
UNSHOWN = {
    *("several-documents", "past-tags", "changed-after-promise", "orphaned-promise", "one-sided-partner"),
    *("removed-variant", "lowered-count"),
}
SHOWN = [rule for rule in all_rules().values() if rule.bad.startswith("# campaigns/") and rule.slug not in UNSHOWN]


@pytest.mark.parametrize("rule", SHOWN, ids=lambda rule: rule.slug)
def test_a_page_shows_what_check_prints(rule: Rule, cli: CommandLine, tmp_path: Path) -> None:
    examples.write_files(tmp_path, examples.with_changes(rule.bad))
    shown = examples.found_in_bad(rule)
    assert shown.startswith(f"{rule.code} {rule.slug}")
    assert "^" in shown
    assert [part for part in shown.split("\n\n") if part not in cli("check", cwd=tmp_path).out] == []


def test_what_no_definition_can_show_has_no_output() -> None:
    assert examples.found_in_bad(all_rules()["XP305"]) == ""


def test_pages_of_problems_are_short(repo: Path) -> None:
    pages = (repo / "docs" / "reference" / "problems").iterdir()
    assert [page.name for page in pages if len(page.read_text(encoding="utf-8").splitlines()) > 60] == []


def test_the_picture_is_small_and_fetches_nothing(repo: Path) -> None:
    text = (repo / "docs" / "report.svg").read_text(encoding="utf-8")
    assert len(text) < 20_000
    assert [word for word in ("url(", "@import", "@font-face", "href", "<script", "<image") if word in text] == []
    assert set(re.findall(r"https?://[^\"]+", text)) == {"http://www.w3.org/2000/svg"}


def test_colours_of_the_terminal_become_classes() -> None:
    drawn = picture.drawn(["\x1b[1ma\x1b[0m b \x1b[31m<c>\x1b[0m"], "t").splitlines()
    (row,) = [line for line in drawn if line.startswith("<text")]
    assert row.partition(">")[2] == '<tspan class="bold">a</tspan> b <tspan class="red">&lt;c&gt;</tspan></text>'


def test_an_unknown_page_is_no_page(repo: Path, generate: Generate) -> None:
    done = generate(repo / "docs", "reference/cly.md")
    assert done.returncode == 2
    assert "no generated page called reference/cly.md" in done.stderr


def test_options_are_shown_as_they_are_typed() -> None:
    usages = [item.usage for item in parameters(check.command)]
    assert usages == [
        "[PATH]...",
        "--select CODES",
        "--ignore CODES",
        "--fix",
        "--dry-run, -n",
        "--format, -f FORMAT",
        "--output, -o FILE",
        "--strict",
        "--exit-zero",
    ]


def test_a_cell_stays_in_its_cell() -> None:
    assert markdown.table(("a", "b"), [("x|y", "two\nlines")]) == "| a | b |\n| --- | --- |\n| x\\|y | two lines |"


def test_a_fence_is_longer_than_those_inside() -> None:
    assert markdown.block("```\ncode\n```\n", "text") == "````text\n```\ncode\n```\n````"


def test_tables_are_read_with_their_comments() -> None:
    text = """
-- ---------------------------------------- facts
CREATE TABLE touches (                         -- one recorded contact
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,                         -- when
  kind TEXT NOT NULL CHECK (kind IN ('a', 'b')),
  batch INTEGER REFERENCES batches (id),
  UNIQUE (at, kind)
) STRICT;
"""
    (table,) = ledger.read_tables(text)
    assert (table.name, table.comment, table.section) == ("touches", "one recorded contact", "facts")
    assert table.columns == [
        ("id", "INTEGER", "primary key", ""),
        ("at", "INTEGER", "", "when"),
        ("kind", "TEXT", "`a`, `b`", ""),
        ("batch", "INTEGER", "→ [`batches`](#batches)", ""),
    ]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("northwind", "northwind", id="word"),
        pytest.param("#3b2417", '"#3b2417"', id="what-needs-quotes"),
        pytest.param({"a": [1, True, None]}, "{a: [1, true, null]}", id="nested"),
    ],
)
def test_examples_are_yaml(value: object, expected: str) -> None:
    assert definitions.flow(value) == expected
