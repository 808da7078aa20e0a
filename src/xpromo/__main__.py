"""What ``xpromo`` and ``python -m xpromo`` run: Ctrl-C ends it without a traceback also while it is being loaded."""

import os
import signal
import sys

_INTERRUPTED = 130  # as ExitCode has it, which isn't loaded yet


def _leave(*_: object) -> None:
    os._exit(_INTERRUPTED)  # nothing was begun, and an exception inside of an import becomes another one there


def start() -> int:
    """Load xpromo and run it with the process's arguments; return the exit code."""
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:  # as a shell starts what runs in the background
        signal.signal(signal.SIGINT, _leave)
    from xpromo.cli.main import main  # noqa: PLC0415 - it answers a signal in words

    try:
        return main()
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # all is done and said; Python is clearing up


if __name__ == "__main__":
    sys.exit(start())
