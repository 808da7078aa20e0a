"""A campaign that is about to be written: phases on both sides' properties, and blanks for what only people know.

Nothing is invented: titles, targets and expectations stay empty, and `check` reads them back as the to-do list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from xpromo.definitions.scaffold import modeline, scalar
from xpromo.definitions.schema.campaign import PHASES

RECAP_BEFORE_END = 2  # days: late enough to look back, early enough to be inside the flight
LONGEST_CAMPAIGN = 50  # characters, so that `-give-reminder` fits behind it


@dataclass(frozen=True, slots=True)
class Side:
    """A brand in the plan. ``main`` carries launch and reminder, ``second`` teaser and recap (may be the same).

    ``domain`` is "" where none is known.
    """

    id: str
    name: str
    domain: str
    main: str
    second: str
    second_channel: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What `plan` was told or found in the workspace. ``end`` is inclusive, as in YAML."""

    form: str
    campaign: str
    name: str
    ours: Side
    theirs: Side
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Form:
    """How a form of campaign is laid out: length, goals, whether codes make sense, what a miss costs."""

    title: str
    days: int
    goals: tuple[str, str, str]
    codes: bool
    if_missed: str


FORMS = {
    "newsletter-swap": Form(
        "Newsletter swap", 28, ("signups", "clicks", "new_customers"), codes=False,
        if_missed="make-good in the next free issue, within 14 days",
    ),
    "bundle": Form(
        "Bundle", 21, ("sales", "new_customers", "signups"), codes=True, if_missed="make-good within 14 days",
    ),
}  # fmt: skip

_SECOND_KIND = {"email": "mention", "social": "post", "in_app": "card", "site": "banner", "push": "mention"}
_PLAYBOOK = (
    (-6, "analyse", "what did the last promotions bring, whom do we want to reach?", "analyst"),
    (-5, "select", "is {theirs} the right partner for it? audience, values, timing", "lead"),
    (-4, "agree", "goals, value for both, roles, what happens when one side misses", "approver"),
    (-2, "build", "xpromo links, xpromo codes, xpromo kit; both approvers say yes", "coordinator"),
    (0, "launch", "teaser, launch, reminder, recap as below", "coordinator"),
    (1, "measure", "xpromo import, xpromo report --last 7d, every week", "analyst"),
    (5, "review", "what worked, what is owed, do we go on?", "lead"),
)


@dataclass(frozen=True, slots=True)
class _Moment:
    phase: str
    day: date
    give: str
    get: str


def campaign_text(plan: Plan) -> str:
    """Return campaigns/<campaign>.yaml."""
    form = FORMS[plan.form]
    return "\n".join([
        f"{modeline('campaign')}schema_version: 1\n",
        _playbook(plan),
        _head(plan),
        _goals(plan, form),
        _offers(plan, form),
        _roles(plan, form),
        _placements(plan),
        _swaps(plan),
        "audience: {languages: [en]}\nassets: {email: true}\n",
    ])  # fmt: skip


def _playbook(plan: Plan) -> str:
    lines = [f"# Twelve weeks around {plan.start}: who does what by when. `xpromo check` lists the blanks below."]
    for weeks, step, what, role in _PLAYBOOK:
        day = plan.start + timedelta(weeks=weeks)
        lines.append(f"#   [ ] {day}  {step:8} {what.format(theirs=plan.theirs.name)} ({plan.ours.id}/{role})")
    return "\n".join(lines) + "\n"


def _head(plan: Plan) -> str:
    return (
        f"campaign: {plan.campaign}\nname: {scalar(plan.name)}\nform: {plan.form}\npartners: [{plan.theirs.id}]\n"
        f"flight: {{start: {plan.start}, end: {plan.end}}}   # both days count\n"
    )


def _goals(plan: Plan, form: Form) -> str:
    primary, *secondary = form.goals
    return (
        "# Why this partner, why now? One sentence for each audience.\n"
        f"value:\n  {plan.ours.id}:\n  {plan.theirs.id}:\n\n"
        "# One primary goal, two secondary ones, each with a number.\n"
        f"goals:\n  primary: {{metric: {primary}, target: }}\n  secondary:\n"
        + "".join(f"    - {{metric: {metric}, target: }}\n" for metric in secondary)
    )


def _offers(plan: Plan, form: Form) -> str:
    ours, theirs = plan.ours, plan.theirs
    codes = (
        "    # codes: {kind: shared, code: WELCOME15}   or {kind: pool, count: 500, prefix: HI}\n" if form.codes else ""
    )
    return (
        "offers:\n"
        f"  - id: {plan.campaign}-our-offer     # what {theirs.name} shows its audience\n"
        f"    title:\n{_landing(ours)}{codes}"
        f"  - id: {plan.campaign}-their-offer   # what we show ours\n"
        f"    title:\n{_landing(theirs)}{codes}"
    )


def _landing(side: Side) -> str:
    return f"    landing: https://{side.domain}/\n" if side.domain else "    landing:\n"


def _roles(plan: Plan, form: Form) -> str:
    ours, theirs = plan.ours.id, plan.theirs.id
    return (
        f"roles:\n  approvers: [{ours}/approver, {theirs}/approver]\n  analytics: {ours}/analyst\n"
        f"  timeline: {ours}/coordinator\n  escalation: {ours}/lead\n  if_missed: {scalar(form.if_missed)}\n"
    )


def _moments(plan: Plan) -> Iterator[_Moment]:
    """Yield the four phases: theirs first, ours a day later, so that nobody gets both on one morning."""
    length = (plan.end - plan.start).days
    one_property = plan.ours.main == plan.ours.second or plan.theirs.main == plan.theirs.second
    recap = max(length - RECAP_BEFORE_END, 0)
    launch = min(7 if one_property else 2, recap)  # a newsletter doesn't go out twice within two days
    days = (0, launch, (launch + recap) // 2, recap)
    for phase, offset in zip(PHASES, days, strict=True):
        yield _Moment(
            phase,
            plan.start + timedelta(days=min(offset, length)),
            f"{plan.campaign}-give-{phase}",
            f"{plan.campaign}-get-{phase}",
        )


def _placements(plan: Plan) -> str:
    lines = [f"# get: {plan.theirs.name} promotes us. give: we promote them, a day later.", "placements:"]
    for moment in _moments(plan):
        ours = min(moment.day + timedelta(days=1), plan.end)
        lines += _placement(moment.get, moment, plan.theirs, moment.day, plan.ours.id, f"{plan.campaign}-our-offer")
        lines += _placement(moment.give, moment, plan.ours, ours, plan.theirs.id, f"{plan.campaign}-their-offer")
    return "\n".join(lines) + "\n"


def _placement(identity: str, moment: _Moment, host: Side, day: date, promotes: str, offer: str) -> list[str]:
    main = moment.phase in {"launch", "reminder"}
    kind = (
        "feature" if moment.phase == "launch" else "mention" if main else _SECOND_KIND.get(host.second_channel, "slot")
    )
    return [
        f"  - id: {identity}",
        f"    property: {host.main if main else host.second}",
        f"    promotes: {promotes}",
        f"    offer: {offer}",
        f"    phase: {moment.phase}",
        f"    at: {day} 09:00",
        f"    kind: {kind}",
    ]


def _swaps(plan: Plan) -> str:
    pairs = "".join(f"  - {{give: {m.give}, get: {m.get}, tolerance_days: 2}}\n" for m in _moments(plan))
    return f"swaps:\n{pairs}"
