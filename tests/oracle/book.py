"""The oracle's ledger: what is in it after imports and undos, and what a report must say of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import unquote

from tests.oracle.forms import Evidence, Fact, File, read
from tests.oracle.together import Together, together

HISTORY = 180 * 86_400
INCOME = {"sale", "renewal"}
REVERSALS = {"refund", "chargeback", "chargeback_reversed"}
MONEYLESS = {"lead", "signup"}
KINDS = {*MONEYLESS, *INCOME, *REVERSALS, "cancellation"}
Key = tuple[Any, ...]


class Place(NamedTuple):
    campaign: str | None = None
    partner: str | None = None
    property: str | None = None
    placement: str | None = None


NOWHERE = Place()


@dataclass(frozen=True)
class Promised:
    """What was handed out, as the commands printed it: placements, link → placement, code → place.

    ``former``: an id of before a renaming → the present one, of placements and campaigns.
    """

    places: Mapping[str, Place]
    received: frozenset[str]
    links: Mapping[str, str]
    codes: Mapping[str, Place]
    prefixes: frozenset[str]
    goals: Mapping[str, str]
    domains: Mapping[str, str]
    former: Mapping[str, str]
    windows: Mapping[str, int]  # placement → days
    single_use: frozenset[str]  # codes
    anyone: frozenset[str]  # campaigns that source anybody's conversions
    sales_from: Mapping[str, str]  # campaign → the tool whose sales count


@dataclass
class Book:
    """Facts that stand, by identity. A batch is the list of identities that it brought."""

    now: datetime
    live: dict[Key, Fact] = field(default_factory=dict)
    batches: dict[int, list[Key]] = field(default_factory=dict)
    ties: int = 0  # of the last file: repeats that are the twin of a click that was there; which of two is one is open

    def take(self, file: File, batch: int | None) -> dict[str, Any]:
        """Import a file (None: a dry run) and return what `import` must say of it."""
        said: Counter[str] = Counter()
        reasons: Counter[str] = Counter()
        brought: dict[Key, Fact] = {}
        twins: Counter[Key] = Counter()
        for record in read(file, self.now):
            said["rows"] += 1
            outcome, reason = self._outcome(record.refused, record.excluded, record.facts, file, brought, twins)
            said[outcome] += 1
            reasons[reason] += outcome == "refused"
        again = brought.keys() & repeats(self.live | brought)
        self.ties = sum(key[:-1] in {other[:-1] for other in self.live} for key in again if not file.by_id)
        said.update(recorded=-len(again), excluded=len(again))
        if batch is not None:
            self.live |= brought
            self.batches[batch] = list(brought)
        counts = {name: said[name] for name in ("rows", "recorded", "known", "refused", "excluded")}
        return counts | {"refusals": dict(+reasons)}

    def _outcome(
        self,
        refused: str,
        excluded: str,
        facts: list[Fact],
        file: File,
        brought: dict[Key, Fact],
        twins: Counter[Key],
    ) -> tuple[str, str]:
        if refused or excluded:
            return ("refused", refused) if refused else ("excluded", "")
        first, *others = facts
        key: Key = (first.source, first.account, "id" if file.by_id else "cells", first.name)
        if not file.by_id and file.source != "reach":
            key = (*key, twins[key])
            twins[key[:-1]] += 1
        there = self.live.get(key) or brought.get(key)
        if there and file.by_id and there.cells != first.cells:
            return "refused", "id-conflict"
        for fact, name in ((first, key), *((other, (other.source, other.account, other.name)) for other in others)):
            if name not in self.live:
                brought.setdefault(name, fact)
        if first.excluded:
            return "excluded", ""
        return ("known" if there else "recorded"), ""

    def undo(self, batch: int) -> None:
        for key in self.batches.pop(batch):
            del self.live[key]

    def again(self) -> set[int]:
        """The facts that are a click of somebody who had clicked already."""
        return {id(self.live[key]) for key in repeats(self.live)}

    # ---------------------------------------------------------------------------------------------------- standing

    def standing(self) -> list[Fact]:
        """The facts that count: of a sale that two tools tell of only one."""
        merged = self.together()
        return [fact for fact in self.settled() if id(fact) not in merged.dropped]

    def together(self) -> Together:
        return together(self.settled())

    def settled(self) -> list[Fact]:
        """The facts without those of a series that aren't the largest."""
        best: dict[Key, Fact] = {}
        free = []
        for fact in self.live.values():
            if not fact.series:
                free.append(fact)
                continue
            series = (fact.source, fact.account, fact.series)
            if series not in best or size(fact) > size(best[series]):
                best[series] = fact
        return free + list(best.values())


def repeats(live: Mapping[Key, Fact]) -> set[Key]:
    """Of a visitor's clicks on a link in a clock hour, in whatever file of a source, all but the earliest."""
    first: dict[Key, Key] = {}
    found = set()
    for key, fact in sorted(live.items(), key=lambda item: (item[1].at, item[1].account)):
        if fact.kind == "clicks" and fact.visitor and not fact.excluded:
            group = (fact.source, fact.visitor, fact.clicked, fact.at // 3600)
            if first.setdefault(group, key) != key:
                found.add(key)
    return found


def size(fact: Fact) -> int:
    return abs(fact.amount or 0) if fact.amount is not None else fact.count


def credited(book: Book, promised: Promised) -> dict[int, Evidence]:
    """What takes a sale back counts where the sale counts; without one it stands for itself."""
    ways, merged = paths(book, promised), book.together()
    return {key: _own(merged.evidence(fact), ways.get(id(fact), []), promised) for key, fact in origins(book).items()}


def origins(book: Book) -> dict[int, Fact]:
    """Each fact that counts → the sale that it takes back, else itself."""
    facts, merged = book.standing(), book.together()
    sold: dict[Key, Fact] = {}
    for fact in book.settled():
        key = (fact.source, fact.account, fact.id)
        if fact.kind in KINDS and fact.id and not fact.parent and (key not in sold or fact.kind in INCOME):
            sold[key] = merged.counts(fact)
    found = {}
    for fact in facts:
        sale = sold.get((fact.source, fact.account, fact.parent)) if fact.parent else None
        found[id(fact)] = sale or fact
    return found


def set_aside(book: Book, promised: Promised) -> set[int]:
    """The sales, and what takes them back, of campaigns for which another tool's word counts."""
    proof, sold, merged = credited(book, promised), origins(book), book.together()
    found = set()
    for fact in book.standing() if promised.sales_from else ():
        sale = sold[id(fact)]
        tool = promised.sales_from.get(str(place_of(proof[id(fact)], promised).campaign))
        told = tool and any(row.source.startswith(tool) for row in merged.of(sale))
        if tool and not told and sale.kind in INCOME | REVERSALS:
            found.add(id(fact))
    return found


def _own(evidence: Evidence, way: list[Fact], promised: Promised) -> Evidence:
    """A referrer or a name given by hand is less than the last touch of the same person; a link or a code is more."""
    proves = evidence._replace(referrer="", placement="")
    return way[-1].evidence if way and place_of(proves, promised) == NOWHERE else evidence


def paths(book: Book, promised: Promised) -> dict[int, list[Fact]]:
    """Conversion → the touches that led to it: of its person's devices, on placements for us, inside their windows."""
    devices: dict[str, set[str]] = defaultdict(set)
    touches: dict[str, list[Fact]] = defaultdict(list)
    again = book.again()
    for fact in book.live.values():
        if fact.kind in KINDS and fact.visitor and fact.customer:
            devices[fact.customer].add(fact.visitor)
        if fact.kind == "clicks" and fact.visitor and not fact.excluded and id(fact) not in again:
            placement = place_of(fact.evidence, promised).placement
            if placement and placement in promised.received:
                touches[fact.visitor].append(fact)
    found, merged = {}, book.together()
    for fact in book.live.values():
        if fact.kind not in KINDS or fact.parent:
            continue
        rows = merged.of(fact)
        mine = {row.visitor for row in rows}.union(*(devices[row.customer] for row in rows if row.customer))
        seen = [touch for device in mine for touch in touches.get(device, ())]
        inside = [touch for touch in seen if touch.at <= fact.at < touch.at + window(touch, promised)]
        found[id(fact)] = sorted(inside, key=lambda touch: touch.at)
    return found


def window(touch: Fact, promised: Promised) -> int:
    """The seconds in which a touch counts."""
    return promised.windows[str(place_of(touch.evidence, promised).placement)] * 86_400


def novelty(book: Book, aside: set[int]) -> dict[int, str]:
    """New: the export says so, else a first purchase after 180 days of that shop's history.

    Whoever tells of a sale may know its customer; what told of it only as a renewal found no purchase, nor did what is
    set aside.
    """
    merged = book.together()
    began: dict[Key, int] = {}
    bought: dict[str, dict[int, Fact]] = defaultdict(dict)
    for fact in book.live.values():
        if fact.kind == "sale":
            shop = (fact.source, fact.account)
            began[shop] = min(began.get(shop, fact.at), fact.at)
            if fact.customer:
                sale = merged.counts(fact)
                if id(sale) not in aside:
                    bought[fact.customer][id(sale)] = sale
    found = {}
    taken: set[str] = set()  # of two equal purchases, twins of one moment, one is the first
    for sale in (fact for fact in book.standing() if fact.kind == "sale" and id(fact) not in aside):
        customers = {row.customer for row in merged.of(sale)} - {""}
        others = [other for name in customers for other in bought[name].values() if other is not sale]
        earlier = any(other.at < sale.at for other in others)
        if not earlier and any(other.at == sale.at for other in others):
            earlier = bool(taken & customers)
            taken |= customers
        if sale.new is not None:
            found[id(sale)] = "new" if sale.new else "returning"
        elif earlier:
            found[id(sale)] = "returning"
        else:
            old = customers and sale.at >= began[sale.source, sale.account] + HISTORY
            found[id(sale)] = "new" if old else ""
    return found


# -------------------------------------------------------------------------------------------------------- resolving


def place_of(evidence: Evidence, promised: Promised) -> Place:
    """What evidence proves, best first; a code and a link that contradict each other are settled for the code."""
    link = link_place(evidence, promised)
    code = code_place(evidence.code, promised)
    if link and code:
        contradict = any(a and b and a != b for a, b in zip(link, code, strict=True))
        return code if contradict or (code.placement and not link.placement) else _finer(link, code)
    if link or code:
        return link or code or NOWHERE
    host = evidence.referrer
    while host:
        if host in promised.domains:
            return Place(partner=promised.domains[host])
        host = host.partition(".")[2]
    return promised.places.get(promised.former.get(evidence.placement, evidence.placement), NOWHERE)


def link_place(evidence: Evidence, promised: Promised) -> Place | None:
    """What the link proves, else the tags."""
    return _by_link(evidence.link, promised) or _by_tags(evidence, promised)


def _finer(link: Place, code: Place) -> Place:
    """The finer of two that agree: placement, property in campaign, campaign, partner; then the better evidence."""

    def depth(place: Place) -> int:
        levels = (place.placement, place.property and place.campaign, place.campaign, place.partner)
        return next(level for level, value in enumerate(levels) if value)

    return code if depth(code) < depth(link) else link


def plain(text: str) -> str:
    for _ in range(3):
        text = unquote(text)
    return "-".join(text.replace("+", " ").lower().split())


def spelled(text: str, values: Iterable[str], least: int, former: Mapping[str, str] | None = None) -> str | None:
    """The value that a mangled text was: exactly, or the only one that begins with it; under its present name."""
    values = set(values)
    present = dict(zip(values, values, strict=True))
    present |= {old: new for old, new in (former or {}).items() if new in values}
    for candidate in (text, plain(text)):
        if candidate in present:
            return present[candidate]
    text = plain(text)
    fits = {new for name, new in present.items() if name.startswith(text)} if len(text) >= least else set()
    return fits.pop() if len(fits) == 1 else None


def _by_link(text: str, promised: Promised) -> Place | None:
    if not text:
        return None
    mended = plain(text)
    if mended[10:] and not mended[10].isalnum():
        mended = mended[:10]
    for candidate in (text, mended, mended.translate(str.maketrans("oil", "011"))):
        if candidate in promised.links:
            return promised.places[promised.links[candidate]]
    link = spelled(mended, promised.links, 7) if len(mended) < 10 else None
    return promised.places[promised.links[link]] if link else None


def _by_tags(evidence: Evidence, promised: Promised) -> Place | None:
    campaigns = {str(place.campaign) for place in promised.places.values()}
    properties = {str(place.property) for place in promised.places.values()}
    campaign = spelled(evidence.campaign, campaigns, 8, promised.former) if evidence.campaign else None
    placement = evidence.content.partition("_")[0]
    content = spelled(placement, promised.places, 8, promised.former) if evidence.content else None
    source = spelled(evidence.source, properties, 8) if evidence.source else None
    if content and campaign in {None, promised.places[content].campaign}:
        return promised.places[content]
    if campaign:
        everywhere = [place for place in promised.places.values() if place.campaign == campaign]
        there = [place for place in everywhere if place.property == source]
        if len(there) == 1:
            return there[0]
        return Place(campaign, everywhere[0].partner, source if there else None, None)
    there = [place for place in promised.places.values() if place.property == source]
    if source and not evidence.campaign and there and all(str(p.placement) in promised.received for p in there):
        return Place(partner=there[0].partner, property=source)
    return None


def code_place(code: str, promised: Promised) -> Place | None:
    """What a code proves; of several the first that was handed out."""
    return next(filter(None, (promised.codes.get(issued_code(one, promised)) for one in code.split(","))), None)


def issued_code(code: str, promised: Promised) -> str:
    """The code that was issued, also where an I or L was typed for a 1; "" for one of nobody."""
    for prefix in ("", *promised.prefixes):
        form = prefix + code.removeprefix(prefix).translate(str.maketrans("IL", "11")) if prefix else code
        if form in promised.codes and code.startswith(prefix):
            return form
    return ""


# ---------------------------------------------------------------------------------------------------------- reports


def expected(book: Book, promised: Promised, by: str) -> dict[tuple[str | None, ...], dict[str, int]]:
    """Numbers of a report: (name of the group, currency) → what must stand there. Zeros are left out."""
    aside = set_aside(book, promised)
    facts = [fact for fact in book.standing() if id(fact) not in aside]
    proof, labels = credited(book, promised), novelty(book, aside)
    found: dict[tuple[str | None, ...], Counter[str]] = defaultdict(Counter)
    again = book.again()
    placed = [(fact, place_of(proof[id(fact)], promised)) for fact in facts]
    source = click_sources(placed)
    for fact, place in placed:
        if place == NOWHERE:
            continue
        group = group_of(by, place, fact)
        if fact.kind == "clicks":
            if fact.source == source[place]:
                found[*group, None]["clicks_raw"] += 1
                found[*group, None]["clicks"] += not fact.excluded and id(fact) not in again
        elif fact.kind in KINDS:
            found[*group, fact.currency or None].update(_counts(fact, labels))
            found[*group, None]["conversions"] += fact.kind == promised.goals.get(str(place.campaign), "sale")
    return {key: {name: n for name, n in counts.items() if n} for key, counts in found.items() if any(counts.values())}


def click_sources(placed: Iterable[tuple[Fact, Place]]) -> dict[Place, str]:
    """One click source a place: our own log counts before generic files."""
    found: dict[Place, str] = {}
    for fact, place in placed:
        if fact.kind == "clicks" and found.get(place) != "combined-log":
            found[place] = fact.source
    return found


def _counts(fact: Fact, labels: Mapping[int, str]) -> dict[str, int]:
    amount = fact.amount or 0
    return {
        "sales": int(fact.kind == "sale"),
        "revenue": amount if fact.kind in INCOME | REVERSALS else 0,
        "refunds": -amount if fact.kind in REVERSALS else 0,
        f"kinds.{fact.kind}": 1,
        "new": int(labels.get(id(fact)) == "new"),
    }


def group_of(by: str, place: Place, fact: Fact) -> tuple[str | None, ...]:
    if by == "day":
        return (fact.day,)
    return tuple(place) if by == "placement" else (getattr(place, by),)


def unresolved(book: Book, promised: Promised) -> dict[str, int]:
    facts = book.standing()
    proof = credited(book, promised)
    lost: Counter[str] = Counter()
    again = book.again()
    for fact in facts:
        if place_of(proof[id(fact)], promised) == NOWHERE and not fact.excluded and id(fact) not in again:
            lost[fact.kind] += fact.count if fact.kind not in KINDS | {"clicks"} else 1
    return dict(lost)


def reach(book: Book, promised: Promised) -> dict[str, int]:
    """Placement → the best metric that was stated: reach, else delivered, else sends."""
    stated: dict[str, Counter[str]] = defaultdict(Counter)
    for fact in book.standing():
        named = fact.evidence.placement
        place = promised.places.get(promised.former.get(named, named))
        if fact.source == "reach" and place:
            stated[str(place.placement)][fact.kind] += fact.count
    best = ("reach", "delivered", "sends")
    return {
        name: next(counts[m] for m in best if m in counts) for name, counts in stated.items() if set(best) & set(counts)
    }
