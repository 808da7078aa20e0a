"""Brand, partner and campaign as frozen models: YAML key = field name (``from`` is ``from_``)."""

from __future__ import annotations

from xpromo.definitions.schema.brand import Brand, Claims, CodePolicy, Hygiene, Mail, Privacy, Style, UtmPolicy
from xpromo.definitions.schema.campaign import (
    Assets,
    Audience,
    Budget,
    Campaign,
    Codes,
    Expected,
    Goal,
    Goals,
    Offer,
    Placement,
    Question,
    Roles,
    Swap,
    Task,
)  # fmt: skip
from xpromo.definitions.schema.partner import Agreement, DataSharing, Fit, Guardrails, Partner
from xpromo.definitions.schema.parts import (
    CHANNELS,
    Attribution,
    Benchmarks,
    Blackout,
    Cap,
    Contact,
    Definition,
    Disclosure,
    Period,
    Property,
)  # fmt: skip

__all__ = [
    "CHANNELS", "Agreement", "Assets", "Attribution", "Audience", "Benchmarks", "Blackout", "Brand", "Budget",
    "Campaign", "Cap", "Claims", "CodePolicy", "Codes", "Contact", "DataSharing", "Definition", "Disclosure",
    "Expected", "Fit", "Goal", "Goals", "Guardrails", "Hygiene", "Mail", "Offer", "Partner", "Period", "Placement",
    "Privacy", "Property", "Question", "Roles", "Style", "Swap", "Task", "UtmPolicy",
]  # fmt: skip
