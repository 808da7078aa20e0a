"""Advice must be good: every command that a message proposes exists, and takes the options that stand beside it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from typer.main import get_command

from tests.conftest import CommandLine
from xpromo.cli.main import app, command_modules

PROPOSED = re.compile(r"(?:`|see: |^    )(xpromo [^`)\n]+)", re.MULTILINE)
GROUPS = {
    name: frozenset(command.commands)
    for name in command_modules()
    if hasattr(command := get_command(app).get_command(None, name), "commands")  # type: ignore[attr-defined]
}


def texts(path: Path) -> Iterator[str]:
    """Every string in a module, f-strings with their holes as X."""
    inside: set[int] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            inside.update(map(id, node.values))
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "X" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            yield node.value


def proposals(repo: Path) -> set[tuple[str, str]]:
    return {
        (path.name, found.strip())
        for path in (repo / "src" / "xpromo").rglob("*.py")
        for text in texts(path)
        for found in PROPOSED.findall(text)
    }


@cache
def options_of(command: str) -> frozenset[str]:
    context_free = get_command(app).get_command(None, command)  # type: ignore[attr-defined]
    inner = [context_free, *getattr(context_free, "commands", {}).values()]
    return frozenset(option for item in inner for parameter in item.params for option in parameter.opts) | {"--help"}


def complaint(proposal: str) -> str:
    """Return what is wrong with a proposed command line; "" when it can be typed."""
    words = proposal.split()[1:]
    while words and words[0].startswith("-"):  # global options, some with a value
        words = words[2:] if words[0] in {"-C", "--ledger", "--color"} else words[1:]
    if not words or not re.fullmatch(r"[a-z]+", words[0]):
        return ""
    if words[0] not in command_modules():
        return f"no command {words[0]}"
    if words[0] in GROUPS and len(words) > 1 and words[1] not in GROUPS[words[0]]:
        return f"no command {words[0]} {words[1]}"
    unknown = [word for word in words if re.fullmatch(r"--?[a-z-]+", word) and word not in options_of(words[0])]
    return f"no option {unknown[0]}" if unknown else ""


def test_every_proposed_command_can_be_typed(repo: Path) -> None:
    found = proposals(repo)
    assert len(found) > 40
    assert {(name, text, complaint(text)) for name, text in found if complaint(text)} == set()


@pytest.mark.parametrize(
    ("proposal", "wrong"),
    [
        ("xpromo links --adapt FILE", "no option --adapt"),
        ("xpromo ledger lost", "no command ledger lost"),
        ("xpromo lend", "no command lend"),
        ("xpromo -C DIR report --by day", ""),
    ],
)
def test_a_wrong_proposal_is_seen(proposal: str, wrong: str) -> None:
    assert complaint(proposal) == wrong


@pytest.mark.parametrize(
    "command", [*command_modules(), *(f"{group} {name}" for group in GROUPS for name in sorted(GROUPS[group]))]
)
def test_every_page_of_help_begins_with_what_it_does_and_an_example(cli: CommandLine, command: str) -> None:
    text = cli(*command.split(), "--help").out
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith(("╭", "│", "╰"))]
    assert lines[0].startswith("Usage: xpromo ")
    assert lines[1][0].isupper()
    assert any(line.startswith(f"xpromo {command}") for line in lines[2:])
    assert "[[" not in lines[0]


def hints(path: Path) -> Iterator[str]:
    """Every text given as ``hint=``; the holes of an f-string as x."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.keyword) and node.arg == "hint":
            if isinstance(node.value, ast.JoinedStr):
                parts = node.value.values
                yield "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in parts)
            elif isinstance(node.value, ast.Constant):
                yield str(node.value.value)


def test_hints_begin_small_and_end_without_a_stop(repo: Path) -> None:
    found = [text for path in (repo / "src" / "xpromo").rglob("*.py") for text in hints(path) if text]
    assert len(found) > 40
    assert [text for text in found if text.endswith(".") or re.match("[A-Z][a-z]", text)] == []
