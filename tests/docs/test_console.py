"""Every console block of every page is run as a reader would run it, and prints what the page shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import REPO
from tests.docs.pages import Block, Step, blocks, fits, steps, title, written_pages
from tests.docs.terminal import Done, checkout, run

pytestmark = pytest.mark.slow

# These go through the whole suite or make an environment; .ci/run runs them as they stand
RUN_BY_CI = {"make demo", "make test"}
README = REPO / "README.md"


def with_console(pages: list[Path]) -> list[Path]:
    return [page for page in pages if "```console" in page.read_text(encoding="utf-8")]


def in_a_checkout(page: Path) -> bool:
    """Whether a page is for people who stand in a copy of the repository."""
    return "how-to" in page.parts or page.name == "ci.md" or page.parent == REPO


def play(page: Path, folder: Path) -> list[Done]:
    """Write the files and run the commands of a page, in its order."""
    package = checkout(folder) if in_a_checkout(page) else None
    return _play(blocks(page.read_text(encoding="utf-8")), folder, package)


def _play(page: list[Block], folder: Path, package: Path | None) -> list[Done]:
    """All commands of a page run in one shell, so files are written by commands of their own."""
    every: list[Step] = []
    for number, block in enumerate(page):
        if block.language == "console":
            every += [step for step in steps(block) if _command(step) not in RUN_BY_CI]
        elif block.file:
            name, content = block.file
            kept = folder.parent / f"{folder.name}-block-{number}"
            kept.write_text(content, encoding="utf-8")
            every.append(Step(f'mkdir -p "$(dirname {name})" && cp "{kept}" {name}', block.line, ["..."]))
    return run(every, folder, package=package) if every else []


def _command(step: Step) -> str:
    return step.command.partition("#")[0].strip()


def wrong(done: list[Done]) -> list[str]:
    """Return a paragraph for each command that printed or returned something else than its page says."""
    found = []
    for number, item in enumerate(done):
        shown = item.step.shown or ["..."]
        told = number + 1 < len(done) and done[number + 1].step.command == "echo $?"
        if not fits(shown, item.printed):
            found.append(f"line {item.step.line}: $ {item.step.command}\n" + "\n".join(item.printed))
        elif item.code and not told:
            found.append(f"line {item.step.line}: $ {item.step.command}\nexit {item.code}\n" + "\n".join(item.printed))
    return found


@pytest.mark.parametrize("page", [page for page in with_console(written_pages()) if page != README], ids=title)
def test_what_a_page_shows_is_what_happens(page: Path, tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    found = wrong(play(page, folder))
    assert not found, "\n\n".join(found)


def test_the_loop_of_the_readme_runs_with_somebody_who_fills_in_the_blanks(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    loop = [step for block in blocks(README.read_text(encoding="utf-8")) for step in steps(block)]
    typed = [step for step in loop if _command(step) not in RUN_BY_CI]
    (check,) = (number for number, step in enumerate(typed) if _command(step) == "xpromo check")
    done = run([*typed[: check + 1], *filled_in(tmp_path), *typed[check + 1 :]], folder)
    assert [item.step.command.split()[1] for item in done if item.code == 1] == ["check"]
    assert {item.code for item in done} == {0, 1}, "\n".join("\n".join(item.printed) for item in done)
    assert len(typed) == 8


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
    assert wrong(_play([Block("console", text, 1)], folder, None)) == expected


def test_files_are_written_before_what_follows(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    page = "```csv\n# data/a.csv\nid\n1\n```\n\n```console\n$ cat data/a.csv\nid\n1\n```\n"
    assert wrong(_play(blocks(page), folder, None)) == []
