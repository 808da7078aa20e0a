"""A page, played: its files written and its commands run, in its order."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import REPO
from tests.docs.pages import Block, Step, blocks, fits, steps
from tests.docs.terminal import Done, checkout, example, run

# These go through the whole suite or make an environment; .ci/run runs them as they stand
RUN_BY_CI = {"make demo", "make test"}


def for_contributors(page: Path) -> bool:
    """Whether a page's reader edits the package."""
    return "how-to" in page.parts or page.parent == REPO


def in_the_example(page: Path) -> bool:
    """Whether a page is for people who stand in a copy of the repository: it says so, or its folder is of that kind."""
    return "in the example workspace" in " ".join(page.read_text(encoding="utf-8").split()) or "forms" in page.parts


def play(page: Path, folder: Path) -> list[Done]:
    """Write the files and run the commands of a page."""
    package = None
    if for_contributors(page):
        package = checkout(folder)
    elif in_the_example(page):
        example(folder)
    return play_blocks(blocks(page.read_text(encoding="utf-8")), folder, package)


def play_blocks(page: list[Block], folder: Path, package: Path | None) -> list[Done]:
    """All commands of a page run in one shell, so files are written by commands of their own, on line 0."""
    every: list[Step] = []
    for number, block in enumerate(page):
        if block.language == "console":
            every += [step for step in steps(block) if bare(step) not in RUN_BY_CI]
        elif block.file:
            name, content = block.file
            kept = folder.parent / f"{folder.name}-block-{number}"
            kept.write_text(content, encoding="utf-8")
            every.append(Step(f'mkdir -p "$(dirname {name})" && cp "{kept}" {name}', 0))
    return run(every, folder, package=package) if every else []


def bare(step: Step) -> str:
    """Return a command without its comment."""
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
