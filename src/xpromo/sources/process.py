"""A large file is read in a process of its own, so that reading and writing use two processors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from xpromo.elsewhere import elsewhere
from xpromo.sources.packing import pack, unpack_batch
from xpromo.sources.reading import feed
from xpromo.sources.source import SOURCES

if TYPE_CHECKING:
    from xpromo.records import Batch
    from xpromo.sources.opening import FileFacts
    from xpromo.sources.packing import Packed
    from xpromo.sources.source import ReadOptions

LARGE = 8 << 20
LARGE_PACKED = 1 << 20


def read_batches(facts: FileFacts, source: str, options: ReadOptions) -> Iterator[Batch]:
    """Yield the batches of a file, read here or, when it is large, in another process.

    Raises what the reader raises, and StorageError when the other process is gone.
    """
    if facts.size < (LARGE_PACKED if facts.packed else LARGE):
        yield from read_here(facts, source, options)
        return
    with elsewhere(facts.name, read_packed, facts, source, options) as batches:
        yield from map(unpack_batch, batches)


def read_here(facts: FileFacts, source: str, options: ReadOptions) -> Iterator[Batch]:
    """Yield the batches of a file, read in this process."""
    found = SOURCES.get(source)
    return found.read(feed(facts, found, options), options)


def read_packed(facts: FileFacts, source: str, options: ReadOptions) -> Iterator[Batch | Packed]:
    """Yield the batches of a file as they travel."""
    return map(pack, read_here(facts, source, options))
