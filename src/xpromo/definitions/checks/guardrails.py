"""Texts use a partner's word for a thing, and palettes hold a colour that can be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xpromo.colours import READABLE, contrast_of_darkest
from xpromo.definitions.checking import Check
from xpromo.definitions.model import Project
from xpromo.definitions.phrases import Hit, Phrases
from xpromo.definitions.sayings import folded, places_of, sayings
from xpromo.definitions.schema import Campaign, Definition
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known

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
        for hit, place in places_of(project, saying, phrases):
            theirs = words[hit.phrase]
            if not _is_part(saying.text, hit, theirs):
                yield RULE.at(place, f"`{name}` says “{theirs}”, not “{hit.phrase}”", f"write “{theirs}”")


def _is_part(text: str, word: Hit, theirs: str) -> bool:
    """Whether our word stands in the text as a part of theirs, as `cup` in “travel cup”."""
    return any(found.start <= word.start and word.end <= found.end for found in Phrases([theirs]).find(text))


def _palettes(project: Project) -> Iterator[Problem]:
    palettes: list[tuple[Definition, tuple[str, ...]]] = [
        (item.guardrails, item.guardrails.palette) for item in project.partners.values() if item.guardrails
    ]
    if project.brand:
        palettes.append((project.brand.style, project.brand.style.palette))
    for owner, palette in palettes:
        contrast = contrast_of_darkest(palette)
        if palette and contrast < READABLE:
            message = f"no colour of the palette can be read on white: contrast {contrast:.1f}, {READABLE} needed"
            hint = "add a darker one; until then kits use a plain dark grey"
            yield RULE.at(project.locate(owner, "palette"), message, hint)


check = Check(RULE, find)
