"""Every promotion is marked as one, in every language of its audience."""

from __future__ import annotations

from collections.abc import Iterator

from xpromo.definitions.checking import Check
from xpromo.definitions.model import Project
from xpromo.definitions.schema import Brand, Disclosure
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known

RULE = Rule(
    "XP187",
    "disclosure",
    "A promotion that isn't marked as one",
    why="Readers have a right to know that a text is a promotion, in words that they understand; the law says so in "
    "most places, and `xpromo kit` refuses texts without it.",
    severity=Severity.WARNING,
    bad="""\
# campaigns/swap.yaml
audience: {languages: [en, de]}
""",
    good="""\
# campaigns/brand.yaml
disclosure: {text: Partner promotion, languages: {de: Anzeige}}
# campaigns/swap.yaml
audience: {languages: [en, de]}
""",
    fix="State `disclosure` in brand.yaml. Its `text` is taken to be in a campaign's first language, every further one "
    "needs its own under `languages`.",
)


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield the brand when no words mark its promotions, and each language that has none."""
    if project.brand is None:
        return
    if project.brand.disclosure is None:
        yield from _none(project, project.brand)
    else:
        yield from _languages(project, project.brand.disclosure)


def _none(project: Project, brand: Brand) -> Iterator[Problem]:
    """Yield the brand, unless all that is planned appears with partners who have words of their own."""
    for _, placement in project.placements():
        found = project.property(placement.property)
        host = project.partners.get(found[0]) if found else None
        own = host.guardrails.disclosure if host and host.guardrails else None
        if found and own is None:
            place = project.locate(brand, "brand")
            yield RULE.at(place, "no words mark a promotion as one", "add `disclosure: {text: Partner promotion}`")
            return


def _languages(project: Project, texts: Disclosure) -> Iterator[Problem]:
    """Yield each language without words once, where it is first asked for."""
    missing: set[str] = set()
    for campaign in project.campaigns.values():
        for number, language in enumerate(campaign.audience.languages):
            if number and language not in texts.languages and language not in missing:
                missing.add(language)
                message = f"no words mark a promotion as one in `{language}`"
                place = project.locate(campaign, "audience", "languages", number)
                yield RULE.at(place, message, f"add `{language}: …` under `disclosure.languages` in brand.yaml")


check = Check(RULE, find)
