"""No host only looks like one of ours or of a partner."""

from __future__ import annotations

from collections.abc import Iterator

from xpromo.definitions.checking import Check
from xpromo.definitions.domains import lookalike_of, strange_label
from xpromo.definitions.lookalikes import host_skeleton
from xpromo.definitions.model import Project
from xpromo.definitions.schema import Brand, Offer, Partner
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known
from xpromo.urls import Landing, readable_host

RULE = Rule(
    "XP162",
    "lookalike-host",
    "A host that only looks like another",
    why="`northwind.example` with an `o` of the Cyrillic alphabet, or `northw1nd.example`, is read as ours and belongs "
    "to somebody else. It is how people are led to a copied shop, and no proof-reader sees it.",
    bad="""\
# campaigns/swap.yaml
offers:
  - {id: first-bag, title: A bag, landing: https://n0rthwind.example/bag}
  - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
""",
    good="""\
# campaigns/swap.yaml
offers:
  - {id: first-bag, title: A bag, landing: https://northwind.example/bag}
  - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
""",
    fix="Type the host by hand. If the domain is really yours, add it to `domains`.",
)


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield landing pages and domains that look like a domain of somebody else, or mix alphabets."""
    for party in project.parties.values():
        yield from _domains(project, party)
    for _, offer, landing in project.landings:
        yield from _landing(project, offer, landing)


def _domains(project: Project, party: Brand | Partner) -> Iterator[Problem]:
    """Yield domains of a party that look like one of an earlier party, or that no language writes like this."""
    for number, domain in enumerate(party.domains):
        owner, other = _earlier(project, party, domain)
        label = strange_label(domain)
        if owner or label:
            message = f"{_shown(domain)} looks like {other} of `{owner}`" if owner else _strange(domain, label)
            place = project.locate(party, "domains", number)
            yield RULE.at(place, message, "type it by hand, or ask whose it is", Severity.WARNING)


def _earlier(project: Project, party: Brand | Partner, domain: str) -> tuple[str, str]:
    """Return whose domain looks like this one, and that domain; of two, the later party's is the finding."""
    seen = host_skeleton(readable_host(domain))
    for other in project.parties.values():
        if other.id == party.id or domain in other.domains:
            break
        for theirs in other.domains:
            if host_skeleton(readable_host(theirs)) == seen:
                return other.id, theirs
    return "", ""


def _landing(project: Project, offer: Offer, landing: Landing) -> Iterator[Problem]:
    host = landing.host
    if domain := lookalike_of(project, host):
        message = f"{_shown(host)} looks like {domain} and is another host"
        yield RULE.at(project.locate(offer, "landing"), message, f"write {domain}, typed by hand")
    elif own := project.domain_of(host):
        label = strange_label(host[: -len(own)].rstrip("."))  # the domain itself is told where it is defined
        if label:
            place = project.locate(offer, "landing")
            yield RULE.at(place, _strange(host, label), "type the host by hand", Severity.WARNING)


def _strange(host: str, label: str) -> str:
    return f"`{label}` in {host} is written in letters that look like others"


def _shown(host: str) -> str:
    """Return both forms of a host, as far as they differ."""
    readable = readable_host(host)
    return host if readable == host else f"{host} (`{readable}`)"


check = Check(RULE, find)
