"""What was promised is still what the files say: dates, pages, goals, expectations, terms of counting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from xpromo.codes import canonical_code
from xpromo.definitions.checking import Check
from xpromo.definitions.model import Project, partner_of
from xpromo.definitions.promising import offer_period, promises
from xpromo.definitions.renaming import promise_before
from xpromo.definitions.schema import Attribution, Campaign, Definition, Offer, Placement
from xpromo.errors import Location, Problem, Rule, Severity
from xpromo.known import Known
from xpromo.money import decimals
from xpromo.records import Promise, PromoCode

RULE = Rule(
    "XP210",
    "changed-after-promise",
    "Something differs from what was promised",
    why="Minting writes down what both sides agreed on, and reports count by that: a goal that is lowered or a date "
    "that is moved afterwards would make any campaign a success. What was not stated before may be added, and names, "
    "notes and texts may change.",
    severity=Severity.WARNING,
    bad="""\
# campaigns/swap.yaml
# minted when the last day was 2026-12-20
flight: {start: 2026-11-30, end: 2026-12-31}
""",
    good="""\
# campaigns/swap.yaml
flight: {start: 2026-11-30, end: 2026-12-20}
""",
    fix="Put it back, or agree on it and run `xpromo links` before the flight begins: then the new promise counts.",
)
_LANDING = "the next `xpromo links` mints a new link id for this page, and the old one stays resolvable"
_LATE = "it was promised again when the flight had begun: reports go by what was promised before"


@dataclass(frozen=True, slots=True)
class _Pair:
    """A placement with what was promised for it, what its files promise now, and since when."""

    project: Project
    campaign: Campaign
    placement: Placement
    old: Promise
    new: Promise
    on: date | None


@dataclass(frozen=True, slots=True)
class _Field:
    """A field of a promise: the key that people know it by, and where that stands; ``show`` says it in a message."""

    name: str
    key: str
    place: Callable[[_Pair], Location]
    show: Callable[[Any], str] = str
    severity: Severity = Severity.WARNING


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield each key whose value differs from the promise in force, once for all placements that share it."""
    now = {promise.placement: promise for promise in promises(project)} if known.promises else {}
    seen: set[Location] = set()
    for campaign, placement in project.placements() if now else ():
        old, new = promise_before(known, placement), now.get(_id(placement))
        if old is None or new is None or old == new:
            continue
        if known.placements.get(old.placement) not in {campaign.id, campaign.moved_from}:
            continue  # findings of utm-collision and orphaned-promise
        pair = _Pair(project, campaign, placement, old, new, known.promised_on.get(old.placement))
        for problem in _changes(pair):
            if problem.location and problem.location not in seen:
                seen.add(problem.location)
                yield problem
    for problem in _codes(project, known):
        if problem.location not in seen:
            yield problem


def _id(placement: Placement) -> Any:
    return placement.id


def _changes(pair: _Pair) -> Iterator[Problem]:
    for field in _FIELDS:
        old, new = getattr(pair.old, field.name), getattr(pair.new, field.name)
        if old != new and old is not None and not _follows(pair, field.name):
            yield _problem(pair, field.place(pair), f"`{field.key}`", field.show(old), field.severity)
    yield from _moment(pair)
    yield from _goals(pair)
    yield from _budget(pair)


def _follows(pair: _Pair, name: str) -> bool:
    """Whether a change follows from another one, which is found by itself."""
    cause = _CAUSES.get(name)
    if name == "swap" and pair.old.swap:
        return not {*pair.old.swap.split("+")} <= {item.id for item in pair.campaign.placements}
    return cause is not None and getattr(pair.old, cause) != getattr(pair.new, cause)


_CAUSES = {
    "landing": "offer",
    "channel": "property",
    "fairness_unit": "partner",
    "window_days": "partner",
    "conflict": "partner",
    "tolerance_days": "swap",
}


def _problem(pair: _Pair, place: Location, what: str, old: str, severity: Severity = Severity.WARNING) -> Problem:
    when = f" on {pair.on}" if pair.on else ""
    hint = RULE.hint
    if pair.old.changed:
        hint = _LATE
    elif what == "`landing`":
        hint = _LANDING
    return RULE.at(place, f"{what} was promised as {old}{when}", hint, severity)


# ------------------------------------------------------------------------------------------------ where things stand


def _at(project: Project, item: Definition, key: str, instead: Location) -> Location:
    """Return the place of a key, or another one where the key is gone."""
    return project.locate(item, key) if key in item.model_fields_set else instead


def _of_placement(key: str, pair: _Pair) -> Location:
    return _at(pair.project, pair.placement, key, pair.project.locate(pair.placement, "id"))


def _of_expected(key: str, pair: _Pair) -> Location:
    there = pair.project.locate(pair.placement, "id")
    expected = pair.placement.expected
    return _at(pair.project, expected, key, there) if expected else there


def _offer(pair: _Pair) -> Offer:
    return next(offer for offer in pair.campaign.offers if offer.id == pair.placement.offer)


def _of_offer(pair: _Pair) -> Location:
    """Return where the offer is named, or where it is defined when its id is what changed."""
    if pair.old.offer in pair.project.offers:
        return _of_placement("offer", pair)
    return pair.project.locate(_offer(pair), "id")


def _of_property(pair: _Pair) -> Location:
    found = pair.project.property(pair.placement.property)
    if found is None or pair.old.property in pair.project.properties:
        return _of_placement("property", pair)
    return pair.project.locate(found[1], "id")


def _of_agreement(key: str, pair: _Pair) -> Location:
    """Return where a term stands: in the agreement, else in the brand's file."""
    project = pair.project
    partner = project.partners.get(partner_of(project, pair.placement) or "")
    agreement = partner.agreement if partner else None
    if agreement is None or partner is None:
        return _of_brand(key, pair)
    owner = agreement.attribution if key in Attribution.model_fields else agreement
    return _at(project, owner, key, project.locate(partner, "agreement", key=True)) if owner else _of_brand(key, pair)


def _of_brand(key: str, pair: _Pair) -> Location:
    brand = pair.project.brand
    if brand is None:
        return pair.project.locate(pair.campaign, "campaign")
    return _at(pair.project, brand.attribution, key, pair.project.locate(brand, "brand"))


def _of_swap(pair: _Pair) -> Location:
    campaign = pair.campaign
    there = pair.project.locate(campaign, "campaign")
    return pair.project.locate(campaign, "swaps", key=True) if campaign.swaps else there


def _of_channel(pair: _Pair) -> Location:
    found = pair.project.property(pair.placement.property)
    return pair.project.locate(found[1], "channel") if found else _of_placement("property", pair)


def _last_day(end: date) -> str:
    return str(end - timedelta(days=1))


def _quoted(value: object) -> str:
    return f"`{value}`"


_FIELDS = (
    _Field("brand", "brand", lambda pair: pair.project.locate(pair.project.brand or pair.campaign, "brand"), _quoted),
    _Field("offer", "offer", _of_offer, _quoted),
    _Field("landing", "landing", lambda pair: pair.project.locate(_offer(pair), "landing")),
    _Field("property", "property", _of_property, _quoted),
    _Field("channel", "channel", _of_channel, _quoted),
    _Field("flight_start", "flight.start", lambda pair: pair.project.locate(pair.campaign.flight, "start")),
    _Field("flight_end", "flight.end", lambda pair: pair.project.locate(pair.campaign.flight, "end"), _last_day),
    _Field("form", "form", lambda pair: pair.project.locate(pair.campaign, "form"), _quoted, Severity.NOTE),
    _Field("phase", "phase", partial(_of_placement, "phase"), _quoted, Severity.NOTE),
    _Field("kind", "kind", partial(_of_placement, "kind"), _quoted, Severity.NOTE),
    _Field("clicks_from", "clicks_from", partial(_of_placement, "clicks_from"), _quoted),
    _Field("expected_reach", "expected.reach", partial(_of_expected, "reach"), "{:,}".format),
    _Field("expected_clicks", "expected.clicks", partial(_of_expected, "clicks"), "{:,}".format),
    _Field("swap", "swaps", _of_swap, lambda pair: "`{}` for `{}`".format(*pair.split("+"))),
    _Field("tolerance_days", "tolerance_days", _of_swap),
    _Field("fairness_unit", "fairness_unit", partial(_of_agreement, "fairness_unit"), _quoted),
    _Field("window_days", "window_days", partial(_of_agreement, "window_days")),
    _Field("conflict", "conflict", partial(_of_agreement, "conflict"), _quoted),
    _Field("sourced_by", "sourced_by", lambda pair: pair.project.locate(pair.campaign, "sourced_by"), _quoted),
)


# ------------------------------------------------------------------------------------------------ what has parts


def _moment(pair: _Pair) -> Iterator[Problem]:
    old, new = pair.old.at, pair.new.at
    if old is None or old == new:
        return
    place = _of_placement("at", pair)
    if new and old.replace(tzinfo=None) == new.replace(tzinfo=None) and pair.placement.at == new.replace(tzinfo=None):
        place = _zone(pair)  # it is read in another zone
    yield _problem(pair, place, "`at`", _minute(old))


def _zone(pair: _Pair) -> Location:
    found = pair.project.property(pair.placement.property)
    if found and found[1].timezone:
        return pair.project.locate(found[1], "timezone")
    return pair.project.locate(pair.project.brand or pair.campaign, "timezone")


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} {moment.isoformat()[-6:]}"


def _goals(pair: _Pair) -> Iterator[Problem]:
    project, campaign = pair.project, pair.campaign
    stated = [*([campaign.goals.primary] if campaign.goals.primary else []), *campaign.goals.secondary]
    models: dict[str, Definition] = {goal.metric: goal for goal in stated}
    new = {goal.metric: goal for goal in pair.new.goals}
    for old in pair.old.goals:
        now = new.get(old.metric)
        if now == old:
            continue
        written = "goals" in campaign.model_fields_set
        place = project.locate(campaign, "goals", key=True) if written else project.locate(campaign, "campaign")
        if now is not None:
            place = project.locate(models[now.metric], "target" if now.target != old.target else "metric")
        yield _problem(pair, place, "a goal", f"{old.target:,.10g} {old.metric} ({old.rank})")


def _budget(pair: _Pair) -> Iterator[Problem]:
    old, new = pair.old, pair.new
    if old.budget_minor is None or old.budget_currency is None:
        return
    terms = [(item.budget_minor, item.budget_currency, item.budget_share) for item in (old, new)]
    if terms[0] != terms[1]:
        digits = decimals(old.budget_currency)
        amount = f"{old.budget_minor / 10**digits:,.{digits}f} {old.budget_currency}"
        shares = ", ".join(f"{name} {share:.10g}" for name, share in old.budget_share.items())
        yield _problem(pair, _of_placement("budget", pair), "`budget`", f"{amount} ({shares})" if shares else amount)


def _codes(project: Project, known: Known) -> Iterator[Problem]:
    """Yield shared codes that were issued with another text, or for fewer days than the files say now."""
    issued: dict[str, list[PromoCode]] = defaultdict(list)
    for code in known.shared:
        issued[code.offer].append(code)
    for campaign, offer in project.offers.values() if issued else ():
        codes, before = offer.codes, issued.get(offer.id)
        if codes is None or codes.code is None or not before:
            continue
        text = canonical_code(codes.code)
        if any(code.code == text and code.offer != offer.id for code in known.shared):
            continue  # the finding of code-collision
        alike = [code for code in before if code.code == text]
        last = _last_day(max(code.valid_until for code in alike or before))
        if not alike:
            hint = f"`{before[-1].code}` stays good until {last}; `xpromo codes` issues the new one beside it"
            message = f"the code of `{offer.id}` was issued as `{before[-1].code}`"
            yield RULE.at(project.locate(codes, "code"), message, hint)
        elif offer_period(campaign, offer)[1] > max(code.valid_until for code in alike):
            place = project.locate(offer.valid or campaign.flight, "end")
            hint = "issue it for the days after that with `xpromo codes --adopt FILE`, or give the offer another code"
            message = f"the code `{text}` was issued until {last}; what it brings later is outside of its days"
            yield RULE.at(place, message, hint)


check = Check(RULE, find)
