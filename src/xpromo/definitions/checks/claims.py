"""No text says what a brand forbids, and what needs a source has one beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from xpromo.definitions.checking import Check, sides_of
from xpromo.definitions.model import Project
from xpromo.definitions.phrases import Hit, Phrases
from xpromo.definitions.sayings import Saying, folded, places_of, sayings
from xpromo.definitions.schema import Brand, Campaign, Offer, Partner
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known

RULE = Rule(
    "XP188",
    "claims",
    "A text claims what it may not",
    why="Words such as `guaranteed` are promises that a court takes literally, and a partner's list says which ones "
    "cost them something. In a kit they are refused; here they are found while the text is still being written.",
    bad="""\
# campaigns/brand.yaml
claims: {forbidden: [guaranteed]}
# campaigns/swap.yaml
value: {northwind-coffee: Hot coffee guaranteed., green-mug: Coffee for the mug.}
""",
    good="""\
# campaigns/brand.yaml
claims: {forbidden: [guaranteed]}
# campaigns/swap.yaml
value: {northwind-coffee: A mug that keeps the coffee hot., green-mug: Coffee for the mug.}
""",
    fix="Say it otherwise. What is in `need_source` may stand beside a source: an address, or a reference in brackets, "
    "like [Coffee Review, 2026]. Numbers of an offer's title and all of its terms state the offer and need none.",
)
_SOURCE = re.compile(r"https?://\S|\[[^\]]+\]|\([^)]*\b\d{4}\)")
_FACTS = frozenset({"terms", "call_to_action", "name"})  # what is offered, not what is claimed


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield forbidden phrases and claims without a source, each where it stands."""
    if project.brand is None:
        return
    forbidden: dict[tuple[str, ...], Phrases] = {}
    unproven = Phrases(project.brand.claims.need_source)
    for campaign in project.campaigns.values():
        sides = tuple(sides_of(project, campaign))
        if sides not in forbidden:
            forbidden[sides] = Phrases(phrase for name in sides for phrase in _forbidden_by(project, name))
        said = list(sayings(campaign))
        if forbidden[sides].may_stand_in(folded(said)):
            yield from _forbidden(project, sides, forbidden[sides], said)
        claimed = [saying for saying in said if saying.keys[0] not in _FACTS]
        if unproven.may_stand_in(folded(claimed)):
            yield from _unproven(project, campaign, unproven, claimed)
    yield from _required(project, project.brand)


def _forbidden_by(project: Project, name: str) -> Sequence[str]:
    party = project.parties.get(name)
    if isinstance(party, Partner):
        return party.guardrails.forbidden if party.guardrails else ()
    return party.claims.forbidden if party else ()


def _forbidden(project: Project, sides: Iterable[str], phrases: Phrases, said: Iterable[Saying]) -> Iterator[Problem]:
    for saying in said:
        for hit, place in places_of(project, saying, phrases):
            name = next(side for side in sides if hit.phrase in _forbidden_by(project, side))
            yield RULE.at(place, f"`{name}` forbids to say “{hit.phrase}”", "say it otherwise")


def _unproven(project: Project, campaign: Campaign, phrases: Phrases, said: Iterable[Saying]) -> Iterator[Problem]:
    for saying in said:
        unstated = [hit for hit in phrases.find(saying.text) if not _is_offered(campaign, saying, hit)]
        if unstated and not _SOURCE.search(saying.text):  # one source serves all that the text claims
            place = next(place for hit, place in places_of(project, saying, phrases) if hit == unstated[0])
            message = f"“{unstated[0].phrase}” needs a source beside it"
            hint = "add where it is from, like [Coffee Review, 2026] or an address, or say it otherwise"
            yield RULE.at(place, message, hint, Severity.WARNING)


def _required(project: Project, brand: Brand) -> Iterator[Problem]:
    """Yield what a partner wants to be said although it, or we, forbid it."""
    for partner in project.partners.values():
        rules = partner.guardrails
        if rules is None:
            continue
        sides = (brand.id, partner.id)
        phrases = Phrases((*brand.claims.forbidden, *rules.forbidden))
        said = [Saying(rules, ("required", number), text) for number, text in enumerate(rules.required)]
        yield from _forbidden(project, sides, phrases, said)


def _is_offered(campaign: Campaign, saying: Saying, hit: Hit) -> bool:
    """Whether the claim, with the word before it, is what an offer states: `15 %` of “15 % off the bundle”."""
    text = saying.text
    if saying.keys == ("title",) and any(letter.isalpha() for letter in hit.phrase):
        return False  # a title that says `faster` claims it
    before = re.search(r"\S+\s*\Z", text[: hit.start])
    claim = text[before.start() if before else hit.start : hit.end].casefold()
    return bool(before) and any(claim in stated for offer in campaign.offers for stated in _stated(offer))


def _stated(offer: Offer) -> tuple[str, str]:
    return offer.title.casefold(), (offer.terms or "").casefold()


check = Check(RULE, find)
