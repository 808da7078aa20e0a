"""Links are short enough for everything that carries them."""

from __future__ import annotations

from collections.abc import Iterator

from xpromo import utm
from xpromo.definitions.checking import Check
from xpromo.definitions.model import Project
from xpromo.definitions.schema import Campaign, Offer, Placement, UtmPolicy
from xpromo.errors import Problem, Rule, Severity
from xpromo.records import Known
from xpromo.urls import parameter_names

LONGEST = 2040  # what the strictest shortener takes; mail tools and proxies begin to cut at 2,048
LONGEST_SEEN = 1000  # GA4 keeps so much of a page's address, and tags stand at its end
SHORT = 200  # the longest ids and tags fit behind such a page
MOST_PARAMETERS = 20

_PAGE = "&".join(f"filter{number}={'coffee-and-nothing-but-coffee-' * 4}" for number in range(7))
RULE = Rule(
    "XP172",
    "link-length",
    "A link that is too long",
    why=f"Some shorteners refuse more than {LONGEST:,} characters, and mail tools cut them. GA4 keeps the first "
    f"{LONGEST_SEEN:,}: our tags stand at the end, so they are what it loses.",
    severity=Severity.WARNING,
    bad=f"""\
# campaigns/swap.yaml
offers:
  - {{id: first-bag, title: A bag, landing: "https://northwind.example/bag?{_PAGE}"}}
  - {{id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}}
""",
    good="""\
# campaigns/swap.yaml
offers:
  - {id: first-bag, title: A bag, landing: "https://northwind.example/bag"}
  - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
""",
    fix="Lead to a shorter address: filters and settings can be a page of their own.",
)


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield landing pages whose links would be too long, or would have very many parameters."""
    for campaign, offer, landing in project.landings:
        if project.brand is None or len(landing.text) <= SHORT:  # so short a page needs no counting
            continue
        places = [item for item in campaign.placements if item.offer == offer.id]
        longest = max((_length(project, project.brand.utm, campaign, item) for item in places), default=0)
        yield from _offer(project, offer, longest + len(landing.text))


def _offer(project: Project, offer: Offer, length: int) -> Iterator[Problem]:
    count = len(parameter_names(offer.landing))
    if length > LONGEST:
        message = f"links would have {length:,} characters, and some shorteners and mail tools take {LONGEST:,}"
        severity = Severity.ERROR
    elif length > LONGEST_SEEN:
        message = f"links would have {length:,} characters, and GA4 sees the first {LONGEST_SEEN:,}: not all our tags"
        severity = Severity.WARNING
    elif count > MOST_PARAMETERS:
        message, severity = f"the page has {count} parameters: each is one more that a tool can cut", Severity.NOTE
    else:
        return
    yield RULE.at(project.locate(offer, "landing"), message, "lead to a shorter address", severity)


def _length(project: Project, policy: UtmPolicy, campaign: Campaign, placement: Placement) -> int:
    """Return how many characters a placement's longest link adds to its landing page."""
    found = project.property(placement.property)
    variant = max(placement.variants, key=len, default=None)
    tags = {
        utm.SOURCE: placement.property,
        utm.MEDIUM: utm.medium_for(found[1].channel, campaign.form) if found else "",
        utm.CAMPAIGN: campaign.id,
        utm.ID: campaign.id,
        utm.CONTENT: utm.content_of(placement.id, variant),
        **policy.extra,
    }
    if policy.link_parameter:
        tags[policy.link_parameter] = "0" * utm.LINK_LENGTH
    return 1 + len(utm.query_of(tags))


check = Check(RULE, find)
