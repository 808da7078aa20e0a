"""The pages of help say what is there: every code, variable, format and form, and none besides."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from typer.main import get_command

from tests.conftest import CommandLine
from xpromo.cli.ending import TERMINATED
from xpromo.cli.main import COMPLETING, app, command_modules
from xpromo.cli.topics import TOPICS
from xpromo.definitions.form import FORMS
from xpromo.definitions.schema.parts import Conflict
from xpromo.errors import ExitCode
from xpromo.measure.models import MODELS
from xpromo.operations.explain import all_rules
from xpromo.report.diagnosing import PROBLEM_FORMATS
from xpromo.report.rendering import REPORT_FORMATS
from xpromo.sources.source import SOURCES

# Read from the environment, and no option's
OTHERS = {"XPROMO_KEY"}
COLUMNS = 80


def text(name: str) -> str:
    return TOPICS[name].text


def first_words(name: str) -> list[str]:
    """The word with which each indented line of a page begins, where it is set off by blanks."""
    return re.findall(r"^  (\S+)  +\S", text(name), re.MULTILINE)


def variables() -> Iterator[str]:
    program: Any = get_command(app)
    for parameter in program.params:
        yield f"XPROMO_{parameter.name.upper()}"
    for name in command_modules():
        command = program.get_command(None, name)
        for words, one in getattr(command, "commands", {"": command}).items():
            for parameter in one.params:
                yield "_".join(["XPROMO", name, *([words] if words else []), parameter.name]).upper().replace("-", "_")


@pytest.mark.parametrize("name", TOPICS)
def test_a_page_fits_a_terminal(cli: CommandLine, name: str) -> None:
    done = cli("help", name)
    assert (done.code, done.err) == (0, "")
    assert [line for line in done.out.splitlines() if len(line) > COLUMNS or line != line.rstrip()] == []
    assert len(done.out.splitlines()) <= 40


def test_the_list_says_what_each_is_about(cli: CommandLine) -> None:
    lines = cli("help").out.splitlines()
    assert [line.split()[0] for line in lines[: len(TOPICS)]] == sorted(TOPICS)
    assert max(map(len, lines)) <= COLUMNS


@pytest.mark.parametrize(
    ("word", "hint"), [("exit-code", "did you mean `exit-codes`?"), ("links", "xpromo links --help")]
)
def test_a_word_that_is_no_topic_is_helped_on(cli: CommandLine, word: str, hint: str) -> None:
    done = cli("help", word)
    assert (done.code, done.out) == (2, "")
    assert hint in done.err


def test_exit_codes_are_those_of_the_program() -> None:
    listed = [int(code) for code in re.findall(r"^(\d+) ", text("exit-codes"), re.MULTILINE)]
    assert listed == sorted({*map(int, ExitCode), TERMINATED})


def test_variables_are_read() -> None:
    every = {*variables(), *OTHERS, COMPLETING}
    for name in TOPICS:
        assert {found for found in re.findall(r"_?XPROMO_[A-Z_]*[A-Z]", text(name)) if found not in every} == set()


def test_every_global_option_has_its_variable_in_the_page() -> None:
    program: Any = get_command(app)
    settable = [item for item in program.params if item.name != "version" and not item.name.endswith("_completion")]
    assert [item.name for item in settable if f"XPROMO_{item.name.upper()}" not in text("environment")] == []


@pytest.mark.parametrize("variable", ["XPROMO_QUIET", "XPROMO_VERBOSE", "XPROMO_DEBUG"])
def test_switches_take_their_variables(cli: CommandLine, variable: str) -> None:
    assert cli("help", env={variable: "1"}).code == 0
    assert ("workspace: none" in cli("help", env={variable: "1"}).err) is (variable == "XPROMO_VERBOSE")


def test_formats_are_those_that_can_be_asked_for() -> None:
    assert set(first_words("formats")) == {"table", *REPORT_FORMATS.names()}


def test_forms_are_those_of_a_campaign() -> None:
    assert sorted(first_words("forms")) == sorted(FORMS.names())


def test_conflict_rules_are_those_of_an_agreement() -> None:
    listed = [word for word in first_words("attribution") if not word.isdigit()]
    assert listed == list(get_args(Conflict))
    assert [word for word in first_words("attribution") if word.isdigit()] == [str(rank) for rank in range(1, 9)]


def test_options_codes_and_formats_that_pages_name_are_there() -> None:
    program: Any = get_command(app)
    options = {option for item in program.params for option in item.opts}
    for name in command_modules():
        command = program.get_command(None, name)
        for one in getattr(command, "commands", {"": command}).values():
            options |= {option for item in one.params for option in item.opts}
    rules = {name for rule in all_rules().values() for name in (rule.code, rule.slug)}
    for page in TOPICS.values():
        assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", page.text)) <= options
        assert set(re.findall(r"\bXP\d{3}\b", page.text)) <= rules
        assert set(re.findall(r"^ *xpromo ([a-z]+)", page.text, re.MULTILINE)) <= command_modules().keys()
    listed = text("checks").partition("--format takes")[2].partition(".")[0]
    assert set(re.findall(r"[a-z]+", listed.replace("(the default)", ""))) - {"or"} == set(PROBLEM_FORMATS.names())


def test_an_ignore_is_written_as_the_page_shows(cli: CommandLine, tmp_path: Path, repo: Path) -> None:
    shutil.copytree(repo / "campaigns", tmp_path / "campaigns")
    campaign = tmp_path / "campaigns" / "2026-winter-bundle.yaml"
    early = campaign.read_text(encoding="utf-8").replace("at: 2026-12-16 08:00", "at: 2026-12-28 08:00", 1)
    campaign.write_text(early, encoding="utf-8")
    found = cli("check", "--format", "json", cwd=tmp_path).json()["data"]
    (shown,) = re.findall(r"# xpromo: ignore\[XP\d+\] .*", text("checks"))
    lines = early.split("\n")
    for problem in found:
        lines[problem["line"] - 1] += "  " + re.sub(r"XP\d+", problem["code"], shown)
    campaign.write_text("\n".join(lines), encoding="utf-8")
    assert found
    assert cli("check", cwd=tmp_path).out == ""


def test_a_topic_can_be_explained_too(cli: CommandLine) -> None:
    assert cli("explain", "attribution").out == cli("help", "attribution").out


def test_the_page_on_attribution_names_every_model() -> None:
    named = re.findall(r"[a-z]+(?:-[a-z]+)?", text("attribution").split("among the touches before them:")[1])
    assert set(MODELS.names()) <= set(named)


def test_the_page_of_sources_names_each_once() -> None:
    listed = re.findall(r"^  (?:\S+ ?\S*  +| {13})(\S.*)$", text("sources"), re.MULTILINE)
    assert sorted(" ".join(listed).split()) == sorted(SOURCES.names())
