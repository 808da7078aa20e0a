"""People, visitors and events become 16-byte keys at the edge; what they were made from goes no further.

Persons: HMAC-SHA256 cut to 16 bytes, so that two brands with a contract can compute the same. Events and visitors:
BLAKE2b-128 of a secret prefix and the text, which BLAKE2 allows in place of its keyed mode and which costs one
block instead of two.
"""

from __future__ import annotations

import hmac
import unicodedata
from collections import deque
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b, sha256
from itertools import repeat
from operator import add, itemgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from hashlib import _Hash

SIZE = 16
NEAR = 4  # bytes of an event's key that neighbours share
VARYING = 3  # characters at the end of ids in which neighbours differ


@dataclass(frozen=True)
class Hashing:
    """Keyed hashing with the workspace's 32-byte key."""

    key: bytes

    @cached_property
    def _person_key(self) -> bytes:
        return blake2b(b"xpromo person", key=self.key, digest_size=32).digest()

    def prefix(self, purpose: str) -> str:
        """Return the secret text of 128 bits that is put before what is hashed for this purpose."""
        return blake2b(purpose.encode(), key=self.key, digest_size=16).hexdigest()

    def keyed(self, purpose: str, text: str) -> bytes:
        """Return 16 bytes that stand for ``text`` within ``purpose``."""
        return blake2b((self.prefix(purpose) + text).encode(), digest_size=SIZE).digest()

    def person(self, text: str) -> bytes | None:
        """Return the key of a customer (an e-mail address or an id), None when there is none.

        Spelling variants that mean the same address come to the same key: NFKC, trimmed, lower case.
        """
        plain = (text if text.isascii() else unicodedata.normalize("NFKC", text)).strip().lower()
        return hmac.digest(self._person_key, plain.encode(), "sha256")[:SIZE] if plain else None

    @cached_property
    def _person_hashes(self) -> tuple[_Hash, _Hash]:
        """HMAC-SHA256 with the key, begun: the inner hash and the outer one. Copies of them cost less than half."""
        key = self._person_key.ljust(64, b"\0")  # the block of SHA-256
        return sha256(bytes(byte ^ 0x36 for byte in key)), sha256(bytes(byte ^ 0x5C for byte in key))

    def people(self, texts: Sequence[str]) -> list[bytes | None]:
        """Return :meth:`person` of each text of a column."""
        joined = "\n".join(texts)
        plain = joined.lower().split("\n") if joined.isascii() else []
        if len(plain) != len(texts):
            return [self.person(text) for text in texts]
        (inner, outer), keys = self._person_hashes, list[bytes | None]()
        for text in map(str.strip, plain):
            if not text:
                keys.append(None)
                continue
            first, second = inner.copy(), outer.copy()
            first.update(text.encode())
            second.update(first.digest())
            keys.append(second.digest()[:SIZE])
        return keys

    def plain_id(self, text: str) -> str:
        """Return an id as it is, or hashed when it holds an ``@`` and could be somebody's address."""
        return text if "@" not in text else "h:" + self.keyed("id", text.strip().lower()).hex()


def hash_column(prefix: str, texts: Sequence[str], size: int = SIZE) -> list[bytes]:
    """Return the key of each text, encoded as one: what :meth:`Hashing.keyed` returns, column by column.

    The prefix is hashed once and copied.
    """
    encoded = "\n".join(texts).encode().split(b"\n") if texts else []
    if len(encoded) != len(texts):  # a text with a line break
        encoded = list(map(str.encode, texts))
    hashes = list(map(blake2b.copy, repeat(blake2b(prefix.encode(), digest_size=size), len(encoded))))
    deque(map(blake2b.update, hashes, encoded), maxlen=0)
    return list(map(blake2b.digest, hashes))


def neighbours(prefix: str, ids: Sequence[str]) -> list[bytes]:
    """Return the key of each id; ids that differ in their last characters share the first 4 bytes of it.

    Ids mostly count up, so rows that come together get keys that lie together, and writing them touches few pages of
    the index. The other 12 bytes tell ids apart.
    """
    heads = list(map(_HEAD, ids))
    found = list(set(heads))
    leading = dict(zip(found, hash_column(prefix, found, NEAR), strict=True))
    return list(map(add, map(leading.__getitem__, heads), hash_column(prefix, ids, SIZE - NEAR)))


def at_moments(prefix: str, cells: Sequence[str], at: Sequence[int]) -> list[bytes]:
    """Return the key of each row without an id: the first 4 bytes are its moment, so that neighbours lie together."""
    leading = [(moment & 0xFFFFFFFF).to_bytes(NEAR, "big") for moment in at]
    return list(map(add, leading, hash_column(prefix, cells, SIZE - NEAR)))


_HEAD = itemgetter(slice(None, -VARYING))
