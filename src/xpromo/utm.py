"""The only place that knows a ``utm_`` name: what our links carry, and where GA4 files it.

Mediums and GA4's rules are dated data in ``data/channels.json``: they change by editing that file.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from xpromo.urls import parameter_names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xpromo.records import Promise

SOURCE = "utm_source"
MEDIUM = "utm_medium"
CAMPAIGN = "utm_campaign"
ID = "utm_id"
CONTENT = "utm_content"
TERM = "utm_term"
PLATFORM = "utm_source_platform"
FORMAT = "utm_creative_format"
TACTIC = "utm_marketing_tactic"

OURS = (SOURCE, MEDIUM, CAMPAIGN, ID, CONTENT)  # in the order of a link
NAMES = frozenset({*OURS, TERM, PLATFORM, FORMAT, TACTIC})  # all that GA4 takes
UNREPORTED = frozenset({FORMAT, TACTIC})  # what GA4 takes and shows nowhere
REFERRING = ("ref", "via")  # what other tools use instead
LINK_PARAMETER = "xp"
CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"  # the symbols of a link id: no i, l, o, u
LINK_LENGTH = 10  # symbols of 5 bits: among a million links two collide once in 2,000 workspaces
LINK_ID = f"[{CROCKFORD}]{{{LINK_LENGTH}}}"  # a link id as a regular expression
UNASSIGNED = "Unassigned"

_ID = re.compile(rf"{LINK_ID}\Z")
_VALUE = re.compile(r"[a-z0-9_-]+\Z")
_DATA = Path(__file__).parent / "data" / "channels.json"


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(_DATA.read_text(encoding="utf-8"))
    return data


def rules_as_of() -> str:
    """Return the day (ISO) on which mediums and GA4 rules were last looked up."""
    return str(_data()["as_of"])


def is_value(text: str) -> bool:
    """Whether every tool keeps the text as a tag's value: only ``a-z 0-9 - _`` (payment providers drop the rest)."""
    return bool(_VALUE.match(text))


def is_link_id(text: str) -> bool:
    """Whether the text has the form of a link id."""
    return bool(_ID.match(text))


@lru_cache(maxsize=256)
def medium_for(channel: str, form: str = "") -> str:
    """Return ``utm_medium`` for a property's channel in a campaign of that form; KeyError for an unknown channel.

    Each lands in a default channel group of GA4. A referral programme is ``affiliate`` whatever the channel.
    """
    data = _data()
    return str(data["form_mediums"].get(form) or data["mediums"][channel])


def mediums() -> frozenset[str]:
    """Return every medium that :func:`medium_for` can give."""
    return frozenset({*_data()["mediums"].values(), *_data()["form_mediums"].values()})


@lru_cache(maxsize=4096)
def ga4_channel(source: str, medium: str, campaign: str = "") -> str:
    """Return GA4's default channel group of tagged traffic, ``Unassigned`` when no rule holds.

    A campaign's name decides too: ``coffee-shop-week`` is Organic Shopping whatever the medium. Rules:
    "[GA4] Default channel group", as of :func:`rules_as_of`; our lists of sites hold the best-known only.
    """
    values = {"source": source.lower(), "medium": medium.lower(), "campaign": campaign.lower()}
    for rule in _data()["groups"]:
        if all(any(_holds(values[field], *rest) for field, *rest in choice) for choice in rule["where"]):
            return str(rule["group"])
    return UNASSIGNED


def _holds(value: str, test: str, wanted: str) -> bool:
    """Whether one condition of a rule holds."""
    if test == "site":
        return value in _data()["sites"][wanted]
    return value == wanted if test == "is" else re.fullmatch(wanted, value) is not None


# -------------------------------------------------------------------------------------------------------------- tags


def content_of(placement: str, variant: str | None = None) -> str:
    """Return ``utm_content``: the placement, with ``_variant``. Ids are kebab-case, so ``_`` can't be part of one."""
    return f"{placement}_{variant}" if variant else placement


def split_content(content: str) -> tuple[str, str | None]:
    """Return the placement and the variant that :func:`content_of` was given."""
    placement, _, variant = content.partition("_")
    return placement, variant or None


def tags(promise: Promise, medium: str, variant: str | None = None) -> dict[str, str]:
    """Return the five tags of a placement's link in their order."""
    return {
        SOURCE: promise.property,
        MEDIUM: medium,
        CAMPAIGN: promise.campaign,
        ID: promise.campaign,
        CONTENT: content_of(promise.placement, variant),
    }


def tag_query(promise: Promise, medium: str) -> str:
    """Return :func:`tags` without a variant as a query. Ids need no encoding: they are kebab-case."""
    campaign = promise.campaign
    return (
        f"{SOURCE}={promise.property}&{MEDIUM}={medium}&{CAMPAIGN}={campaign}&{ID}={campaign}"
        f"&{CONTENT}={promise.placement}"
    )


def query_of(parameters: Mapping[str, str]) -> str:
    """Return parameters as a query, percent-encoded; a space is ``%20``, because some tools keep a ``+``."""
    return "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in parameters.items())


def already_tagged(url: str) -> list[str]:
    """Return the names of tags that a landing page carries before we add ours, in order."""
    return [name for name in parameter_names(url) if unquote(name).lower().startswith("utm_")]


@lru_cache(maxsize=1)
def _claims() -> dict[str, str]:
    """Return each parameter that other tools leave on a page, with what it does to our tags or to the count."""
    return {name: claim for claim, names in _data()["claims"].items() for name in names}


def claim_of(name: str) -> str:
    """Return what a parameter of a landing page does to our tags or to the count, "" when nothing."""
    return _claims().get(unquote(name).lower(), "")
