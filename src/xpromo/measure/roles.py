"""What a place, or a group of places, had to do with conversions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """Conversions of the campaigns' goals, and the revenue of all kinds in minor units."""

    n: int = 0
    amount: int = 0

    def __add__(self, other: Part) -> Part:
        """Add two parts of one currency."""
        return Part(self.n + other.n, self.amount + other.amount)


@dataclass(frozen=True, slots=True)
class Roles:
    """What a group had to do with conversions; ``unowned`` are those that count in it and that nobody sourced."""

    sourced: Part = Part()
    influenced: Part = Part()
    code_only: Part = Part()
    unowned: Part = Part()

    def __add__(self, other: Roles) -> Roles:
        """Add what different conversions come to."""
        return Roles(
            self.sourced + other.sourced,
            self.influenced + other.influenced,
            self.code_only + other.code_only,
            self.unowned + other.unowned,
        )


def added(one: Mapping[str, Roles] | None, other: Mapping[str, Roles] | None) -> dict[str, Roles]:
    """Add roles by currency."""
    found = dict(one or {})
    for currency, roles in (other or {}).items():
        found[currency] = found.get(currency, Roles()) + roles
    return found
