"""campaigns/partners/<partner>.yaml: the other brand."""

from __future__ import annotations

from typing import Literal

from xpromo.definitions.schema.parts import (
    Attribution,
    Benchmarks,
    Blackout,
    Contact,
    Definition,
    Property,
    key,
)  # fmt: skip
from xpromo.definitions.schema.scalars import (
    Color,
    Country,
    Day,
    Domain,
    Id,
    Items,
    Line,
    Lines,
    Map,
    Positive,
    Share,
    Version,
)  # fmt: skip

Stage = Literal["prospect", "recruited", "onboarding", "active", "paused", "ended"]
Depth = Literal["one-off", "programme", "ecosystem"]
FairnessUnit = Literal["reach", "clicks", "conversions", "revenue"]
PriceTier = Literal["budget", "mid", "premium", "luxury"]
Maturity = Literal["new", "growing", "established"]
Relation = Literal["complement", "neutral", "substitute"]
SharingBasis = Literal["aggregates_only", "legitimate_interest", "consent", "contract"]


class Guardrails(Definition):
    """What they forbid and require in every text that names them."""

    forbidden: Items[Line] = key("Claims and words that may not appear.", ["eco-friendly"], default=())
    required: Items[Line] = key("Sentences that must appear.", ["Mugs are fired in Portugal."], default=())
    words: Map[Line, Line] = key("Their word for ours.", {"cup": "mug"}, default={})
    palette: Items[Color] = key("Colours to use with their name.", ["#1f5c3a", "#f3f7f2"], default=())
    logo: Line | None = key("File or address of their logo.", "green-mug.svg", default=None)
    disclosure: Line | None = key("Their words to mark a promotion.", "Partner offer", default=None)


class Fit(Definition):
    """What tells whether the two audiences suit each other."""

    values: Items[Line] = key("What they stand for.", ["craft", "repair"], default=())
    categories: Items[Line] = key("What they sell.", ["kitchenware"], default=())
    price_tier: PriceTier | None = key("How dear it is.", "premium", default=None)
    geographies: Items[Country] = key("Where their customers live (ISO 3166).", ["DE", "AT"], default=())
    customer_maturity: Maturity | None = key("How long their customers have been customers.", "growing", default=None)
    relation: Relation | None = key("What they sell beside what we sell.", "complement", default=None)


class DataSharing(Definition):
    """What the two may tell each other about people."""

    basis: SharingBasis = key("Why data may be shared.", "aggregates_only", default="aggregates_only")
    retention_days: Positive | None = key("How long shared data may be kept.", 395, default=None)


class Agreement(Definition):
    """What was agreed; attribution is frozen for its life."""

    start: Day | None = key("First day.", "2026-10-01", default=None)
    end: Day | None = key("Last day; it counts.", "2027-09-30", default=None)
    exclusivity: Items[Line] = key("Categories in which neither promotes another.", ["kitchenware"], default=())
    fairness_unit: FairnessUnit = key("The unit in which the swap is fair.", "clicks", default="clicks")
    attribution: Attribution | None = key(
        "How conversions find their placement; else the brand's.",
        {"window_days": 30, "conflict": "code-first"},
        default=None,
    )
    revenue_share: Share | None = key("Their part of the revenue they bring.", 0.15, default=None)
    budget_share: Share | None = key("Their part of shared costs.", 0.5, default=None)
    data_sharing: DataSharing | None = key(
        "What may be told about people.", {"basis": "aggregates_only", "retention_days": 395}, default=None
    )


class Partner(Definition):
    """The other brand: its properties, its rules, and what was agreed. What is missing is said, never invented."""

    schema_version: Version = key("Version of this file's schema.", 1)
    partner: Id = key("Their id.", "green-mug")
    name: Line = key("Their name.", "Green Mug")
    domains: Items[Domain] = key("Their landing pages lie under one of these.", ["greenmug.example"], default=())
    stage: Stage = key("How far the partnership has come.", "active", default="prospect")
    depth: Depth = key("What it is meant to become.", "programme", default="one-off")
    contacts: Map[Id, Contact] = key(
        "Who holds which role.", {"approver": {"email": "lena@greenmug.example"}}, default={}
    )
    properties: Items[Property] = key(
        "What they have that reaches people.",
        [{"id": "green-mug-weekly", "name": "The Green Letter", "channel": "email", "audience": 26000}],
    )
    benchmarks: Benchmarks | None = key("What their audience usually does.", {"open_rate": 0.38}, default=None)
    guardrails: Guardrails | None = key("What they forbid and require.", {"forbidden": ["eco-friendly"]}, default=None)
    fit: Fit | None = key("What tells whether we suit each other.", {"relation": "complement"}, default=None)
    agreement: Agreement | None = key("What was agreed.", {"start": "2026-10-01"}, default=None)
    blackout: Items[Blackout] = key(
        "Days on which they promote nobody and nobody promotes them.",
        [{"start": "2026-11-23", "end": "2026-11-29", "reason": "The week of their own sale."}],
        default=(),
    )
    notes: Lines | None = key("Anything else.", "Needs texts ten days ahead.", default=None)

    @property
    def id(self) -> str:
        """The partner's id."""
        return self.partner
