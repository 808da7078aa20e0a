"""Files and functions stay of a size that a reader in a hurry can hold."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

LONGEST_FILE = 400
LONGEST_FUNCTION = 60


def modules(repo: Path) -> Iterator[tuple[str, str]]:
    for path in sorted((repo / "src").rglob("*.py")):
        yield path.relative_to(repo).as_posix(), path.read_text(encoding="utf-8")


def functions(source: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    found = ast.walk(ast.parse(source))
    return (node for node in found if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def too_long(source: str) -> list[str]:
    return [f"{f.lineno} {f.name}" for f in functions(source) if (f.end_lineno or 0) - f.lineno >= LONGEST_FUNCTION]


def test_no_file_is_longer_than_a_reader_bears(repo: Path) -> None:
    assert [name for name, source in modules(repo) if source.count("\n") > LONGEST_FILE] == []


def test_no_function_is_longer_than_a_screen(repo: Path) -> None:
    assert {name: found for name, source in modules(repo) if (found := too_long(source))} == {}


def test_a_long_function_would_be_seen() -> None:
    assert too_long("def long() -> None:\n" + "    pass\n" * LONGEST_FUNCTION) == ["1 long"]
    assert too_long("def short() -> None:\n" + "    pass\n" * (LONGEST_FUNCTION - 1)) == []


def test_no_module_carries_a_name_that_says_nothing(repo: Path) -> None:
    empty = {"utils", "util", "helpers", "helper", "common", "manager", "handler", "misc"}
    assert [name for name, _ in modules(repo) if Path(name).stem.strip("_") in empty] == []
