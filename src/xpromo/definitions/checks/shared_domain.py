"""A domain belongs to one party."""

from __future__ import annotations

from collections.abc import Iterator

from xpromo.definitions.checking import Check
from xpromo.definitions.model import Project
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known
from xpromo.urls import host_label

RULE = Rule(
    "XP227",
    "shared-domain",
    "Two parties claim one domain",
    why="A visit without tags is credited to the partner whose domain it comes from. Where two claim it, one of them "
    "gets everything, and which one is chance.",
    severity=Severity.WARNING,
    bad="""\
# campaigns/partners/oak.yaml
schema_version: 1
partner: oak
name: Oak
domains: [greenmug.example]
properties:
  - {id: oak-news, name: Oak News, channel: email}
""",
    good="""\
# campaigns/partners/oak.yaml
schema_version: 1
partner: oak
name: Oak
domains: [oak.greenmug.example]
properties:
  - {id: oak-news, name: Oak News, channel: email}
""",
    fix="Leave it to the one whose it is. A part of it can belong to somebody else: `shop.greenmug.example` goes "
    "before `greenmug.example`.",
)


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield domains that an earlier party claims too."""
    owners: dict[str, str] = {}
    for party in project.parties.values():
        for number, domain in enumerate(party.domains):
            owner = owners.setdefault(host_label(domain) or domain, party.id)
            if owner != party.id:
                message = f"`{owner}` claims {domain} too"
                yield RULE.at(project.locate(party, "domains", number), message, "leave it to the one whose it is")


check = Check(RULE, find)
