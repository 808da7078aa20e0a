"""What a form of campaign is, as `plan` lays it out: one file of data each in ``forms/``.

A form says who promotes whom, what appears when and where, what is counted, and what its playbook asks for. Dates,
properties and ids are found by ``planning``; nothing here knows a workspace.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from xpromo.registry import Registry

Anchor: TypeAlias = Literal["start", "middle", "end", "event"]
Sides: TypeAlias = Literal["swap", "received", "joint"]
CodeKind: TypeAlias = Literal["", "shared", "pool"]


@dataclass(frozen=True, slots=True)
class Step:
    """Something that appears on every side that takes part in it.

    ``channels`` come best first. ``days`` are counted from ``anchor``, before it where they are negative. ``kind``
    holds on the first channel (``mention`` on all); elsewhere, and where it is "", what is usual there. ``label`` ends
    the placement's id where the phase doesn't, ``offer`` names one of the form's offers, ``note`` holds on the step's
    own channels. A ``lead`` step runs on the main property, others on another one where there is one; an ``exact`` one
    on its day or not at all.
    """

    phase: str
    channels: tuple[str, ...]
    days: int = 0
    anchor: Anchor = "start"
    kind: str = ""
    time: str = "09:00"
    label: str = ""
    offer: str = "offer"
    note: str = ""
    lead: bool = False
    exact: bool = False

    @property
    def name(self) -> str:
        """The last word of the placement's id."""
        return self.label or self.phase


@dataclass(frozen=True, slots=True)
class OfferShape:
    """What an offer of the form needs; ``description`` may name the ``{event}``. A ``live`` one is over with it."""

    name: str = "offer"
    codes: CodeKind = ""
    action: str = ""
    description: str = ""
    live: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A form of campaign.

    ``sides``: in a ``swap`` each side promotes the other, ``received`` is one way (theirs promotes us), in a ``joint``
    one all properties lead to one page of ours. With ``swaps`` what both sides place is given for each other, with
    ``paid`` the launch has a price. ``goals`` are the primary and two secondary metrics. ``playbook`` replaces what the
    usual step of that name asks for. ``advice`` stands as comments in the file, ``how`` in the briefs of both sides.
    ``ends`` says whether an offer is over with the flight; ``email``, ``qr`` and ``social`` (networks) which assets are
    made. ``event`` is how many days before the flight's end something happens live, at ``event_time``.
    """

    title: str
    short: str
    about: str
    days: int
    sides: Sides
    goals: tuple[str, str, str]
    steps: tuple[Step, ...]
    if_missed: str
    offers: tuple[OfferShape, ...] = (OfferShape(),)
    swaps: bool = True
    paid: bool = False
    ends: bool = True
    email: bool = True
    qr: bool = False
    social: tuple[str, ...] = ()
    playbook: Mapping[str, str] = field(default_factory=dict)
    advice: tuple[str, ...] = ()
    how: tuple[str, ...] = ()
    event: int = 0
    event_time: str = ""


FORMS = Registry("xpromo.definitions.forms", "form", Form)
