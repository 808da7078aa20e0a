"""Commands, options, problem codes and formats that pages name are there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from docs.generators import cli
from tests.docs.pages import title, written_pages
from xpromo.cli import main
from xpromo.kit.content import ASSETS
from xpromo.operations.explain import all_rules
from xpromo.operations.exporting import FORMATS as EXPORTED
from xpromo.report.definitions import DEFINITIONS
from xpromo.report.diagnosing import PROBLEM_FORMATS
from xpromo.report.rendering import REPORT_FORMATS
from xpromo.sources.source import SOURCES

# What isn't xpromo's: options of other programs, words that only look like a command, options that are explained away
OTHERS = {"--cached", "--check", "--no-cov", "--nonblock", "--require-hashes"}
MARK = re.compile(r"<!-- /?xpromo [^>]*-->")  # of pages that a command drafts
COMMAND = re.compile(r"(?<![\w./@-])xpromo (?P<rest>(?:[^\n`#|&;<>]|\\\n)*)")
CODE = re.compile(r"`(?P<inline>[^`\n]+)`")
FENCED = re.compile(r"^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
PROBLEM = re.compile(r"\bXP\d{3}\b")
NEW_PROBLEM = re.compile(r"^    \"(XP\d{3})\",$", re.MULTILINE)  # a page may show how to write a rule
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
FORMAT = re.compile(r"--format[ =](?P<name>[a-z]+)")


@cache
def options() -> dict[str, frozenset[str]]:
    """Return command → its options, with the global ones under ""."""
    found = {"": _names(main.root) | {"--help", "-h", "--version", "--install-completion"}}
    for name, module in main.command_modules().items():
        for words, function in cli.commands_of(name, module):
            found[words] = _names(function)
    return found


def _names(function: object) -> frozenset[str]:
    usages = [item.usage for item in cli.parameters(function) if item.is_option]  # type: ignore[arg-type]
    return frozenset(word for usage in usages for word in re.findall(r"(?<![\w-])--?[a-z][a-z-]*", usage))


def formats() -> set[str]:
    return {"table", *REPORT_FORMATS.names(), *PROBLEM_FORMATS.names(), *EXPORTED}


def pieces(text: str) -> Iterator[str]:
    """Yield the code of a page: fenced shell and workflow blocks, inline code."""
    for found in FENCED.finditer(text):
        if found["language"] in {"console", "sh", "yaml", "text", "crontab"}:
            yield found["text"]
    for found in CODE.finditer(FENCED.sub("", text)):
        yield found["inline"]


def unknown(text: str) -> list[str]:
    """Return what a page names and xpromo doesn't have."""
    rules, every = all_rules(), frozenset().union(*options().values())
    own = set(NEW_PROBLEM.findall(text))
    found = [code for code in PROBLEM.findall(text) if code not in rules and code not in own]
    for piece in pieces(MARK.sub("", text)):
        found += [option for option in OPTION.findall(piece) if option not in every | OTHERS]
        found += [f"--format {name}" for name in FORMAT.findall(piece) if name not in formats()]
        for match in COMMAND.finditer(piece):
            found += _unknown_in(match["rest"].split())
    return found


def _unknown_in(words: list[str]) -> Iterator[str]:
    """Look at one command line: does the command exist, are all of its options its own?"""
    takes_value = {"-C", "--workspace", "--ledger", "--now", "--color", "--wait"}
    while words and words[0].startswith("-"):
        skipped = words.pop(0)
        if skipped in takes_value and words:
            words.pop(0)
    if not words or not words[0].islower():
        return
    known = options()
    command = " ".join(words[:2]) if " ".join(words[:2]) in known else words[0]
    groups = {name.split()[0] for name in known if name}
    if command not in known:
        if command not in groups:
            yield f"xpromo {command}"
        return
    for word in words[1:]:
        option = word.split("=")[0].rstrip(":,.)")
        if OPTION.fullmatch(option) and option not in known[command] | known[""]:
            yield f"xpromo {command} {option}"


@pytest.mark.parametrize("page", written_pages(), ids=title)
def test_what_a_page_names_is_there(page: Path) -> None:
    assert unknown(page.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("`xpromo check --strict`", [], id="known"),
        pytest.param("`xpromo chek`", ["xpromo chek"], id="command"),
        pytest.param("```console\n$ xpromo -C shop chek\n```\n", ["xpromo chek"], id="command-after-an-option"),
        pytest.param("`xpromo check --stern`", ["--stern", "xpromo check --stern"], id="option"),
        pytest.param("`xpromo check --by day`", ["xpromo check --by"], id="option-of-another-command"),
        pytest.param("`--format yaml`", ["--format yaml"], id="format"),
        pytest.param("see XP999", ["XP999"], id="problem"),
        pytest.param("xpromo is a tool, and xpromo chek in prose is no code", [], id="prose"),
    ],
)
def test_what_is_not_there_is_found(text: str, expected: list[str]) -> None:
    assert unknown(text) == expected


def test_every_source_has_its_section(repo: Path) -> None:
    headings = (repo / "docs" / "reference" / "sources.md").read_text(encoding="utf-8").splitlines()
    assert {f"## {name}" for name in SOURCES.names()} <= set(headings)


def test_every_problem_has_its_page_and_the_list_leads_to_each(repo: Path) -> None:
    folder = repo / "docs" / "reference" / "problems"
    headings = {path.name: path.read_text(encoding="utf-8").splitlines()[2] for path in folder.iterdir()}
    assert headings == {f"{rule.code}.md": f"# {rule.code} {rule.slug}" for rule in all_rules().values()}
    listing = (repo / "docs" / "reference" / "problems.md").read_text(encoding="utf-8")
    assert [name for name in headings if f"](problems/{name})" not in listing] == []


def test_every_command_has_its_section(repo: Path) -> None:
    headings = (repo / "docs" / "reference" / "cli.md").read_text(encoding="utf-8").splitlines()
    assert {f"## {name}" for name in options() if name} <= set(headings)


def test_every_kind_of_asset_is_told_of(repo: Path) -> None:
    page = (repo / "docs" / "how-to" / "add-an-asset.md").read_text(encoding="utf-8")
    assert [name for name in ASSETS.names() if f"`{name}`" not in page] == []


def test_every_package_has_its_place_in_the_house(repo: Path) -> None:
    page = (repo / "docs" / "architecture.md").read_text(encoding="utf-8")
    parts = [
        path for path in (repo / "src" / "xpromo").iterdir() if path.name[0] not in "_." and path.suffix != ".typed"
    ]
    named = {path: f"`{path.name}/`" if path.is_dir() else f"`{path.name}`" for path in parts}
    assert sorted(path.name for path, name in named.items() if name not in page) == []


def test_every_measure_is_explained(repo: Path) -> None:
    page = (repo / "docs" / "measures.md").read_text(encoding="utf-8").lower().replace("-", " ")
    assert [name for name in DEFINITIONS if name.replace("_", " ") not in page] == []
