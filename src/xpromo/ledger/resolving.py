"""What evidence proves: the one order of measures.md, each kind stopping at the finest level that it proves.

1 link id or short link · 2 single-use code · 3 content with campaign · 4 source, medium, campaign · 5 shared code ·
7 partner referrer · 8 named by hand. (6, the same person's touch, is no matter of one target: see ``journeys``.)

All of it is derived: targets are resolved when an import brings them and again after every minting, so it makes no
difference which came first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xpromo.ledger.promised import Promised, first_of, only, plain_tags
from xpromo.ledger.recovery import plain_spelling
from xpromo.records import Evidence

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

    from xpromo.ledger.promised import Issue, Place
    from xpromo.ledger.recovery import Found

ALWAYS = (-(2**31), 2**31)  # before and after every day
LEVELS = ("placement", "property", "campaign", "partner", "nothing")
PROVED = ("campaign", "partner", "property", "placement")
LINK = 1  # the rank of a link id
CHUNK = 5_000

WRITE = (
    "INSERT INTO evidence (target, from_day, until_day, owner, conflict, rank, method, level, placement, property,"
    " campaign, partner, promise, recovered, alone) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
)


class Claim(NamedTuple):
    """What one kind of evidence says."""

    rank: int | None = None
    method: str = ""
    level: str = "nothing"
    placement: str | None = None
    property: str | None = None
    campaign: str | None = None
    partner: str | None = None
    promise: int | None = None
    recovered: bool = False
    alone: bool = False  # a code, and no link of ours beside it
    rule: str = ""  # the conflict rule of the promise


class Verdict(NamedTuple):
    """What a target proves in the days ``from_day`` up to before ``until_day``."""

    from_day: int
    until_day: int
    owner: Claim
    other: Claim | None  # took part, but lost the conflict
    conflict: str


NOTHING = Claim()


def resolve(evidence: Evidence, promised: Promised) -> Iterator[Verdict]:
    """Yield what evidence proves, day interval by day interval, together covering all days."""
    link = _link_claim(evidence, promised)
    issues = promised.issues(evidence.code)
    if not issues:
        yield Verdict(*ALWAYS, link or _weak_claim(evidence, promised), None, "")
        return
    starts = [ALWAYS[0], *(issue.valid_from for issue in issues[1:])]
    for issue, start, end in zip(issues, starts, [*starts[1:], ALWAYS[1]], strict=True):
        yield Verdict(start, end, *_settle(link, _code_claim(issue, promised)))


def _settle(link: Claim | None, code: Claim) -> tuple[Claim, Claim | None, str]:
    if link is None:
        return code._replace(alone=True), None, ""
    if not _contradict(link, code):
        return min(link, code, key=lambda claim: (LEVELS.index(claim.level), claim.rank)), None, ""
    rule = link.rule or code.rule or "code-first"
    if rule == "split":  # shares credit, never moves the owner: that stays with the better evidence
        owner = min(link, code, key=lambda claim: claim.rank or 0)
    else:
        owner = link if rule == "link-first" else code  # last: a code is typed in after the click
    return owner, code if owner is link else link, rule


def _contradict(one: Claim, two: Claim) -> bool:
    pairs = ((getattr(one, name), getattr(two, name)) for name in PROVED)
    return any(a is not None and b is not None and a != b for a, b in pairs)


# ------------------------------------------------------------------------------------------------ claims


def _at(place: Place, rank: int, method: str, *, recovered: bool = False) -> Claim:
    proved = (place.placement, place.property, place.campaign, place.partner, place.promise)
    return Claim(rank, method, "placement", *proved, recovered, rule=place.conflict)


def _link_claim(evidence: Evidence, promised: Promised) -> Claim | None:
    """Return what a link says, else its tags; beside an id that nobody promised they count as recovered."""
    claim = _by_link(evidence, promised) or _by_tags(evidence, promised)
    lost = claim and claim.rank != LINK and evidence.link
    return claim._replace(recovered=True) if claim and lost else claim


def _by_link(evidence: Evidence, promised: Promised) -> Claim | None:
    if found := promised.link_spellings.find(evidence.link):
        place = promised.place(promised.links[found.value])
        return place and _at(place, LINK, "link", recovered=found.recovered)
    if evidence.short in promised.shorts:
        place = promised.place(promised.links[promised.shorts[evidence.short]])
        return place and _at(place, LINK, "short-link")
    return None


def _by_tags(evidence: Evidence, promised: Promised) -> Claim | None:
    if not (evidence.campaign or evidence.content or evidence.source):
        return None
    campaign = promised.campaign_spellings.find(evidence.campaign)
    content = promised.placement_spellings.find(evidence.content.partition("_")[0])
    source = promised.property_spellings.find(evidence.source)
    return (
        _by_adopted(evidence, promised)
        or _by_content(content, campaign, promised)
        or (_by_campaign(campaign, source, promised) if campaign else None)
        or (_by_property(source, promised) if source and not evidence.campaign else None)
    )


def _by_adopted(evidence: Evidence, promised: Promised) -> Claim | None:
    """The very tags of a link that was handed out before xpromo."""
    tags = evidence[1:5]
    if not promised.tags:
        return None
    link = promised.tags.get(tags)
    mended = link or promised.plain_tags.get(plain_tags(tags))
    place = promised.place(promised.links[mended]) if mended else None
    return _at(place, 3, "adopted-tags", recovered=link is None) if place else None


def _by_content(content: Found | None, campaign: Found | None, promised: Promised) -> Claim | None:
    """Content with campaign; without a campaign of ours (tools put their own there) it counts as recovered."""
    place = promised.place(content.value) if content else None
    if content is None or place is None or (campaign and not promised.was_in(place.placement, campaign.value)):
        return None
    return _at(place, 3, "content", recovered=content.recovered or campaign is None or campaign.recovered)


def _by_campaign(campaign: Found, source: Found | None, promised: Promised) -> Claim:
    everywhere = promised.campaigns[campaign.value]
    there = [place for place in everywhere if source and place.property == source.value]
    if source and there:
        recovered = campaign.recovered or source.recovered
        if len(there) == 1:
            return _at(there[0], 4, "source", recovered=recovered)
        return _common(there, Claim(4, "source", "property", property=source.value, recovered=recovered))
    return _common(everywhere, Claim(4, "campaign", "campaign", recovered=campaign.recovered))


def _by_property(source: Found, promised: Promised) -> Claim | None:
    """A partner's own property without a campaign still proves the partner; our own proves nothing."""
    there = [place for place in promised.properties[source.value] if place.direction == "received"]
    partner = only([place.partner for place in there])
    if partner is None:
        return None
    return Claim(4, "source", "partner", None, source.value, None, partner, recovered=source.recovered)


def _common(places: Sequence[Place], claim: Claim) -> Claim:
    partner = only([place.partner for place in places])
    terms = first_of(places, partner) or places[0]
    return claim._replace(campaign=terms.campaign, partner=partner, rule=terms.conflict)


def _code_claim(issue: Issue, promised: Promised) -> Claim:
    rank, method = (2, "single-use-code") if issue.single_use else (5, "shared-code")
    place = promised.place(issue.placement) if issue.placement else None
    if place:
        return _at(place, rank, method)
    terms = first_of(promised.campaigns.get(issue.campaign, ()), issue.partner)
    rule = terms.conflict if terms else ""
    return Claim(rank, method, "campaign", None, None, issue.campaign, issue.partner, rule=rule)


def _weak_claim(evidence: Evidence, promised: Promised) -> Claim:
    """Return what a referrer or a hand proves; they count only where nothing better does."""
    partner = _partner_of(evidence.referrer, promised)
    if partner:
        return Claim(7, "referrer", "partner", partner=partner)
    named = evidence.placement
    place = promised.place(named) or promised.place(promised.external.get(named, "")) if named else None
    if place:
        return _at(place, 8, "by-hand")
    return _by_alias(evidence, promised) or NOTHING


def _by_alias(evidence: Evidence, promised: Promised) -> Claim | None:
    """What somebody said of the content, campaign or source; the last resort, so that a promise always wins."""
    if not promised.aliases:
        return None
    spelled = map(plain_spelling, (evidence.content, evidence.campaign, evidence.source))
    named = next((promised.aliases[text] for text in spelled if text in promised.aliases), "")
    place = promised.place(named)
    return _at(place, 8, "alias") if place else None


def _partner_of(host: str, promised: Promised) -> str | None:
    while host:
        if host in promised.partner_domains:
            return promised.partner_domains[host]
        host = host.partition(".")[2]
    return None


# ------------------------------------------------------------------------------------------------ rows


def rederive(connection: sqlite3.Connection) -> None:
    """Resolve every target again, after something was promised."""
    connection.execute("DELETE FROM evidence")
    promised = Promised(connection)
    cursor = connection.execute(f"SELECT id, {', '.join(Evidence._fields)} FROM targets ORDER BY id")
    while rows := cursor.fetchmany(CHUNK):
        write_evidence(connection, promised, ((row[0], Evidence._make(row[1:])) for row in rows))


def write_evidence(
    connection: sqlite3.Connection, promised: Promised, targets: Iterable[tuple[int, Evidence]]
) -> list[bool]:
    """Write what targets prove; return for each whether it proves anything."""
    rows: list[tuple[object, ...]] = []
    resolved = []
    for number, evidence in targets:
        verdicts = list(resolve(evidence, promised))
        resolved.append(any(verdict.owner.rank for verdict in verdicts))
        rows.extend(row for verdict in verdicts for row in _rows(number, verdict))
    connection.executemany(WRITE, rows)
    return resolved


def _rows(target: int, verdict: Verdict) -> Iterator[tuple[object, ...]]:
    claims = [(1, verdict.owner)] if verdict.other is None else [(1, verdict.owner), (0, verdict.other)]
    for owner, claim in claims:
        yield (target, verdict.from_day, verdict.until_day, owner, verdict.conflict, *claim[:-1])
