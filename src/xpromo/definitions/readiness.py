"""What a partner's stage still needs: each stage asks for a little more than the one before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_args

from xpromo.definitions.schema import Partner
from xpromo.definitions.schema.partner import Stage

STAGES: tuple[str, ...] = get_args(Stage)  # prospect, recruited, onboarding, active, paused, ended
Keys = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """Something that a partner's file lacks: the keys that lead to it, since which stage, why, and what to write."""

    keys: Keys
    stage: str
    message: str
    hint: str

    @property
    def key(self) -> str:
        """The keys as people write them: ``agreement.start``, ``properties[0].audience``."""
        first, *others = self.keys
        return str(first) + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in others)


def needs_of(partner: Partner) -> list[Need]:
    """Return what the stage of this partner still needs, early stages first; nothing when all is there."""
    return [need for need in _lacking(partner) if STAGES.index(need.stage) <= STAGES.index(partner.stage)]


def _lacking(partner: Partner) -> Iterator[Need]:
    """Yield everything that any stage up to the partner's would miss."""
    if not partner.contacts:
        hint = "add `contacts: {approver: {email: …}}`"
        yield Need(("contacts",), "recruited", "there is nobody to write to", hint)
    elif "approver" not in partner.contacts:
        hint = "add `approver: {email: …}` under `contacts`"
        yield Need(("contacts", "approver"), "onboarding", "nobody approves for them", hint)
    if not partner.domains:
        hint = "add `domains: [example.com]`"
        yield Need(("domains",), "onboarding", "no domain of theirs is known, so no link can lead to them", hint)
    for number, item in enumerate(partner.properties):
        if item.audience is None and item.audience_verified is None:
            message = f"nothing says how many people `{item.id}` reaches"
            yield Need(("properties", number, "audience"), "onboarding", message, "add `audience: 25000`")
    yield from _agreement(partner)


def _agreement(partner: Partner) -> Iterator[Need]:
    agreement = partner.agreement
    if agreement is None:
        hint = "add `agreement: {start: 2026-10-01, end: 2027-09-30}`"
        yield Need(("agreement",), "active", "nothing is written down of what was agreed", hint)
        return
    if agreement.start is None:
        yield Need(("agreement", "start"), "active", "the agreement has no first day", "add `start: 2026-10-01`")
    if agreement.end is None and partner.stage == "ended":
        yield Need(("agreement", "end"), "ended", "nothing says when it ended", "add `end: 2027-09-30`")
