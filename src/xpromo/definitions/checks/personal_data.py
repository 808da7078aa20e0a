"""Nothing that links carry tells who somebody is."""

from __future__ import annotations

from collections.abc import Iterator

from xpromo.definitions.checking import Check
from xpromo.definitions.model import Project
from xpromo.definitions.personal import personal_in_text, personal_in_url, personal_in_value
from xpromo.definitions.schema import Brand, Placement, Property
from xpromo.errors import Problem, Rule
from xpromo.known import Known
from xpromo.urls import Landing, parse_landing

RULE = Rule(
    "XP163",
    "personal-data",
    "A link tells who somebody is",
    why="What is in a link ends up in the logs and the analytics of both brands, in browser histories and in "
    "screenshots. Analytics vendors forbid addresses and names there, and a session id lets a stranger in.",
    bad="""\
# campaigns/swap.yaml
offers:
  - {id: first-bag, title: A bag, landing: https://northwind.example/bag?for=ana%40example.com}
  - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
""",
    good="""\
# campaigns/swap.yaml
offers:
  - {id: first-bag, title: A bag, landing: https://northwind.example/bag}
  - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
""",
    fix="Take it off. Where a tool has to know the person, give it a number that means something to that tool only.",
)


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield landing pages, the unsubscribe page, further tags and ids of other tools that hold personal data."""
    if project.brand:
        yield from _brand(project, project.brand)
    for _, offer, landing in project.landings:
        if kind := personal_in_url(landing.text):
            place = project.locate(offer, "landing")
            yield RULE.at(place, f"the landing page holds {kind}", "take it off: everybody gets the same link")
    for _, item in project.properties.values():
        yield from _external(project, item)
    for _, placement in project.placements():
        yield from _external(project, placement)


def _brand(project: Project, brand: Brand) -> Iterator[Problem]:
    page = parse_landing(brand.mail.unsubscribe, http=True) if brand.mail else ""
    if brand.mail and isinstance(page, Landing) and (kind := personal_in_text(page.text)):
        place = project.locate(brand.mail, "unsubscribe")
        yield RULE.at(place, f"the unsubscribe page holds {kind}", "take it off: mail tools fill in who wants to leave")
    for name, value in brand.utm.extra.items():
        if kind := personal_in_value(name, value):
            yield RULE.at(project.locate(brand, "utm", "extra", name), f"`{name}` holds {kind}", "take it off")


def _external(project: Project, item: Property | Placement) -> Iterator[Problem]:
    for name, value in item.external.items():
        if kind := personal_in_text(value):
            place = project.locate(item, "external", name)
            yield RULE.at(place, f"the id in `{name}` is {kind}", "name the list or the send, not a person")


check = Check(RULE, find)
