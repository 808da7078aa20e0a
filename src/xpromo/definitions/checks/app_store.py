"""A landing page in an app store says where people come from in the store's own way."""

from __future__ import annotations

from collections.abc import Iterator

from xpromo.definitions.checking import Check
from xpromo.definitions.hosts import store_of
from xpromo.definitions.model import Project
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known
from xpromo.urls import read_parameters

RULE = Rule(
    "XP167",
    "app-store",
    "App stores read no tags",
    why="Tags end at the door of a store: an install doesn't know them. Each store has a parameter of its own, which "
    "its console reports, or which the app can read.",
    severity=Severity.WARNING,
    bad="""\
# campaigns/swap.yaml
offers:
  - {id: first-bag, title: The app, landing: "https://apps.apple.com/app/id123456789"}
  - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
""",
    good="""\
# campaigns/swap.yaml
offers:
  - {id: first-bag, title: The app, landing: "https://apps.apple.com/app/id123456789?pt=1234&ct=winter&mt=8"}
  - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
""",
    fix="Use the store's campaign link, or lead to a page of your own that links to the store.",
)


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield landing pages in a store without the parameter of that store."""
    for _, offer, landing in project.landings:
        store = store_of(landing)
        if store and store[0] not in dict(read_parameters(landing.text)):
            message = f"{landing.host} reads no tags, and there is no `{store[0]}`"
            yield RULE.at(project.locate(offer, "landing"), message, store[1])


check = Check(RULE, find)
