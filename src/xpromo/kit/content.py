"""What a kit is made of, before anything is rendered, and the files that come out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from xpromo.errors import Location, Problem
from xpromo.kit.environment import Templates
from xpromo.registry import Registry


@dataclass(frozen=True, slots=True)
class Side:
    """One brand as the other sees it.

    ``required`` are sentences that must stand wherever it is promoted, ``forbidden`` words that may not, ``words``
    pairs of our word and theirs.
    """

    id: str
    name: str
    ours: bool
    palette: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    disclosure: str = ""


@dataclass(frozen=True, slots=True)
class KitLink:
    """One minted link: its id, the variant it is for, the whole URL."""

    id: str
    variant: str | None
    url: str


@dataclass(frozen=True, slots=True)
class Appearance:
    """One placement as a kit shows it.

    ``at`` is aware; ``last_day`` is the last on which the offer holds (inclusive, for people), None
    where it has no end; ``text`` is the value
    for the sender's audience; ``pool`` is None without a pool, () before it was issued; ``networks`` are those
    asked for that the property is called after, () where its name tells none.
    """

    placement: str
    sender: Side
    promoted: Side
    property: str
    property_name: str
    channel: str
    phase: str | None
    kind: str | None
    at: datetime | None
    zone: str
    offer: str
    offer_title: str
    terms: str
    text: str
    last_day: date | None
    links: tuple[KitLink, ...]
    description: str = ""
    action: str = ""
    code: str | None = None
    pool: tuple[str, ...] | None = None
    networks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mail:
    """How to leave a mailing and where its sender lives."""

    sender: str = ""
    postal_address: str = ""
    unsubscribe: str = ""


@dataclass(frozen=True, slots=True)
class Kit:
    """Everything one reader gets for one campaign: what it sends, and what is sent for it.

    ``flight_end`` is exclusive. ``disclosure`` maps languages to texts; ``""`` is the default text. ``how`` are
    sentences on doing this form well, ``roles`` pairs of a duty and ``brand/role``. ``location`` is the campaign's
    file, for problems.
    """

    campaign: str
    campaign_name: str
    form: str
    flight_start: date
    flight_end: date
    timezone: str
    reader: Side
    others: tuple[Side, ...]
    sends: tuple[Appearance, ...]
    arrives: tuple[Appearance, ...]
    languages: tuple[str, ...] = ("en",)
    networks: tuple[str, ...] = ()
    email: bool = False
    qr: bool = False
    form_title: str = ""
    how: tuple[str, ...] = ()
    value: Mapping[str, str] = field(default_factory=dict)
    disclosure: Mapping[str, str] = field(default_factory=dict)
    mail: Mail = Mail()
    roles: tuple[tuple[str, str], ...] = ()
    if_missed: str = ""
    faq: tuple[tuple[str, str], ...] = ()
    link_parameter: str | None = "xp"
    location: Location | None = None

    @property
    def sides(self) -> tuple[Side, ...]:
        """The brands of this kit, the others first."""
        return (*self.others, self.reader)


@dataclass(frozen=True, slots=True)
class Piece:
    """One file of a kit. ``private`` files are readable by their owner only.

    ``template`` and ``language`` are set for what readers will see: such a piece must hold its link and disclosure.
    """

    path: str
    content: bytes
    placement: str | None = None
    links: tuple[KitLink, ...] = ()
    code: str | None = None
    asset: str = ""
    template: str = ""
    language: str = ""
    private: bool = False


Rendered = tuple[list[Piece], list[Problem]]


@dataclass(frozen=True, slots=True)
class Asset:
    """A kind of asset: what it is called, and how a kit becomes its files."""

    title: str
    render: Callable[[Kit, Templates], Rendered]


ASSETS = Registry("xpromo.kit.assets", "asset", Asset)


def together(parts: Sequence[Rendered]) -> Rendered:
    """Join what several renderings gave."""
    return [piece for pieces, _ in parts for piece in pieces], [problem for _, found in parts for problem in found]
