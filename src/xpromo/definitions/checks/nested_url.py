"""A landing page is where people arrive, not a page that sends them on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from xpromo.definitions.checking import Check
from xpromo.definitions.hosts import redirector_of
from xpromo.definitions.model import Project
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known
from xpromo.urls import host_of, read_parameters

RULE = Rule(
    "XP165",
    "nested-url",
    "The landing page sends people on to another page",
    why="Our tags are added to the outer address and most redirects drop them, so the page that people see counts a "
    "visit from nowhere. A page that leads wherever its address says is also an open door for forged links.",
    severity=Severity.WARNING,
    bad="""\
# campaigns/swap.yaml
offers:
  - {id: first-bag, title: A bag, landing: "https://northwind.example/go?url=https%3A%2F%2Fnorthwind.example%2Fbag"}
  - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
""",
    good="""\
# campaigns/swap.yaml
offers:
  - {id: first-bag, title: A bag, landing: "https://northwind.example/bag"}
  - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
""",
    fix="Write the address of the page on which people end up.",
)
_NAMES = frozenset(
    "back callback checkout_url continue dest destination forward go goto link next out q r redir redirect redirect_to "
    "redirect_uri redirect_url redirecturl return return_to return_url returnto returnurl target to u uri url".split()
)
_URL = re.compile(r"(?:https?:)?//[^/?#\s]+\.[^/?#\s]", re.IGNORECASE)


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield landing pages on a redirector, and those of our own that carry another address."""
    for _, offer, landing in project.landings:
        inner = next(_inner(landing.text), None) if "?" in landing.text else None
        place = "" if inner is None else f"write that address: it is on {host_of(inner[1])}"
        if redirector := redirector_of(landing):
            message = f"{redirector} only sends people on, and our tags get lost"
            hint = place or "open it and write the address where it ends"
            yield RULE.at(project.locate(offer, "landing"), message, hint, Severity.ERROR)
        elif inner and project.domain_of(landing.host):
            message = f"`{inner[0]}` holds another address, and our tags get lost on the way"
            yield RULE.at(project.locate(offer, "landing"), message, place)


def _inner(url: str) -> Iterator[tuple[str, str]]:
    """Yield parameters that redirect, with the address in them, which may be encoded twice."""
    for name, value in read_parameters(url):
        if name in _NAMES and _URL.match(inner := unquote(unquote(value))):
            yield name, inner


check = Check(RULE, find)
