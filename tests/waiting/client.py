"""``xpromo`` by the process that waits: ``client.py SOCKET WORD …``. It starts in a hundredth of a second."""

import marshal
import os
import sys
from _socket import AF_UNIX, SCM_RIGHTS, SOCK_STREAM, SOL_SOCKET, socket
from resource import RLIMIT_AS, RLIMIT_FSIZE, RLIMIT_NOFILE, getrlimit

job = {
    "arguments": sys.argv[2:],
    "cwd": os.getcwd(),  # noqa: PTH109 - pathlib takes as long as all the rest
    "env": dict(os.environ),
    "umask": os.umask(0o77),
    "limits": {kind: getrlimit(kind) for kind in (RLIMIT_AS, RLIMIT_FSIZE, RLIMIT_NOFILE)},
}
server = socket(AF_UNIX, SOCK_STREAM)
server.connect(sys.argv[1])
streams = b"".join(number.to_bytes(4, sys.byteorder) for number in range(3))
request = marshal.dumps(job)
server.sendmsg([len(request).to_bytes(4, "big")], [(SOL_SOCKET, SCM_RIGHTS, streams)])
server.sendall(request)
code = int(server.recv(16))
if code < 0:
    os.kill(os.getpid(), -code)
os._exit(code)
