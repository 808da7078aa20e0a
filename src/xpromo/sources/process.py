"""A large file is read in a process of its own, so that reading and writing use two processors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from xpromo.elsewhere import other_process
from xpromo.sources.packing import pack, unpack_batch
from xpromo.sources.reading import feed
from xpromo.sources.source import SOURCES

if TYPE_CHECKING:
    from xpromo.records import Batch
    from xpromo.sources.opening import FileFacts
    from xpromo.sources.packing import Packed
    from xpromo.sources.source import ReadOptions

    Reader = Callable[[str, ReadOptions], Iterator[Batch]]

LARGE = 8 << 20
LARGE_PACKED = 1 << 20


@contextmanager
def reader_of(facts: FileFacts) -> Iterator[Reader]:
    """Yield what reads a file, given its source's name and how: here or, when the file is large, in another process
    that is started now and begins to read when it is called.

    The batches raise what the reader raises, and StorageError when the other process is gone.
    """
    if facts.size < (LARGE_PACKED if facts.packed else LARGE):
        yield partial(read_here, facts)
        return
    with other_process(__name__) as work:
        yield lambda source, options: map(unpack_batch, work(facts.name, read_packed, facts, source, options))


def read_here(facts: FileFacts, source: str, options: ReadOptions) -> Iterator[Batch]:
    """Yield the batches of a file, read in this process."""
    found = SOURCES.get(source)
    return found.read(feed(facts, found, options), options)


def read_packed(facts: FileFacts, source: str, options: ReadOptions) -> Iterator[Batch | Packed]:
    """Yield the batches of a file as they travel."""
    return map(pack, read_here(facts, source, options))
