"""What the oracle says of who began a conversion and who took part in it."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import NamedTuple

from tests.oracle.book import (
    INCOME,
    KINDS,
    NOWHERE,
    REVERSALS,
    Book,
    Place,
    Promised,
    code_place,
    credited,
    group_of,
    issued_code,
    link_place,
    novelty,
    origins,
    paths,
    place_of,
    set_aside,
)
from tests.oracle.forms import Evidence, Fact

Group = tuple[str | None, ...]


class Part(NamedTuple):
    """One conversion: who counts it, began it, took part; whether only a shared code says so."""

    counted: Place
    began: Place | None
    others: set[Place]
    code_only: bool


def roles(book: Book, promised: Promised, by: str) -> defaultdict[tuple[str, str | None], Counter[str]]:
    """(Group, currency) → money, (group, None) → conversions, by role; zeros are left out."""
    sources, ways, proof = origins(book), paths(book, promised), credited(book, promised)
    aside = set_aside(book, promised)
    labels, merged = novelty(book, aside), book.together()
    found: dict[tuple[str, str | None], Counter[str]] = defaultdict(Counter)
    for fact in book.standing():
        origin = sources[id(fact)]
        place = place_of(proof[id(fact)], promised)
        if fact.kind not in KINDS or place == NOWHERE or id(fact) in aside:
            continue
        is_new = origin.new or labels.get(id(origin)) == "new"
        part = _part(merged.evidence(origin), place, ways.get(id(origin), []), promised, is_new=bool(is_new))
        n = int(fact.kind == promised.goals.get(str(place.campaign), "sale"))
        money = (fact.amount or 0) if fact.kind in INCOME | REVERSALS else 0
        for role, groups in _groups(part, by, fact).items():
            for group in groups:
                found[group, None][role] += n
                found[group, fact.currency or ""][role] += money
    return defaultdict(Counter, {key: Counter({r: n for r, n in c.items() if n}) for key, c in found.items()})


def _part(evidence: Evidence, counted: Place, way: list[Fact], promised: Promised, *, is_new: bool) -> Part:
    link, code = link_place(evidence, promised), code_place(evidence.code, promised)
    walked = [place_of(touch.evidence, promised) for touch in way]
    everyone = {*walked, counted}
    if link and code and any(a and b and a != b for a, b in zip(link, code, strict=True)):
        everyone.add(link)
    issued = next(filter(None, (issued_code(one, promised) for one in evidence.code.split(","))), "")
    code_only = bool(code and not link and not walked and issued not in promised.single_use)
    first = walked[0] if walked else counted
    began = first if (is_new or first.campaign in promised.anyone) and not code_only else None
    others = {place for place in everyone - {began} if not any(_says_more(other, place) for other in everyone)}
    return Part(counted, began, others, code_only)


def _says_more(other: Place, place: Place) -> bool:
    return other != place and all(value in (None, more) for value, more in zip(place, other, strict=True))


def _groups(part: Part, by: str, fact: Fact) -> dict[str, set[str]]:
    def named(places: set[Place]) -> set[str]:
        return {str(group_of(by, place, fact)) for place in places}

    return {
        "sourced": named({part.began} if part.began else set()),
        "unowned": named(set() if part.began else {part.counted}),
        "influenced": named(part.others),
        "code_only": named({part.counted} if part.code_only else set()),
    }
