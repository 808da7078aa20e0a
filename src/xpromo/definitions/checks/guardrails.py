"""Texts use a partner's word for a thing, and palettes hold a colour that can be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xpromo.colours import READABLE, contrast_of_darkest
from xpromo.definitions.checking import Check
from xpromo.definitions.model import Keys, Project
from xpromo.definitions.phrases import Phrases
from xpromo.definitions.sayings import Saying, folded, places_of, sayings
from xpromo.definitions.schema import Campaign, Definition
from xpromo.errors import Problem, Rule, Severity
from xpromo.records import Known

RULE = Rule(
    "XP189",
    "guardrails",
    "A partner's words or colours are not used",
    why="A partner who reads `cup` where they always say `mug` sends the text back, and the week is gone. Where no "
    "colour of a palette can be read on white, kits use a plain dark one, and nobody knows why.",
    severity=Severity.NOTE,
    bad="""\
# campaigns/partners/green-mug.yaml
guardrails: {words: {cup: mug}}
# campaigns/swap.yaml
value: {northwind-coffee: A cup that keeps the coffee hot., green-mug: Coffee for the mug.}
""",
    good="""\
# campaigns/partners/green-mug.yaml
guardrails: {words: {cup: mug}}
# campaigns/swap.yaml
value: {northwind-coffee: A mug that keeps the coffee hot., green-mug: Coffee for the mug.}
""",
    fix="Use their word where their name stands beside it, and add a dark colour to the palette.",
)


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield words for which a partner has another, and palettes that nobody can read."""
    words = {
        partner.id: (partner.guardrails.words, Phrases(partner.guardrails.words))
        for partner in project.partners.values()
        if partner.guardrails and partner.guardrails.words
    }
    for campaign in project.campaigns.values() if words else ():
        for name in campaign.partners:
            if name in words:
                yield from _words(project, campaign, name, *words[name])
    yield from _palettes(project)


def _words(
    project: Project, campaign: Campaign, name: str, words: Mapping[str, str], phrases: Phrases
) -> Iterator[Problem]:
    said = list(sayings(campaign))
    if not phrases.may_stand_in(folded(said)):
        return
    for saying in said:
        for word, place in places_of(project, saying, phrases):
            if not _is_theirs(saying, words[word], word):
                yield RULE.at(place, f"`{name}` says “{words[word]}”, not “{word}”", f"write “{words[word]}”")


def _is_theirs(saying: Saying, theirs: str, ours: str) -> bool:
    """Whether our word stands in the text as a part of theirs: `cup` in “travel cup”."""
    inside = Phrases([theirs])
    return any(True for _ in Phrases([ours]).find(theirs)) and any(True for _ in inside.find(saying.text))


def _palettes(project: Project) -> Iterator[Problem]:
    owners: list[tuple[Definition, Keys, tuple[str, ...]]] = []
    if project.brand:
        owners.append((project.brand, ("style", "palette"), project.brand.style.palette))
    owners += [
        (item, ("guardrails", "palette"), item.guardrails.palette)
        for item in project.partners.values()
        if item.guardrails
    ]
    for owner, keys, palette in owners:
        contrast = contrast_of_darkest(palette)
        if palette and contrast < READABLE:
            message = f"no colour of the palette can be read on white: contrast {contrast:.1f}, {READABLE} needed"
            yield RULE.at(
                project.locate(owner, *keys), message, "add a darker one; until then kits use a plain dark grey"
            )


check = Check(RULE, find)
