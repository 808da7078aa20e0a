"""A landing page is written out, not shortened."""

from __future__ import annotations

from collections.abc import Iterator

from xpromo.definitions.checking import Check
from xpromo.definitions.hosts import shortener_of
from xpromo.definitions.model import Project
from xpromo.errors import Problem, Rule
from xpromo.known import Known

RULE = Rule(
    "XP166",
    "shortener",
    "The landing page is a short link",
    why="A shortener sends people on to an address that was fixed when the short link was made: our tags stay behind, "
    "and whoever owns the short link can change where it leads. Shorten our links, not the page.",
    bad="""\
# campaigns/swap.yaml
offers:
  - {id: first-bag, title: A bag, landing: https://bit.ly/3xBag}
  - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
""",
    good="""\
# campaigns/swap.yaml
offers:
  - {id: first-bag, title: A bag, landing: https://northwind.example/bag}
  - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
""",
    fix="Open the short link and write the address where it ends.",
)


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield landing pages on a shortener."""
    for _, offer, landing in project.landings:
        if host := shortener_of(landing):
            message = f"{host} is a shortener: our tags would stay behind"
            yield RULE.at(project.locate(offer, "landing"), message, "open it and write the address where it ends")


check = Check(RULE, find)
