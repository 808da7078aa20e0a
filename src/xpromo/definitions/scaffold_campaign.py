"""A campaign that is about to be written: phases on both sides' properties, and blanks for what only people know.

Nothing is invented: titles, targets and what the files don't state stay empty, and `check` reads them back as the
to-do list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

from xpromo.definitions.planning import TOLERANCE, Party, Plan, Planned, PlannedOffer
from xpromo.definitions.scaffold import modeline, scalar
from xpromo.definitions.schema import Partner, Property
from xpromo.definitions.schema.campaign import NETWORKS, networks_of

_CODES = {
    "shared": "    codes: {kind: shared, code: }\n    terms:\n",
    "pool": "    codes: {kind: pool, count: , prefix: }\n    terms:\n",
}
AFTERWARDS = timedelta(weeks=1)  # a review waits for the last numbers of a flight that is long
_MAILED = frozenset({"email", "sms", "push"})  # whoever is on the list gets it; of followers some see a post
# Twelve weeks: weeks from the flight's start, step, what is to be done, whose role
_PLAYBOOK = (
    (-6, "analyse", "what did the last promotions bring, whom do we want to reach?", "analyst"),
    (-5, "select", "is {theirs} right for it? audience, values, timing", "lead"),
    (-4, "agree", "goals, value for both, roles, what happens when one side misses", "approver"),
    (-2, "build", "xpromo links, xpromo codes, xpromo kit; both approvers say yes", "coordinator"),
    (0, "launch", "everything goes out on its day, and both sides tell each other", "coordinator"),
    (1, "measure", "xpromo import, xpromo report --last 7d, every week", "analyst"),
    (5, "review", "what worked, what is owed, do we go on?", "lead"),
)


def campaign_text(plan: Plan) -> str:
    """Return campaigns/<campaign>.yaml."""
    sections = (
        f"{modeline('campaign')}schema_version: 1\n", _head(plan), _goals(plan), _offers(plan), _roles(plan),
        _placements(plan), _swaps(plan), _assets(plan), _playbook(plan),
    )  # fmt: skip
    return "\n".join(section for section in sections if section)


def role_of(party: Party, wanted: str) -> str:
    """Return ``brand/role`` for a task: the role that usually has it, or one that somebody at the brand holds."""
    held = wanted if wanted in party.contacts or not party.contacts else next(iter(party.contacts))
    return f"{party.id}/{held}"


def _head(plan: Plan) -> str:
    partners = ", ".join(partner.id for partner in plan.partners)
    advice = "".join(f"# {line}\n" for line in (f"{plan.shape.title}: {plan.shape.about}.", *plan.shape.advice))
    return (
        f"{advice}campaign: {plan.campaign}\nname: {scalar(plan.name)}\nform: {plan.form}\npartners: [{partners}]\n"
        f"flight: {{start: {plan.start}, end: {plan.end}}}   # both days count\n"
    )


def _goals(plan: Plan) -> str:
    primary, *secondary = plan.shape.goals
    parties = "".join(f"  {party.id}:\n" for party in plan.parties)
    return (
        f"# Why this partner, why now? One sentence for each audience.\nvalue:\n{parties}\n"
        "# One primary goal, two secondary ones, each with a number.\n"
        f"goals:\n  primary: {{metric: {primary}, target: }}\n  secondary:\n"
        + "".join(f"    - {{metric: {metric}, target: }}\n" for metric in secondary)
    )


def _offers(plan: Plan) -> str:
    return "offers:\n" + "".join(_offer(plan, offer) for offer in plan.offers)


def _offer(plan: Plan, offer: PlannedOffer) -> str:
    shape, domains = offer.shape, offer.party.domains
    when = f"{_written(plan.event)}, {plan.shape.event_time} {plan.brand.timezone}" if plan.event else ""
    lines = [
        f"  - id: {offer.id}   # {_shown(plan, offer)}\n    title:\n",
        f"    landing: https://{domains[0]}/\n" if domains else "    landing:\n",
        f"    description: {scalar(shape.description.format(event=when))}\n" if shape.description else "",
        f"    valid: {{start: {plan.start}, end: {_over(plan, offer)}}}\n" if plan.event and shape.live else "",
        f"    call_to_action: {scalar(shape.action)}\n" if shape.action else "",
        _CODES.get(shape.codes, ""),
    ]
    return "".join(lines)


def _over(plan: Plan, offer: PlannedOffer) -> date:
    """Return the last day of what is live: the event's, or in a flight of few days that of what announces it last.

    What a partner sends on Monday may be Tuesday here.
    """
    shown = [item for item in plan.placements if item.offer == offer.id]
    days = [item.day + timedelta(days=item.place.timezone not in {None, plan.brand.timezone}) for item in shown]
    return min(max([plan.event or plan.end, *days]), plan.end)


def _shown(plan: Plan, offer: PlannedOffer) -> str:
    hosts = {item.host.name: None for item in plan.placements if item.offer == offer.id and item.host is not plan.brand}
    ours = any(item.host is plan.brand for item in plan.placements if item.offer == offer.id)
    return f"shown by {' and '.join([*hosts, *(['us'] if ours else [])]) or 'nobody'}"


def _written(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _roles(plan: Plan) -> str:
    approvers = ", ".join(role_of(party, "approver") for party in plan.parties)
    return (
        f"roles:\n  approvers: [{approvers}]\n  analytics: {role_of(plan.brand, 'analyst')}\n"
        f"  timeline: {role_of(plan.brand, 'coordinator')}\n  escalation: {role_of(plan.brand, 'lead')}\n"
        f"  if_missed: {scalar(plan.shape.if_missed)}\n"
    )


def _playbook(plan: Plan) -> str:
    theirs = " and ".join(partner.name for partner in plan.partners)
    lines = [
        "# Twelve weeks. `xpromo status` asks for each step until `done:` holds the day on which it was done.",
        "playbook:",
    ]
    for weeks, step, usual, role in _PLAYBOOK:
        due = plan.start + timedelta(weeks=weeks)
        what = plan.shape.playbook.get(step, usual).format(theirs=theirs)
        lines += [
            f"  - step: {step}",
            f"    due: {max(due, plan.end + AFTERWARDS) if step == 'review' else due}",
            f"    owner: {role_of(plan.brand, role)}",
            f"    what: {scalar(what)}",
        ]
    return "\n".join(lines) + "\n"


def _placements(plan: Plan) -> str:
    lines = [f"# {remark}" for remark in plan.remarks]
    lines.append("placements:" if plan.placements else "placements: []")
    for item in plan.placements:
        lines += _placement(plan, item)
    return "\n".join(lines) + "\n"


def _placement(plan: Plan, item: Planned) -> Iterator[str]:
    yield f"  - id: {item.id}   # {item.host.name} promotes {_whom(item)}"
    yield f"    property: {item.place.id}"
    yield f"    promotes: {item.promotes.id}"
    yield f"    offer: {item.offer}"
    yield f"    phase: {item.step.phase}"
    yield f"    at: {item.day} {item.step.time}"
    yield f"    kind: {item.kind}"
    yield _expected(item.place, item.host)
    if plan.shape.paid and item.step.phase == "launch":
        yield "    budget: {amount: }   # the price in all; `share: {partner: 0.5}` says what the partner pays of it"
    if item.step.note and item.place.channel in item.step.channels:
        yield f"    notes: {scalar(item.step.note)}"


def _whom(item: Planned) -> str:
    return "its own" if item.promotes is item.host else item.promotes.name


def _expected(place: Property, host: Party) -> str:
    """Return what the files state the placement will bring: everybody on the list, and the usual share who click."""
    reach = (place.audience_verified or place.audience) if place.channel in _MAILED else None
    rate = _click_rate(place, host) if reach else None
    if reach is None:
        return "    expected: {reach: , clicks: }   # not stated: what is usual there?"
    if rate is None:
        return f"    expected: {{reach: {reach}, clicks: }}   # the list; no click rate is stated"
    clicks = (reach * rate).quantize(Decimal(1), ROUND_HALF_EVEN)
    return f"    expected: {{reach: {reach}, clicks: {clicks}}}   # the list by the click rate that is stated"


def _click_rate(place: Property, host: Party) -> Decimal | None:
    if place.benchmarks and place.benchmarks.click_rate is not None:
        return place.benchmarks.click_rate
    return host.benchmarks.click_rate if isinstance(host, Partner) and host.benchmarks else None


def _assets(plan: Plan) -> str:
    """Return which assets are made: posts for the networks that social properties are called after, and e-mails where
    the form has them or a newsletter stands in.
    """
    names = [item.place.id for item in plan.placements if item.place.channel == "social"]
    networks = [network for network in NETWORKS if any(network in networks_of(name) for name in names)]
    social = ", ".join(networks or (plan.shape.social if names else ()))
    posts = f", social: [{social}]" if social else ""
    stands_in = any(item.place.channel == "email" and item.kind != "mention" for item in plan.placements)
    mailed = plan.shape.email or stands_in  # a mention is a sentence in an issue
    email, qr = (str(flag).lower() for flag in (mailed, plan.shape.qr))
    return f"audience: {{languages: [en]}}\nassets: {{email: {email}{posts}, qr: {qr}}}\n"


def _swaps(plan: Plan) -> str:
    if not plan.swaps:
        return ""
    pairs: Sequence[str] = [
        f"  - {{give: {give}, get: {get}, tolerance_days: {TOLERANCE}}}\n" for give, get in plan.swaps
    ]
    return f"swaps:\n{''.join(pairs)}"
