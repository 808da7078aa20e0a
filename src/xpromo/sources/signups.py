"""Sign-ups of mailing lists: one a person, whichever of a list's exports says it first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xpromo.sources.amounts import plain_cell
from xpromo.sources.evidence import NONE
from xpromo.sources.sales import Bad, Conversion, ConversionReader

if TYPE_CHECKING:
    from xpromo.records import Evidence


def sign_up(
    reader: ConversionReader, line: int, at: int, email: str, *, number: str = "", evidence: Evidence = NONE
) -> Conversion:
    """Return somebody's sign-up. ``number`` is the tool's id; where there is only the address, a keyed hash of it is.

    Nothing but the id tells a person apart: lists change what they say of when somebody came. Raises Bad for neither.
    """
    email, number = plain_cell(email), plain_cell(number)
    if not (email or number):
        raise Bad("no-id", "email")
    identity = reader.identity(number) if number else "h:" + reader.hashing.keyed("id", email.lower()).hex()
    return Conversion(line, "signup", at, (identity,), id=identity, evidence=evidence, customer=email)
