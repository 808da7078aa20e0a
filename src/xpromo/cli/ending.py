"""How a run ends when it doesn't end well: in a line or two, with an exit code, never with a traceback."""

from __future__ import annotations

import signal
import sys
from difflib import get_close_matches
from typing import TYPE_CHECKING

import typer

from xpromo import __version__
from xpromo.cli.console import say, show_error
from xpromo.cli.streams import silence
from xpromo.errors import ExitCode, StorageError, UsageError, XpromoError
from xpromo.files import naming

if TYPE_CHECKING:
    from xpromo.cli.context import Run

NEAR = 0.75  # Typer suggests --help for --keep
TERMINATED = 128 + signal.SIGTERM


class Stopped(BaseException):
    """The system asked this process to end."""


def ended_by(error: BaseException, run: Run, *, debug: bool) -> int:
    """Say what ended the run, in one or two lines, and return the exit code."""
    if isinstance(error.__cause__, Stopped | KeyboardInterrupt):
        error = error.__cause__  # it came while Python was making a class, which makes another exception of any
    match error:
        case BrokenPipeError():
            silence(sys.stdout)
            return ExitCode.OK
        case Stopped() | KeyboardInterrupt() | typer.Abort():
            say(run, "stopped; nothing half-done was kept")
            return TERMINATED if isinstance(error, Stopped) else ExitCode.INTERRUPTED
        case XpromoError():
            show_error(run, error)
            return error.exit_code
        case OSError():  # a file's fault is never a bug; most have been named by now
            silence(sys.stdout)
            show_error(run, _named(error))
            return ExitCode.STORAGE
        case Exception():
            return _report_bug(error, debug=debug)
    raise error


def usage_error(error: typer.TyperException) -> UsageError:
    """Return Typer's own errors as ours: what is wrong, then what to type."""
    context = getattr(error, "ctx", None)
    words = error.format_message()
    command = context.command_path if context else "xpromo"
    hint = f"{command} --help"
    option = getattr(error, "option_name", "")
    if known := getattr(error, "possibilities", None):
        words = words.partition(" (Possible")[0]
        if near := get_close_matches(option, known, n=1, cutoff=NEAR):
            hint = f"did you mean {near[0]}? All options: {hint}"
    if context and context.parent and any(option in parameter.opts for parameter in context.find_root().command.params):
        words, hint = f"{option} goes before the command", f"xpromo {option} {command.removeprefix('xpromo ')}"
    return UsageError(words[:1].lower() + words[1:], hint=hint)


def _named(error: OSError) -> StorageError:
    try:
        with naming(error.filename if isinstance(error.filename, str) else "standard output", "read or write"):
            raise error
    except StorageError as named:
        return named


def _report_bug(error: Exception, *, debug: bool) -> int:
    import tempfile
    import traceback

    if debug:
        traceback.print_exception(error)
        return ExitCode.BUG
    frames = traceback.extract_tb(error.__traceback__)
    text = "".join(traceback.StackSummary.from_list(frames).format()) + type(error).__name__ + "\n"
    with tempfile.NamedTemporaryFile("w", prefix="xpromo-", suffix=".txt", delete=False, encoding="utf-8") as file:
        file.write(f"xpromo {__version__}\n{text}")  # the frames, not the message: it could hold a cell
    say(None, f"error: a bug in xpromo ({type(error).__name__}); the traceback is in {file.name}")
    say(None, " help: please report it with that file; it holds no data of yours. --debug shows it here")
    return ExitCode.BUG
