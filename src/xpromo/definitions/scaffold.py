"""The first files of a workspace, as text that a person goes on writing.

Text, not data: the comments are the point. Everything that isn't known is left out or said in a comment.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from xpromo.definitions.schema.parsing import LONGEST_ID
from xpromo.definitions.words import slug
from xpromo.definitions.workspace import schema_file

_PLAIN = re.compile(r"[^\W\d_][\w &.'+-]*(?<![ .+-])\Z")
_WORDS = frozenset({"null", "true", "false"})


@dataclass(frozen=True, slots=True)
class NewBrand:
    """What `init` was told of us."""

    id: str
    name: str
    domain: str
    currency: str = "EUR"
    timezone: str = "UTC"


@dataclass(frozen=True, slots=True)
class NewPartner:
    """What `init` was told of the first partner."""

    id: str
    name: str
    domain: str


def scalar(text: str) -> str:
    """Return text as YAML reads it back: bare where that is safe, else in double quotes."""
    if _PLAIN.match(text) and text.lower() not in _WORDS:
        return text
    return json.dumps(text, ensure_ascii=False)


def modeline(name: str, *, depth: int = 1) -> str:
    """Return the first line of a definition: its JSON Schema, for the editor."""
    return f"# yaml-language-server: $schema={'../' * depth}{schema_file(name)}\n"


def brand_text(brand: NewBrand) -> str:
    """Return campaigns/brand.yaml."""
    return f"""\
{modeline("brand")}schema_version: 1

# Who we are.
brand: {scalar(brand.id)}
name: {scalar(brand.name)}
{f"domains: [{brand.domain}]":<33} # our landing pages lie under one of these
currency: {brand.currency}
{f"timezone: {brand.timezone}":<33} # the days of every count and flight are days in this zone

# Who does what; elsewhere people appear only as {brand.id}/approver.
# contacts:
#   approver: {{name: Ada Winter, email: ada@{brand.domain}}}
#   analyst: {{email: numbers@{brand.domain}}}
#   coordinator: {{email: dates@{brand.domain}}}
#   lead: {{email: lead@{brand.domain}}}

# What we have that reaches people. channel: email, social, in_app, site, podcast, webinar, sms, push, print
properties:
  - id: {_newsletter(brand.id)}
    name: {scalar(f"{brand.name} newsletter")}
    channel: email
    audience: null                # how many people it reaches

# How links are tagged. The medium follows from the channel, so that no click ends up as "Unassigned".
utm:
  case: lower
  separator: "-"
  link_parameter: xp              # carries the link id; null turns it off

attribution: {{window_days: 30, conflict: code-first}}
disclosure: {{text: Partner promotion}}

# What every e-mail must hold; kits with e-mails need it.
# mail:
#   from: {scalar(f"{brand.name} <hello@{brand.domain}>")}
#   postal_address: {scalar(f"{brand.name}, street and number, town")}
#   unsubscribe: https://{brand.domain}/unsubscribe
"""


def partner_text(partner: NewPartner) -> str:
    """Return campaigns/partners/<id>.yaml."""
    return f"""\
{modeline("partner", depth=2)}schema_version: 1

partner: {scalar(partner.id)}
name: {scalar(partner.name)}
domains: [{partner.domain}]
stage: prospect                   # prospect | recruited | onboarding | active | paused | ended

# contacts:
#   approver: {{email: approvals@{partner.domain}}}
#   coordinator: {{email: dates@{partner.domain}}}

properties:
  - id: {_newsletter(partner.id)}
    name: {scalar(f"{partner.name} newsletter")}
    channel: email
    audience: null                # what they say it reaches; audience_verified: what you have seen
"""


def _newsletter(identity: str) -> str:
    """Return the id of a first property; an id has an end, so a long name gives way."""
    return f"{slug(identity[: LONGEST_ID - len('-newsletter')])}-newsletter"


def guess_brand(folder: str) -> NewBrand:
    """Return a brand named after a folder, under a domain that nobody owns."""
    identity = slug(folder) or "my-brand"
    return NewBrand(identity, identity.replace("-", " ").title(), f"{identity}.example")


def guess_partner(brand: str) -> NewPartner:
    """Return a partner to be renamed, who isn't called like the brand."""
    number = "second" if brand == "first-partner" else "first"
    return NewPartner(f"{number}-partner", f"{number.title()} Partner", f"{number}-partner.example")
