"""The page that a partner gets holds nothing that they may not see: not in words, not by day, not in its files."""

from __future__ import annotations

import re
from base64 import b64decode
from pathlib import Path

import html5lib
import pytest

from tests.conftest import CommandLine
from tests.report.paging import words
from tests.report.workspace import make_workspace, report


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_workspace(tmp_path_factory.mktemp("partner-page"))


def page(cli: CommandLine, workspace: Path, *arguments: str) -> str:
    done = report(cli, workspace, "2026-winter-bundle", "--format", "html", *arguments)
    assert done.code == 0, done.err
    return done.out


def files(text: str) -> str:
    links = html5lib.parse(text, namespaceHTMLElements=False).iterfind(".//a[@download]")
    return "".join(b64decode(link.attrib["href"].partition(",")[2]).decode() for link in links)


@pytest.mark.parametrize("by", ["placement", "channel", "day"])
def test_few_persons_are_nowhere_on_the_page(cli: CommandLine, workspace: Path, by: str) -> None:
    """Six sales with the link and two by the code, 175.00 EUR in all: fewer than eleven."""
    ours, theirs = page(cli, workspace, "--by", by), page(cli, workspace, "--by", by, "--for", "green-mug")
    told = " ".join(words(ours)), " ".join(words(theirs))
    small = re.compile(r"\b(175\.00|115\.00|60\.00|8 sales|15\.0 %)")
    assert small.search(told[0])
    assert small.search(files(ours))
    assert not small.search(told[1])
    assert not small.search(files(theirs))
    assert "conversions" in files(ours).splitlines()[0]
    days = [line for line in files(theirs).splitlines() if line.startswith('"day","clicks"')]
    assert days == ['"day","clicks","sent"']


def test_clicks_reach_and_goals_of_theirs_stay(cli: CommandLine, workspace: Path) -> None:
    told = words(page(cli, workspace, "--for", "green-mug"))
    assert "For green-mug" in told
    assert any(text.startswith("Partners brought 40 clicks.") for text in told)
    assert {"Reach", "1,000", "Clicks", "40"} <= set(told)
    few = "For green-mug: numbers of fewer than 11 persons are left out, and what would give them away;"
    assert f"{few} so is all that few paid in another currency." in told


def test_a_page_names_no_other_partner(cli: CommandLine, workspace: Path) -> None:
    done = report(cli, workspace, "--format", "html", "--for", "green-mug")
    assert "slow-mornings" not in done.out
    assert "Slow Mornings" not in done.out
