"""A landing page lies under a domain of the brand that is promoted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xpromo.definitions.checking import Check, sides_of
from xpromo.definitions.domains import lookalike_of
from xpromo.definitions.hosts import is_passage
from xpromo.definitions.model import Project, leads_home
from xpromo.definitions.schema import Brand, Offer, Partner, Placement
from xpromo.definitions.words import meant
from xpromo.errors import Problem, Rule
from xpromo.known import Known
from xpromo.urls import Landing, lies_under

RULE = Rule(
    "XP152",
    "landing-domain",
    "The landing page is on somebody else's domain",
    why="A slip in a host sends everybody who clicks to a stranger, and nobody's analytics see them.",
    bad="""\
# campaigns/swap.yaml
offers:
  - {id: first-bag, title: A bag, landing: https://nortwind.example/bag}
  - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
""",
    good="""\
# campaigns/swap.yaml
offers:
  - {id: first-bag, title: A bag, landing: https://northwind.example/bag}
  - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
""",
    fix="Correct the host, or add the domain to `domains` of the brand whose offer it is.",
)


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield offers whose page is not under a domain of every brand that they are shown for."""
    for campaign, offer, landing in project.landings:
        shown = [item for item in campaign.placements if item.offer == offer.id]
        names = sorted({item.promotes for item in shown})
        strays = [item for item in shown if not leads_home(project, item)]
        right = set(names) - {item.promotes for item in strays}
        if right and right <= project.parties.keys():  # the page is that of others, and these show the wrong offer
            yield from (_stray(project, item, landing.host) for item in strays)
        else:
            yield from _offer(project, offer, landing, names or sides_of(project, campaign), each=bool(names))


def _offer(project: Project, offer: Offer, landing: Landing, names: Sequence[str], *, each: bool) -> Iterator[Problem]:
    """Yield a problem for each brand that doesn't own the host; an offer not shown yet may be anybody's."""
    parties = [project.parties[name] for name in names if name in project.parties]
    if len(parties) < len(names):  # the finding of references
        return
    strangers = [party for party in parties if not lies_under(landing.host, party.domains)]
    if not strangers or not (each or len(strangers) == len(parties)):
        return
    if not is_passage(landing) and not lookalike_of(project, landing.host):  # findings of their own
        yield _problem(project, offer, landing.host, strangers)


def _stray(project: Project, placement: Placement, host: str) -> Problem:
    message = f"`{placement.offer}` leads to {host}, which is not a domain of `{placement.promotes}`"
    hint = f"name an offer of `{placement.promotes}`, or correct `promotes`"
    return RULE.at(project.locate(placement, "offer"), message, hint)


def _problem(project: Project, offer: Offer, host: str, strangers: Sequence[Brand | Partner]) -> Problem:
    domains = [domain for party in strangers for domain in party.domains]
    names = " or ".join(f"`{party.id}`" for party in strangers)
    hint = meant(host, domains) or _under(domains, names)
    return RULE.at(project.locate(offer, "landing"), f"{host} is not a domain of {names}", hint)


def _under(domains: Sequence[str], names: str) -> str:
    return f"it must lie under {' or '.join(domains)}" if domains else f"add `domains` to the file of {names}"


check = Check(RULE, find)
