"""campaigns/brand.yaml: who we are."""

from __future__ import annotations

from typing import Literal

from xpromo.definitions.schema.parts import Attribution, Blackout, Contact, Definition, Disclosure, Property, key
from xpromo.definitions.schema.scalars import (
    Color,
    Count,
    Currency,
    Domain,
    Id,
    Items,
    Line,
    Lines,
    Link,
    Map,
    Parameter,
    Positive,
    Section,
    ShortPath,
    UtmName,
    Version,
    Zone,
)  # fmt: skip

UtmField = Literal["source", "medium", "campaign", "content", "id", "term"]
LawfulBasis = Literal["legitimate_interest", "consent", "contract"]


class UtmPolicy(Definition):
    """Which values tags may have, and what else links carry."""

    case: Literal["lower", "any"] = key("Whether values must be lower case.", "lower", default="lower")
    separator: Literal["-", "_"] = key("What joins the words of a value.", "-", default="-")
    allow: Map[UtmField, Items[Line]] = key("The only values allowed.", {"medium": ["email", "social"]}, default={})
    block: Map[UtmField, Items[Line]] = key("Values never allowed.", {"source": ["test"]}, default={})
    require: Items[UtmField] = key("Tags that every link must carry.", ["source", "medium"], default=())
    max_length: Positive = key("Longest value in characters.", 100, default=100)
    extra: Map[UtmName, Line] = key("Further parameters on every link.", {"utm_source_platform": "xpromo"}, default={})
    link_parameter: Parameter | None = key("Parameter that carries the link id; null turns it off.", "xp", default="xp")


class Style(Definition):
    """Colours, logo and voice."""

    palette: Items[Color] = key("Colours: dark ones for text first, then grounds.", ["#3b2417", "#f6efe6"], default=())
    logo: Line | None = key("File or address of the logo.", "logo.svg", default=None)
    voice: Line | None = key("How our texts sound.", "warm, short, no superlatives", default=None)


class Claims(Definition):
    """What texts may not say, or only beside a source."""

    forbidden: Items[Line] = key("Never in any text.", ["guaranteed"], default=())
    need_source: Items[Line] = key("Only beside a source.", ["%", "faster"], default=())


class Mail(Definition):
    """What an e-mail must hold."""

    from_: Line = key("Sender: name and address.", "Northwind <hello@northwind.example>", alias="from")
    postal_address: Lines = key("Postal address in the footer.", "Musterstraße 1, 10115 Berlin")
    unsubscribe: Link = key("Where recipients leave.", "https://northwind.example/u")


class Privacy(Definition):
    """What we may keep, and for how long."""

    lawful_basis: LawfulBasis = key("Why we may process clicks.", "legitimate_interest", default="legitimate_interest")
    retention_days: Positive = key("How long events are kept.", 395, default=395)
    small_cell: Count = key("Counts below this are hidden in what partners get.", 11, default=11)


class Hygiene(Definition):
    """Which clicks are kept and don't count."""

    repeat: Literal["off", "minute", "hour", "day"] = key(
        "A visitor's second click on a link within this is a repeat; clock time in UTC.", "hour", default="hour"
    )


class CodePolicy(Definition):
    """What decides on the length of codes."""

    guesses: Positive = key("Guesses that must find a live code with at most 1 in a million.", 100000, default=100_000)


class Brand(Definition):
    """Who we are, what reaches people, and the rules for everything we hand out."""

    schema_version: Version = key("Version of this file's schema.", 1)
    brand: Id = key("Our id.", "northwind-coffee")
    name: Line = key("Our name.", "Northwind Coffee")
    domains: Items[Domain] = key("Our landing pages lie under one of these.", ["northwind.example"])
    currency: Currency = key("Currency of all amounts that name none (ISO 4217).", "EUR")
    timezone: Zone = key("The days of every count and flight are days in this zone.", "Europe/Berlin")
    properties: Items[Property] = key(
        "What we have that reaches people.",
        [{"id": "northwind-weekly", "name": "Northwind Weekly", "channel": "email", "audience": 42000}],
        default=(),
    )
    contacts: Map[Id, Contact] = key(
        "Who holds which role.", {"approver": {"email": "ada@northwind.example"}}, default={}
    )
    utm: Section[UtmPolicy] = key("How our links are tagged.", {"case": "lower"}, default=UtmPolicy())
    attribution: Section[Attribution] = key(
        "How conversions find their placement, unless an agreement says otherwise.",
        {"window_days": 30, "conflict": "code-first"},
        default=Attribution(),
    )
    codes: Section[CodePolicy] = key("How hard our codes are to guess.", {"guesses": 100000}, default=CodePolicy())
    blackout: Items[Blackout] = key(
        "Days on which we promote nobody and nobody promotes us.",
        [{"start": "2026-12-24", "end": "2026-12-26", "reason": "Nobody is there to answer."}],
        default=(),
    )
    disclosure: Disclosure | None = key("The words that mark a promotion.", {"text": "Partner promotion"}, default=None)
    style: Section[Style] = key("How we look and sound.", {"palette": ["#3b2417", "#f6efe6"]}, default=Style())
    claims: Section[Claims] = key("Words that promise something.", {"forbidden": ["guaranteed"]}, default=Claims())
    mail: Mail | None = key(
        "What an e-mail must hold.",
        {
            "from": "Northwind <hello@northwind.example>",
            "postal_address": "Musterstraße 1, 10115 Berlin",
            "unsubscribe": "https://northwind.example/u",
        },
        default=None,
    )
    privacy: Section[Privacy] = key("What we may keep.", {"small_cell": 11}, default=Privacy())
    hygiene: Section[Hygiene] = key("Which clicks don't count.", {"repeat": "hour"}, default=Hygiene())
    clicks_from: Id | None = key("The import source whose clicks count.", "combined-log", default=None)
    sales_from: Id | None = key(
        "The import source whose sales count where several tell of a campaign's; `all`: each has its own.",
        "shopify-orders",
        default=None,
    )
    short_paths: Items[ShortPath] = key("Paths of our domains that only redirect.", ["/go"], default=())
    notes: Lines | None = key("Anything else.", "We send on Thursdays.", default=None)

    @property
    def id(self) -> str:
        """The brand's id."""
        return self.brand
