"""The entry point: finds the commands, runs one, and turns what stopped it into words and an exit code."""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib import import_module
from inspect import getdoc
from itertools import pairwise
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Annotated, Any, cast

from xpromo import __version__
from xpromo.errors import ExitCode, StorageError, UsageError

if os.environ.get("GITHUB_ACTIONS") and not os.environ.get("FORCE_COLOR"):
    # Typer forces escape codes there, even into a pipe; this is its only switch and it is read on import.
    os.environ.setdefault("_TYPER_FORCE_DISABLE_TERMINAL", "1")

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from xpromo.cli.completion import one_of
from xpromo.cli.console import say, wants_color
from xpromo.cli.context import Run, clock, running
from xpromo.cli.ending import Stopped, ended_by, usage_error
from xpromo.cli.streams import settle_streams
from xpromo.definitions.workspace import find_workspace
from xpromo.registry import plugin_name

if TYPE_CHECKING:
    from collections.abc import Sequence

Command = TyperCommand | TyperGroup
COMPLETING = "_XPROMO_COMPLETE"  # set by the shell scripts of --show-completion
HELP = frozenset({"-h", "--help"})
NOT_COMMANDS = frozenset(
    "adopting main console context options tables problems findings streams completion ending fitting topics "
    "import_options ledger_copies ledger_people ledger_resolving".split()
)
ORDER = (
    "init", "partners", "plan", "check", "links", "codes", "kit", "import", "report", "attribution", "balance",
    "status", "ledger", "explain", "schema", "doctor", "demo", "help",
)  # fmt: skip


def command_modules() -> dict[str, str]:
    """Return command name → module, in the order of a campaign's life, unknown ones last."""
    folder = str(Path(__file__).parent)
    found = {plugin_name(item.name): item.name for item in iter_modules([folder]) if item.name not in NOT_COMMANDS}
    known = [name for name in ORDER if name in found]
    return {name: found[name] for name in [*known, *sorted(found.keys() - set(known))]}


class Commands(TyperGroup):
    """A group that imports a command's module when the command is asked for."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401 - Typer's own settings, passed on
        super().__init__(**settings)
        self.modules = command_modules()
        self.commands = dict.fromkeys(self.modules)  # type: ignore[assignment]  # the names serve "did you mean"
        self.listing = False

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]  # noqa: ARG002
        """Return the names without importing anything."""
        return list(self.modules)

    def format_help(self, ctx: typer.Context, formatter: Any) -> None:  # type: ignore[override]  # noqa: ANN401
        """Write the page with names and summaries alone: options of fifteen commands would take as long as the rest."""
        self.listing = True
        try:
            super().format_help(ctx, formatter)
        finally:
            self.listing = False

    def get_command(self, ctx: typer.Context, cmd_name: str) -> Command | None:  # type: ignore[override]  # noqa: ARG002
        """Import one module and make its command, once."""
        if cmd_name not in self.modules:
            return None
        if self.listing:
            return _summary(cmd_name, self.modules[cmd_name])
        if self.commands[cmd_name] is None:
            self.commands[cmd_name] = _build(cmd_name, self.modules[cmd_name])
        return cast("Command", self.commands[cmd_name])


def _summary(name: str, module: str) -> Command:
    """Return a command that has nothing but its name and what it says it does."""
    loaded = import_module(f"xpromo.cli.{module}")
    app = getattr(loaded, "app", None)
    return TyperCommand(name, help=app.info.help if app else getdoc(loaded.command), rich_markup_mode="rich")


def _build(name: str, module: str) -> Command:
    loaded = import_module(f"xpromo.cli.{module}")
    app = getattr(loaded, "app", None)
    if app is None:
        app = typer.Typer(add_completion=False, rich_markup_mode="rich")
        app.command(name)(loaded.command)
    app._add_completion = False  # noqa: SLF001 - completion is xpromo's, not a command's
    built = cast("Command", get_command(app))
    built.name = name
    return built


app = typer.Typer(
    cls=Commands,
    name="xpromo",
    no_args_is_help=False,
    invoke_without_command=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"auto_envvar_prefix": "XPROMO", "help_option_names": ["-h", "--help"]},
)


@dataclass
class Started:
    """How far a call has come: what its end needs to know of its beginning."""

    run: Run


def _stop(*_: object) -> None:
    raise Stopped


def _early_run(arguments: Sequence[str]) -> Run:
    """Return what is known before the options are read: enough to say in the right colours what is wrong with them."""
    stated = [value for name, value in pairwise([*arguments, ""]) if name == "--color"]
    stated += [word.partition("=")[2] for word in arguments if word.startswith("--color=")]
    color = (stated or [os.environ.get("XPROMO_COLOR", "auto")])[-1]
    return Run(Path(), None, datetime.min.replace(tzinfo=UTC), os.environ, color=color, arguments=arguments)


def _current_folder() -> Path:
    try:
        return Path.cwd()
    except OSError:
        raise StorageError("the folder that xpromo was started in is gone", hint="go to one that exists") from None


def _version(asked: bool) -> None:
    if asked:
        print(f"xpromo {__version__}")
        raise typer.Exit


@app.callback()
def root(
    context: typer.Context,
    workspace: Annotated[
        Path | None,
        typer.Option(
            "--workspace", "-C", help="Work in this folder.", metavar="DIR", readable=False, show_envvar=False
        ),
    ] = None,
    ledger: Annotated[
        Path | None,
        typer.Option("--ledger", help="Use this ledger.", metavar="PATH", readable=False, show_envvar=False),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only results and errors.", show_envvar=False)] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Say what is worked with.", show_envvar=False)
    ] = False,
    color: Annotated[
        str,
        typer.Option(
            "--color",
            help="auto, always or never.",
            metavar="WHEN",
            show_envvar=False,
            autocompletion=one_of("auto", "always", "never"),
        ),
    ] = "auto",
    wait: Annotated[
        float, typer.Option("--wait", help="Seconds to wait for a busy ledger.", metavar="S", show_envvar=False)
    ] = 60.0,
    now: Annotated[
        str | None, typer.Option("--now", help="Take this moment for now.", metavar="MOMENT", show_envvar=False)
    ] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks.", show_envvar=False)] = False,
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            help="Print the version.",
            callback=_version,
            is_eager=True,
            show_envvar=False,
            allow_from_autoenv=False,
        ),
    ] = False,
) -> None:
    """Run cross-promotion together: links, codes and kits from YAML; a ledger of what came back; numbers both trust."""
    start = workspace or _current_folder()
    run = _begun(Run(start, ledger, clock(now, os.environ), os.environ, quiet, verbose, debug, color, wait))
    started = context.find_object(Started)
    if started is not None:
        started.run = run = replace(run, arguments=started.run.arguments)
    context.obj = run
    if run.verbose:
        _explain(run)
    if context.invoked_subcommand is None and not version:
        _paint_help(run)
        print(context.get_help())
        raise typer.Exit(ExitCode.USAGE)


def _explain(run: Run) -> None:
    """Say which workspace, ledger, key and moment this run works with, and where each comes from."""
    folder = find_workspace(run.start)
    say(run, f"workspace: {folder or 'none'} ({'found from' if folder else 'looked for from'} {run.start})")
    if run.ledger_option or folder:
        say(run, f"ledger: {run.ledger_path} ({'--ledger' if run.ledger_option else 'of the workspace'})")
    say(run, f"key: {'XPROMO_KEY' if run.stated_key else run.key_path if folder else 'none'}")
    say(run, f"now: {run.now.isoformat()}")


def _begun(run: Run) -> Run:
    """Return the run when its options make sense. Raises UsageError."""
    if run.color not in {"auto", "always", "never"}:
        raise UsageError(f"--color takes auto, always or never, not {run.color!r}")
    if not run.start.is_dir():
        raise UsageError(f"no folder {run.start}", hint="-C names the folder of a workspace, or one inside it")
    if run.ledger_option and run.ledger_option.is_dir():
        raise UsageError(f"--ledger {run.ledger_option} is a folder", hint="name the ledger's file")
    if not run.wait >= 0:
        raise UsageError("--wait takes a number of seconds, 0 or more")
    return run


def main(arguments: Sequence[str] | None = None) -> int:
    """Run xpromo with arguments (the process's unless given) and return the exit code."""
    if arguments is None:
        settle_streams()
        signal.signal(signal.SIGTERM, _stop)
        if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
            signal.signal(signal.SIGINT, signal.default_int_handler)
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    started = Started(_early_run(arguments))
    if (not arguments and COMPLETING not in os.environ) or not HELP.isdisjoint(arguments):
        _paint_help(started.run)
    try:
        return _run(arguments, started)
    except BaseException as error:  # noqa: BLE001 - the last line of defence, which says everything in its own way
        if COMPLETING in os.environ and not isinstance(error, SystemExit):
            return ExitCode.OK  # a shell asked, and whoever is typing can't use an error
        return ended_by(error, started.run, debug=started.run.debug or "--debug" in arguments)


def _paint_help(run: Run) -> None:
    """Make Typer decide on colour as everything else does; its pages of help know no --color and half of NO_COLOR."""
    from typer import rich_utils

    rich_utils.FORCE_TERMINAL = on = wants_color(run, sys.stdout)
    rich_utils.COLOR_SYSTEM = "standard" if on else None


def _run(arguments: list[str], started: Started) -> int:
    try:
        code = _program().main(arguments, prog_name="xpromo", standalone_mode=False, obj=started)
        sys.stdout.flush()  # what the system can't take shows here, not after the last line of this file
    except typer.TyperException as error:
        raise usage_error(error) from error
    except SystemExit as stopped:
        if isinstance(stopped.__context__, BrokenPipeError):  # Typer's answer to a closed pipe is exit 1
            raise BrokenPipeError from stopped
        raise
    if code == ExitCode.INTERRUPTED:
        raise KeyboardInterrupt
    return code if isinstance(code, int) else ExitCode.OK


def _program() -> Command:
    program = cast("Command", get_command(app))
    for parameter in program.params:
        if (parameter.name or "").endswith("_completion"):
            parameter.show_envvar = False  # type: ignore[attr-defined]  # an option, which has one
    return program


__all__ = ["app", "main", "running"]
