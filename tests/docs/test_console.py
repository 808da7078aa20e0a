"""Every console block of every page is run as a reader would run it, and prints what the page shows."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import REPO, CommandLine
from tests.docs.pages import Block, Step, blocks, steps, title, with_console, written_pages
from tests.docs.playing import RUN_BY_CI, bare, play, play_blocks, wrong
from tests.docs.refresh import merged, refreshed
from tests.docs.terminal import Done, run

pytestmark = pytest.mark.slow

README = REPO / "README.md"


@pytest.mark.parametrize("page", [page for page in with_console(written_pages()) if page != README], ids=title)
def test_what_a_page_shows_is_what_happens(page: Path, tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    found = wrong(play(page, folder))
    assert not found, "\n\n".join(found)


def test_the_loop_of_the_readme_runs_with_somebody_who_fills_in_the_blanks(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    shown = blocks(README.read_text(encoding="utf-8"))
    loop = [step for block in shown if block.language == "console" for step in steps(block)]
    typed = [step for step in loop if bare(step) not in RUN_BY_CI]
    (check,) = (number for number, step in enumerate(typed) if bare(step) == "xpromo check")
    done = run([*typed[: check + 1], *filled_in(tmp_path), *typed[check + 1 :]], folder)
    assert [item.step.command.split()[1] for item in done if item.code == 1] == ["check"]
    assert {item.code for item in done} == {0, 1}, "\n".join("\n".join(item.printed) for item in done)
    assert len(typed) == 8


def test_the_finding_that_the_readme_shows_is_what_check_prints(cli: CommandLine, tmp_path: Path) -> None:
    shutil.copytree(REPO / "campaigns", tmp_path / "campaigns")
    campaign = tmp_path / "campaigns" / "2026-winter-bundle.yaml"
    campaign.write_text(
        campaign.read_text(encoding="utf-8").replace("offer: winter15", "offer: winter51"), encoding="utf-8"
    )
    (shown,) = [block.text for block in blocks(README.read_text(encoding="utf-8")) if block.language == "text"]
    assert cli("check", cwd=tmp_path).out.startswith(shown)


def filled_in(folder: Path) -> list[Step]:
    """What people do in their editor, and what their tools export: here the example workspace and one click."""
    click = "id,at,url\nc1,2026-11-20T09:02:11Z,https://northwind.example/first-bag?xp=7ctr9aknkc\n"
    (folder / "clicks.csv").write_text(click, encoding="utf-8")
    commands = (
        f"rm -r campaigns && cp -R '{REPO}/campaigns' . && mkdir exports",
        f"cp '{folder}/clicks.csv' exports/",
        "xpromo -q check --strict",
    )
    return [Step(command, 0) for command in commands]


def test_the_commands_that_ci_runs_are_run_by_ci() -> None:
    ci = (REPO / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert set(ci) >= RUN_BY_CI


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("$ echo one\none\n", [], id="as-shown"),
        pytest.param("$ echo one\ntwo\n", ["line 2: $ echo one\none\n"], id="other-output"),
        pytest.param("$ false\n", ["line 2: $ false\nexit 1\n"], id="a-failure-that-isn't-told"),
        pytest.param("$ false\n$ echo $?\n1\n", [], id="a-failure-that-is-told"),
        pytest.param("$ false\n$ echo $?\n2\n", ["line 3: $ echo $?\n1\n"], id="another-exit-code"),
        pytest.param("$ echo one two\none …\n", [], id="any-text"),
        pytest.param("$ printf '1\\n2\\n3\\n'\n1\n...\n", [], id="any-lines"),
        pytest.param(
            "$ printf '1\\n2\\n3\\n'\n1\n...\n4\n", ["line 2: $ printf '1\\n2\\n3\\n'\n1\n2\n3\n"], id="not-any"
        ),
        pytest.param("$ export A=b\n$ echo $A\nb\n", [], id="one-shell"),
        pytest.param("$ echo one \\\n  two\none two\n", [], id="long-command"),
    ],
)
def test_a_page_that_is_wrong_is_found(text: str, expected: list[str], tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    assert wrong(play_blocks([Block("console", text, 1)], folder, None)) == expected


def test_files_are_written_before_what_follows(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    page = "```csv\n# data/a.csv\nid\n1\n```\n\n```console\n$ cat data/a.csv\nid\n1\n```\n"
    assert wrong(play_blocks(blocks(page), folder, None)) == []


@pytest.mark.parametrize(
    ("shown", "printed", "expected"),
    [
        pytest.param(["old"], ["new", "more"], ["new", "more"], id="all"),
        pytest.param(["a", "...", "z"], ["b", "c", "d", "y"], ["b", "...", "y"], id="around-a-gap"),
        pytest.param(["a", "..."], ["b", "c"], ["b", "..."], id="gap-at-the-end"),
        pytest.param(["took … s", "old"], ["took 3 s", "new"], ["took … s", "new"], id="any-text-stays"),
    ],
)
def test_output_is_refreshed_as_the_page_shows_it(shown: list[str], printed: list[str], expected: list[str]) -> None:
    assert merged(shown, printed) == expected


def test_only_what_does_not_fit_is_refreshed() -> None:
    page = "```console\n$ one\nold\n$ two\nfine\n$ three\n```\n"
    (block,) = blocks(page)
    done = [Done(step, [printed], 0) for step, printed in zip(steps(block), ("new", "fine", "silent"), strict=True)]
    assert refreshed(page, done) == page.replace("old", "new")
