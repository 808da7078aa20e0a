"""A process with xpromo loaded that waits for commands: each runs in a child of it, a tenth of the price of a start.

Started with the path of a socket to listen at. A client (client.py) sends its streams, its folder, its environment and
its words; the child takes them on, so that a command in a shell's pipe or with its output in a file is as ever. It ends
when its standard input does, that is with the process that started it.
"""

from __future__ import annotations

import gc
import io
import marshal
import os
import resource
import select
import signal
import socket
import sys
from typing import Any, NoReturn

STREAMS = (
    ("stdin", "rb", "surrogateescape"),
    ("stdout", "wb", "surrogateescape"),
    ("stderr", "wb", "backslashreplace"),
)


def serve(path: str) -> None:
    """Bear a child for every client, until nobody is left who could ask."""
    from tests.faults.nursery import load

    load()
    gc.collect()
    gc.freeze()  # what is shared stays shared
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen(64)
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those who attend to a client
        print("ready", flush=True)  # noqa: T201 - said to who started it
        while sys.stdin not in select.select([listener, sys.stdin], [], [])[0]:
            client, _ = listener.accept()
            with client:
                if not os.fork():
                    attend(client)


def attend(client: socket.socket) -> NoReturn:
    """Run what a client asks for in a child, and tell it how that ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    size, streams, _, _ = socket.recv_fds(client, 4, 3)
    request = client.recv(int.from_bytes(size, "big"), socket.MSG_WAITALL)
    child = os.fork()
    if not child:
        be_born(marshal.loads(request), streams)  # noqa: S302 - from a process of ours
    for stream in streams:
        os.close(stream)
    client.sendall(b"%d" % os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    os._exit(0)


def be_born(job: dict[str, Any], streams: list[int]) -> NoReturn:
    """Be the child: take on the client's streams, folder, environment, umask and limits, and run its command."""
    from xpromo.cli.main import main

    for place, sent in enumerate(streams):
        os.dup2(sent, place)
        os.close(sent)
    os.chdir(job["cwd"])
    os.umask(job["umask"])
    for kind, limits in job["limits"].items():
        resource.setrlimit(kind, limits)
    os.environ.clear()
    os.environ.update(job["env"])
    for place, (name, mode, errors) in enumerate(STREAMS):
        stream = io.TextIOWrapper(open(place, mode, closefd=False), errors=errors, write_through=True)  # noqa: SIM115
        setattr(sys, name, stream)
    sys.argv = ["xpromo", *job["arguments"]]
    sys.exit(main())


if __name__ == "__main__":
    serve(sys.argv[1])
