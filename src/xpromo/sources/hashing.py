"""People, visitors and events become 16-byte keys at the edge; what they were made from goes no further.

Persons: HMAC-SHA256 cut to 16 bytes, so that two brands with a contract can compute the same. Events and visitors:
BLAKE2b-128 of a secret prefix and the text, which BLAKE2 allows in place of its keyed mode and which costs one
block instead of two.
"""

from __future__ import annotations

import hmac
import unicodedata
from dataclasses import dataclass
from functools import cached_property, partial
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

SIZE = 16


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
        plain = unicodedata.normalize("NFKC", text).strip().lower()
        return hmac.digest(self._person_key, plain.encode(), "sha256")[:SIZE] if plain else None

    def plain_id(self, text: str) -> str:
        """Return an id as it is, or hashed when it holds an ``@`` and could be somebody's address."""
        return text if "@" not in text else "h:" + self.keyed("id", text.strip().lower()).hex()


def hash_column(prefix: str, texts: Sequence[str]) -> list[bytes]:
    """Return the 16-byte key of each text, encoded as one: what :meth:`Hashing.keyed` returns, column by column."""
    encoded = (prefix + ("\n" + prefix).join(texts)).encode().split(b"\n") if texts else []
    if len(encoded) != len(texts):  # a text with a line break
        encoded = [(prefix + text).encode() for text in texts]
    return list(map(blake2b.digest, map(_blake, encoded)))


_blake = partial(blake2b, digest_size=SIZE)
