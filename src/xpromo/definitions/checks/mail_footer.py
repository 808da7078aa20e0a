"""Every e-mail that we send has a way out and a postal address."""

from __future__ import annotations

from collections.abc import Iterator

from xpromo.definitions.checking import Check
from xpromo.definitions.model import Project
from xpromo.definitions.schema import Brand
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known

RULE = Rule(
    "XP247",
    "mail-footer",
    "A mailing of ours without a way out or a postal address",
    why="Commercial mail has to offer an unsubscribe link and a postal address, and `xpromo kit` refuses one without. "
    "Better known before links and codes are promised than after.",
    severity=Severity.WARNING,
    bad="""\
# campaigns/brand.yaml
mail: null
# campaigns/swap.yaml
assets: {email: true}
""",
    good="""\
# campaigns/brand.yaml
mail:
  from: Northwind <hello@northwind.example>
  postal_address: Northwind Coffee, Musterstraße 1, 10115 Berlin
  unsubscribe: https://northwind.example/u
# campaigns/swap.yaml
assets: {email: true}
""",
    fix="Fill in `mail` in brand.yaml, or have no e-mails made: `assets: {email: false}`.",
)


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield the brand once, when e-mails are to be made for a newsletter of ours and can't be."""
    brand = project.brand
    if brand and brand.mail is None and any(_mails(project, brand)):
        message = "an e-mail of ours is planned, and nothing says our postal address and where to unsubscribe"
        hint = "add `mail: {from: …, postal_address: …, unsubscribe: …}`"
        yield RULE.at(project.locate(brand, "brand"), message, hint)


def _mails(project: Project, brand: Brand) -> Iterator[bool]:
    """Yield whether an e-mail of ours was asked for, for each placement; where nobody asks, `kit` is early enough."""
    for campaign, placement in project.placements():
        found = project.property(placement.property)
        asked = campaign.assets.email and "email" in campaign.assets.model_fields_set
        yield bool(asked and found and found[0] == brand.id and found[1].channel == "email")


check = Check(RULE, find)
