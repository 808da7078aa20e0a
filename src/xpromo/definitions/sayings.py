"""What a campaign says to people, text by text, and where in the files a phrase of it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from xpromo.definitions.model import Keys, Project
from xpromo.definitions.phrases import Hit, Phrases
from xpromo.definitions.schema import Campaign, Definition
from xpromo.errors import Location


class Saying(NamedTuple):
    """One text and where it is: the definition that holds it and the keys that lead to it."""

    owner: Definition
    keys: Keys
    text: str


def sayings(campaign: Campaign) -> Iterator[Saying]:
    """Yield every text that readers may see: name, value, offers, questions and answers."""
    yield Saying(campaign, ("name",), campaign.name)
    for name, text in campaign.value.items():
        yield Saying(campaign, ("value", name), text)
    for offer in campaign.offers:
        yield Saying(offer, ("title",), offer.title)
        for key, more in (
            ("terms", offer.terms),
            ("description", offer.description),
            ("call_to_action", offer.call_to_action),
        ):
            if more:
                yield Saying(offer, (key,), more)
    for item in campaign.assets.faq:
        yield Saying(item, ("q",), item.q)
        yield Saying(item, ("a",), item.a)


def folded(texts: Iterable[Saying]) -> str:
    """Return all of the texts in one, case-folded, for a first quick look."""
    return "\n".join([saying.text for saying in texts]).casefold()


def places_of(project: Project, saying: Saying, phrases: Phrases) -> Iterator[tuple[Hit, Location]]:
    """Yield each phrase that a text holds with its exact place; where escapes hide it, the place of the whole text."""
    said = list(phrases.find(saying.text))
    if not said:
        return
    whole = project.locate(saying.owner, *saying.keys)
    source = project.source_of(whole)
    typed = list(phrases.find(source))
    exact = [hit.phrase for hit in typed] == [hit.phrase for hit in said]
    for number, hit in enumerate(said):
        yield hit, _part(whole, source, typed[number].start, typed[number].end) if exact else whole


def _part(whole: Location, source: str, start: int, end: int) -> Location:
    """Return the place of a part of what was typed at a place."""
    line, column = _after(whole, source[:start])
    end_line, end_column = _after(whole, source[:end])
    return Location(whole.path, line, column, end_line, end_column)


def _after(whole: Location, typed: str) -> tuple[int, int]:
    lines = typed.split("\n")
    column = len(lines[-1]) + 1
    return whole.line + len(lines) - 1, column if len(lines) > 1 else whole.column + column - 1
