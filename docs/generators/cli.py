"""docs/reference/cli.md, from the functions that are the commands: every argument, every option."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from importlib import import_module
from types import UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin, get_type_hints

from typer.models import ArgumentInfo, OptionInfo

from xpromo.cli import main

from .markdown import block, code, joined, table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

INTRODUCTION = """\
# Commands

Results go to standard output and nothing else does; notes, problems and progress go to standard error. `-h` or `--help`
after any command shows what stands here. Every option has a variable: `XPROMO_LEDGER` for a global one,
`XPROMO_REPORT_FORMAT` for `--format` of `report`. `xpromo help` lists pages on what belongs to no single command."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """An argument or an option, as it is typed."""

    usage: str
    help: str
    default: str
    is_option: bool


def page() -> str:
    """Return the page."""
    commands = [item for name, module in main.command_modules().items() for item in commands_of(name, module)]
    listing = table(("command", "what it does"), ((f"[`{name}`](#{_anchor(name)})", _first(f)) for name, f in commands))
    return joined(
        INTRODUCTION,
        listing,
        "## Global options",
        "They stand before the command: `xpromo -C shop report`.",
        _table([p for p in parameters(main.root) if p.is_option], "option"),
        *(part for name, function in commands for part in _section(name, function)),
    )


def commands_of(name: str, module: str) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield a module's commands as a person types them, with their functions."""
    loaded = import_module(f"xpromo.cli.{module}")
    if hasattr(loaded, "command"):
        yield name, loaded.command
        return
    for item in loaded.app.registered_commands:
        yield f"{name} {item.name or item.callback.__name__.strip('_').replace('_', '-')}", item.callback


def _section(name: str, function: Callable[..., Any]) -> list[str]:
    found = parameters(function)
    arguments, options = [p for p in found if not p.is_option], [p for p in found if p.is_option]
    words = ["xpromo", name, *(p.usage for p in arguments), *(["[OPTIONS]"] if options else [])]
    return [
        f"## {name}",
        block(" ".join(words)),
        _help(function),
        _table(arguments, "argument"),
        _table(options, "option"),
    ]


def _table(parameters: list[Parameter], heading: str) -> str:
    if not parameters:
        return ""
    return table((heading, "meaning", "default"), ((code(p.usage), p.help, code(p.default)) for p in parameters))


def _help(function: Callable[..., Any]) -> str:
    """Return the docstring; a paragraph that is a command line becomes a block."""
    paragraphs = (inspect.getdoc(function) or "").split("\n\n")
    return "\n\n".join(block(part, "sh") if part.startswith("xpromo ") else part for part in paragraphs)


def _first(function: Callable[..., Any]) -> str:
    return (inspect.getdoc(function) or "").split("\n\n", maxsplit=1)[0]


def _anchor(name: str) -> str:
    return name.replace(" ", "-")


def parameters(function: Callable[..., Any]) -> list[Parameter]:
    """Return what a command takes, in its own order."""
    hints = get_type_hints(function, include_extras=True)
    signature = inspect.signature(function).parameters
    found = ((name, item.default, _declared(hints[name])) for name, item in signature.items())
    return [_parameter(name, default, hints[name], info) for name, default, info in found if info and not info.hidden]


def _declared(hint: Any) -> OptionInfo | ArgumentInfo | None:  # noqa: ANN401 - a type hint is anything
    return next(
        (item for item in getattr(hint, "__metadata__", ()) if isinstance(item, OptionInfo | ArgumentInfo)), None
    )


def _parameter(name: str, default: object, hint: Any, info: OptionInfo | ArgumentInfo) -> Parameter:  # noqa: ANN401
    if isinstance(info, ArgumentInfo):
        return Parameter(_argument(name, default, hint, info), info.help or "", _default(default), is_option=False)
    is_flag = bool in _kinds(hint)
    long = "--" + name.strip("_").replace("_", "-")
    written = [item for item in info.param_decls or () if item.startswith("-")]
    if isinstance(info.default, str) and info.default.startswith("-"):  # Typer keeps the first one here
        written.insert(0, info.default)
    names = written if any(item.startswith("--") for item in written) else [long, *written]
    names.sort(key=lambda item: not item.startswith("--"))
    metavar = "" if is_flag else f" {info.metavar or name.strip('_').upper()}"
    return Parameter(", ".join(names) + metavar, info.help or "", _default(default), is_option=True)


def _argument(name: str, default: object, hint: Any, info: ArgumentInfo) -> str:  # noqa: ANN401
    """Return an argument with brackets where it may be left out and dots where it may come again."""
    word = info.metavar or name.upper()
    if word.startswith("["):
        return word
    dots = "..." if any(get_origin(kind) is list for kind in _kinds(hint)) and not word.endswith("...") else ""
    return f"{word}{dots}" if default in {inspect.Parameter.empty, ...} else f"[{word}]{dots}"


def _kinds(hint: Any) -> tuple[Any, ...]:  # noqa: ANN401
    """Return the types that a parameter may have."""
    kind = get_args(hint)[0]
    return get_args(kind) if get_origin(kind) in {UnionType, Union} else (kind,)


def _default(value: object) -> str:
    return "" if value in {None, False, inspect.Parameter.empty, ...} else str(value)
